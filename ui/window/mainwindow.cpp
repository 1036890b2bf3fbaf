// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"

#include "core/base/paths.h"
#include "ui/pages/firstrunpage.h"
#include "ui/pages/guidepage.h"
#include "ui/pages/modelpage.h"
#include "ui/pages/settingspage.h"
#include "ui/pages/skippedpage.h"
#include "ui/session/thumbnailloader.h"
#include "ui/training/trainingpage.h"
#include "ui/viewer/photoviewer.h"
#include "ui/window/searchpage.h"
#include "ui/window/statusline.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>
#include <algorithm>

namespace reminisce::ui {

MainWindow::MainWindow(LibrarySession *session, QWidget *parent)
    : QMainWindow(parent), m_session(session), m_thumbnails(new ThumbnailLoader(this)),
      m_pages(new QStackedWidget(this)), m_search(new SearchPage(session, m_thumbnails, this)),
      m_viewer(new PhotoViewer(this)), m_firstRun(new FirstRunPage(this)), m_models(new ModelPage(this)),
      m_skipped(new SkippedPage(this)), m_guide(new GuidePage(this)), m_beforeGuide(m_search),
      m_settings(new SettingsPage(this)), m_training(new TrainingPage(this)), m_status(new StatusLine(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Reminisce"));
    resize(1180, 760);
    buildPages();
    buildMenus();
    connectPages();
    connectSession();
    restoreLook();
    m_search->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPages()
{
    m_pages->setObjectName(QStringLiteral("pages"));
    for (QWidget *page :
         {static_cast<QWidget *>(m_search), static_cast<QWidget *>(m_viewer), static_cast<QWidget *>(m_firstRun),
          static_cast<QWidget *>(m_models), static_cast<QWidget *>(m_skipped), static_cast<QWidget *>(m_settings),
          static_cast<QWidget *>(m_training), static_cast<QWidget *>(m_guide)})
        m_pages->addWidget(page);
    setCentralWidget(m_pages);
    setStatusBar(m_status);
}

namespace {

QString lookFile()
{
    return QFile::decodeName((paths::configHome() / "window.ini").c_str());
}

} // namespace

void MainWindow::restoreLook()
{
    const QSettings look(lookFile(), QSettings::IniFormat);
    restoreGeometry(look.value(QStringLiteral("geometry")).toByteArray());
    const auto size = look.value(QStringLiteral("pictures"), static_cast<int>(PhotoGrid::Size::Medium)).toInt();
    m_search->grid()->setSize(static_cast<PhotoGrid::Size>(std::clamp(size, 0, 2)));
    m_search->setSideShown(look.value(QStringLiteral("side"), true).toBool());
}

void MainWindow::keepLook()
{
    setWindowState(windowState() & ~Qt::WindowFullScreen);
    QSettings look(lookFile(), QSettings::IniFormat);
    look.setValue(QStringLiteral("geometry"), saveGeometry());
    look.setValue(QStringLiteral("pictures"), static_cast<int>(m_search->grid()->size()));
    look.setValue(QStringLiteral("side"), m_search->isSideShown());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    keepLook();
    QMainWindow::closeEvent(event);
}

QAction *MainWindow::addItem(QMenu *menu, const QString &text, const QKeySequence &key,
                             const std::function<void()> &run)
{
    QAction *action = menu->addAction(text);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, run);
    return action;
}

void MainWindow::buildMenus()
{
    buildLibraryMenu();
    buildPhotoMenu();
    buildViewMenu();
    buildHelpMenu();
}

void MainWindow::buildLibraryMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Library"));
    addItem(menu, tr("&Add a folder…"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder with photos"));
        if (!folder.isEmpty())
            addFolders({folder});
    })->setObjectName(QStringLiteral("addFolderAction"));
    addItem(menu, tr("&Look again for changes"), QKeySequence(Qt::Key_F5), [this] {
        m_session->lookAgain();
    })->setObjectName(QStringLiteral("lookAgainAction"));
    addItem(menu, tr("&Models…"), {}, [this] { showModels(); })->setObjectName(QStringLiteral("modelsAction"));
    addItem(menu, tr("Make a model of your &own…"), {}, [this] {
        showTraining();
    })->setObjectName(QStringLiteral("trainingAction"));
    addItem(menu, tr("S&kipped files…"), {}, [this] { showPage(m_skipped); });
    addItem(menu, tr("S&ettings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] {
        if (m_pages->currentWidget() != m_settings)
            m_settings->load();
        m_session->requestSizes();
        showPage(m_settings);
    })->setObjectName(QStringLiteral("settingsAction"));
    menu->addSeparator();
    addItem(menu, tr("&Quit"), QKeySequence::Quit, [] { QApplication::closeAllWindows(); });
}

void MainWindow::buildPhotoMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Photo"));
    menu->setObjectName(QStringLiteral("photoActions"));
    using Can = std::function<bool()>;
    // The grid and the viewer take these keys themselves: as shortcuts they would be taken from whoever types.
    const auto item = [this, menu](const QString &text, const QKeySequence &key, const Can &can, const auto &run) {
        QAction *action = addItem(menu, text + QLatin1Char('\t') + key.toString(QKeySequence::NativeText), {}, run);
        connect(menu, &QMenu::aboutToShow, action, [action, can] { action->setEnabled(can()); });
        return action;
    };
    PhotoGrid *grid = m_search->grid();
    const Can inViewer = [this] { return m_pages->currentWidget() == m_viewer; };
    const Can inGrid = [this, grid] { return m_pages->currentWidget() == m_search && !grid->list().isEmpty(); };
    const Can onPhoto = [inGrid, grid] { return inGrid() && grid->current() >= 0; };
    item(tr("&Open"), Qt::Key_Return, onPhoto, [this, grid] { openViewer(grid->current()); });
    const Can onEither = [=] { return onPhoto() || inViewer(); };
    QAction *similar = item(tr("&More like this"), Qt::Key_L, onEither, [this] { findSimilar(); });
    // In the grid a letter begins a question.
    connect(menu, &QMenu::aboutToShow, similar, [similar, inViewer, withKey = similar->text()] {
        similar->setText(inViewer() ? withKey : withKey.section(QLatin1Char('\t'), 0, 0));
    });
    item(tr("&Next photo"), Qt::Key_Right, inViewer, [this] { stepViewer(1); });
    item(tr("P&revious photo"), Qt::Key_Left, inViewer, [this] { stepViewer(-1); });
    item(tr("&Details"), Qt::Key_I, inViewer, [this] { m_viewer->toggleDetails(); });
    menu->addSeparator();
    item(tr("Zoom &in"), Qt::Key_Plus, inViewer, [this] { m_viewer->zoomIn(); });
    item(tr("Zoom o&ut"), Qt::Key_Minus, inViewer, [this] { m_viewer->zoomOut(); });
    item(tr("&Whole photo"), Qt::Key_0, inViewer, [this] { m_viewer->fit(); });
    item(tr("A&ctual size"), Qt::Key_1, inViewer, [this] { m_viewer->toggleActualSize(); });
    menu->addSeparator();
    item(tr("Select &all"), QKeySequence::SelectAll, inGrid, [grid] { grid->selectAll(); });
    item(
        tr("Cop&y the selected files"), QKeySequence::Copy, [=] { return inGrid() && grid->selectedCount() > 0; },
        [grid] { grid->copySelected(); });
}

