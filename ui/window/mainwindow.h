// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/grid/photogrid.h"
#include "ui/session/librarysession.h"
#include "ui/session/types.h"

#include <QHash>
#include <QMainWindow>

class QAction;
class QLabel;
class QListWidget;
class QStackedWidget;
class QToolButton;

namespace reminisce::ui {

class FirstRunPage;
class LibraryMenu;
class ModelDownloader;
class ModelPage;
class PhotoViewer;
class QueryBar;
class SettingsPage;
class TrainingPage;
class SkippedPage;
class ThumbnailLoader;

/// The window: query field above, folders at the side, photos in the middle, work told in one line below.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(LibrarySession *session, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openLibrary(const std::filesystem::path &path);
    void addFolders(const QStringList &folders);
    void search(const QString &text);   ///< as if typed
    void showFile(const QString &path); ///< in the viewer
    int shownPhotos() const;

Q_SIGNALS:
    void answerShown(); ///< the grid shows the answer to the last question

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildWidgets();
    void buildActions();
    void connectSession();
    void setPhotos(const PhotoListPtr &photos);
    void showAll();
    void showList(const PhotoListPtr &list);
    void showAnswer(const SearchResult &result);
    void showTraining();
    void showNote(const SearchResult &result); ///< says which words the model does not know
    void ask();                                ///< what the query bar says
    void askAgain();                           ///< the same question, since there are other photos or a better answer
    void findSimilar(qint64 photo);
    void findSimilarToFile(const QString &path);
    void openViewer(int index);
    void closeViewer();
    void stepViewer(int by);
    void showMenu(int index, QPoint position);
    void setFolders(const QVector<LibraryFolder> &folders);
    void setIndexState(const IndexState &state);
    void updateCount();
    void goBack();
    void showKeys();
    void tell(const QString &message);

    LibrarySession *m_session;
    ThumbnailLoader *m_thumbnails;
    QueryBar *m_query = nullptr;
    QStackedWidget *m_pages = nullptr;
    PhotoGrid *m_grid = nullptr;
    PhotoViewer *m_viewer = nullptr;
    FirstRunPage *m_firstRun = nullptr;
    ModelPage *m_modelPage = nullptr;
    ModelDownloader *m_downloader = nullptr;
    SkippedPage *m_skippedPage = nullptr;
    SettingsPage *m_settingsPage = nullptr;
    TrainingPage *m_trainingPage = nullptr;
    QToolButton *m_trainingButton = nullptr; ///< while a model learns
    bool m_useInstalled = false;             ///< the model that is being installed shall be used
    LibraryMenu *m_libraryMenu = nullptr;
    QListWidget *m_sideBar = nullptr;
    QWidget *m_topBar = nullptr;
    QLabel *m_countLabel = nullptr;
    QLabel *m_workLabel = nullptr;
    QLabel *m_messageLabel = nullptr;
    QLabel *m_note = nullptr; ///< above the grid
    QToolButton *m_restButton = nullptr;
    QToolButton *m_pause = nullptr;
    QToolButton *m_skippedButton = nullptr;
    QAction *m_byDate = nullptr;
    QAction *m_showRest = nullptr;

    PhotoListPtr m_all = std::make_shared<const PhotoList>(); ///< newest first
    QVector<LibraryFolder> m_folders;
    quint64 m_question = 0; ///< number of the last question; 0: none
    SearchResult m_result;
    bool m_isNewQuestion = false; ///< its answer is shown from the top
    qint64 m_likePhoto = 0;
    QString m_likeFile;
    QHash<qint64, QStringList> m_paths; ///< of photos whose details were asked for
    bool m_libraryKnown = false;        ///< the first list of folders has come
    bool m_paused = false;
};

} // namespace reminisce::ui
