// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/photogrid.h"

#include "ui/session/thumbnailloader.h"
#include "ui/session/types.h"

#include <QClipboard>
#include <QDrag>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyleHints>
#include <QToolTip>
#include <QUrl>
#include <cstring>
#include <utility>

namespace reminisce::ui {

namespace {

constexpr int cacheKilobytes = 200'000;
constexpr int headingHeight = 40;
constexpr int dateShownMs = 900;
constexpr int retryMs = 700;
constexpr int markSize = 28;
constexpr int margin = 8;

int heightFor(PhotoGrid::Size size)
{
    switch (size) {
    case PhotoGrid::Size::Small: return 110;
    case PhotoGrid::Size::Medium: return 180;
    case PhotoGrid::Size::Large: return 280;
    }
    return 180;
}

/// Of a picture's content: numbers of photos are given anew in each library.
quint64 keyOf(const Digest &hash)
{
    quint64 key = 0;
    static_assert(sizeof key <= sizeof hash);
    std::memcpy(&key, hash.data(), sizeof key);
    return key;
}

} // namespace

PhotoGrid::PhotoGrid(ThumbnailLoader *loader, QWidget *parent)
    : QAbstractScrollArea(parent), m_loader(loader), m_thumbnails(cacheKilobytes)
{
    setObjectName(QStringLiteral("photoGrid"));
    setAccessibleName(tr("Photos"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Base);
    m_dateTimer.setSingleShot(true);
    m_dateTimer.setInterval(dateShownMs);
    connect(&m_dateTimer, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(retryMs);
    connect(&m_retryTimer, &QTimer::timeout, this, [this] {
        m_missing.clear();
        requestThumbnails();
    });
    connect(m_loader, &ThumbnailLoader::loaded, this, &PhotoGrid::onThumbnail);
}

void PhotoGrid::setList(const PhotoListPtr &list)
{
    const Place before = place();
    const auto idAt = [this](int index) { return index >= 0 ? m_list->photos()[index].id : qint64{-1}; };
    const qint64 anchorPhoto = idAt(m_anchor);
    const PhotoListPtr listBefore = std::exchange(m_list, list);
    const QBitArray selectedBefore = std::exchange(m_selected, QBitArray(m_list->size()));
    for (int i = 0; i < selectedBefore.size(); ++i) {
        if (!selectedBefore.testBit(i))
            continue;
        if (const int now = m_list->placeOf(listBefore->photos()[i].id); now >= 0)
            m_selected.setBit(now);
    }
    m_hovered = -1;
    m_anchor = m_list->placeOf(anchorPhoto);
    relayout();
    goTo(before);
}

PhotoGrid::Place PhotoGrid::place() const
{
    Place found;
    const int scrolled = verticalScrollBar()->value();
    if (m_current >= 0)
        found.current = m_list->photos()[m_current].id;
    const QVector<RowLayout::Row> &rows = m_layout.rows();
    for (int row = std::max(0, firstVisibleRow()); row < rows.size() && scrolled > 0 && found.top < 0; ++row) {
        if (rows[row].count == 0)
            continue; // a heading
        found.top = m_list->photos()[rows[row].first].id;
        found.offset = rows[row].top - scrolled;
    }
    return found;
}

void PhotoGrid::goTo(const Place &target)
{
    m_current = m_list->placeOf(target.current);
    if (const int top = m_list->placeOf(target.top); top >= 0)
        verticalScrollBar()->setValue(m_layout.rectOf(top).top() - target.offset);
    viewport()->update();
}

void PhotoGrid::startList(const PhotoListPtr &list)
{
    m_selected.fill(false);
    m_current = m_anchor = -1;
    verticalScrollBar()->setValue(0);
    setList(list);
}

void PhotoGrid::setSize(Size size)
{
    if (size == m_size)
        return;
    Place kept = place();
    // What the person looks at stays where it is.
    if (m_current >= 0 && viewport()->rect().intersects(photoRect(m_current))) {
        kept.top = kept.current;
        kept.offset = m_layout.rectOf(m_current).top() - verticalScrollBar()->value();
    }
    m_size = size;
    relayout();
    goTo(kept);
    Q_EMIT sizeChanged(size);
}

int PhotoGrid::targetHeight() const
{
    return heightFor(m_size);
}

int PhotoGrid::contentWidth() const
{
    return viewport()->width() - 2 * margin;
}

void PhotoGrid::relayout()
{
    m_layout.compute(m_list, contentWidth(), targetHeight(), headingHeight);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(targetHeight() / 3);
    verticalScrollBar()->setRange(0, std::max(0, m_layout.totalHeight() - viewport()->height()));
    requestThumbnails();
    viewport()->update();
}

int PhotoGrid::firstVisibleRow() const
{
    return m_layout.rowAt(verticalScrollBar()->value());
}

QSize PhotoGrid::pixelsOf(QRect rect) const
{
    return (QSizeF(rect.size()) * devicePixelRatioF()).toSize();
}

void PhotoGrid::requestThumbnails()
{
    const int top = verticalScrollBar()->value();
    const int height = viewport()->height();
    const bool upwards = top < m_lastTop;
    m_lastTop = top;
    const int from = upwards ? top - height : top;
    const int to = upwards ? top + height : top + 2 * height;
    QVector<WantedThumbnail> visible;
    QVector<WantedThumbnail> ahead; // a page in the direction of scrolling
    for (int r = std::max(0, m_layout.rowAt(from)); r < m_layout.rows().size(); ++r) {
        const RowLayout::Row &row = m_layout.rows()[r];
        if (row.top > to)
            break;
        QVector<WantedThumbnail> &wanted = row.top + row.height >= top && row.top <= top + height ? visible : ahead;
        const QVector<QRect> rects = m_layout.rectsOf(row);
        for (int i = 0; i < row.count; ++i) {
            const GridPhoto &photo = m_list->photos()[row.first + i];
            const QPixmap *pixmap = m_thumbnails.object(keyOf(photo.hash));
            const QSize size = pixelsOf(rects[i]);
            if ((pixmap == nullptr || pixmap->size() != size) && !m_missing.contains(keyOf(photo.hash)))
                wanted.push_back({photo.id, photo.hash, size});
        }
    }
    if (upwards)
        std::reverse(ahead.begin(), ahead.end());
    m_loader->want(visible + ahead);
}

void PhotoGrid::onThumbnail(const WantedThumbnail &wanted, const QImage &image)
{
    if (image.isNull()) {
        m_missing.insert(keyOf(wanted.hash));
        m_retryTimer.start();
        return;
    }
    const int kilobytes = std::max<int>(1, static_cast<int>(image.sizeInBytes() / 1024));
    m_thumbnails.insert(keyOf(wanted.hash), new QPixmap(QPixmap::fromImage(image)), kilobytes);
    if (const int index = m_list->placeOf(wanted.photo); index >= 0)
        viewport()->update(photoRect(index));
}

QPixmap PhotoGrid::thumbnail(qint64 photo) const
{
    const int index = m_list->placeOf(photo);
    const QPixmap *pixmap = index < 0 ? nullptr : m_thumbnails.object(keyOf(m_list->photos()[index].hash));
    return pixmap == nullptr ? QPixmap() : *pixmap;
}

QRect PhotoGrid::photoRect(int index) const
{
    return m_layout.rectOf(index).translated(margin, -verticalScrollBar()->value());
}

int PhotoGrid::photoAt(QPoint position) const
{
    return m_layout.photoAt(position + QPoint(-margin, verticalScrollBar()->value()));
}

QRect PhotoGrid::similarMark(QRect photo) const
{
    return {photo.right() - markSize - 5, photo.bottom() - markSize - 5, markSize, markSize};
}

void PhotoGrid::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

QVector<qint64> PhotoGrid::selectedIds(int most) const
{
    QVector<qint64> ids;
    for (int i = 0; i < m_selected.size() && ids.size() < most; ++i) {
        if (m_selected.testBit(i))
            ids.push_back(m_list->photos()[i].id);
    }
    return ids;
}

void PhotoGrid::setCurrent(int index)
{
    if (index < 0 || index >= m_list->size())
        return;
    select(index, Qt::NoModifier);
    ensureVisible(index);
}

void PhotoGrid::select(int index, Qt::KeyboardModifiers modifiers)
{
    if (index < 0) {
        if (!(modifiers & (Qt::ControlModifier | Qt::ShiftModifier)))
            m_selected.fill(false);
    } else if (modifiers & Qt::ShiftModifier) {
        const int from = m_anchor >= 0 ? m_anchor : index;
        if (!(modifiers & Qt::ControlModifier))
            m_selected.fill(false);
        m_selected.fill(true, std::min(from, index), std::max(from, index) + 1);
        m_current = index;
    } else if (modifiers & Qt::ControlModifier) {
        m_selected.toggleBit(index);
        m_current = m_anchor = index;
    } else {
        m_selected.fill(false);
        m_selected.setBit(index);
        m_current = m_anchor = index;
    }
    viewport()->update();
    Q_EMIT selectionChanged();
}

void PhotoGrid::ensureVisible(int index)
{
    const QRect rect = m_layout.rectOf(index);
    if (rect.top() < verticalScrollBar()->value())
        verticalScrollBar()->setValue(rect.top() - RowLayout::gap);
    else if (rect.bottom() > verticalScrollBar()->value() + viewport()->height())
        verticalScrollBar()->setValue(rect.bottom() - viewport()->height() + RowLayout::gap);
}

// ---- painting ----

void PhotoGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    if (m_list->isEmpty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(40, 40, -40, -40), Qt::AlignCenter | Qt::TextWordWrap,
                         m_emptyText);
        return;
    }
    const int top = verticalScrollBar()->value();
    const QRect shown = event->rect();
    for (int r = std::max(0, m_layout.rowAt(top + shown.top())); r < m_layout.rows().size(); ++r) {
        const RowLayout::Row &row = m_layout.rows()[r];
        if (row.top > top + shown.bottom())
            break;
        if (row.count == 0) {
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            painter.setFont(bold);
            painter.setPen(palette().color(QPalette::Text));
            painter.drawText(QRect(margin + 4, row.top - top, contentWidth() - 8, row.height - 8),
                             Qt::AlignLeft | Qt::AlignBottom, m_list->sections()[row.section].title);
            painter.setFont(font());
            continue;
        }
        const QVector<QRect> rects = m_layout.rectsOf(row);
        for (int i = 0; i < row.count; ++i) {
            const QRect rect = rects[i].translated(margin, -top);
            if (rect.intersects(shown))
                paintPhoto(painter, row.first + i, rect);
        }
    }
    if (!m_rubberBand.isNull()) {
        QColor fill = palette().color(QPalette::Highlight);
        painter.setPen(fill);
        fill.setAlpha(50);
        painter.setBrush(fill);
        painter.drawRect(m_rubberBand.normalized().translated(margin, -top));
    }
    if (m_dateTimer.isActive())
        paintDate(painter);
}

void PhotoGrid::paintPhoto(QPainter &painter, int index, QRect rect)
{
    const GridPhoto &photo = m_list->photos()[index];
    const QPixmap *pixmap = m_thumbnails.object(keyOf(photo.hash));
    if (pixmap != nullptr) {
        if (pixmap->hasAlphaChannel())
            painter.fillRect(rect, palette().color(QPalette::AlternateBase));
        // Of its own size, but for the moment after the rows have changed.
        painter.drawPixmap(rect, *pixmap);
    } else {
        painter.fillRect(rect, QColor::fromRgb(photo.meanColour));
    }
    const bool selected = m_selected.testBit(index);
    if (selected || (index == m_current && hasFocus())) {
        const QColor accent = palette().color(QPalette::Highlight);
        if (selected) {
            QColor veil = accent;
            veil.setAlpha(60);
            painter.fillRect(rect, veil);
        }
        QPen pen(accent, index == m_current && hasFocus() ? 4 : 3);
        pen.setJoinStyle(Qt::MiterJoin);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(1, 1, -2, -2));
    }
    if (index == m_hovered) {
        const QRect mark = similarMark(rect);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, 150));
        painter.drawRoundedRect(mark, 6, 6);
        // Two overlapping pictures: "more like this".
        painter.setPen(QPen(Qt::white, 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(mark).adjusted(7, 7, -11, -11), 1.5, 1.5);
        painter.drawRoundedRect(QRectF(mark).adjusted(11, 11, -7, -7), 1.5, 1.5);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
}

