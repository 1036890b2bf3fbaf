// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace reminisce::ui {

/// A picture that can be zoomed and moved.
class ImageCanvas : public QWidget {
    Q_OBJECT

public:
    explicit ImageCanvas(QWidget *parent = nullptr);

    void setPreview(const QPixmap &preview); ///< fits it into the window
    void setImage(const QImage &image);      ///< keeps the zoom
    void setMessage(const QString &message);

    void zoomBy(double factor, QPointF at);
    void fit();
    void toggleActualSize();
    void moveBy(double widths, double heights); ///< over the zoomed picture, in parts of the window

Q_SIGNALS:
    void doubleClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    double fittingZoom() const;
    QRectF target() const;
    void keepInside();

    QPixmap m_picture;
    QSizeF m_fullSize; ///< of the photo, in its own pixels
    QString m_message;
    double m_zoom = 0; ///< screen pixels per photo pixel; 0: fit
    QPointF m_centre;  ///< photo position in the middle of the window, in its own pixels
    QPointF m_last;
};

} // namespace reminisce::ui
