// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QString>

namespace reminisce::ui {

// Pieces that the steps of making a model share.

QLabel *heading(const QString &text, QWidget *parent);
/// An empty label that breaks its lines; the object's name is for tests.
QLabel *wrapped(const char *name, QWidget *parent);
/// "5 minutes", "2 hours"
QString minutesText(double minutes);

} // namespace reminisce::ui
