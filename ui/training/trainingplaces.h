// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>

namespace reminisce::ui {

// Where models that are made here lie until they are used: a folder a run, with its settings and, inside, the model.

std::filesystem::path trainingHome();
std::filesystem::path runFolder(const QString &name);
std::filesystem::path modelFolder(const QString &name);

/// Whether the run has written a checkpoint.
bool hasModel(const QString &name);
/// Whether the run was interrupted and can go on.
bool isUnfinished(const QString &name);
/// Names that a new model cannot have: those of the models that can be chosen.
QStringList installedNames();

/// A path for people and for Qt.
QString shown(const std::filesystem::path &path);

} // namespace reminisce::ui