void PhotoGrid::paintDate(QPainter &painter)
{
    const int row = m_layout.rowAt(verticalScrollBar()->value() + viewport()->height() / 3);
    if (row < 0 || m_layout.rows()[row].first >= m_list->size())
        return;
    const GridPhoto &photo = m_list->photos()[m_layout.rows()[row].first];
    const QString text = QLocale().toString(dateOf(photo.taken).date(), QStringLiteral("MMMM yyyy"));
    const QRect box = fontMetrics().boundingRect(text).adjusted(-12, -6, 12, 6);
    const double share =
        verticalScrollBar()->maximum() > 0 ? double(verticalScrollBar()->value()) / verticalScrollBar()->maximum() : 0;
    const QRect place(viewport()->width() - box.width() - 12,
                      8 + static_cast<int>(share * (viewport()->height() - box.height() - 16)), box.width(),
                      box.height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(place, 6, 6);
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.drawText(place, Qt::AlignCenter, text);
}

void PhotoGrid::resizeEvent(QResizeEvent *event)
{
    const Place kept = place();
    QAbstractScrollArea::resizeEvent(event);
    relayout();
    goTo(kept);
}

void PhotoGrid::scrollContentsBy(int, int)
{
    m_dateTimer.start();
    requestThumbnails();
    viewport()->update();
}

void PhotoGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void PhotoGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

// ---- pointer ----

bool PhotoGrid::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = photoAt(help->pos());
        if (index < 0) {
            QToolTip::hideText();
            return true;
        }
        const GridPhoto &photo = m_list->photos()[index];
        QString text = dateText(photo.taken);
        if (photo.dateIsGuess)
            text = tr("%1 (a guess from the file's time)").arg(text);
        if (similarMark(photoRect(index)).contains(help->pos()))
            text = tr("More like this");
        QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void PhotoGrid::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int index = photoAt(event->pos());
    m_pressed = event->pos();
    m_dragging = false;
    if (index >= 0 && similarMark(photoRect(index)).contains(event->pos())) {
        Q_EMIT similarRequested(m_list->photos()[index].id);
        return;
    }
    // Pressing on a selected photo may begin a drag of all of them.
    const bool keep = index >= 0 && m_selected.testBit(index) && event->modifiers() == Qt::NoModifier;
    if (!keep)
        select(index, event->modifiers());
    if (index < 0)
        m_rubberBand = QRect(event->pos() + QPoint(-margin, verticalScrollBar()->value()), QSize(1, 1));
}

