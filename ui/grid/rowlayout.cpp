// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/rowlayout.h"

#include <algorithm>
#include <cmath>

namespace reminisce::ui {

float RowLayout::aspectOf(int photo) const
{
    // A panorama or a scan of a till receipt must not fill the window or vanish.
    return std::clamp(m_list->photos()[photo].aspect, 0.4F, 4.0F);
}

void RowLayout::compute(const PhotoListPtr &list, int width, int targetHeight, int headingHeight)
{
    m_list = list;
    m_rows.clear();
    m_width = std::max(width, 50);
    m_totalHeight = gap;
    const QVector<GridSection> &sections = list->sections();
    const int count = list->size();
    int section = 0;
    for (int begin = 0; begin < count;) {
        while (section < sections.size() && sections[section].first <= begin) {
            if (!sections[section].title.isEmpty()) {
                m_rows.push_back({m_totalHeight, headingHeight, begin, 0, section});
                m_totalHeight += headingHeight;
            }
            ++section;
        }
        const int sectionEnd = section < sections.size() ? std::min(sections[section].first, count) : count;
        double aspects = 0;
        int end = begin;
        bool full = false;
        while (end < sectionEnd && !full) {
            aspects += aspectOf(end);
            ++end;
            full = aspects * targetHeight + (end - begin - 1) * gap >= m_width;
        }
        addRow(begin, end - begin, aspects, targetHeight, full);
        begin = end;
    }
}

void RowLayout::addRow(int first, int count, double aspects, int targetHeight, bool justify)
{
    int height = targetHeight;
    if (justify)
        height = std::max(20, static_cast<int>((m_width - (count - 1) * gap) / aspects));
    m_rows.push_back({m_totalHeight, height, first, count, -1});
    m_totalHeight += height + gap;
}

int RowLayout::rowAt(int y) const
{
    if (m_rows.isEmpty())
        return -1;
    const auto after =
        std::upper_bound(m_rows.begin(), m_rows.end(), y, [](int value, const Row &row) { return value < row.top; });
    return after == m_rows.begin() ? 0 : static_cast<int>(after - m_rows.begin()) - 1;
}

int RowLayout::rowOfPhoto(int photo) const
{
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), photo,
                                        [](int value, const Row &row) { return value < row.first; });
    for (auto at = after; at != m_rows.begin();) {
        --at;
        if (at->count > 0)
            return static_cast<int>(at - m_rows.begin());
    }
    return -1;
}

QVector<QRect> RowLayout::rectsOf(const Row &row) const
{
    double aspects = 0;
    for (int i = row.first; i < row.first + row.count; ++i)
        aspects += aspectOf(i);
    // Rounding errors are spread, so that full rows end exactly at the edge.
    const double inner = m_width - (row.count - 1) * gap;
    const bool justified = std::abs(aspects * (row.height + 1) - inner) <= aspects + 1;
    const double height = justified ? inner / aspects : row.height;
    QVector<QRect> rects;
    rects.reserve(row.count);
    double x = 0;
    for (int i = 0; i < row.count; ++i) {
        const auto left = static_cast<int>(std::lround(x));
        x += aspectOf(row.first + i) * height;
        rects.push_back({left + i * gap, row.top, static_cast<int>(std::lround(x)) - left, row.height});
    }
    return rects;
}

QRect RowLayout::rectOf(int photo) const
{
    const int index = rowOfPhoto(photo);
    if (index < 0)
        return {};
    const Row &row = m_rows[index];
    return photo < row.first + row.count ? rectsOf(row)[photo - row.first] : QRect();
}

int RowLayout::photoAt(QPoint position) const
{
    const int index = rowAt(position.y());
    if (index < 0)
        return -1;
    const Row &row = m_rows[index];
    const QVector<QRect> rects = rectsOf(row);
    for (int i = 0; i < row.count; ++i) {
        if (rects[i].contains(position))
            return row.first + i;
    }
    return -1;
}

} // namespace reminisce::ui
