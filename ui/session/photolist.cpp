// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/photolist.h"

#include "ui/session/types.h"

namespace reminisce::ui {

PhotoList::PhotoList(QVector<GridPhoto> photos, QVector<GridSection> sections)
    : m_photos(std::move(photos)), m_sections(std::move(sections))
{
    m_places.reserve(m_photos.size());
    for (int i = 0; i < m_photos.size(); ++i)
        m_places.insert(m_photos[i].id, i);
}

QVector<GridSection> monthSections(const QVector<GridPhoto> &photos)
{
    QVector<GridSection> sections;
    qint64 monthBegin = 0; // of the month in hand
    for (int i = 0; i < photos.size(); ++i) {
        if (!sections.isEmpty() && photos[i].taken >= monthBegin)
            continue;
        const QDate day = dateOf(photos[i].taken).date();
        monthBegin = QDateTime(QDate(day.year(), day.month(), 1), QTime(0, 0), Qt::UTC).toSecsSinceEpoch();
        sections.push_back({QLocale().toString(day, QStringLiteral("MMMM yyyy")), i});
    }
    return sections;
}

} // namespace reminisce::ui
