// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

namespace reminisce::ui {

/// Lines over the course of a run, thinned so that a run of days costs no more than one of minutes.
class Curves : public QWidget {
    Q_OBJECT

public:
    /// `names` of the lines, in the order of the values.
    Curves(const QString &title, const QStringList &names, QWidget *parent = nullptr);

    void clear();
    void add(const QVector<double> &values);
    /// A line across, as chance is.
    void setLevel(double level, const QString &name);
    int points() const { return static_cast<int>(m_points.size()); }

    QSize sizeHint() const override { return {320, 150}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static constexpr int mostPoints = 400;

    QString m_title;
    QStringList m_names;
    QVector<QVector<double>> m_points;
    int m_every = 1; ///< values that share a point
    int m_gathered = 0;
    QVector<double> m_sum;
    double m_level = -1;
    QString m_levelName;
};

} // namespace reminisce::ui
