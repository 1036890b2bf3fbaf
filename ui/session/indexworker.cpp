// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/indexworker.h"

#include "core/base/paths.h"
#include "core/catalogue/copies.h"
#include "core/catalogue/libraryfiles.h"
#include "core/clip/modelstore.h"

#include <QDate>
#include <QDir>
#include <QElapsedTimer>
#include <QLocale>

namespace reminisce::ui {

namespace fs = std::filesystem;
using catalogue::Catalogue;

namespace {

QString text(const std::string &s)
{
    return QString::fromStdString(s);
}

QString pathText(const fs::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

fs::path pathFrom(const QString &path)
{
    return QFile::encodeName(path).toStdString();
}

// New photos appear this often, less often where listing all of them would take much of the time.
constexpr qint64 refreshEveryMs = 1000;
constexpr qint64 restOfListing = 20;

} // namespace

void IndexWorker::interrupt()
{
    const std::lock_guard lock(m_controlMutex);
    ++m_wishes;
    m_control.cancel().cancel();
}

void IndexWorker::takeWish()
{
    const std::lock_guard lock(m_controlMutex);
    --m_wishes;
}

void IndexWorker::setPaused(bool paused)
{
    m_paused = paused;
    const std::lock_guard lock(m_controlMutex);
    m_control.setPaused(paused);
}

void IndexWorker::open(const fs::path &path)
{
    Q_EMIT opening();
    m_catalogue.reset();
    m_thumbnails.reset();
    auto opened = Catalogue::open(path, Catalogue::Mode::ReadWrite);
    if (!opened) {
        Q_EMIT openFailed(text(opened.error().message));
        return;
    }
    m_catalogue = std::move(*opened);
    if (m_catalogue->salvaged())
        Q_EMIT noticed(tr("The library was damaged. It was set aside as %1; what could be read was kept.")
                           .arg(pathText(*m_catalogue->salvaged())));
    auto thumbnails = catalogue::ThumbnailStore::open(path, Catalogue::Mode::ReadWrite);
    if (!thumbnails) {
        Q_EMIT openFailed(text(thumbnails.error().message));
        return;
    }
    m_thumbnails = std::move(*thumbnails);
    tellFolders();
    tellPhotos();
    std::vector<indexing::Skip> skipped;
    for (const catalogue::File &file : m_catalogue->skippedFiles())
        skipped.push_back({file.path, file.skipReason});
    tellSkipped(skipped);
    loadModel();
    listModels();
    bringUpToDate();
}

void IndexWorker::retrySkipped()
{
    if (!m_catalogue)
        return;
    if (const auto forgotten = m_catalogue->transaction([this] { m_catalogue->retrySkipped(); }); !forgotten)
        Q_EMIT failed(text(forgotten.error().message));
    bringUpToDate();
}

void IndexWorker::loadModel()
{
    const auto path = clip::modelstore::resolve({}, Choices::load().model);
    auto checkpoint =
        path ? clip::Checkpoint::open(*path) : Result<std::shared_ptr<const clip::Checkpoint>>(path.error());
    if (!checkpoint) {
        Q_EMIT failed(text(checkpoint.error().message));
        Q_EMIT modelMissing(text(checkpoint.error().message));
        return;
    }
    m_checkpoint = *checkpoint;
    m_identity = m_checkpoint->identity();
    m_encoder.reset();
    if (!m_catalogue)
        return;
    // While a new model has not seen all photos, the one before it goes on answering.
    const std::string served = m_catalogue->meta("served_model");
    const std::string servedPath = m_catalogue->meta("served_path");
    const bool wantsOld = !isComplete(m_identity) && !served.empty() && served != m_identity;
    const auto old =
        wantsOld ? clip::Checkpoint::open(servedPath) : Result<std::shared_ptr<const clip::Checkpoint>>(badInput({}));
    // The file may hold other weights by now, which would not understand the old vectors.
    if (old && (*old)->identity() == served) {
        Q_EMIT modelReady(m_catalogue->path(), servedPath, text(served));
        Q_EMIT noticed(tr("%1 is getting to know your photos. Until it is done, searches use the model before it.")
                           .arg(text(m_checkpoint->config().name)));
        return;
    }
    Q_EMIT modelReady(m_catalogue->path(), m_checkpoint->path(), text(m_identity));
}

bool IndexWorker::isComplete(const std::string &identity) const
{
    const auto model = m_catalogue->findModel(identity);
    return model && m_catalogue->vectorCount(*model) >= m_catalogue->counts().photos;
}

void IndexWorker::addFolders(const QStringList &folders)
{
    if (!m_catalogue) {
        Q_EMIT failed(tr("No library is open. Choose another one above the folders, or start Reminisce again."));
        return;
    }
    const auto added = m_catalogue->transaction([&] {
        for (const QString &folder : folders)
            m_catalogue->addFolder(pathFrom(QDir(folder).absolutePath()));
    });
    if (!added)
        Q_EMIT failed(text(added.error().message));
    tellFolders();
    bringUpToDate();
}

void IndexWorker::removeFolder(qint64 id)
{
    if (!m_catalogue)
        return;
    const auto removed =
        m_catalogue->transaction([&] { m_catalogue->removeFolder(static_cast<catalogue::FolderId>(id)); });
    if (!removed)
        Q_EMIT failed(text(removed.error().message));
    tellFolders();
    tellPhotos();
    Q_EMIT batchStored();
}

void IndexWorker::bringUpToDate()
{
    if (!m_catalogue || !m_thumbnails || !m_checkpoint)
        return;
    auto lock = catalogue::IndexLock::take(m_catalogue->path());
    if (!lock) {
        Q_EMIT noticed(tr("Another program is indexing this library; new photos appear when it is done."));
        return;
    }
    {
        const std::lock_guard guard(m_controlMutex);
        if (m_wishes > 0)
            return; // what comes next brings the library up to date
        m_control = indexing::Control();
        m_control.setPaused(m_paused);
    }
    const Choices choices = Choices::load();
    const clip::ModelConfig &config = m_checkpoint->config();
    const indexing::IndexModel model{m_identity, config.name, config.dim, config.preprocess,
                                     [this, choices]() -> Result<std::shared_ptr<clip::ImageEncoder>> {
                                         if (m_encoder)
                                             return m_encoder;
                                         const auto towers = clip::loadTowers();
                                         if (!towers)
                                             return towers.error();
                                         auto encoder = (*towers)->imageEncoder(
                                             m_checkpoint, clip::encoderOptions(choices.device, choices.precision));
                                         if (!encoder)
                                             return encoder.error();
                                         m_encoder = std::move(*encoder);
                                         return m_encoder;
                                     }};
    QElapsedTimer sinceRefresh;
    sinceRefresh.start();
    bool dirty = false;
    indexing::Events events;
    events.progress = [&](const indexing::Progress &p) {
        IndexState state;
        state.phase = p.phase == indexing::Phase::Scanning                  ? IndexState::Scanning
                      : p.phase == indexing::Phase::Indexing && p.total > 0 ? IndexState::Indexing
                                                                            : IndexState::Idle;
        state.done = p.done;
        state.total = p.total;
        state.picturesPerSecond = p.picturesPerSecond;
        state.paused = p.paused;
        Q_EMIT indexStateChanged(state);
    };
    events.batchStored = [&] {
        dirty = true;
        if (sinceRefresh.elapsed() < std::max(refreshEveryMs, restOfListing * m_listingMs))
            return;
        dirty = false;
        tellPhotos();
        Q_EMIT batchStored();
        sinceRefresh.restart();
    };
    indexing::Options options;
    options.excluded = choices.excluded;
    options.batch = 16; // a picture tower's batch stays short while the window is open
    const auto report = indexing::bringUpToDate(*m_catalogue, *m_thumbnails, model, options, m_control, events);
    tellPhotos();
    tellFolders();
    Q_EMIT batchStored();
    Q_EMIT indexStateChanged({});
    if (report) {
        tellSkipped(report->skipped);
        if (!report->copyFailure.empty())
            Q_EMIT noticed(tr("Today's copy of the library could not be made. %1").arg(text(report->copyFailure)));
        const auto kept = m_catalogue->transaction([&] {
            m_catalogue->setMeta("served_model", m_identity);
            m_catalogue->setMeta("served_path", m_checkpoint->path().string());
        });
        if (!kept)
            Q_EMIT failed(text(kept.error().message));
        Q_EMIT modelReady(m_catalogue->path(), m_checkpoint->path(), text(m_identity));
        listModels();
    } else if (report.error().kind != ErrorKind::Cancelled) {
        Q_EMIT failed(text(report.error().message));
    }
}

void IndexWorker::tellPhotos()
{
    QElapsedTimer clock;
    clock.start();
    QVector<GridPhoto> photos;
    const auto rows = m_catalogue->photosNewestFirst();
    photos.reserve(static_cast<qsizetype>(rows.size()));
    for (const catalogue::PhotoRow &row : rows)
        photos.push_back({catalogue::raw(row.id), row.hash,
                          row.height > 0 ? static_cast<float>(row.width) / static_cast<float>(row.height) : 1.0F,
                          row.taken, row.dateSource == catalogue::DateSource::FileTime, row.meanColour});
    QVector<GridSection> months = monthSections(photos);
    Q_EMIT photosChanged(std::make_shared<const PhotoList>(std::move(photos), std::move(months)));
    m_listingMs = clock.elapsed();
}

void IndexWorker::tellFolders()
{
    QVector<LibraryFolder> folders;
    for (const catalogue::Folder &folder : m_catalogue->folders())
        folders.push_back({catalogue::raw(folder.id), pathText(folder.path), folder.photos});
    Q_EMIT foldersChanged(folders);
}

void IndexWorker::tellSkipped(const std::vector<indexing::Skip> &skipped)
{
    QVector<SkippedFile> list;
    for (const indexing::Skip &skip : skipped)
        list.push_back({pathText(skip.path), text(skip.reason)});
    Q_EMIT skippedChanged(list);
}

void IndexWorker::restoreCopy(const QString &day)
{
    if (!m_catalogue)
        return;
    for (const catalogue::LibraryCopy &copy : catalogue::copiesOf(m_catalogue->path())) {
        if (text(copy.day) != day)
            continue;
        if (const auto restored = catalogue::restoreCopy(*m_catalogue, copy); !restored)
            Q_EMIT failed(text(restored.error().message));
        else
            Q_EMIT noticed(tr("The library is as it was on %1. The one before was kept as %2.")
                               .arg(QLocale().toString(QDate::fromString(day, Qt::ISODate), QLocale::ShortFormat),
                                    pathText(*restored)));
    }
    tellFolders();
    tellPhotos();
    loadModel();
    bringUpToDate();
}

void IndexWorker::deleteThumbnails()
{
    if (!m_thumbnails)
        return;
    if (const auto deleted = m_thumbnails->clear(); !deleted)
        Q_EMIT failed(text(deleted.error().message));
    Q_EMIT sizesChanged();
}

void IndexWorker::deleteOtherVectors()
{
    if (!m_catalogue)
        return;
    const auto deleted = m_catalogue->transaction([&] {
        if (const auto model = m_catalogue->findModel(m_identity))
            m_catalogue->forgetVectorsExcept(*model);
    });
    if (!deleted)
        Q_EMIT failed(text(deleted.error().message));
    m_catalogue->compact();
    Q_EMIT sizesChanged();
    listModels();
}

void IndexWorker::listModels()
{
    Q_EMIT modelsChanged(modelsOf(m_catalogue ? &*m_catalogue : nullptr));
}

QVector<ModelInfo> modelsOf(const Catalogue *catalogue)
{
    const std::string chosen = Choices::load().model;
    std::map<std::string, std::int64_t> known;
    if (catalogue != nullptr) {
        for (const auto &count : catalogue->modelCounts())
            known[count.name] += count.vectors;
    }
    QVector<ModelInfo> models;
    for (const clip::InstalledModel &model : clip::modelstore::installed()) {
        ModelInfo info;
        info.name = text(model.name);
        info.isStarter = model.isStarter;
        info.isCurrent = chosen.empty() ? model.isStarter : model.name == chosen;
        info.photos = known.contains(model.name) ? known[model.name] : 0;
        models.push_back(info);
    }
    return models;
}

void IndexWorker::installModel(const QString &path, clip::modelstore::Existing existing)
{
    const auto name = clip::modelstore::install(pathFrom(path), {}, existing);
    if (!name) {
        Q_EMIT failed(text(name.error().message));
        return;
    }
    std::error_code code;
    if (const fs::path from = pathFrom(path); from.parent_path() == paths::dataHome() / "downloads")
        fs::remove_all(from, code); // it was copied
    listModels();
    Q_EMIT modelInstalled(text(*name));
}

void IndexWorker::useModel(const QString &name)
{
    const auto saved = Choices::change([&](Choices &choices) {
        choices.model = name == QLatin1String(clip::starterName) ? std::string() : name.toStdString();
    });
    if (!saved) {
        Q_EMIT failed(text(saved.error().message));
        return;
    }
    // Also one that had this name already: it may have been replaced.
    loadModel();
    listModels();
}

void IndexWorker::removeModel(const QString &name)
{
    if (Choices::load().model == name.toStdString())
        useModel(QString::fromLatin1(clip::starterName));
    if (const auto removed = clip::modelstore::remove(name.toStdString()); !removed)
        Q_EMIT failed(text(removed.error().message));
    listModels();
}

} // namespace reminisce::ui
