// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/modeltrial.h"

#include <QListWidget>

namespace reminisce::ui {

/// One row of small photos, best first.
class PhotoStrip : public QListWidget {
    Q_OBJECT

public:
    explicit PhotoStrip(const QString &accessibleName, QWidget *parent = nullptr);
    void setPhotos(const QVector<TrialPhoto> &photos);
    void setNeighbours(const QVector<TrialNeighbour> &photos);

Q_SIGNALS:
    void chosen(qint64 photo);

private:
    void addPhoto(const TrialPhoto &photo, const QString &text, const QString &toolTip);
};

} // namespace reminisce::ui