void PhotoGrid::mouseMoveEvent(QMouseEvent *event)
{
    const bool far = (event->pos() - m_pressed).manhattanLength() >= QGuiApplication::styleHints()->startDragDistance();
    if ((event->buttons() & Qt::LeftButton) != 0 && !m_rubberBand.isNull()) {
        m_rubberBand.setBottomRight(event->pos() + QPoint(-margin, verticalScrollBar()->value()));
        selectRubberBand();
        return;
    }
    if ((event->buttons() & Qt::LeftButton) != 0 && far && !m_dragging && photoAt(m_pressed) >= 0) {
        m_dragging = true;
        startDrag();
        return;
    }
    const int hovered = photoAt(event->pos());
    if (hovered != m_hovered) {
        m_hovered = hovered;
        viewport()->update();
    }
}

void PhotoGrid::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int index = photoAt(event->pos());
    if (m_rubberBand.isNull() && !m_dragging && index >= 0 && event->modifiers() == Qt::NoModifier &&
        !similarMark(photoRect(index)).contains(event->pos()))
        select(index, Qt::NoModifier);
    m_rubberBand = {};
    viewport()->update();
}

void PhotoGrid::selectRubberBand()
{
    const QRect band = m_rubberBand.normalized();
    m_selected.fill(false);
    for (int r = std::max(0, m_layout.rowAt(band.top())); r < m_layout.rows().size(); ++r) {
        const RowLayout::Row &row = m_layout.rows()[r];
        if (row.top > band.bottom())
            break;
        const QVector<QRect> rects = m_layout.rectsOf(row);
        for (int i = 0; i < row.count; ++i) {
            if (rects[i].intersects(band))
                m_selected.setBit(row.first + i);
        }
    }
    viewport()->update();
    Q_EMIT selectionChanged();
}

