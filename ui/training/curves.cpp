// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/curves.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace reminisce::ui {

namespace {

/// Told apart by lightness, too.
QColor colourOf(int line, const QPalette &palette)
{
    const bool onDark = palette.color(QPalette::Window).lightness() < 128;
    static const QColor light[] = {QColor(0, 90, 160), QColor(190, 95, 0), QColor(90, 90, 90)};
    static const QColor dark[] = {QColor(110, 180, 255), QColor(255, 180, 90), QColor(190, 190, 190)};
    return (onDark ? dark : light)[line % 3];
}

} // namespace

Curves::Curves(const QString &title, const QStringList &names, QWidget *parent)
    : QWidget(parent), m_title(title), m_names(names)
{
    setMinimumSize(200, 110);
    setAccessibleName(title);
}

void Curves::clear()
{
    m_points.clear();
    m_sum.clear();
    m_gathered = 0;
    m_every = 1;
    update();
}

void Curves::setLevel(double level, const QString &name)
{
    m_level = level;
    m_levelName = name;
    update();
}

void Curves::add(const QVector<double> &values)
{
    if (m_gathered == 0)
        m_sum = QVector<double>(values.size());
    for (int i = 0; i < values.size(); ++i)
        m_sum[i] += values[i];
    if (++m_gathered < m_every)
        return;
    for (double &value : m_sum)
        value /= m_gathered;
    m_points.push_back(m_sum);
    m_gathered = 0;
    if (m_points.size() >= mostPoints) {
        QVector<QVector<double>> halved;
        for (int i = 0; i + 1 < m_points.size(); i += 2) {
            QVector<double> point = m_points[i];
            for (int line = 0; line < point.size(); ++line)
                point[line] = (point[line] + m_points[i + 1][line]) / 2;
            halved.push_back(point);
        }
        m_points = halved;
        m_every *= 2;
    }
    QStringList said;
    for (int i = 0; i < m_names.size() && i < m_points.last().size(); ++i)
        said << tr("%1: %2").arg(m_names[i], QLocale().toString(m_points.last()[i], 'f', 2));
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    update();
}

void Curves::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics = fontMetrics();
    const int line = metrics.height();
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft, m_title);
    double high = std::max(m_level, 1e-9);
    for (const auto &point : m_points)
        high = std::max(high, *std::max_element(point.begin(), point.end()));
    const QString top = QLocale().toString(high, 'f', high < 2 ? 2 : 1);
    const int margin = metrics.horizontalAdvance(top) + 6;
    const QRectF plot(margin, line + 4, width() - margin - 2, height() - 2 * line - 12);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(QRectF(0, plot.top(), margin - 4, line), Qt::AlignRight, top);
    painter.drawText(QRectF(0, plot.bottom() - line, margin - 4, line), Qt::AlignRight | Qt::AlignBottom,
                     QStringLiteral("0"));
    const auto heightOf = [&](double value) { return plot.bottom() - plot.height() * value / high; };
    if (m_level >= 0) {
        painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DashLine));
        painter.drawLine(QPointF(plot.left(), heightOf(m_level)), QPointF(plot.right(), heightOf(m_level)));
    }
    int legend = margin;
    for (int i = 0; i < m_names.size(); ++i) {
        const QColor colour = colourOf(i, palette());
        QPainterPath path;
        for (int p = 0; p < m_points.size(); ++p) {
            const QPointF at(plot.left() + plot.width() * p / std::max<double>(1, m_points.size() - 1),
                             heightOf(m_points[p].value(i)));
            p == 0 ? path.moveTo(at) : path.lineTo(at);
        }
        // Lines that come later may cover earlier ones; dashes let them through.
        painter.setPen(QPen(colour, 1.5, i == 0 ? Qt::SolidLine : i == 1 ? Qt::DashLine : Qt::DotLine));
        painter.drawPath(path);
        painter.setPen(colour);
        painter.drawText(QPointF(legend, height() - 4), m_names[i]);
        legend += metrics.horizontalAdvance(m_names[i]) + 16;
    }
    if (m_level >= 0) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(QPointF(legend, height() - 4), m_levelName);
    }
}

} // namespace reminisce::ui