void MainWindow::findSimilar()
{
    const PhotoGrid *grid = m_search->grid();
    if (m_pages->currentWidget() == m_viewer)
        m_viewer->findSimilar();
    else if (grid->current() >= 0)
        m_search->findSimilar(grid->list().photos()[grid->current()].id);
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    addItem(menu, tr("&Search"), QKeySequence::Find, [this] { search({}); });
    addItem(menu, tr("Search by a &picture file…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("A picture to search by"));
        if (!file.isEmpty())
            searchByFile(file);
    });
    QAction *byDate = menu->addAction(tr("Answers by &date"));
    byDate->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    byDate->setCheckable(true);
    connect(byDate, &QAction::toggled, m_search, &SearchPage::setByDate);
    m_showRest = menu->addAction(tr("Show what is &less likely, too"));
    m_showRest->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    m_showRest->setObjectName(QStringLiteral("showRestAction"));
    m_showRest->setCheckable(true);
    connect(m_showRest, &QAction::toggled, m_search, &SearchPage::setShowsRest);
    m_status->setRestKey(m_showRest->shortcut().toString(QKeySequence::NativeText));
    menu->addSeparator();
    PhotoGrid *grid = m_search->grid();
    addItem(menu, tr("&Larger pictures"), QKeySequence::ZoomIn,
            [grid] { grid->setSize(static_cast<PhotoGrid::Size>(std::min(2, static_cast<int>(grid->size()) + 1))); });
    addItem(menu, tr("&Smaller pictures"), QKeySequence::ZoomOut,
            [grid] { grid->setSize(static_cast<PhotoGrid::Size>(std::max(0, static_cast<int>(grid->size()) - 1))); });
    addItem(menu, tr("Side &bar"), QKeySequence(Qt::Key_F9), [this] {
        m_search->setSideShown(!m_search->isSideShown());
    })->setObjectName(QStringLiteral("sideBarAction"));
    addItem(menu, tr("&Full screen"), QKeySequence(Qt::Key_F11),
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    addItem(menu, tr("&Keys"), QKeySequence(Qt::Key_F1), [this] { showKeys(); });
    addItem(menu, tr("&How a model learns"), {}, [this] { showGuide(); })->setObjectName(QStringLiteral("guideAction"));
    addItem(menu, tr("&About Reminisce"), {}, [this] {
        QMessageBox::about(
            this, tr("About Reminisce"),
            tr("<b>Reminisce %1</b><p>Finds your photos by describing them. Everything happens on this "
               "computer.</p><p>Free software under the GNU General Public License, version 3 or later.</p>")
                .arg(QStringLiteral(REMINISCE_VERSION)));
    });
}

void MainWindow::connectPages()
{
    connect(m_search, &SearchPage::opened, this, &MainWindow::openViewer);
    connect(m_search, &SearchPage::answerShown, this, &MainWindow::answerShown);
    connect(m_search, &SearchPage::summaryChanged, this, &MainWindow::updateStatus);
    connect(m_search, &SearchPage::libraryChosen, this, &MainWindow::openLibrary);
    connect(m_search, &SearchPage::modelsRequested, this, &MainWindow::showModels);
    connect(m_search, &SearchPage::failed, m_status, &StatusLine::tell);
    connect(m_search, &SearchPage::told, m_status, &StatusLine::tell);

    connect(m_viewer, &PhotoViewer::closed, this, &MainWindow::closeViewer);
    connect(m_viewer, &PhotoViewer::stepped, this, &MainWindow::stepViewer);
    connect(m_viewer, &PhotoViewer::similarRequested, this, [this](qint64 photo) {
        closeViewer();
        m_search->findSimilar(photo);
    });
    connect(m_viewer, &PhotoViewer::similarToFileRequested, this, [this](const QString &path) {
        closeViewer();
        searchByFile(path);
    });
    connect(m_viewer, &PhotoViewer::fullScreenToggled, this,
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });

    connect(m_firstRun, &FirstRunPage::started, this, &MainWindow::addFolders);

    connect(m_models, &ModelPage::closed, this, &MainWindow::goBack);
    connect(m_models, &ModelPage::installRequested, m_session, &LibrarySession::installModel);
    connect(m_models, &ModelPage::useRequested, m_session, &LibrarySession::useModel);
    connect(m_models, &ModelPage::removeRequested, m_session, &LibrarySession::removeModel);
    connect(m_models, &ModelPage::learnOwnWordsRequested, m_session, &LibrarySession::learnOwnWords);
    connect(m_models, &ModelPage::forgetOwnWordsRequested, m_session, &LibrarySession::forgetOwnWords);

    connect(m_training, &TrainingPage::closed, this, &MainWindow::goBack);
    connect(m_training, &TrainingPage::guideRequested, this, &MainWindow::showGuide);
    connect(m_guide, &GuidePage::closed, this, &MainWindow::goBack);
    connect(m_training, &TrainingPage::useRequested, this, [this](const QString &folder) {
        m_useInstalled = true;
        m_session->replaceModel(folder); // it may have learnt on
    });
    connect(m_training, &TrainingPage::stateChanged, m_status, &StatusLine::setTraining);
    connect(m_training, &TrainingPage::failed, m_status, &StatusLine::tell);
    connect(m_models, &ModelPage::failed, m_status, &StatusLine::tell);

    connect(m_settings, &SettingsPage::closed, this, &MainWindow::goBack);
    connect(m_settings, &SettingsPage::failed, m_status, &StatusLine::tell);
    connect(m_settings, &SettingsPage::deleteThumbnailsRequested, m_session, &LibrarySession::deleteThumbnails);
    connect(m_settings, &SettingsPage::deleteOtherVectorsRequested, m_session, &LibrarySession::deleteOtherVectors);
    connect(m_settings, &SettingsPage::exclusionsChanged, m_session, &LibrarySession::lookAgain);
    connect(m_settings, &SettingsPage::restoreRequested, m_session, &LibrarySession::restoreCopy);

    connect(m_skipped, &SkippedPage::closed, this, &MainWindow::goBack);
    connect(m_skipped, &SkippedPage::againRequested, m_session, &LibrarySession::retrySkipped);

    connect(m_status, &StatusLine::restToggled, m_showRest, &QAction::trigger);
    connect(m_status, &StatusLine::pauseChanged, m_session, &LibrarySession::setPaused);
    connect(m_status, &StatusLine::skippedClicked, this, [this] { showPage(m_skipped); });
    connect(m_status, &StatusLine::trainingClicked, this, &MainWindow::showTraining);
    connect(m_pages, &QStackedWidget::currentChanged, this, &MainWindow::updateStatus);
}

