// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/searchpage.h"

#include "ui/window/folderlist.h"
#include "ui/window/librarymenu.h"
#include "ui/window/querybar.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTimer>
#include <QUrl>
#include <algorithm>

namespace reminisce::ui {

namespace {
constexpr int nearestWhenUnsure = 3;
constexpr int nearestOfSeveralThings = 12; ///< each may show only a part of what was asked for
constexpr int sideBarWidth = 200;
constexpr int menuWaitMs = 300;
} // namespace

SearchPage::SearchPage(LibrarySession *session, ThumbnailLoader *thumbnails, QWidget *parent)
    : QWidget(parent), m_session(session), m_query(new QueryBar(this)), m_grid(new PhotoGrid(thumbnails, this)),
      m_libraryMenu(new LibraryMenu(this)), m_folders(new FolderList(this)), m_note(new QLabel(this))
{
    buildLayout();
    connect(m_query, &QueryBar::changed, this, &SearchPage::ask);
    connect(m_query, &QueryBar::fileDropped, this, &SearchPage::findSimilarToFile);
    connect(m_query, &QueryBar::left, this, [this] {
        m_grid->setFocus();
        if (m_grid->current() < 0)
            m_grid->setCurrent(0);
    });
    connect(m_grid, &PhotoGrid::activated, this, &SearchPage::opened);
    connect(m_grid, &PhotoGrid::similarRequested, this, &SearchPage::findSimilar);
    connect(m_grid, &PhotoGrid::menuRequested, this, &SearchPage::showMenu);
    connect(m_grid, &PhotoGrid::typed, this,
            [this](const QString &text) { m_query->begin(text == QLatin1String("/") ? QString() : text); });
    connect(m_grid, &PhotoGrid::selectionChanged, this, &SearchPage::fetchSelectedPaths);
    connect(m_grid, &PhotoGrid::selectionChanged, this, &SearchPage::summaryChanged);
    connect(m_grid, &PhotoGrid::copied, this, [this](int files) {
        const int selected = m_grid->selectedCount();
        Q_EMIT told(files < selected ? tr("The first %1 of %2 selected files are copied.").arg(files).arg(selected)
                                     : tr("%n file(s) copied", nullptr, files));
    });
    m_grid->setPathsProvider([this](const QVector<qint64> &photos) {
        QStringList paths;
        for (const qint64 photo : photos)
            paths << m_paths.value(photo).value(0);
        paths.removeAll(QString());
        return paths;
    });
    connect(m_libraryMenu, &LibraryMenu::chosen, this, &SearchPage::libraryChosen);
    connect(m_libraryMenu, &LibraryMenu::failed, this, &SearchPage::failed);
    connect(m_folders, &FolderList::removeRequested, m_session, &LibrarySession::removeFolder);
    connect(m_note, &QLabel::linkActivated, this, &SearchPage::modelsRequested);

    connect(m_session, &LibrarySession::answersChanged, this, [this] {
        if (m_question != 0)
            askAgain();
    });
    connect(m_session, &LibrarySession::photosChanged, this, &SearchPage::setPhotos);
    connect(m_session, &LibrarySession::foldersChanged, this, &SearchPage::setFolders);
    connect(m_session, &LibrarySession::answered, this, [this](const SearchResult &result) {
        if (result.number == m_question)
            showAnswer(result);
    });
    connect(m_session, &LibrarySession::detailsReady, this, [this](const PhotoDetails &details) {
        m_paths.insert(details.id, details.paths);
        openWaitingMenu(details.id);
    });
    setFocusProxy(m_query);
}

void SearchPage::buildLayout()
{
    auto *topBar = new QWidget(this);
    auto *top = new QHBoxLayout(topBar);
    top->setContentsMargins(12, 8, 12, 8);
    top->setSpacing(8);
    top->addStretch(1);
    top->addWidget(m_query, 6);
    top->addStretch(1);

    m_note->setObjectName(QStringLiteral("note"));
    m_note->setTextFormat(Qt::RichText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(16, 4, 16, 6);
    m_note->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_note->hide();

    auto *side = new QWidget(this);
    side->setObjectName(QStringLiteral("side"));
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->setSpacing(0);
    sideLayout->addWidget(m_libraryMenu);
    sideLayout->addWidget(m_folders, 1);

    auto *splitter = new QSplitter(this);
    splitter->addWidget(side);
    splitter->addWidget(m_grid);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({sideBarWidth, 1000});
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(topBar);
    layout->addWidget(m_note);
    layout->addWidget(splitter, 1);
}

void SearchPage::setLibrary(const std::filesystem::path &path)
{
    if (!m_query->isEmpty())
        m_query->clear();
    m_placeBefore = {};
    m_libraryError.clear();
    m_paths.clear(); // photos of another library have the same numbers
    setPhotos(std::make_shared<const PhotoList>());
    setFolders({});
    m_libraryMenu->setCurrent(path);
}

void SearchPage::search(const QString &text)
{
    m_query->begin(text);
}

void SearchPage::leaveQuestion()
{
    if (m_query->isEmpty())
        return;
    m_query->clear();
    m_grid->setFocus();
}

void SearchPage::setByDate(bool byDate)
{
    m_byDate = byDate;
    if (m_question != 0)
        showAnswer(m_result);
}

void SearchPage::setShowsRest(bool showsRest)
{
    m_showsRest = showsRest;
    if (m_question != 0)
        showAnswer(m_result);
}

void SearchPage::setSideShown(bool shown)
{
    m_folders->parentWidget()->setVisible(shown);
}

bool SearchPage::isSideShown() const
{
    return !m_folders->parentWidget()->isHidden();
}

void SearchPage::setPhotos(const PhotoListPtr &photos)
{
    m_all = photos;
    refreshPaths();
    if (m_question == 0)
        showAll();
    else
        askAgain();
}

void SearchPage::setLibraryFailed(const QString &message)
{
    m_libraryError = message;
    showAll();
}

void SearchPage::setFolders(const QVector<LibraryFolder> &folders)
{
    m_hasFolders = !folders.isEmpty();
    m_folders->setFolders(folders);
}

void SearchPage::showAll()
{
    if (!m_libraryError.isEmpty())
        m_grid->setEmptyText(tr("%1 Choose another library above the folders.").arg(m_libraryError));
    else if (m_hasFolders)
        m_grid->setEmptyText(tr("No photos yet. They appear here while Reminisce looks through your folders."));
    else
        m_grid->setEmptyText(tr("There are no folders yet. Press Ctrl+O to add one."));
    showNote({});
    showList(m_all);
}

void SearchPage::showList(const PhotoListPtr &list)
{
    if (std::exchange(m_isNewQuestion, false))
        m_grid->startList(list);
    else
        m_grid->setList(list);
    Q_EMIT summaryChanged();
}

void SearchPage::ask()
{
    m_isNewQuestion = true;
    if (m_question == 0)
        m_placeBefore = m_grid->place();
    askAgain();
}

void SearchPage::askAgain()
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
        if (had)
            m_grid->goTo(m_placeBefore);
        return;
    }
    m_question = m_session->search(m_query->text());
}

