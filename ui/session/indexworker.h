// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/choices.h"
#include "core/catalogue/thumbnailstore.h"
#include "core/clip/encoder.h"
#include "core/clip/modelstore.h"
#include "core/indexing/indexer.h"
#include "ui/session/photolist.h"
#include "ui/session/types.h"

#include <QObject>
#include <atomic>
#include <mutex>
#include <optional>

namespace reminisce::ui {

/// The installed models; how many photos each has seen is in the catalogue, where there is one.
QVector<ModelInfo> modelsOf(const catalogue::Catalogue *catalogue);

/// The core thread: owns the writing connection and the picture tower. A run of the indexer blocks this thread; wishes
/// that must reach a running one go through `interrupt` and `setPaused`, which may be called from any thread.
class IndexWorker : public QObject {
    Q_OBJECT

public:
    void interrupt(); ///< announces a wish: a run ends within a batch, and none begins before takeWish()
    void setPaused(bool paused);

    // on the core thread
    void takeWish();
    void open(const std::filesystem::path &path);
    void addFolders(const QStringList &folders);
    void removeFolder(qint64 id);
    void bringUpToDate();
    void retrySkipped();
    void listModels();
    void installModel(const QString &path, clip::modelstore::Existing existing);
    void useModel(const QString &name);
    void removeModel(const QString &name);
    void restoreCopy(const QString &day);
    void deleteThumbnails();
    void deleteOtherVectors();

Q_SIGNALS:
    void opening(); ///< what is told from now on is of the library that was asked for last
    void modelMissing(const QString &reason);
    void photosChanged(const reminisce::ui::PhotoListPtr &photos);
    void foldersChanged(const QVector<reminisce::ui::LibraryFolder> &folders);
    void skippedChanged(const QVector<reminisce::ui::SkippedFile> &skipped);
    void indexStateChanged(const reminisce::ui::IndexState &state);
    void batchStored();
    void modelReady(const std::filesystem::path &library, const std::filesystem::path &model, const QString &identity);
    void modelsChanged(const QVector<reminisce::ui::ModelInfo> &models);
    void modelInstalled(const QString &name);
    void sizesChanged();
    void failed(const QString &message);
    void openFailed(const QString &message);
    void noticed(const QString &message);

private:
    void tellPhotos();
    void tellFolders();
    void tellSkipped(const std::vector<indexing::Skip> &skipped);
    void loadModel();
    bool isComplete(const std::string &identity) const;

    std::optional<catalogue::Catalogue> m_catalogue;
    std::optional<catalogue::ThumbnailStore> m_thumbnails;
    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    std::string m_identity;
    std::shared_ptr<clip::ImageEncoder> m_encoder;
    std::mutex m_controlMutex; ///< guards the two below
    indexing::Control m_control;
    int m_wishes = 0; ///< announced and not taken
    std::atomic<bool> m_paused{false};
    qint64 m_listingMs = 0; ///< what the last list of all photos took
};

} // namespace reminisce::ui
