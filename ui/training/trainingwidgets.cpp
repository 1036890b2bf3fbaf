// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingwidgets.h"

#include <QCoreApplication>
#include <cmath>

namespace reminisce::ui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(reminisce::ui::TrainingWidgets)
};

} // namespace

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont large = label->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    label->setFont(large);
    return label;
}

QLabel *wrapped(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setWordWrap(true);
    return label;
}

QString minutesText(double minutes)
{
    if (minutes < 1)
        return Texts::tr("less than a minute");
    if (minutes < 90)
        return Texts::tr("%n minute(s)", nullptr, static_cast<int>(std::lround(minutes)));
    return Texts::tr("%n hour(s)", nullptr, static_cast<int>(std::lround(minutes / 60)));
}

} // namespace reminisce::ui