void SearchPage::showAnswer(const SearchResult &result)
{
    m_result = result;
    if (!result.error.isEmpty()) {
        Q_EMIT failed(result.error);
        return;
    }
    QVector<GridPhoto> photos;
    QVector<GridSection> sections;
    const bool unsure = isUnsure(result);
    int shown = result.sure + result.likely;
    if (unsure)
        shown = result.ofSeveralThings ? nearestOfSeveralThings : nearestWhenUnsure;
    if (m_showsRest || m_query->hasPicture())
        shown = static_cast<int>(result.photos.size());
    for (const qint64 id : result.photos) {
        const int at = m_all->placeOf(id);
        if (at >= 0 && photos.size() < shown)
            photos.push_back(m_all->photos()[at]);
    }
    if (m_byDate && !m_query->hasPicture()) {
        std::stable_sort(photos.begin(), photos.end(),
                         [](const GridPhoto &a, const GridPhoto &b) { return a.taken > b.taken; });
        sections = monthSections(photos);
    } else if (m_query->hasPicture()) {
        sections.push_back({tr("Like this picture"), 0});
    } else if (unsure) {
        sections.push_back({doubtOf(result), 0});
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

bool SearchPage::isUnsure(const SearchResult &result) const
{
    return result.sure + result.likely == 0 && !m_query->hasPicture();
}

QString SearchPage::doubtOf(const SearchResult &result)
{
    return result.ofSeveralThings ? tr("Not sure that any photo shows all of this. The nearest:")
                                  : tr("Not sure about any of these. The nearest:");
}

void SearchPage::showNote(const SearchResult &result)
{
    QStringList sentences, unknown;
    if (m_byDate && !result.photos.isEmpty() && isUnsure(result))
        sentences << doubtOf(result); // the headings are months
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
    if (!result.unknownWords.isEmpty())
        sentences << tr("<a href=\"models\">Choose a model that knows more…</a>");
    m_note->setText(sentences.join(QLatin1Char(' ')));
    m_note->setVisible(!sentences.isEmpty());
}

void SearchPage::findSimilar(qint64 photo)
{
    m_likePhoto = photo;
    m_likeFile.clear();
    m_query->setPicture(m_grid->thumbnail(photo), tr("Like this photo"));
    ask();
}

void SearchPage::findSimilarToFile(const QString &path)
{
    m_likePhoto = 0;
    m_likeFile = path;
    m_query->setPicture({}, QFileInfo(path).fileName());
    ask();
}

QString SearchPage::summary() const
{
    const QLocale locale;
    const int selected = m_grid->selectedCount();
    QString text;
    if (m_question == 0)
        text = tr("%Ln photo(s)", nullptr, m_all->size());
    else if (m_query->hasPicture())
        text = tr("%Ln photo(s), most alike first", nullptr, m_grid->list().size());
    else
        text =
            tr("%1 sure, %2 likely of %3")
                .arg(locale.toString(m_result.sure), locale.toString(m_result.likely), locale.toString(m_all->size()));
    if (selected > 1)
        text += tr(" · %1 selected").arg(locale.toString(selected));
    return text;
}

bool SearchPage::hasRest() const
{
    return m_question != 0 && !m_query->hasPicture() && m_result.photos.size() > m_result.sure + m_result.likely;
}

/// Files may have moved.
void SearchPage::refreshPaths()
{
    QHash<qint64, QStringList> kept;
    for (const qint64 photo : m_grid->selectedIds(PhotoGrid::mostDragged)) {
        if (m_all->placeOf(photo) < 0)
            continue;
        kept.insert(photo, m_paths.value(photo)); // good enough until the answer is there
        m_session->requestDetails(photo);
    }
    m_paths = kept;
}

void SearchPage::fetchSelectedPaths()
{
    // Dragging out needs the paths at once.
    for (const qint64 photo : m_grid->selectedIds(PhotoGrid::mostDragged)) {
        if (!m_paths.contains(photo))
            m_session->requestDetails(photo);
    }
}

void SearchPage::showMenu(int index, QPoint position)
{
    const qint64 photo = m_grid->list().photos()[index].id;
    if (!m_paths.contains(photo)) {
        m_menuPhoto = photo;
        m_menuPosition = position;
        m_session->requestDetails(photo);
        // Where the search thread is busy or has no model yet, a menu without the file is better than none.
        QTimer::singleShot(menuWaitMs, this, [this, photo] { openWaitingMenu(photo); });
        return;
    }
    openMenu(index, position);
}

void SearchPage::openWaitingMenu(qint64 photo)
{
    if (photo != m_menuPhoto)
        return;
    m_menuPhoto = 0;
    if (const int index = m_grid->list().placeOf(photo); index >= 0)
        openMenu(index, m_menuPosition);
}

void SearchPage::openMenu(int index, QPoint position)
{
    const qint64 photo = m_grid->list().photos()[index].id;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("photoMenu"));
    // While the menu is open, new photos may come in before this one.
    menu.addAction(tr("Open"), this, [this, photo] { Q_EMIT opened(m_grid->list().placeOf(photo)); });
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

} // namespace reminisce::ui
