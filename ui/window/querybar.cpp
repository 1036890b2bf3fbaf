// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/querybar.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QToolButton>

namespace reminisce::ui {

namespace {
constexpr int pauseMs = 120;
constexpr int chipPictureSize = 24;

QString droppedFile(const QMimeData *data)
{
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            return url.toLocalFile();
    }
    return {};
}
} // namespace

QueryBar::QueryBar(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_chip(new QWidget(this)), m_chipPicture(new QLabel(m_chip)),
      m_chipName(new QLabel(m_chip))
{
    setAcceptDrops(true);
    m_edit->setObjectName(QStringLiteral("queryField"));
    m_edit->setAccessibleName(tr("Search"));
    m_edit->setPlaceholderText(tr("Describe a photo, or drop a picture here"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setAcceptDrops(false);
    m_edit->installEventFilter(this);
    QFont large = m_edit->font();
    large.setPointSizeF(large.pointSizeF() * 1.15);
    m_edit->setFont(large);
    m_edit->setMinimumHeight(36);

    auto *remove = new QToolButton(m_chip);
    remove->setObjectName(QStringLiteral("removePicture"));
    remove->setText(QStringLiteral("×"));
    remove->setAutoRaise(true);
    remove->setAccessibleName(tr("Stop searching by this picture"));
    auto *chipLayout = new QHBoxLayout(m_chip);
    chipLayout->setContentsMargins(4, 0, 4, 0);
    chipLayout->setSpacing(4);
    chipLayout->addWidget(m_chipPicture);
    chipLayout->addWidget(m_chipName);
    chipLayout->addWidget(remove);
    m_chip->setObjectName(QStringLiteral("pictureChip"));
    m_chip->hide();

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_chip);
    layout->addWidget(m_edit, 1);
    setFocusProxy(m_edit);

    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        m_chip->hide();
        m_pause.start();
    });
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && !hasPicture())
            m_pause.start();
    });
    connect(&m_pause, &QTimer::timeout, this, &QueryBar::changed);
    connect(remove, &QToolButton::clicked, this, [this] {
        m_chip->hide();
        Q_EMIT changed();
    });
}

void QueryBar::clear()
{
    m_chip->hide();
    m_edit->clear();
    m_pause.stop();
    Q_EMIT changed();
}

void QueryBar::begin(const QString &firstLetters)
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    if (firstLetters.isEmpty()) {
        m_edit->selectAll();
        return;
    }
    m_chip->hide();
    m_edit->setText(firstLetters);
    m_pause.start();
}

void QueryBar::setPicture(const QPixmap &picture, const QString &name)
{
    m_chipPicture->setPixmap(picture.isNull()
                                 ? QPixmap()
                                 : picture.scaled(chipPictureSize, chipPictureSize, Qt::KeepAspectRatioByExpanding,
                                                  Qt::SmoothTransformation));
    m_chipName->setText(name);
    m_chip->show();
    m_edit->clear();
    m_pause.stop();
}

bool QueryBar::hasPicture() const
{
    return !m_chip->isHidden();
}

bool QueryBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (m_pause.isActive()) {
                m_pause.stop();
                Q_EMIT changed();
            }
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QueryBar::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void QueryBar::dropEvent(QDropEvent *event)
{
    const QString path = droppedFile(event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT fileDropped(path);
}

} // namespace reminisce::ui
