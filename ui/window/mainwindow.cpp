// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"

#include "ui/pages/firstrunpage.h"
#include "ui/pages/modelpage.h"
#include "ui/pages/settingspage.h"
#include "ui/pages/skippedpage.h"
#include "ui/session/modeldownloader.h"
#include "ui/session/thumbnailloader.h"
#include "ui/training/trainingpage.h"
#include "ui/viewer/photoviewer.h"
#include "ui/window/librarymenu.h"
#include "ui/window/querybar.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QUrl>
#include <algorithm>

namespace reminisce::ui {

namespace {

constexpr int nearestWhenUnsure = 3;
constexpr int sideBarWidth = 200;

QString timeLeft(const IndexState &state)
{
    if (state.picturesPerSecond <= 0)
        return {};
    const auto seconds = static_cast<qint64>(static_cast<double>(state.total - state.done) / state.picturesPerSecond);
    if (seconds < 60)
        return MainWindow::tr("less than a minute left");
    return MainWindow::tr("%n minute(s) left", nullptr, static_cast<int>((seconds + 59) / 60));
}

} // namespace

MainWindow::MainWindow(LibrarySession *session, QWidget *parent)
    : QMainWindow(parent), m_session(session), m_thumbnails(new ThumbnailLoader(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Reminisce"));
    resize(1180, 760);
    buildWidgets();
    buildActions();
    connectSession();
    m_query->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildWidgets()
{
    m_query = new QueryBar(this);
    m_grid = new PhotoGrid(m_thumbnails, this);
    m_viewer = new PhotoViewer(this);
    m_firstRun = new FirstRunPage(this);
    m_modelPage = new ModelPage(this);
    m_modelPage->setOffered(ModelDownloader::offered());
    m_downloader = new ModelDownloader(this);
    m_skippedPage = new SkippedPage(this);
    m_settingsPage = new SettingsPage(this);
    m_trainingPage = new TrainingPage(this);
    m_libraryMenu = new LibraryMenu(this);

    m_sideBar = new QListWidget(this);
    m_sideBar->setObjectName(QStringLiteral("sideBar"));
    m_sideBar->setAccessibleName(tr("Folders"));
    m_sideBar->setFrameShape(QFrame::NoFrame);
    m_sideBar->setContextMenuPolicy(Qt::CustomContextMenu);
    m_sideBar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sideBar->setTextElideMode(Qt::ElideMiddle);

    auto *splitter = new QSplitter(this);
    auto *side = new QWidget(this);
    side->setObjectName(QStringLiteral("side"));
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->setSpacing(0);
    sideLayout->addWidget(m_libraryMenu);
    sideLayout->addWidget(m_sideBar, 1);
    splitter->addWidget(side);
    splitter->addWidget(m_grid);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({sideBarWidth, 1000});
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(true);

    m_topBar = new QWidget(this);
    auto *top = new QHBoxLayout(m_topBar);
    top->setContentsMargins(12, 8, 12, 8);
    top->setSpacing(8);
    top->addStretch(1);
    top->addWidget(m_query, 6);
    top->addStretch(1);

    auto *gridPage = new QWidget(this);
    m_note = new QLabel(gridPage);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setTextFormat(Qt::RichText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(16, 4, 16, 6);
    m_note->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_note->hide();
    connect(m_note, &QLabel::linkActivated, this,
            [this] { findChild<QAction *>(QStringLiteral("modelsAction"))->trigger(); });
    auto *gridLayout = new QVBoxLayout(gridPage);
    gridLayout->setContentsMargins(0, 0, 0, 0);
    gridLayout->setSpacing(0);
    gridLayout->addWidget(m_topBar);
    gridLayout->addWidget(m_note);
    gridLayout->addWidget(splitter, 1);

    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->addWidget(gridPage);
    for (QWidget *page : {static_cast<QWidget *>(m_viewer), static_cast<QWidget *>(m_firstRun),
                          static_cast<QWidget *>(m_modelPage), static_cast<QWidget *>(m_skippedPage),
                          static_cast<QWidget *>(m_settingsPage), static_cast<QWidget *>(m_trainingPage)})
        m_pages->addWidget(page);
    setCentralWidget(m_pages);

    m_countLabel = new QLabel(this);
    m_countLabel->setObjectName(QStringLiteral("countLabel"));
    m_restButton = new QToolButton(this);
    m_restButton->setObjectName(QStringLiteral("restButton"));
    m_restButton->setAutoRaise(true);
    m_restButton->hide();
    m_messageLabel = new QLabel(this);
    m_messageLabel->setObjectName(QStringLiteral("messageLabel"));
    m_workLabel = new QLabel(this);
    m_workLabel->setObjectName(QStringLiteral("workLabel"));
    m_pause = new QToolButton(this);
    m_pause->setObjectName(QStringLiteral("pauseButton"));
    m_pause->setAutoRaise(true);
    m_pause->setText(tr("Pause"));
    m_pause->hide();
    m_skippedButton = new QToolButton(this);
    m_skippedButton->setObjectName(QStringLiteral("skippedButton"));
    m_skippedButton->setAutoRaise(true);
    m_skippedButton->hide();
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(12, 2, 12, 2);
    statusBar()->addWidget(m_countLabel);
    statusBar()->addWidget(m_restButton);
    statusBar()->addWidget(m_messageLabel, 1);
    m_trainingButton = new QToolButton(this);
    m_trainingButton->setObjectName(QStringLiteral("trainingButton"));
    m_trainingButton->setAutoRaise(true);
    m_trainingButton->hide();
    statusBar()->addPermanentWidget(m_trainingButton);
    statusBar()->addPermanentWidget(m_workLabel);
    statusBar()->addPermanentWidget(m_pause);
    statusBar()->addPermanentWidget(m_skippedButton);
}

void MainWindow::buildActions()
{
    const auto action = [this](QMenu *menu, const QString &text, const QKeySequence &key, auto run) {
        QAction *a = menu->addAction(text);
        a->setShortcut(key);
        connect(a, &QAction::triggered, this, run);
        return a;
    };
    QMenu *library = menuBar()->addMenu(tr("&Library"));
    action(library, tr("&Add a folder…"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder with photos"));
        if (!folder.isEmpty())
            addFolders({folder});
    })->setObjectName(QStringLiteral("addFolderAction"));
    action(library, tr("&Look again for changes"), QKeySequence(Qt::Key_F5), [this] { m_session->lookAgain(); });
    action(library, tr("&Models…"), {}, [this] {
        m_modelPage->setMessage({});
        m_session->requestModels();
        m_session->requestOwnWords();
        m_pages->setCurrentWidget(m_modelPage);
    })->setObjectName(QStringLiteral("modelsAction"));
    action(library, tr("Make a model of your &own…"), {}, [this] {
        showTraining();
    })->setObjectName(QStringLiteral("trainingAction"));
    action(library, tr("S&kipped files…"), {}, [this] { m_pages->setCurrentWidget(m_skippedPage); });
    action(library, tr("S&ettings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] {
        m_settingsPage->load();
        m_session->requestSizes();
        m_pages->setCurrentWidget(m_settingsPage);
    })->setObjectName(QStringLiteral("settingsAction"));
    library->addSeparator();
    action(library, tr("&Quit"), QKeySequence::Quit, [] { QApplication::closeAllWindows(); });

    QMenu *view = menuBar()->addMenu(tr("&View"));
    action(view, tr("&Search"), QKeySequence::Find, [this] {
        m_pages->setCurrentIndex(0);
        m_query->begin({});
    });
    m_byDate = action(view, tr("Answers by &date"), QKeySequence(Qt::CTRL | Qt::Key_D), [this] {
        if (m_question != 0)
            showAnswer(m_result);
    });
    m_byDate->setCheckable(true);
    m_showRest = action(view, tr("Show what is &less likely, too"), QKeySequence(Qt::CTRL | Qt::Key_L), [this] {
        if (m_question != 0)
            showAnswer(m_result);
    });
    m_showRest->setObjectName(QStringLiteral("showRestAction"));
    m_showRest->setCheckable(true);
    view->addSeparator();
    action(view, tr("&Larger pictures"), QKeySequence::ZoomIn, [this] {
        m_grid->setSize(static_cast<PhotoGrid::Size>(std::min(2, static_cast<int>(m_grid->size()) + 1)));
    });
    action(view, tr("&Smaller pictures"), QKeySequence::ZoomOut, [this] {
        m_grid->setSize(static_cast<PhotoGrid::Size>(std::max(0, static_cast<int>(m_grid->size()) - 1)));
    });
    action(view, tr("Side &bar"), QKeySequence(Qt::Key_F9), [this] {
        QWidget *side = m_sideBar->parentWidget();
        side->setVisible(!side->isVisible());
    });
    action(view, tr("&Full screen"), QKeySequence(Qt::Key_F11),
           [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    action(help, tr("&Keys"), QKeySequence(Qt::Key_F1), [this] { showKeys(); });
    action(help, tr("&About Reminisce"), {}, [this] {
        QMessageBox::about(
            this, tr("About Reminisce"),
            tr("<b>Reminisce %1</b><p>Finds your photos by describing them. Everything happens on this "
               "computer.</p><p>Free software under the GNU General Public License, version 3 or later.</p>")
                .arg(QStringLiteral(REMINISCE_VERSION)));
    });

    connect(m_query, &QueryBar::changed, this, &MainWindow::ask);
    connect(m_query, &QueryBar::fileDropped, this, &MainWindow::findSimilarToFile);
    connect(m_query, &QueryBar::left, this, [this] {
        m_grid->setFocus();
        if (m_grid->current() < 0)
            m_grid->setCurrent(0);
    });
    connect(m_grid, &PhotoGrid::activated, this, &MainWindow::openViewer);
    connect(m_grid, &PhotoGrid::similarRequested, this, &MainWindow::findSimilar);
    connect(m_grid, &PhotoGrid::menuRequested, this, &MainWindow::showMenu);
    connect(m_grid, &PhotoGrid::typed, this,
            [this](const QString &text) { m_query->begin(text == QLatin1String("/") ? QString() : text); });
    connect(m_grid, &PhotoGrid::selectionChanged, this, &MainWindow::updateCount);
    m_grid->setPathsProvider([this](const QVector<qint64> &photos) {
        QStringList paths;
        for (const qint64 photo : photos)
            paths << m_paths.value(photo).value(0);
        paths.removeAll(QString());
        return paths;
    });
    connect(m_viewer, &PhotoViewer::closed, this, &MainWindow::closeViewer);
    connect(m_viewer, &PhotoViewer::stepped, this, &MainWindow::stepViewer);
    connect(m_viewer, &PhotoViewer::similarRequested, this, [this](qint64 photo) {
        closeViewer();
        findSimilar(photo);
    });
    connect(m_viewer, &PhotoViewer::fullScreenToggled, this,
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    connect(m_firstRun, &FirstRunPage::started, this, &MainWindow::addFolders);
    connect(m_modelPage, &ModelPage::closed, this, [this] { goBack(); });
    connect(m_modelPage, &ModelPage::installRequested, this, [this](const QString &path) {
        m_modelPage->setMessage(tr("Checking and copying %1…").arg(path));
        m_session->installModel(path);
    });
    connect(m_modelPage, &ModelPage::downloadRequested, this, [this](const DownloadEntry &entry) {
        m_modelPage->setMessage(tr("Downloading %1…").arg(entry.name));
        m_modelPage->setDownload(0, 0);
        m_downloader->start(entry);
    });
    connect(m_modelPage, &ModelPage::downloadCancelled, this, [this] {
        m_downloader->cancel();
        m_modelPage->setDownload(-1, 0);
        m_modelPage->setMessage(tr("The download was stopped. What has come is kept for the next time."));
    });
    connect(m_downloader, &ModelDownloader::progressed, m_modelPage, &ModelPage::setDownload);
    connect(m_downloader, &ModelDownloader::failed, this, [this](const QString &reason) {
        m_modelPage->setDownload(-1, 0);
        m_modelPage->setMessage(reason);
    });
    connect(m_downloader, &ModelDownloader::finished, this, [this](const QString &folder) {
        m_modelPage->setDownload(-1, 0);
        m_modelPage->setMessage(tr("Checking and copying…"));
        m_session->installModel(folder);
    });
    connect(m_modelPage, &ModelPage::useRequested, m_session, &LibrarySession::useModel);
    connect(m_modelPage, &ModelPage::learnOwnWordsRequested, m_session, &LibrarySession::learnOwnWords);
    connect(m_modelPage, &ModelPage::forgetOwnWordsRequested, m_session, &LibrarySession::forgetOwnWords);
    connect(m_session, &LibrarySession::ownWordsChanged, m_modelPage, &ModelPage::setOwnWords);
    connect(m_modelPage, &ModelPage::removeRequested, m_session, &LibrarySession::removeModel);
    connect(m_trainingPage, &TrainingPage::closed, this, [this] { goBack(); });
    connect(m_trainingPage, &TrainingPage::useRequested, this, [this](const QString &folder) {
        m_useInstalled = true;
        m_session->installModel(folder);
    });
    connect(m_trainingPage, &TrainingPage::stateChanged, this, [this](const QString &text) {
        m_trainingButton->setText(text);
        m_trainingButton->setVisible(!text.isEmpty());
    });
    connect(m_trainingButton, &QToolButton::clicked, this, &MainWindow::showTraining);
    connect(m_settingsPage, &SettingsPage::closed, this, [this] { goBack(); });
    connect(m_settingsPage, &SettingsPage::deleteThumbnailsRequested, m_session, &LibrarySession::deleteThumbnails);
    connect(m_settingsPage, &SettingsPage::deleteOtherVectorsRequested, m_session, &LibrarySession::deleteOtherVectors);
    connect(m_settingsPage, &SettingsPage::exclusionsChanged, m_session, &LibrarySession::lookAgain);
    connect(m_settingsPage, &SettingsPage::restoreRequested, m_session, &LibrarySession::restoreCopy);
    connect(m_session, &LibrarySession::copiesListed, m_settingsPage, &SettingsPage::setCopies);
    connect(m_session, &LibrarySession::sizesMeasured, m_settingsPage, &SettingsPage::setSizes);
    connect(m_libraryMenu, &LibraryMenu::chosen, this, &MainWindow::openLibrary);
    connect(m_libraryMenu, &LibraryMenu::failed, this, &MainWindow::tell);
    connect(m_skippedPage, &SkippedPage::closed, this, [this] { goBack(); });
    connect(m_skippedPage, &SkippedPage::lookAgain, m_session, &LibrarySession::lookAgain);
    connect(m_skippedButton, &QToolButton::clicked, this, [this] { m_pages->setCurrentWidget(m_skippedPage); });
    // The other pages have nothing to do with what the grid shows.
    connect(m_pages, &QStackedWidget::currentChanged, this, &MainWindow::updateCount);
    connect(m_restButton, &QToolButton::clicked, m_showRest, &QAction::trigger);
    connect(m_pause, &QToolButton::clicked, this, [this] {
        m_paused = !m_paused;
        m_session->setPaused(m_paused);
        m_pause->setText(m_paused ? tr("Go on") : tr("Pause"));
    });
    connect(m_sideBar, &QListWidget::customContextMenuRequested, this, [this](QPoint at) {
        const QListWidgetItem *item = m_sideBar->itemAt(at);
        if (item == nullptr || !item->data(Qt::UserRole).isValid())
            return;
        const qint64 id = item->data(Qt::UserRole).toLongLong();
        const QString path = item->toolTip();
        QMenu menu(this);
        menu.addAction(tr("Open the folder"), this, [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
        menu.addAction(tr("Take out of the library…"), this, [this, id, path] {
            if (QMessageBox::question(
                    this, tr("Take the folder out?"),
                    tr("%1 is taken out of the library. The photos on the disk stay as they are.").arg(path)) ==
                QMessageBox::Yes)
                m_session->removeFolder(id);
        });
        menu.exec(m_sideBar->mapToGlobal(at));
    });
}

void MainWindow::connectSession()
{
    connect(m_session, &LibrarySession::answersChanged, this, [this] {
        if (m_question != 0)
            askAgain();
    });
    connect(m_session, &LibrarySession::photosChanged, this, &MainWindow::setPhotos);
    connect(m_session, &LibrarySession::foldersChanged, this, &MainWindow::setFolders);
    connect(m_session, &LibrarySession::indexStateChanged, this, &MainWindow::setIndexState);
    connect(m_session, &LibrarySession::answered, this, [this](const SearchResult &result) {
        if (result.number == m_question)
            showAnswer(result);
    });
    connect(m_session, &LibrarySession::detailsReady, this, [this](const PhotoDetails &details) {
        m_paths.insert(details.id, details.paths);
        m_viewer->setDetails(details);
    });
    connect(m_session, &LibrarySession::skippedChanged, this, [this](const QVector<SkippedFile> &files) {
        m_skippedPage->setFiles(files);
        m_skippedButton->setVisible(!files.isEmpty());
        m_skippedButton->setText(tr("%Ln skipped", nullptr, static_cast<int>(files.size())));
    });
    connect(m_session, &LibrarySession::modelsChanged, m_modelPage, &ModelPage::setModels);
    connect(m_session, &LibrarySession::modelInstalled, this, [this](const QString &name) {
        if (std::exchange(m_useInstalled, false)) {
            m_session->useModel(name);
            m_pages->setCurrentIndex(0);
            tell(tr("%1 looks at your photos now; until it is done, the model before answers.").arg(name));
            return;
        }
        m_modelPage->setMessage(tr("%1 is installed. Choose it above and press “Use this model”.").arg(name));
    });
    connect(m_session, &LibrarySession::failed, this, [this](const QString &message) {
        m_modelPage->setMessage(message);
        if (std::exchange(m_useInstalled, false))
            m_trainingPage->setMessage(message);
        tell(message);
    });
    connect(m_session, &LibrarySession::noticed, this, &MainWindow::tell);
}

void MainWindow::openLibrary(const std::filesystem::path &path)
{
    m_libraryKnown = false;
    m_pages->setCurrentIndex(0);
    if (!m_query->isEmpty())
        m_query->clear();
    setPhotos(std::make_shared<const PhotoList>());
    tell({});
    m_libraryMenu->setCurrent(path);
    m_thumbnails->setLibrary(path);
    m_session->open(path);
}

void MainWindow::addFolders(const QStringList &folders)
{
    m_pages->setCurrentIndex(0);
    m_session->addFolders(folders);
}

void MainWindow::search(const QString &text)
{
    m_pages->setCurrentIndex(0);
    m_query->begin(text);
}

int MainWindow::shownPhotos() const
{
    return m_grid->list().size();
}

// ---- what the grid shows ----

void MainWindow::setPhotos(const PhotoListPtr &photos)
{
    m_all = photos;
    if (m_question == 0)
        showAll();
    else
        askAgain();
}

void MainWindow::showAll()
{
    m_grid->setEmptyText(m_folders.isEmpty()
                             ? tr("There are no folders yet. Press Ctrl+O to add one.")
                             : tr("No photos yet. They appear here while Reminisce looks through your folders."));
    showNote({});
    showList(m_all);
}

void MainWindow::showList(const PhotoListPtr &list)
{
    if (std::exchange(m_isNewQuestion, false))
        m_grid->startList(list);
    else
        m_grid->setList(list);
    updateCount();
}

void MainWindow::ask()
{
    m_isNewQuestion = true;
    askAgain();
}

void MainWindow::askAgain()
{
    if (m_query->hasPicture()) {
        m_question = m_likePhoto != 0 ? m_session->findSimilar(m_likePhoto) : m_session->findSimilarToFile(m_likeFile);
        return;
    }
    m_likePhoto = 0;
    if (m_query->text().isEmpty()) {
        const bool had = std::exchange(m_question, 0) != 0;
        m_isNewQuestion = m_isNewQuestion && had;
        showAll();
        return;
    }
    m_question = m_session->search(m_query->text());
}

void MainWindow::showAnswer(const SearchResult &result)
{
    m_result = result;
    if (!result.error.isEmpty()) {
        tell(result.error);
        return;
    }
    QVector<GridPhoto> photos;
    QVector<GridSection> sections;
    const bool unsure = result.sure + result.likely == 0 && !m_query->hasPicture();
    int shown = result.sure + result.likely;
    if (unsure)
        shown = nearestWhenUnsure;
    if (m_showRest->isChecked() || m_query->hasPicture())
        shown = static_cast<int>(result.photos.size());
    for (const qint64 id : result.photos) {
        const int at = m_all->placeOf(id);
        if (at >= 0 && photos.size() < shown)
            photos.push_back(m_all->photos()[at]);
    }
    if (m_byDate->isChecked()) {
        std::stable_sort(photos.begin(), photos.end(),
                         [](const GridPhoto &a, const GridPhoto &b) { return a.taken > b.taken; });
        sections = monthSections(photos);
    } else if (m_query->hasPicture()) {
        sections.push_back({tr("Like this picture"), 0});
    } else if (unsure) {
        sections.push_back({tr("Not sure about any of these. The nearest:"), 0});
    } else {
        if (result.sure > 0)
            sections.push_back({tr("Sure · %n", nullptr, result.sure), 0});
        if (result.likely > 0)
            sections.push_back({tr("Likely · %n", nullptr, result.likely), result.sure});
        if (photos.size() > result.sure + result.likely)
            sections.push_back({tr("Less likely"), result.sure + result.likely});
    }
    m_grid->setEmptyText(result.searched == 0 ? tr("No photo has been looked at yet. Try again in a moment.")
                                              : tr("Nothing here looks like that."));
    showList(std::make_shared<const PhotoList>(std::move(photos), std::move(sections)));
    showNote(result);
    Q_EMIT answerShown();
}

void MainWindow::showNote(const SearchResult &result)
{
    QStringList sentences, unknown;
    for (const auto &[word, instead] : result.unknownWords) {
        if (instead.isEmpty())
            unknown << tr("“%1”").arg(word.toHtmlEscaped());
        else
            sentences << tr("This model does not know “%1”. These were found by “%2”.")
                             .arg(word.toHtmlEscaped(), instead.toHtmlEscaped());
    }
    if (!unknown.isEmpty())
        sentences << tr("This model does not know %1, so it could not look for that.")
                         .arg(QLocale().createSeparatedList(unknown));
    if (!sentences.isEmpty())
        sentences << tr("<a href=\"models\">Choose a model that knows more…</a>");
    m_note->setText(sentences.join(QLatin1Char(' ')));
    m_note->setVisible(!sentences.isEmpty());
}

void MainWindow::showTraining()
{
    m_trainingPage->setLibrary(m_session->cataloguePath(), m_all);
    m_trainingPage->setMessage({});
    m_pages->setCurrentWidget(m_trainingPage);
    m_trainingPage->look();
}

void MainWindow::findSimilar(qint64 photo)
{
    m_likePhoto = photo;
    m_likeFile.clear();
    m_query->setPicture(m_grid->thumbnail(photo), tr("Like this photo"));
    ask();
}

void MainWindow::findSimilarToFile(const QString &path)
{
    m_pages->setCurrentIndex(0);
    m_likePhoto = 0;
    m_likeFile = path;
    m_query->setPicture({}, QFileInfo(path).fileName());
    ask();
}

void MainWindow::updateCount()
{
    const QLocale locale;
    const int selected = m_grid->selectedCount();
    QString text;
    if (m_question == 0)
        text = tr("%1 photos").arg(locale.toString(m_all->size()));
    else if (m_query->hasPicture())
        text = tr("%1 photos, most alike first").arg(locale.toString(m_grid->list().size()));
    else
        text =
            tr("%1 sure, %2 likely of %3")
                .arg(locale.toString(m_result.sure), locale.toString(m_result.likely), locale.toString(m_all->size()));
    if (selected > 1)
        text += tr(" · %1 selected").arg(locale.toString(selected));
    m_countLabel->setText(text);
    const auto rest = m_result.photos.size() - m_result.sure - m_result.likely;
    const bool inGrid = m_pages->currentIndex() == 0;
    m_countLabel->setVisible(inGrid);
    m_restButton->setVisible(inGrid && m_question != 0 && !m_query->hasPicture() && rest > 0);
    m_restButton->setText(m_showRest->isChecked() ? tr("Hide what is less likely")
                                                  : tr("Show what is less likely, too"));
    m_restButton->setToolTip(m_showRest->shortcut().toString(QKeySequence::NativeText));
    // Dragging out needs the paths at once, so they are asked for when photos are selected.
    for (const qint64 photo : m_grid->selectedIds(PhotoGrid::mostDragged)) {
        if (!m_paths.contains(photo))
            m_session->requestDetails(photo);
    }
}

// ---- viewer ----

void MainWindow::openViewer(int index)
{
    if (index < 0 || index >= m_grid->list().size())
        return;
    const qint64 photo = m_grid->list().photos()[index].id;
    m_viewer->show(photo, m_grid->thumbnail(photo));
    m_session->requestDetails(photo);
    m_pages->setCurrentWidget(m_viewer);
    m_viewer->setFocus();
}

void MainWindow::showFile(const QString &path)
{
    m_viewer->showFile(path);
    m_pages->setCurrentWidget(m_viewer);
    m_viewer->setFocus();
}

void MainWindow::closeViewer()
{
    if (isFullScreen())
        showNormal();
    m_pages->setCurrentIndex(0);
    m_grid->setFocus();
}

void MainWindow::stepViewer(int by)
{
    const int next = m_grid->current() + by;
    if (next < 0 || next >= m_grid->list().size())
        return;
    m_grid->setCurrent(next);
    openViewer(next);
}

void MainWindow::showMenu(int index, QPoint position)
{
    const qint64 photo = m_grid->list().photos()[index].id;
    QMenu menu(this);
    menu.addAction(tr("Open"), this, [this, index] { openViewer(index); });
    menu.addAction(tr("More like this"), this, [this, photo] { findSimilar(photo); });
    menu.addSeparator();
    const QString path = m_paths.value(photo).value(0);
    if (!path.isEmpty()) {
        menu.addAction(tr("Open with another program"), this,
                       [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
        menu.addAction(tr("Open the folder"), this,
                       [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).path())); });
        menu.addAction(tr("Copy the path"), this, [path] { QApplication::clipboard()->setText(path); });
    }
    menu.exec(position);
}

// ---- side bar and status ----

void MainWindow::setFolders(const QVector<LibraryFolder> &folders)
{
    m_folders = folders;
    m_sideBar->clear();
    auto *heading = new QListWidgetItem(tr("Folders"), m_sideBar);
    heading->setFlags(Qt::NoItemFlags);
    for (const LibraryFolder &folder : folders) {
        auto *item = new QListWidgetItem(
            QStringLiteral("%1  %2").arg(QDir(folder.path).dirName(), QLocale().toString(folder.photos)), m_sideBar);
        item->setToolTip(folder.path);
        item->setData(Qt::UserRole, folder.id);
    }
    if (!m_libraryKnown && folders.isEmpty())
        m_pages->setCurrentWidget(m_firstRun);
    else if (m_pages->currentWidget() == m_firstRun && !folders.isEmpty())
        m_pages->setCurrentIndex(0);
    m_libraryKnown = true;
}

void MainWindow::setIndexState(const IndexState &state)
{
    const QLocale locale;
    QString text;
    if (state.phase == IndexState::Scanning)
        text = tr("Looking for changes…");
    else if (state.phase == IndexState::Indexing) {
        text = state.paused ? tr("Paused at %1 of %2").arg(locale.toString(state.done), locale.toString(state.total))
                            : tr("Indexing %1 of %2").arg(locale.toString(state.done), locale.toString(state.total));
        if (state.picturesPerSecond > 0 && !state.paused)
            text += tr(" · %1/s · %2").arg(locale.toString(state.picturesPerSecond, 'f', 0), timeLeft(state));
    }
    m_workLabel->setText(text);
    m_pause->setVisible(state.phase == IndexState::Indexing);
}

void MainWindow::tell(const QString &message)
{
    m_messageLabel->setText(message);
    m_messageLabel->setToolTip(message);
}

void MainWindow::goBack()
{
    if (m_pages->currentIndex() != 0) {
        m_pages->setCurrentIndex(0);
        m_grid->setFocus();
    } else if (!m_query->isEmpty()) {
        m_query->clear();
        m_grid->setFocus();
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        goBack();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void MainWindow::showKeys()
{
    QMessageBox box(this);
    box.setWindowTitle(tr("Keys"));
    box.setText(tr("<table cellpadding='4'>"
                   "<tr><td><b>Ctrl+F</b>, <b>/</b> or just type</td><td>describe a photo</td></tr>"
                   "<tr><td><b>Esc</b></td><td>one step back</td></tr>"
                   "<tr><td><b>Enter</b></td><td>open the photo</td></tr>"
                   "<tr><td><b>← →</b></td><td>the next photo of the answer</td></tr>"
                   "<tr><td><b>L</b> in the viewer</td><td>more like this</td></tr>"
                   "<tr><td><b>I</b> in the viewer</td><td>details</td></tr>"
                   "<tr><td><b>+ − 0 1</b> in the viewer</td><td>zoom, fit, actual size</td></tr>"
                   "<tr><td><b>F</b> or <b>F11</b></td><td>full screen</td></tr>"
                   "<tr><td><b>Ctrl+D</b></td><td>answers by date</td></tr>"
                   "<tr><td><b>Ctrl+L</b></td><td>show what is less likely, too</td></tr>"
                   "<tr><td><b>Ctrl++</b>, <b>Ctrl+−</b></td><td>size of the pictures</td></tr>"
                   "<tr><td><b>F5</b></td><td>look again for changes</td></tr>"
                   "<tr><td><b>F9</b></td><td>side bar</td></tr>"
                   "</table>"));
    box.exec();
}

} // namespace reminisce::ui
