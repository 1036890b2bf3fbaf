// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/freedesktopthumbnail.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QImageReader>
#include <QUrl>
#include <algorithm>
#include <cstdlib>

namespace reminisce::image {

namespace {

QString cacheFolder()
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/')
        return QFile::decodeName(cache);
    const char *home = std::getenv("HOME");
    return QFile::decodeName(home != nullptr ? home : "/") + QStringLiteral("/.cache");
}

Pixels fromImage(const QImage &image)
{
    const bool alpha = image.hasAlphaChannel();
    const QImage plain = image.convertToFormat(alpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    Pixels pixels(plain.width(), plain.height(), alpha ? 4 : 3);
    for (int y = 0; y < plain.height(); ++y)
        std::copy_n(plain.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

} // namespace

std::optional<Pixels> freedesktopThumbnail(const std::filesystem::path &file)
{
    const QString path = QFile::decodeName(QByteArray::fromStdString(file.native()));
    const QByteArray uri = QUrl::fromLocalFile(path).toEncoded();
    const QString name =
        QString::fromLatin1(QCryptographicHash::hash(uri, QCryptographicHash::Md5).toHex()) + QStringLiteral(".png");
    const QString modified = QString::number(QFileInfo(path).lastModified().toSecsSinceEpoch());
    for (const char *size : {"x-large", "xx-large", "large"}) {
        QImageReader reader(cacheFolder() + QStringLiteral("/thumbnails/") + QString::fromLatin1(size) +
                                QLatin1Char('/') + name,
                            "png");
        // Another file may have had the same name, or this one was changed since.
        if (!reader.canRead() || reader.text(QStringLiteral("Thumb::MTime")) != modified ||
            reader.text(QStringLiteral("Thumb::URI")) != QString::fromLatin1(uri))
            continue;
        const QImage image = reader.read();
        if (!image.isNull())
            return fromImage(image);
    }
    return std::nullopt;
}

} // namespace reminisce::image
