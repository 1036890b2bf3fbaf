// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/grid/rowlayout.h"
#include "ui/session/photolist.h"

#include <QAbstractScrollArea>
#include <QBitArray>
#include <QCache>
#include <QPixmap>
#include <QSet>
#include <QTimer>
#include <functional>
#include <memory>

class QMimeData;

namespace reminisce::ui {

class ThumbnailLoader;
struct WantedThumbnail;

/// The grid of photos: an own virtual view, because Qt's item views know no rows of true proportions. Only what is
/// visible is painted; thumbnails come from a loader's threads in the size of their place and are kept within a fixed
/// amount of memory. A frame costs the same for any number of photos.
class PhotoGrid : public QAbstractScrollArea {
    Q_OBJECT

public:
    enum class Size { Small, Medium, Large };
    static constexpr int mostDragged = 200; ///< photos that can be dragged out or copied at once

    explicit PhotoGrid(ThumbnailLoader *loader, QWidget *parent = nullptr);

    /// Replaces what is shown. The place and the selection stay where the same photos are still there.
    void setList(const PhotoListPtr &list);
    /// Begins again with other photos: at the top, nothing selected.
    void startList(const PhotoListPtr &list);
    const PhotoList &list() const { return *m_list; }

    /// Where the person is in the list; outlives the list.
    struct Place {
        qint64 top = -1;     ///< the first photo of the uppermost row that is seen; −1: the very top
        int offset = 0;      ///< pixels from the upper edge to it
        qint64 current = -1; ///< photo; −1: none
    };
    Place place() const;
    void goTo(const Place &place);

    void setSize(Size size);
    Size size() const { return m_size; }

    int selectedCount() const { return static_cast<int>(m_selected.count(true)); }
    QVector<qint64> selectedIds(int most) const; ///< the first ones
    int current() const { return m_current; }
    void setCurrent(int index);
    void selectAll();
    void copySelected();                   ///< the files, for a file manager or a mail
    QPixmap thumbnail(qint64 photo) const; ///< null where it is not in memory
    QRect photoRect(int index) const;      ///< in viewport coordinates
    int photoAt(QPoint position) const;    ///< in viewport coordinates; −1: none

    /// Shown in the middle while there are no photos.
    void setEmptyText(const QString &text);
    const QString &emptyText() const { return m_emptyText; }
    /// Files of the selected photos, for dragging out; asked when a drag begins.
    void setPathsProvider(std::function<QStringList(const QVector<qint64> &)> provider)
    {
        m_pathsOf = std::move(provider);
    }

Q_SIGNALS:
    void activated(int index);
    void similarRequested(qint64 photo);
    void menuRequested(int index, QPoint globalPosition);
    void copied(int files); ///< to the clipboard
    void selectionChanged();
    void sizeChanged(Size size);
    void typed(const QString &text); ///< the person began to type a query

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int targetHeight() const;
    int contentWidth() const;
    void relayout();
    void requestThumbnails();
    void onThumbnail(const WantedThumbnail &wanted, const QImage &image);
    QRect similarMark(QRect photo) const;
    void select(int index, Qt::KeyboardModifiers modifiers);
    void selectRubberBand();
    void moveCurrent(int target, Qt::KeyboardModifiers modifiers);
    int photoAbove(int index, int rows) const;
    void ensureVisible(int index);
    void startDrag();
    std::unique_ptr<QMimeData> filesOfSelected() const; ///< nothing where none is known yet
    void paintPhoto(QPainter &painter, int index, QRect rect);
    QSize pixelsOf(QRect rect) const;
    int firstVisibleRow() const;
    void paintDate(QPainter &painter);

    ThumbnailLoader *m_loader;
    PhotoListPtr m_list = std::make_shared<const PhotoList>();
    RowLayout m_layout;
    Size m_size = Size::Medium;
    QCache<quint64, QPixmap> m_thumbnails; ///< by the beginning of the hash
    QSet<quint64> m_missing;               ///< asked for, and there is none yet
    QBitArray m_selected;                  ///< by place in the list
    int m_lastTop = 0;                     ///< where the view was, to know which way it goes
    int m_current = -1;
    int m_anchor = -1;
    int m_hovered = -1;
    QPoint m_pressed;
    bool m_dragging = false;
    QRect m_rubberBand; ///< content coordinates
    QTimer m_dateTimer; ///< while it runs, the date stands beside the scroll bar
    QTimer m_retryTimer;
    QString m_emptyText;
    std::function<QStringList(const QVector<qint64> &)> m_pathsOf;
};

} // namespace reminisce::ui
