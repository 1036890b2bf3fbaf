// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnailloader.h"

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
    m_path = cataloguePath;
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
        if (!m_store && !m_path.empty()) {
            auto store = catalogue::ThumbnailStore::open(m_path, catalogue::Catalogue::Mode::ReadOnly);
            if (store)
                m_store = std::move(*store);
        }
        QImage image;
        if (m_store) {
            const std::vector<std::uint8_t> bytes = m_store->get(next.hash);
            if (!bytes.empty())
                image.loadFromData(bytes.data(), static_cast<int>(bytes.size()));
        }
        Q_EMIT loaded(next.id, image);
    }
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
