// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingplaces.h"

#include "core/base/paths.h"
#include "core/clip/modelstore.h"
#include "core/training/trainer.h"

#include <QFile>

namespace reminisce::ui {

namespace fs = std::filesystem;

fs::path trainingHome()
{
    return paths::dataHome() / "training";
}

fs::path runFolder(const QString &name)
{
    return trainingHome() / QFile::encodeName(name).toStdString();
}

fs::path modelFolder(const QString &name)
{
    return runFolder(name) / "model";
}

bool hasModel(const QString &name)
{
    std::error_code code;
    return !name.isEmpty() && fs::exists(modelFolder(name) / "model.safetensors", code);
}

bool isUnfinished(const QString &name)
{
    std::error_code code;
    return !name.isEmpty() && fs::exists(training::runStateFile(modelFolder(name)), code);
}

QStringList installedNames()
{
    QStringList names;
    for (const clip::InstalledModel &model : clip::modelstore::installed())
        names << QString::fromStdString(model.name);
    return names;
}

QString shown(const fs::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

} // namespace reminisce::ui