void MainWindow::connectSession()
{
    connect(m_session, &LibrarySession::foldersChanged, this, &MainWindow::setFolders);
    connect(m_session, &LibrarySession::indexStateChanged, m_status, &StatusLine::setIndexState);
    connect(m_session, &LibrarySession::detailsReady, m_viewer, &PhotoViewer::setDetails);
    connect(m_session, &LibrarySession::skippedChanged, this, &MainWindow::showSkipped);
    connect(m_session, &LibrarySession::copiesListed, m_settings, &SettingsPage::setCopies);
    connect(m_session, &LibrarySession::sizesMeasured, m_settings, &SettingsPage::setSizes);
    connect(m_session, &LibrarySession::modelsChanged, m_models, &ModelPage::setModels);
    connect(m_session, &LibrarySession::ownWordsChanged, m_models, &ModelPage::setOwnWords);
    connect(m_session, &LibrarySession::modelInstalled, this, [this](const QString &name) {
        if (std::exchange(m_useInstalled, false)) {
            m_session->useModel(name);
            showPage(m_search);
            m_status->tell(tr("%1 looks at your photos now; until it is done, the model before answers.").arg(name));
            return;
        }
        m_models->setMessage(tr("%1 is installed. Choose it above and press “Use this model”.").arg(name));
    });
    connect(m_session, &LibrarySession::failed, this, [this](const QString &message) {
        m_models->setMessage(message);
        if (std::exchange(m_useInstalled, false))
            m_training->setMessage(message);
        m_status->tell(message);
    });
    connect(m_session, &LibrarySession::noticed, m_status, &StatusLine::tell);
    connect(m_session, &LibrarySession::openFailed, m_search, &SearchPage::setLibraryFailed);
}

