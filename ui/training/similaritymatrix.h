// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

namespace reminisce::ui {

/// The matrix of a batch: rows are pictures, columns their captions, the colour is the cosine. As the towers learn to
/// agree, the diagonal lights up.
class SimilarityMatrix : public QWidget {
    Q_OBJECT

public:
    explicit SimilarityMatrix(QWidget *parent = nullptr);
    /// cosines: side × side, −1…1, row by row; captions of the columns.
    void setMatrix(const QVector<float> &cosines, const QStringList &captions);
    int side() const { return static_cast<int>(m_captions.size()); }
    /// Mean cosine of the pairs less that of the others.
    double contrast() const;

    QSize sizeHint() const override { return {320, 320}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;            ///< tool tips name the pair
    void keyPressEvent(QKeyEvent *event) override; ///< the arrows go from pair to pair
    void focusInEvent(QFocusEvent *event) override;

private:
    QRectF area() const;
    QRectF cell(int row, int column) const;
    QString pairText(int row, int column) const;
    void tellCurrent(); ///< of the keyboard

    QVector<float> m_cosines;
    QStringList m_captions;
    int m_row = 0, m_column = 0; ///< of the keyboard
};

} // namespace reminisce::ui
