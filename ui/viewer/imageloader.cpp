// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/imageloader.h"

#include "core/base/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QtConcurrent>
#include <algorithm>

namespace reminisce::ui {

namespace {

QImage toImage(const Pixels &p)
{
    const QImage view(p.samples.data(), p.width, p.height, static_cast<qsizetype>(p.stride()),
                      p.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    return view.convertToFormat(p.channels == 4 ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
}

Result<QImage> decodeFile(image::DecoderPool &decoders, const QString &path, const CancelToken &cancel)
{
    const auto bytes = paths::readFile(QFile::encodeName(path).toStdString());
    if (!bytes)
        return bytes.error();
    const auto picture =
        decoders.decode({reinterpret_cast<const std::uint8_t *>(bytes->data()), bytes->size()}, {}, cancel);
    if (!picture)
        return picture.error();
    return toImage(picture->pixels);
}

} // namespace

ImageLoader::~ImageLoader()
{
    m_cancel.cancel();
    m_running.waitForFinished();
}

void ImageLoader::cancel()
{
    ++m_number;
    m_cancel.cancel();
    m_cancel = {};
}

void ImageLoader::load(const QStringList &paths)
{
    cancel(); // whoever steps quickly waits for none but the last
    const quint64 number = m_number;
    QPointer<ImageLoader> self(this);
    m_running = QtConcurrent::run([self, decoders = m_decoders, cancel = m_cancel, number, paths] {
        // A disk that sleeps takes seconds to say so.
        const auto found =
            std::find_if(paths.begin(), paths.end(), [](const QString &each) { return QFileInfo::exists(each); });
        const QString path = found != paths.end() ? *found : QString();
        const auto image = path.isEmpty() ? Result<QImage>(badInput({})) : decodeFile(*decoders, path, cancel);
        QMetaObject::invokeMethod(
            qApp,
            [self, number, path, image] {
                if (self.isNull() || self->m_number != number)
                    return;
                if (path.isEmpty())
                    Q_EMIT self->missing();
                else if (image)
                    Q_EMIT self->loaded(path, *image);
                else
                    Q_EMIT self->failed(path, QString::fromStdString(image.error().message));
            },
            Qt::QueuedConnection);
    });
}

} // namespace reminisce::ui
