// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QApplication;

namespace reminisce::ui {

/// Colours and spacing of the whole program. "light" and "dark" are our own; "system" follows the desktop.
void applyAppearance(QApplication &application, const QString &appearance);

} // namespace reminisce::ui
