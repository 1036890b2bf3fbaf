// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/librarysession.h"

#include <QMainWindow>

class QAction;
class QStackedWidget;

namespace reminisce::ui {

class FirstRunPage;
class ModelPage;
class PhotoViewer;
class SearchPage;
class SettingsPage;
class TrainingPage;
class SkippedPage;
class GuidePage;
class StatusLine;
class ThumbnailLoader;

/// The window: its pages and how one comes from one to the other, the menus, the line below.
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
    void closeEvent(QCloseEvent *event) override;

private:
    void restoreLook(); ///< size and place of the window, of the pictures and the side bar, as they were left
    void keepLook();
    void buildPages();
    void buildMenus();
    QAction *addItem(QMenu *menu, const QString &text, const QKeySequence &key, const std::function<void()> &run);
    void buildLibraryMenu();
    void buildPhotoMenu();
    void buildViewMenu();
    void buildHelpMenu();
    void connectPages();
    void connectSession();
    void showPage(QWidget *page);
    void showSearch();
    void searchByFile(const QString &path); ///< photos that look like it
    void showModels();
    void showTraining();
    void showGuide();
    void openViewer(int index);
    void closeViewer();
    void stepViewer(int by);
    void setFolders(const QVector<LibraryFolder> &folders);
    void findSimilar(); ///< to the photo that is looked at
    void showSkipped(const QVector<SkippedFile> &files);
    void updateStatus();
    void goBack();
    void showKeys();

    LibrarySession *m_session;
    ThumbnailLoader *m_thumbnails;
    QStackedWidget *m_pages;
    SearchPage *m_search;
    PhotoViewer *m_viewer;
    FirstRunPage *m_firstRun;
    ModelPage *m_models;
    SkippedPage *m_skipped;
    GuidePage *m_guide;
    QWidget *m_beforeGuide; ///< the page to go back to
    SettingsPage *m_settings;
    TrainingPage *m_training;
    StatusLine *m_status;
    QAction *m_showRest = nullptr;
    bool m_useInstalled = false; ///< the model that is being installed shall be used
    bool m_libraryKnown = false; ///< the first list of folders has come
};

} // namespace reminisce::ui