void MainWindow::openLibrary(const std::filesystem::path &path)
{
    m_libraryKnown = false;
    showPage(m_search);
    m_search->setLibrary(path);
    m_status->tell({});
    showSkipped({});
    m_thumbnails->setLibrary(path);
    m_session->open(path);
}

void MainWindow::addFolders(const QStringList &folders)
{
    showPage(m_search);
    m_session->addFolders(folders);
}

void MainWindow::search(const QString &text)
{
    showPage(m_search);
    m_search->search(text);
}

void MainWindow::searchByFile(const QString &path)
{
    showPage(m_search);
    m_search->findSimilarToFile(path);
}

int MainWindow::shownPhotos() const
{
    return m_search->grid()->list().size();
}

// ---- pages ----

void MainWindow::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
}

void MainWindow::showSearch()
{
    showPage(m_search);
    m_search->grid()->setFocus();
}

void MainWindow::showModels()
{
    m_models->setMessage({});
    m_session->requestModels();
    m_session->requestOwnWords();
    showPage(m_models);
}

void MainWindow::showTraining()
{
    m_training->setLibrary(m_session->cataloguePath(), m_search->allPhotos());
    showPage(m_training);
    m_training->look();
}

void MainWindow::showGuide()
{
    if (m_pages->currentWidget() != m_guide)
        m_beforeGuide = m_pages->currentWidget();
    showPage(m_guide);
    m_guide->setFocus();
}

