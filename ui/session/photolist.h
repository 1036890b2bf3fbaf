// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <QHash>
#include <QMetaType>
#include <QString>
#include <QVector>
#include <memory>

namespace reminisce::ui {

/// A photo as the grid shows it.
struct GridPhoto {
    qint64 id = 0;
    Digest hash{};    ///< key of its thumbnail
    float aspect = 1; ///< width / height
    qint64 taken = 0; ///< seconds since 1970 of a clock without zone
    bool dateIsGuess = false;
    quint32 meanColour = 0; ///< 0xRRGGBB
};

/// A heading in the grid and the first photo below it.
struct GridSection {
    QString title;
    int first = 0;
};

/// What the grid shows: photos in their order and the headings between them. Made on the thread that knows them and
/// never changed afterwards, so that handing it to the window costs the same for ten photos and for a million.
class PhotoList {
public:
    PhotoList() = default;
    PhotoList(QVector<GridPhoto> photos, QVector<GridSection> sections);

    const QVector<GridPhoto> &photos() const { return m_photos; }
    const QVector<GridSection> &sections() const { return m_sections; }
    int size() const { return static_cast<int>(m_photos.size()); }
    bool isEmpty() const { return m_photos.isEmpty(); }
    int placeOf(qint64 photo) const { return m_places.value(photo, -1); } ///< −1: not in the list

private:
    QVector<GridPhoto> m_photos;
    QVector<GridSection> m_sections;
    QHash<qint64, int> m_places;
};

using PhotoListPtr = std::shared_ptr<const PhotoList>; ///< never null

/// Headings by month for photos that come newest first.
QVector<GridSection> monthSections(const QVector<GridPhoto> &photos);

} // namespace reminisce::ui

Q_DECLARE_METATYPE(reminisce::ui::PhotoListPtr)