std::unique_ptr<QMimeData> PhotoGrid::filesOfSelected() const
{
    QList<QUrl> urls;
    for (const QString &path : m_pathsOf ? m_pathsOf(selectedIds(mostDragged)) : QStringList())
        urls << QUrl::fromLocalFile(path);
    if (urls.isEmpty())
        return {};
    auto mime = std::make_unique<QMimeData>();
    mime->setUrls(urls);
    return mime;
}

void PhotoGrid::copySelected()
{
    auto mime = filesOfSelected();
    if (!mime)
        return;
    const int files = static_cast<int>(mime->urls().size());
    QGuiApplication::clipboard()->setMimeData(mime.release());
    Q_EMIT copied(files);
}

void PhotoGrid::startDrag()
{
    auto mime = filesOfSelected();
    if (!mime)
        return;
    auto *drag = new QDrag(this);
    drag->setMimeData(mime.release());
    if (m_current >= 0) {
        const QPixmap picture = thumbnail(m_list->photos()[m_current].id);
        if (!picture.isNull())
            drag->setPixmap(picture.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    }
    drag->exec(Qt::CopyAction);
}

void PhotoGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int index = photoAt(event->pos());
    if (index >= 0)
        Q_EMIT activated(index);
}

void PhotoGrid::contextMenuEvent(QContextMenuEvent *event)
{
    const int index = event->reason() == QContextMenuEvent::Keyboard ? m_current : photoAt(event->pos());
    if (index < 0)
        return;
    if (!m_selected.testBit(index))
        select(index, Qt::NoModifier);
    Q_EMIT menuRequested(index, event->globalPos());
}

