// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/librarysession.h"

#include "ui/session/indexworker.h"
#include "ui/session/searchworker.h"

namespace reminisce::ui {

namespace fs = std::filesystem;

namespace {

/// Does `work` on the worker's thread. A disk that is gone or full of errors ends the work, not the program.
template <typename Worker, typename Work> void post(Worker *worker, Work work)
{
    QMetaObject::invokeMethod(worker, [worker, work = std::move(work)] {
        try {
            work(*worker);
        } catch (const std::exception &e) {
            Q_EMIT worker->failed(
                LibrarySession::tr("The library cannot be read: %1").arg(QString::fromUtf8(e.what())));
        }
    });
}

} // namespace

LibrarySession::LibrarySession(QObject *parent) : QObject(parent), m_index(new IndexWorker), m_search(new SearchWorker)
{
    qRegisterMetaType<PhotoListPtr>();
    qRegisterMetaType<SearchResult>();
    qRegisterMetaType<IndexState>();
    qRegisterMetaType<PhotoDetails>();
    qRegisterMetaType<QVector<SkippedFile>>();
    qRegisterMetaType<QVector<LibraryFolder>>();
    qRegisterMetaType<QVector<ModelInfo>>();
    qRegisterMetaType<std::filesystem::path>("std::filesystem::path");

    m_index->moveToThread(&m_indexThread);
    m_search->moveToThread(&m_searchThread);
    connect(&m_indexThread, &QThread::finished, m_index, &QObject::deleteLater);
    connect(&m_searchThread, &QThread::finished, m_search, &QObject::deleteLater);
    connect(m_index, &IndexWorker::opening, this, [this] { --m_openings; });
    connect(m_index, &IndexWorker::photosChanged, this, [this](const PhotoListPtr &photos) {
        if (m_openings == 0)
            Q_EMIT photosChanged(photos);
    });
    connect(m_index, &IndexWorker::foldersChanged, this, [this](const QVector<LibraryFolder> &folders) {
        if (m_openings == 0)
            Q_EMIT foldersChanged(folders);
    });
    connect(m_index, &IndexWorker::skippedChanged, this, [this](const QVector<SkippedFile> &skipped) {
        if (m_openings == 0)
            Q_EMIT skippedChanged(skipped);
    });
    connect(m_index, &IndexWorker::openFailed, this, [this](const QString &message) {
        if (m_openings == 0)
            Q_EMIT openFailed(message);
    });
    connect(m_index, &IndexWorker::modelMissing, this, [this](const QString &reason) {
        post(m_search, [reason](SearchWorker &worker) { worker.setNoModel(reason); });
    });
    connect(m_index, &IndexWorker::indexStateChanged, this, &LibrarySession::indexStateChanged);
    connect(m_index, &IndexWorker::modelsChanged, this, &LibrarySession::modelsChanged);
    connect(m_index, &IndexWorker::modelInstalled, this, &LibrarySession::modelInstalled);
    connect(m_index, &IndexWorker::sizesChanged, this, &LibrarySession::requestSizes);
    connect(m_search, &SearchWorker::sizesMeasured, this, &LibrarySession::sizesMeasured);
    connect(m_search, &SearchWorker::modelsListed, this, &LibrarySession::modelsChanged);
    connect(m_index, &IndexWorker::failed, this, &LibrarySession::failed);
    connect(m_index, &IndexWorker::noticed, this, &LibrarySession::noticed);
    connect(m_index, &IndexWorker::modelReady, this,
            [this](const fs::path &library, const fs::path &model, const QString &identity) {
                post(m_search, [=](SearchWorker &worker) { worker.setModel(library, model, identity); });
            });
    const auto refresh = [this] { post(m_search, [](SearchWorker &worker) { worker.refresh(); }); };
    connect(m_index, &IndexWorker::batchStored, this, refresh);
    connect(m_search, &SearchWorker::refreshWanted, this, refresh);
    connect(m_search, &SearchWorker::failed, this, &LibrarySession::failed);
    connect(m_search, &SearchWorker::copiesListed, this, &LibrarySession::copiesListed);
    connect(m_search, &SearchWorker::answered, this, &LibrarySession::answered);
    connect(m_search, &SearchWorker::learntWords, this, &LibrarySession::answersChanged);
    connect(m_search, &SearchWorker::ownWordsChanged, this, &LibrarySession::ownWordsChanged);
    connect(m_search, &SearchWorker::detailsReady, this, &LibrarySession::detailsReady);
    m_indexThread.start(QThread::LowPriority);
    m_searchThread.start();
}

LibrarySession::~LibrarySession()
{
    m_index->setPaused(false);
    m_index->interrupt();
    m_search->stop();
    m_indexThread.quit();
    m_searchThread.quit();
    m_indexThread.wait();
    m_searchThread.wait();
}

void LibrarySession::wish(std::function<void(IndexWorker &)> work)
{
    m_index->interrupt();
    post(m_index, [work = std::move(work)](IndexWorker &worker) {
        worker.takeWish();
        work(worker);
    });
}

void LibrarySession::open(const std::filesystem::path &cataloguePath)
{
    m_path = cataloguePath;
    ++m_openings;
    post(m_search, [cataloguePath](SearchWorker &worker) { worker.setLibrary(cataloguePath); });
    wish([cataloguePath](IndexWorker &worker) { worker.open(cataloguePath); });
}

void LibrarySession::addFolders(const QStringList &folders)
{
    wish([folders](IndexWorker &worker) { worker.addFolders(folders); });
}

void LibrarySession::removeFolder(qint64 id)
{
    wish([id](IndexWorker &worker) {
        worker.removeFolder(id);
        worker.bringUpToDate();
    });
}

void LibrarySession::lookAgain()
{
    wish([](IndexWorker &worker) { worker.bringUpToDate(); });
}

void LibrarySession::retrySkipped()
{
    wish([](IndexWorker &worker) { worker.retrySkipped(); });
}

void LibrarySession::setPaused(bool paused)
{
    m_index->setPaused(paused);
}

quint64 LibrarySession::search(const QString &text)
{
    const quint64 number = ++m_question;
    m_search->setNewest(number);
    post(m_search, [number, text](SearchWorker &worker) { worker.search(number, text); });
    return number;
}

quint64 LibrarySession::findSimilar(qint64 photo)
{
    const quint64 number = ++m_question;
    m_search->setNewest(number);
    post(m_search, [number, photo](SearchWorker &worker) { worker.findSimilar(number, photo); });
    return number;
}

quint64 LibrarySession::findSimilarToFile(const QString &path)
{
    const quint64 number = ++m_question;
    m_search->setNewest(number);
    post(m_search, [number, path](SearchWorker &worker) { worker.findSimilarToFile(number, path); });
    return number;
}

void LibrarySession::requestDetails(qint64 photo)
{
    post(m_search, [photo](SearchWorker &worker) { worker.details(photo); });
}

void LibrarySession::requestModels()
{
    post(m_search, [](SearchWorker &worker) { worker.listModels(); });
}

void LibrarySession::installModel(const QString &path)
{
    wish([path](IndexWorker &worker) {
        worker.installModel(path, clip::modelstore::Existing::Refuse);
        worker.bringUpToDate();
    });
}

void LibrarySession::replaceModel(const QString &path)
{
    wish([path](IndexWorker &worker) {
        worker.installModel(path, clip::modelstore::Existing::Replace);
        worker.bringUpToDate();
    });
}

void LibrarySession::useModel(const QString &name)
{
    wish([name](IndexWorker &worker) {
        worker.useModel(name);
        worker.bringUpToDate();
    });
}

void LibrarySession::removeModel(const QString &name)
{
    wish([name](IndexWorker &worker) {
        worker.removeModel(name);
        worker.bringUpToDate();
    });
}

void LibrarySession::learnOwnWords()
{
    post(m_search, [](SearchWorker &worker) { worker.learnOwnWords(); });
}

void LibrarySession::forgetOwnWords()
{
    post(m_search, [](SearchWorker &worker) { worker.forgetOwnWords(); });
}

void LibrarySession::requestOwnWords()
{
    post(m_search, [](SearchWorker &worker) { worker.tellOwnWords(); });
}

void LibrarySession::requestSizes()
{
    // Not by the core thread, which may be indexing for hours.
    post(m_search, [](SearchWorker &worker) { worker.measureSizes(); });
}

void LibrarySession::restoreCopy(const QString &day)
{
    wish([day](IndexWorker &worker) { worker.restoreCopy(day); });
}

void LibrarySession::deleteThumbnails()
{
    wish([](IndexWorker &worker) {
        worker.deleteThumbnails();
        worker.bringUpToDate();
    });
}

void LibrarySession::deleteOtherVectors()
{
    wish([](IndexWorker &worker) {
        worker.deleteOtherVectors();
        worker.bringUpToDate();
    });
}

} // namespace reminisce::ui
