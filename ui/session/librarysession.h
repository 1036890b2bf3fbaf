// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/photolist.h"
#include "ui/session/types.h"

#include <QImage>
#include <QObject>
#include <QThread>
#include <filesystem>
#include <functional>
#include <memory>

namespace reminisce::ui {

class IndexWorker;
class SearchWorker;

/// The window's view of the current library. Lives on the window's thread and never blocks it: indexing runs on one
/// thread, which owns the writing connection and the picture tower; questions on another, which owns a reading
/// connection and the text tower. Both answer by signals that carry values.
class LibrarySession : public QObject {
    Q_OBJECT

public:
    explicit LibrarySession(QObject *parent = nullptr);
    ~LibrarySession() override;

    /// Opens (or makes) a catalogue and brings it up to date.
    void open(const std::filesystem::path &cataloguePath);
    const std::filesystem::path &cataloguePath() const { return m_path; }

    void addFolders(const QStringList &folders);
    void removeFolder(qint64 id);
    void lookAgain();
    void retrySkipped(); ///< reads skipped files again, also those that did not change
    void setPaused(bool paused);

    /// Each returns the number that its SearchResult will carry.
    quint64 search(const QString &text);
    quint64 findSimilar(qint64 photo);
    quint64 findSimilarToFile(const QString &path);

    void requestDetails(qint64 photo);

    void requestModels();
    void installModel(const QString &path);
    void replaceModel(const QString &path); ///< or installs it where there is none of its name
    void useModel(const QString &name);
    void removeModel(const QString &name);

    /// Each answered by ownWordsChanged.
    void learnOwnWords();
    void forgetOwnWords();
    void requestOwnWords();

    void requestSizes();                  ///< answered by sizesMeasured and copiesListed
    void restoreCopy(const QString &day); ///< as copiesListed names it
    void deleteThumbnails();              ///< made again while photos are indexed anew or shown
    void deleteOtherVectors();            ///< those of models that are not in use

Q_SIGNALS:
    void answersChanged(); ///< the last question may have a better answer now
    void photosChanged(const reminisce::ui::PhotoListPtr &photos);
    void foldersChanged(const QVector<reminisce::ui::LibraryFolder> &folders);
    void skippedChanged(const QVector<reminisce::ui::SkippedFile> &skipped);
    void indexStateChanged(const reminisce::ui::IndexState &state);
    void answered(const reminisce::ui::SearchResult &result);
    void detailsReady(const reminisce::ui::PhotoDetails &details);
    void modelsChanged(const QVector<reminisce::ui::ModelInfo> &models);
    void ownWordsChanged(const reminisce::ui::OwnWordsState &state);
    void modelInstalled(const QString &name);
    void sizesMeasured(qint64 catalogueBytes, qint64 thumbnailBytes);
    void copiesListed(const QStringList &days); ///< of the copies of the library, the newest first
    void failed(const QString &message);
    void openFailed(const QString &message); ///< there is no library until another one is opened
    void noticed(const QString &message);

private:
    /// Ends a running index and does `work` next, on the core thread; `work` brings the library up to date again.
    void wish(std::function<void(IndexWorker &)> work);

    std::filesystem::path m_path;
    QThread m_indexThread;
    QThread m_searchThread;
    IndexWorker *m_index; ///< lives on m_indexThread, deleted by it
    SearchWorker *m_search;
    quint64 m_question = 0;
    int m_openings = 0; ///< asked for and not begun: what is told meanwhile is of the library before
};

} // namespace reminisce::ui