void PhotoGrid::wheelEvent(QWheelEvent *event)
{
    if ((event->modifiers() & Qt::ControlModifier) == 0) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    const int step = event->angleDelta().y() > 0 ? 1 : -1;
    setSize(static_cast<Size>(std::clamp(static_cast<int>(m_size) + step, 0, 2)));
}

// ---- keyboard ----

int PhotoGrid::photoAbove(int index, int rows) const
{
    int row = m_layout.rowOfPhoto(index);
    const int x = m_layout.rectOf(index).center().x();
    const int step = rows > 0 ? -1 : 1;
    for (int left = std::abs(rows); left > 0;) {
        const int next = row + step;
        if (next < 0 || next >= m_layout.rows().size())
            break;
        row = next;
        if (m_layout.rows()[row].count > 0)
            --left;
    }
    const RowLayout::Row &target = m_layout.rows()[row];
    int best = target.count > 0 ? target.first : index;
    for (int i = target.first; i < target.first + target.count; ++i) {
        if (std::abs(m_layout.rectOf(i).center().x() - x) < std::abs(m_layout.rectOf(best).center().x() - x))
            best = i;
    }
    return best;
}

void PhotoGrid::moveCurrent(int target, Qt::KeyboardModifiers modifiers)
{
    target = std::clamp(target, 0, m_list->size() - 1);
    select(target, modifiers & Qt::ShiftModifier);
    ensureVisible(target);
}

void PhotoGrid::selectAll()
{
    m_selected.fill(true);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void PhotoGrid::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
    if (plain && !event->text().isEmpty() && event->text().at(0).isPrint() && !event->text().at(0).isSpace()) {
        Q_EMIT typed(event->text());
        return;
    }
    if (m_list->isEmpty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const int at = std::max(0, m_current);
    const int page = std::max(1, viewport()->height() / (targetHeight() + RowLayout::gap));
    switch (event->key()) {
    case Qt::Key_Left: moveCurrent(m_current < 0 ? 0 : at - 1, event->modifiers()); return;
    case Qt::Key_Right: moveCurrent(m_current < 0 ? 0 : at + 1, event->modifiers()); return;
    case Qt::Key_Up: moveCurrent(photoAbove(at, 1), event->modifiers()); return;
    case Qt::Key_Down: moveCurrent(m_current < 0 ? 0 : photoAbove(at, -1), event->modifiers()); return;
    case Qt::Key_PageUp: moveCurrent(photoAbove(at, page), event->modifiers()); return;
    case Qt::Key_PageDown: moveCurrent(photoAbove(at, -page), event->modifiers()); return;
    case Qt::Key_Home: moveCurrent(0, event->modifiers()); return;
    case Qt::Key_End: moveCurrent(m_list->size() - 1, event->modifiers()); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT activated(m_current);
        return;
    default: break;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

} // namespace reminisce::ui
