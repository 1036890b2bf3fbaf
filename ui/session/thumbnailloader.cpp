// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnailloader.h"

#include "core/base/paths.h"
#include "core/image/freedesktopthumbnail.h"
#include "core/image/thumbnail.h"
#include "ui/session/thumbnailworker.h"

namespace reminisce::ui {

void ThumbnailWorker::replace(const QVector<ThumbnailLoader::Wanted> &wanted)
{
    const std::lock_guard lock(m_mutex);
    m_wanted.assign(wanted.begin(), wanted.end());
}

void ThumbnailWorker::open(const std::filesystem::path &cataloguePath)
{
    m_store.reset();
    m_catalogue.reset();
    m_path = cataloguePath;
}

void ThumbnailWorker::connectToLibrary()
{
    if (m_path.empty())
        return;
    if (!m_store) {
        auto store = catalogue::ThumbnailStore::open(m_path, catalogue::Catalogue::Mode::ReadWrite);
        if (store)
            m_store = std::move(*store);
    }
    if (!m_catalogue) {
        auto catalogue = catalogue::Catalogue::open(m_path, catalogue::Catalogue::Mode::ReadOnly);
        if (catalogue)
            m_catalogue = std::move(*catalogue);
    }
}

void ThumbnailWorker::work()
{
    while (true) {
        ThumbnailLoader::Wanted next;
        {
            const std::lock_guard lock(m_mutex);
            if (m_wanted.empty())
                return;
            next = m_wanted.front();
            m_wanted.pop_front();
        }
        connectToLibrary();
        QImage image;
        try {
            image = fetch(next);
        } catch (const std::exception &) {
            // The disk is gone: the photo shows its mean colour, and the core thread tells.
        }
        Q_EMIT loaded(next.id, image);
    }
}

QImage ThumbnailWorker::fetch(const ThumbnailLoader::Wanted &wanted)
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

QImage ThumbnailWorker::make(const ThumbnailLoader::Wanted &wanted)
{
    if (!m_catalogue)
        return {};
    for (const catalogue::File &file : m_catalogue->filesOf(static_cast<catalogue::PhotoId>(wanted.id))) {
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

ThumbnailLoader::ThumbnailLoader(QObject *parent) : QObject(parent), m_worker(new ThumbnailWorker)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ThumbnailWorker::loaded, this, &ThumbnailLoader::loaded);
    m_thread.start();
}

ThumbnailLoader::~ThumbnailLoader()
{
    m_worker->replace({});
    m_worker->stop();
    m_thread.quit();
    m_thread.wait();
}

void ThumbnailLoader::setLibrary(const std::filesystem::path &cataloguePath)
{
    m_worker->replace({});
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, cataloguePath] { worker->open(cataloguePath); });
}

void ThumbnailLoader::want(const QVector<Wanted> &photos)
{
    m_worker->replace(photos);
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->work(); });
}

} // namespace reminisce::ui
