// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/similaritymatrix.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace reminisce::ui {

SimilarityMatrix::SimilarityMatrix(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("similarityMatrix"));
    setMinimumSize(160, 160);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setSizePolicy(policy);
    setAccessibleName(tr("Likeness of pictures and captions"));
    setFocusPolicy(Qt::StrongFocus);
}

void SimilarityMatrix::setMatrix(const QVector<float> &cosines, const QStringList &captions)
{
    if (cosines.size() != captions.size() * captions.size())
        return;
    m_cosines = cosines;
    m_captions = captions;
    m_row = std::min(m_row, std::max(0, side() - 1));
    m_column = std::min(m_column, std::max(0, side() - 1));
    setAccessibleDescription(tr("Pairs are nearer than others by %1").arg(contrast(), 0, 'f', 2));
    update();
}

double SimilarityMatrix::contrast() const
{
    double own = 0, others = 0;
    for (int row = 0; row < side(); ++row) {
        for (int column = 0; column < side(); ++column)
            (row == column ? own : others) += m_cosines[row * side() + column];
    }
    const double n = side();
    return n > 1 ? own / n - others / (n * (n - 1)) : 0.0;
}

QRectF SimilarityMatrix::area() const
{
    const double length = std::min(width(), height());
    return {(width() - length) / 2, (height() - length) / 2, length, length};
}

QRectF SimilarityMatrix::cell(int row, int column) const
{
    const QRectF box = area();
    const double length = box.width() / side();
    return {box.left() + column * length, box.top() + row * length, length - 0.5, length - 0.5};
}

QString SimilarityMatrix::pairText(int row, int column) const
{
    return tr("The picture of “%1” and the caption “%2”: %3")
        .arg(m_captions[row], m_captions[column])
        .arg(m_cosines[row * side() + column], 0, 'f', 2);
}

void SimilarityMatrix::tellCurrent()
{
    update();
    if (side() == 0)
        return;
    const QString text = pairText(m_row, m_column);
    setAccessibleDescription(text);
    QToolTip::showText(mapToGlobal(cell(m_row, m_column).bottomRight().toPoint()), text, this);
}

void SimilarityMatrix::keyPressEvent(QKeyEvent *event)
{
    const int last = std::max(0, side() - 1);
    switch (event->key()) {
    case Qt::Key_Left: m_column = std::max(0, m_column - 1); break;
    case Qt::Key_Right: m_column = std::min(last, m_column + 1); break;
    case Qt::Key_Up: m_row = std::max(0, m_row - 1); break;
    case Qt::Key_Down: m_row = std::min(last, m_row + 1); break;
    default: QWidget::keyPressEvent(event); return;
    }
    tellCurrent();
}

void SimilarityMatrix::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (event->reason() != Qt::MouseFocusReason)
        tellCurrent();
}

void SimilarityMatrix::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (side() == 0) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Appears when learning begins"));
        return;
    }
    // Bright is the highest cosine that is there, but at least a half, so that noise at the beginning stays faint.
    constexpr float leastBright = 0.5F;
    const float high = std::max(leastBright, *std::max_element(m_cosines.begin(), m_cosines.end()));
    const float low = std::min(0.0F, *std::min_element(m_cosines.begin(), m_cosines.end()));
    const QColor dark =
        palette().color(QPalette::Base).darker(palette().color(QPalette::Base).lightness() > 128 ? 104 : 100);
    const QColor bright = palette().color(QPalette::Highlight);
    for (int row = 0; row < side(); ++row) {
        for (int column = 0; column < side(); ++column) {
            const double share = std::clamp<double>((m_cosines[row * side() + column] - low) / (high - low), 0, 1);
            const auto mix = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
            const QColor colour(mix(dark.red(), bright.red()), mix(dark.green(), bright.green()),
                                mix(dark.blue(), bright.blue()));
            painter.fillRect(cell(row, column), colour);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Text), 2));
        painter.drawRect(cell(m_row, m_column));
    }
}

bool SimilarityMatrix::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || side() == 0)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QRectF box = area();
    const int column = static_cast<int>((help->pos().x() - box.left()) / box.width() * side());
    const int row = static_cast<int>((help->pos().y() - box.top()) / box.height() * side());
    if (column < 0 || row < 0 || column >= side() || row >= side()) {
        QToolTip::hideText();
        return true;
    }
    QToolTip::showText(help->globalPos(), pairText(row, column), this);
    return true;
}

} // namespace reminisce::ui
