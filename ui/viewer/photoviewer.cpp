// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/photoviewer.h"

#include "ui/viewer/imagecanvas.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>

namespace reminisce::ui {

namespace {
constexpr int panelWidth = 280;
constexpr double keyZoom = 1.25;
constexpr double keyMove = 0.1; ///< of the window
} // namespace

PhotoViewer::PhotoViewer(QWidget *parent)
    : QWidget(parent), m_canvas(new ImageCanvas(this)), m_panel(new QScrollArea(this)), m_facts(new QLabel)
{
    setObjectName(QStringLiteral("photoViewer"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Photo"));
    m_facts->setObjectName(QStringLiteral("photoFacts"));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_facts->setAlignment(Qt::AlignTop);
    m_facts->setMargin(16);
    m_panel->setWidget(m_facts);
    m_panel->setWidgetResizable(true);
    m_panel->setFrameShape(QFrame::NoFrame);
    m_panel->setFixedWidth(panelWidth);
    m_panel->setFocusPolicy(Qt::NoFocus);
    m_panel->hide();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_panel);
    connect(&m_loader, &ImageLoader::loaded, this, [this](const QString &, const QImage &image) {
        m_canvas->setImage(image);
        m_ready = true;
    });
    connect(&m_loader, &ImageLoader::failed, this, [this](const QString &path, const QString &reason) {
        m_canvas->setMessage(tr("%1 cannot be shown. %2").arg(QFileInfo(path).fileName(), reason));
    });
    connect(&m_loader, &ImageLoader::missing, this, [this] {
        m_canvas->setMessage(tr("The file is not there any more. Press F5 in the grid to look again."));
    });
    connect(m_canvas, &ImageCanvas::doubleClicked, this, &PhotoViewer::closed);
}

void PhotoViewer::show(qint64 photo, const QPixmap &preview)
{
    m_loader.cancel(); // another photo may still be on its way
    m_photo = photo;
    m_ready = false;
    m_canvas->setPreview(preview);
}

void PhotoViewer::setDetails(const PhotoDetails &details)
{
    if (details.id != m_photo)
        return;
    m_details = details;
    fillDetails();
    m_loader.load(details.paths);
}

void PhotoViewer::showFile(const QString &path)
{
    show(0, {});
    m_details = {};
    m_details.paths = QStringList{path};
    m_details.bytes = QFileInfo(path).size();
    fillDetails();
    m_loader.load({path});
}

void PhotoViewer::fillDetails()
{
    const QLocale locale;
    QStringList lines;
    if (!m_details.paths.isEmpty())
        lines << QStringLiteral("<b>%1</b>").arg(QFileInfo(m_details.paths.first()).fileName().toHtmlEscaped());
    if (m_details.taken != 0) {
        const QString date = dateText(m_details.taken);
        lines << (m_details.dateIsGuess ? tr("%1 (a guess from the file's time)").arg(date) : date);
    }
    if (m_details.width > 0)
        lines << tr("%1 × %2 pixels, %3")
                     .arg(m_details.width)
                     .arg(m_details.height)
                     .arg(locale.formattedDataSize(m_details.bytes));
    if (!m_details.camera.isEmpty())
        lines << m_details.camera.toHtmlEscaped();
    if (m_details.hasPosition)
        lines << tr("%1°, %2°")
                     .arg(locale.toString(m_details.latitude, 'f', 4), locale.toString(m_details.longitude, 'f', 4));
    lines << (m_details.paths.size() > 1
                  ? tr("The same photo lies in %n place(s):", nullptr, static_cast<int>(m_details.paths.size()))
                  : tr("The file:"));
    for (const QString &path : m_details.paths)
        lines << path.toHtmlEscaped();
    m_facts->setText(QStringLiteral("<p>") + lines.join(QStringLiteral("</p><p>")) + QStringLiteral("</p>"));
}

void PhotoViewer::toggleDetails()
{
    m_panel->setVisible(!m_panel->isVisible());
}

void PhotoViewer::findSimilar()
{
    if (m_photo != 0)
        Q_EMIT similarRequested(m_photo);
    else if (!m_details.paths.isEmpty())
        Q_EMIT similarToFileRequested(m_details.paths.first());
}

void PhotoViewer::zoomBy(double factor)
{
    m_canvas->zoomBy(factor, {m_canvas->width() / 2.0, m_canvas->height() / 2.0});
}

void PhotoViewer::zoomIn()
{
    zoomBy(keyZoom);
}

void PhotoViewer::zoomOut()
{
    zoomBy(1 / keyZoom);
}

void PhotoViewer::fit()
{
    m_canvas->fit();
}

void PhotoViewer::toggleActualSize()
{
    m_canvas->toggleActualSize();
}

void PhotoViewer::keyPressEvent(QKeyEvent *event)
{
    if ((event->modifiers() & Qt::ShiftModifier) != 0) {
        switch (event->key()) {
        case Qt::Key_Left: m_canvas->moveBy(-keyMove, 0); return;
        case Qt::Key_Right: m_canvas->moveBy(keyMove, 0); return;
        case Qt::Key_Up: m_canvas->moveBy(0, -keyMove); return;
        case Qt::Key_Down: m_canvas->moveBy(0, keyMove); return;
        default: break;
        }
    }
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Backspace: Q_EMIT closed(); return;
    case Qt::Key_Left: Q_EMIT stepped(-1); return;
    case Qt::Key_Right:
    case Qt::Key_Space: Q_EMIT stepped(1); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); return;
    case Qt::Key_Minus: zoomOut(); return;
    case Qt::Key_0: fit(); return;
    case Qt::Key_1: toggleActualSize(); return;
    case Qt::Key_I: toggleDetails(); return;
    case Qt::Key_F: Q_EMIT fullScreenToggled(); return;
    case Qt::Key_L: findSimilar(); return;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace reminisce::ui
