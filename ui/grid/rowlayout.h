// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/photolist.h"

#include <QRect>
#include <QVector>

namespace reminisce::ui {

/// Justified rows of pictures in their true proportions. Plain arithmetic without widgets, linear in the number of
/// photos.
class RowLayout {
public:
    struct Row {
        int top = 0;
        int height = 0;
        int first = 0; ///< photo
        int count = 0; ///< 0: a heading
        int section = -1;
    };

    static constexpr int gap = 4; ///< pixels between pictures

    void compute(const PhotoListPtr &list, int width, int targetHeight, int headingHeight);

    const QVector<Row> &rows() const { return m_rows; }
    int totalHeight() const { return m_totalHeight; }
    int rowAt(int y) const; ///< the row at or above y; −1 where there are none
    int rowOfPhoto(int photo) const;
    QRect rectOf(int photo) const; ///< in content coordinates
    QVector<QRect> rectsOf(const Row &row) const;
    int photoAt(QPoint position) const; ///< −1: none

private:
    void addRow(int first, int count, double aspects, int targetHeight, bool justify);

    float aspectOf(int photo) const;

    PhotoListPtr m_list = std::make_shared<const PhotoList>();
    QVector<Row> m_rows;
    int m_width = 0;
    int m_totalHeight = 0;
};

} // namespace reminisce::ui
