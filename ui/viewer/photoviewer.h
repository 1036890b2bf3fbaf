// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"
#include "ui/viewer/imageloader.h"

#include <QPixmap>
#include <QWidget>

class QLabel;
class QScrollArea;

namespace reminisce::ui {

class ImageCanvas;

/// One photo, large: zoom at the pointer, pan, the neighbours of the result by the arrow keys, and a panel of facts.
class PhotoViewer : public QWidget {
    Q_OBJECT

public:
    explicit PhotoViewer(QWidget *parent = nullptr);

    /// Shows a photo; its file comes with the details. The preview stands in until the file is decoded.
    void show(qint64 photo, const QPixmap &preview);
    void setDetails(const PhotoDetails &details);
    /// A file that is in no library.
    void showFile(const QString &path);
    qint64 photo() const { return m_photo; }
    const PhotoDetails &details() const { return m_details; }
    bool isReady() const { return m_ready; } ///< the full picture is shown

    // What its keys do, for the menu as well.
    void toggleDetails();
    void findSimilar();
    void zoomIn();
    void zoomOut();
    void fit();
    void toggleActualSize();

Q_SIGNALS:
    void closed();
    void stepped(int by);
    void similarRequested(qint64 photo);
    void similarToFileRequested(const QString &path); ///< of a file that is in no library
    void fullScreenToggled();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void zoomBy(double factor);
    void fillDetails();

    ImageLoader m_loader;
    ImageCanvas *m_canvas;
    QScrollArea *m_panel;
    QLabel *m_facts;
    qint64 m_photo = 0;
    PhotoDetails m_details;
    bool m_ready = false;
};

} // namespace reminisce::ui
