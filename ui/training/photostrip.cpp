// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/photostrip.h"

#include <QLocale>

namespace reminisce::ui {

namespace {
constexpr int side = 84;
constexpr int idRole = Qt::UserRole;
} // namespace

PhotoStrip::PhotoStrip(const QString &accessibleName, QWidget *parent) : QListWidget(parent)
{
    setAccessibleName(accessibleName);
    setViewMode(QListView::IconMode);
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setMovement(QListView::Static);
    setIconSize({side, side});
    setGridSize({side + 10, side + fontMetrics().height() + 12});
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFixedHeight(side + fontMetrics().height() + 30);
    setUniformItemSizes(true);
    setTextElideMode(Qt::ElideRight);
    connect(this, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { Q_EMIT chosen(item->data(idRole).toLongLong()); });
    connect(this, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { Q_EMIT chosen(item->data(idRole).toLongLong()); });
}

void PhotoStrip::addPhoto(const TrialPhoto &photo, const QString &text, const QString &toolTip)
{
    // Cut to a square, as the eye compares them best.
    const int shorter = std::min(photo.picture.width(), photo.picture.height());
    const QImage square =
        photo.picture
            .copy((photo.picture.width() - shorter) / 2, (photo.picture.height() - shorter) / 2, shorter, shorter)
            .scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    auto *item = new QListWidgetItem(QIcon(QPixmap::fromImage(square)), text, this);
    item->setData(idRole, photo.id);
    item->setToolTip(toolTip);
}

void PhotoStrip::setPhotos(const QVector<TrialPhoto> &photos)
{
    clear();
    for (const TrialPhoto &photo : photos) {
        const QString score = QLocale().toString(photo.score, 'f', 2);
        addPhoto(photo, score, tr("Likeness %1, of at most 1").arg(score));
    }
}

void PhotoStrip::setNeighbours(const QVector<TrialNeighbour> &photos)
{
    clear();
    for (int i = 0; i < photos.size(); ++i) {
        const TrialNeighbour &n = photos[i];
        const QString score = QLocale().toString(n.photo.score, 'f', 2);
        const QString caption = n.caption.isEmpty() ? QString() : tr("; of the captions “%1” fits best").arg(n.caption);
        addPhoto(n.photo, i == 0 ? tr("this one") : score,
                 i == 0 ? tr("The photo you chose%1").arg(caption) : tr("Likeness to it %1%2").arg(score, caption));
    }
}

} // namespace reminisce::ui
