// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/grid/photogrid.h"
#include "ui/session/librarysession.h"

#include <QHash>
#include <QWidget>

class QLabel;

namespace reminisce::ui {

class FolderList;
class LibraryMenu;
class QueryBar;
class ThumbnailLoader;

/// Query field above, library and folders at the side, photos in the middle: asks the session what the person types and
/// shows all photos or the answer.
class SearchPage : public QWidget {
    Q_OBJECT

public:
    SearchPage(LibrarySession *session, ThumbnailLoader *thumbnails, QWidget *parent);

    void setLibrary(const std::filesystem::path &path); ///< begins without photos and question
    void setLibraryFailed(const QString &message);      ///< it cannot be opened
    void search(const QString &text);                   ///< as if typed; empty: only moves to the query field
    void findSimilar(qint64 photo);
    void findSimilarToFile(const QString &path);
    void leaveQuestion(); ///< back to all photos
    void setByDate(bool byDate);
    void setShowsRest(bool showsRest); ///< what is less likely, too
    void setSideShown(bool shown);
    bool isSideShown() const;

    PhotoGrid *grid() const { return m_grid; }
    const PhotoListPtr &allPhotos() const { return m_all; } ///< newest first
    QString summary() const;                                ///< how many photos there are, or how many of them answer
    bool hasRest() const;                                   ///< the answer has less likely photos

Q_SIGNALS:
    void answerShown(); ///< the grid shows the answer to the last question
    void summaryChanged();
    void opened(int index); ///< a photo of the grid shall be seen large
    void libraryChosen(const std::filesystem::path &library);
    void modelsRequested();
    void failed(const QString &message);
    void told(const QString &message);

private:
    void buildLayout();
    void setPhotos(const PhotoListPtr &photos);
    void setFolders(const QVector<LibraryFolder> &folders);
    void showAll();
    void showList(const PhotoListPtr &list);
    void showAnswer(const SearchResult &result);
    bool isUnsure(const SearchResult &result) const;
    static QString doubtOf(const SearchResult &result);
    void showNote(const SearchResult &result); ///< says which words the model does not know
    void ask();                                ///< what the query bar says
    void askAgain();                           ///< the same question, since there are other photos or a better answer
    void fetchSelectedPaths();
    void refreshPaths();
    void showMenu(int index, QPoint position); ///< once the photo's files are known
    void openWaitingMenu(qint64 photo);
    void openMenu(int index, QPoint position);

    LibrarySession *m_session;
    QueryBar *m_query;
    PhotoGrid *m_grid;
    LibraryMenu *m_libraryMenu;
    FolderList *m_folders;
    QLabel *m_note; ///< above the grid

    PhotoListPtr m_all = std::make_shared<const PhotoList>();
    QString m_libraryError; ///< empty: the library is open
    bool m_hasFolders = false;
    bool m_byDate = false;
    bool m_showsRest = false;
    quint64 m_question = 0; ///< number of the last question; 0: none
    SearchResult m_result;
    PhotoGrid::Place m_placeBefore; ///< the first question
    bool m_isNewQuestion = false;   ///< its answer is shown from the top
    qint64 m_likePhoto = 0;
    QString m_likeFile;
    QHash<qint64, QStringList> m_paths; ///< of photos whose details were asked for
    qint64 m_menuPhoto = 0;             ///< its menu opens when its files are known; 0: none
    QPoint m_menuPosition;
};

} // namespace reminisce::ui
