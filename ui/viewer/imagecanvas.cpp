// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/imagecanvas.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace reminisce::ui {

namespace {
constexpr double largestZoom = 16;
} // namespace

ImageCanvas::ImageCanvas(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("imageCanvas"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
}

void ImageCanvas::setPreview(const QPixmap &preview)
{
    m_picture = preview;
    m_fullSize = preview.size();
    m_message.clear();
    fit();
}

void ImageCanvas::setImage(const QImage &image)
{
    const double before = m_fullSize.width() > 0 ? image.width() / m_fullSize.width() : 1;
    m_picture = QPixmap::fromImage(image);
    m_fullSize = image.size();
    m_centre *= before;
    m_zoom /= before;
    m_message.clear();
    update();
}

void ImageCanvas::setMessage(const QString &message)
{
    m_message = message;
    update();
}

double ImageCanvas::fittingZoom() const
{
    if (m_fullSize.isEmpty())
        return 1;
    const double zoom = std::min(width() / m_fullSize.width(), height() / m_fullSize.height());
    return std::min(zoom, std::max(1.0, zoom < 1 ? zoom : 1.0) * 2); // small pictures grow to twice their size at most
}

QRectF ImageCanvas::target() const
{
    const double zoom = m_zoom > 0 ? m_zoom : fittingZoom();
    const QPointF centre = m_zoom > 0 ? m_centre : QPointF(m_fullSize.width() / 2, m_fullSize.height() / 2);
    return {width() / 2.0 - centre.x() * zoom, height() / 2.0 - centre.y() * zoom, m_fullSize.width() * zoom,
            m_fullSize.height() * zoom};
}

void ImageCanvas::fit()
{
    m_zoom = 0;
    m_centre = {m_fullSize.width() / 2, m_fullSize.height() / 2};
    update();
}

void ImageCanvas::toggleActualSize()
{
    if (m_zoom > 0) {
        fit();
        return;
    }
    m_zoom = 1 / devicePixelRatioF();
    keepInside();
    update();
}

void ImageCanvas::moveBy(double widths, double heights)
{
    if (m_zoom <= 0)
        return;
    m_centre += QPointF(widths * width(), heights * height()) / m_zoom;
    keepInside();
    update();
}

void ImageCanvas::zoomBy(double factor, QPointF at)
{
    const QRectF before = target();
    const double zoom = m_zoom > 0 ? m_zoom : fittingZoom();
    const double next = std::clamp(zoom * factor, std::min(fittingZoom(), 1.0), largestZoom);
    if (next <= fittingZoom()) {
        fit();
        return;
    }
    const QPointF under((at.x() - before.x()) / zoom, (at.y() - before.y()) / zoom);
    m_zoom = next;
    m_centre = under - (at - QPointF(width() / 2.0, height() / 2.0)) / next;
    keepInside();
    update();
}

void ImageCanvas::keepInside()
{
    const double halfWidth = std::min(width() / 2.0 / m_zoom, m_fullSize.width() / 2);
    const double halfHeight = std::min(height() / 2.0 / m_zoom, m_fullSize.height() / 2);
    m_centre.setX(std::clamp(m_centre.x(), halfWidth, m_fullSize.width() - halfWidth));
    m_centre.setY(std::clamp(m_centre.y(), halfHeight, m_fullSize.height() - halfHeight));
}

void ImageCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_zoom < 3);
    if (!m_picture.isNull())
        painter.drawPixmap(target(), m_picture, QRectF(m_picture.rect()));
    if (!m_message.isEmpty()) {
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(rect().adjusted(40, 40, -40, -40), Qt::AlignCenter | Qt::TextWordWrap, m_message);
    }
}

void ImageCanvas::wheelEvent(QWheelEvent *event)
{
    zoomBy(event->angleDelta().y() > 0 ? 1.2 : 1 / 1.2, event->position());
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    m_last = event->position();
}

void ImageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) == 0 || m_zoom <= 0)
        return;
    m_centre -= (event->position() - m_last) / m_zoom;
    m_last = event->position();
    keepInside();
    update();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent *)
{
    Q_EMIT doubleClicked();
}

void ImageCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_zoom > 0)
        keepInside();
}

} // namespace reminisce::ui