void MainWindow::setFolders(const QVector<LibraryFolder> &folders)
{
    if (!m_libraryKnown && folders.isEmpty() && m_pages->currentWidget() == m_search) {
        m_firstRun->begin();
        showPage(m_firstRun);
    } else if (m_pages->currentWidget() == m_firstRun && !folders.isEmpty()) {
        showPage(m_search);
    }
    m_libraryKnown = true;
}

void MainWindow::showSkipped(const QVector<SkippedFile> &files)
{
    m_skipped->setFiles(files);
    m_status->setSkipped(static_cast<int>(files.size()));
}

void MainWindow::updateStatus()
{
    // The other pages have nothing to do with what the grid shows.
    const bool inGrid = m_pages->currentWidget() == m_search;
    m_status->setSummary(inGrid ? m_search->summary() : QString());
    const StatusLine::Rest rest = m_showRest->isChecked() ? StatusLine::Rest::Shown : StatusLine::Rest::Hidden;
    m_status->setRest(inGrid && m_search->hasRest() ? rest : StatusLine::Rest::None);
}

void MainWindow::goBack()
{
    if (m_pages->currentWidget() == m_guide && m_beforeGuide != m_search)
        showPage(m_beforeGuide);
    else if (m_pages->currentWidget() != m_search)
        showSearch();
    else
        m_search->leaveQuestion();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        goBack();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

// ---- viewer ----

void MainWindow::openViewer(int index)
{
    const PhotoGrid *grid = m_search->grid();
    if (index < 0 || index >= grid->list().size())
        return;
    const qint64 photo = grid->list().photos()[index].id;
    m_viewer->show(photo, grid->thumbnail(photo));
    m_session->requestDetails(photo);
    showPage(m_viewer);
    m_viewer->setFocus();
}

void MainWindow::showFile(const QString &path)
{
    m_viewer->showFile(path);
    showPage(m_viewer);
    m_viewer->setFocus();
}

void MainWindow::closeViewer()
{
    setWindowState(windowState() & ~Qt::WindowFullScreen);
    showSearch();
}

void MainWindow::stepViewer(int by)
{
    PhotoGrid *grid = m_search->grid();
    if (m_viewer->photo() == 0)
        return; // a file from elsewhere has no neighbours here
    const int next = grid->current() + by;
    if (next < 0 || next >= grid->list().size())
        return;
    grid->setCurrent(next);
    openViewer(next);
}

void MainWindow::showKeys()
{
    QMessageBox box(this);
    box.setWindowTitle(tr("Keys"));
    box.setText(tr("<table cellpadding='4'>"
                   "<tr><td><b>Ctrl+F</b>, <b>/</b> or just type</td><td>describe a photo</td></tr>"
                   "<tr><td><b>Ctrl+Shift+F</b></td><td>search by a picture file</td></tr>"
                   "<tr><td><b>Esc</b></td><td>one step back</td></tr>"
                   "<tr><td><b>Enter</b></td><td>open the photo</td></tr>"
                   "<tr><td><b>← →</b></td><td>the next photo of the answer</td></tr>"
                   "<tr><td><b>L</b> in the viewer</td><td>more like this</td></tr>"
                   "<tr><td><b>I</b> in the viewer</td><td>details</td></tr>"
                   "<tr><td><b>+ − 0 1</b> in the viewer</td><td>zoom, fit, actual size</td></tr>"
                   "<tr><td><b>Shift+← → ↑ ↓</b> in the viewer</td><td>move the zoomed photo</td></tr>"
                   "<tr><td><b>F</b> or <b>F11</b></td><td>full screen</td></tr>"
                   "<tr><td><b>Ctrl+A</b>, <b>Ctrl+C</b></td><td>select all, copy the selected files</td></tr>"
                   "<tr><td><b>Ctrl+D</b></td><td>answers by date</td></tr>"
                   "<tr><td><b>Ctrl+L</b></td><td>show what is less likely, too</td></tr>"
                   "<tr><td><b>Ctrl++</b>, <b>Ctrl+−</b></td><td>size of the pictures</td></tr>"
                   "<tr><td><b>F5</b></td><td>look again for changes</td></tr>"
                   "<tr><td><b>F9</b></td><td>side bar</td></tr>"
                   "</table>"));
    box.exec();
}

} // namespace reminisce::ui
