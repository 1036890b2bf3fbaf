// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnailloader.h"

#include "core/base/paths.h"
#include "core/image/freedesktopthumbnail.h"
#include "core/image/thumbnail.h"
#include "ui/session/thumbnailworker.h"

namespace reminisce::ui {

namespace {

/// The middle of the picture in the size and the format that the window copies from.
QImage fitted(const QImage &image, QSize size)
{
    if (image.isNull() || size.isEmpty())
        return image;
    const QSize part = size.scaled(image.size(), Qt::KeepAspectRatio).expandedTo({1, 1});
    const QRect middle({(image.width() - part.width()) / 2, (image.height() - part.height()) / 2}, part);
    const auto format = image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32;
    return image.copy(middle).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(format);
}

} // namespace

void ThumbnailWishes::setLibrary(const std::filesystem::path &library)
{
    const std::lock_guard lock(m_mutex);
    m_library = library;
    ++m_opening;
    m_wanted.clear();
}

void ThumbnailWishes::replace(const QVector<WantedThumbnail> &wanted)
{
    const std::lock_guard lock(m_mutex);
    m_wanted.assign(wanted.begin(), wanted.end());
}

std::optional<ThumbnailWishes::Wish> ThumbnailWishes::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_wanted.empty())
        return std::nullopt;
    Wish next{m_wanted.front(), m_library, m_opening};
    m_wanted.pop_front();
    return next;
}

void ThumbnailWorker::connectToLibrary(const ThumbnailWishes::Wish &wish)
{
    if (wish.opening != m_opening) {
        m_store.reset();
        m_catalogue.reset();
        m_opening = wish.opening;
    }
    if (wish.library.empty())
        return;
    if (!m_store) {
        auto store = catalogue::ThumbnailStore::open(wish.library, catalogue::Catalogue::Mode::ReadWrite);
        if (store)
            m_store = std::move(*store);
    }
    if (!m_catalogue) {
        auto catalogue = catalogue::Catalogue::open(wish.library, catalogue::Catalogue::Mode::ReadOnly);
        if (catalogue)
            m_catalogue = std::move(*catalogue);
    }
}

void ThumbnailWorker::work()
{
    while (const std::optional<ThumbnailWishes::Wish> next = m_wishes.take()) {
        connectToLibrary(*next);
        QImage image;
        try {
            image = fitted(fetch(next->wanted), next->wanted.size);
        } catch (const std::exception &) {
            // The disk is gone: the photo shows its mean colour, and the core thread tells.
        }
        Q_EMIT loaded(next->wanted, image);
    }
}

QImage ThumbnailWorker::fetch(const WantedThumbnail &wanted)
{
    if (!m_store)
        return {};
    const std::vector<std::uint8_t> bytes = m_store->get(wanted.hash);
    if (bytes.empty())
        return make(wanted);
    QImage image;
    image.loadFromData(bytes.data(), static_cast<int>(bytes.size()));
    return image;
}

QImage ThumbnailWorker::make(const WantedThumbnail &wanted)
{
    if (!m_catalogue)
        return {};
    for (const catalogue::File &file : m_catalogue->filesOf(static_cast<catalogue::PhotoId>(wanted.photo))) {
        const auto desktops = image::freedesktopThumbnail(file.path);
        auto content = paths::readFile(desktops.value_or(file.path));
        if (!content)
            continue;
        image::DecodeRequest request;
        request.shortSideAtLeast = image::thumbnailSide;
        const auto picture = m_decoders.decode(
            {reinterpret_cast<const std::uint8_t *>(content->data()), content->size()}, request, m_stop);
        if (!picture)
            continue;
        const image::Thumbnail thumbnail = image::makeThumbnail(picture->pixels);
        // Not kept is not lost: the next time it is made again.
        const auto kept = m_store->transaction([&] { m_store->put(wanted.hash, thumbnail.bytes); });
        (void)kept;
        QImage image;
        image.loadFromData(thumbnail.bytes.data(), static_cast<int>(thumbnail.bytes.size()));
        return image;
    }
    return {};
}

ThumbnailLoader::ThumbnailLoader(QObject *parent) : QObject(parent)
{
    for (std::size_t i = 0; i < threads; ++i) {
        m_workers[i] = new ThumbnailWorker(m_wishes, m_decoders, m_stop);
        m_workers[i]->moveToThread(&m_threads[i]);
        connect(&m_threads[i], &QThread::finished, m_workers[i], &QObject::deleteLater);
        connect(m_workers[i], &ThumbnailWorker::loaded, this, &ThumbnailLoader::loaded);
        m_threads[i].start();
    }
}

ThumbnailLoader::~ThumbnailLoader()
{
    m_wishes.replace({});
    m_stop.cancel();
    for (QThread &thread : m_threads)
        thread.quit();
    for (QThread &thread : m_threads)
        thread.wait();
}

void ThumbnailLoader::setLibrary(const std::filesystem::path &cataloguePath)
{
    m_wishes.setLibrary(cataloguePath);
}

void ThumbnailLoader::want(const QVector<WantedThumbnail> &wanted)
{
    m_wishes.replace(wanted);
    if (wanted.isEmpty())
        return;
    for (ThumbnailWorker *worker : m_workers)
        QMetaObject::invokeMethod(worker, [worker] { worker->work(); });
}

} // namespace reminisce::ui
