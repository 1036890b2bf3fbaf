// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/librarymenu.h"

#include "core/base/choices.h"
#include "core/base/paths.h"

#include <QFile>
#include <QInputDialog>
#include <QMenu>
#include <algorithm>

namespace reminisce::ui {

LibraryMenu::LibraryMenu(QWidget *parent) : QToolButton(parent)
{
    setObjectName(QStringLiteral("libraryMenu"));
    setAccessibleName(tr("Library"));
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &LibraryMenu::fill);
}

void LibraryMenu::setCurrent(const std::filesystem::path &library)
{
    m_current = library;
    QString name = QFile::decodeName(QByteArray::fromStdString(library.stem().native()));
    for (const LibraryEntry &entry : Choices::load().allLibraries()) {
        if (entry.path == library)
            name = QString::fromStdString(entry.name);
    }
    setText(name);
}

void LibraryMenu::fill()
{
    menu()->clear();
    for (const LibraryEntry &entry : Choices::load().allLibraries()) {
        QAction *action =
            menu()->addAction(QString::fromStdString(entry.name), this, [this, path = entry.path] { choose(path); });
        action->setCheckable(true);
        action->setChecked(entry.path == m_current);
    }
    menu()->addSeparator();
    menu()->addAction(tr("New library…"), this, [this] {
        const QString name = QInputDialog::getText(this, tr("New library"), tr("Its name:"));
        if (!name.trimmed().isEmpty())
            make(name.trimmed());
    });
    menu()->addAction(tr("Rename this library…"), this, [this] {
        const QString name =
            QInputDialog::getText(this, tr("Rename the library"), tr("Its name:"), QLineEdit::Normal, text());
        if (!name.trimmed().isEmpty())
            rename(name.trimmed());
    });
}

void LibraryMenu::make(const QString &name)
{
    QString file = name;
    file.replace(QLatin1Char('/'), QLatin1Char('-'));
    if (file.startsWith(QLatin1Char('.')))
        file.prepend(QLatin1Char('_'));
    const std::filesystem::path path = paths::dataHome() / (QFile::encodeName(file).toStdString() + ".reminisce");
    const auto all = Choices::load().allLibraries();
    const bool taken = std::any_of(all.begin(), all.end(), [&](const LibraryEntry &entry) {
        return entry.name == name.toStdString() || entry.path == path;
    });
    if (taken) {
        Q_EMIT failed(tr("There is a library called %1 already. Choose another name.").arg(name));
        return;
    }
    const auto saved = Choices::change([&](Choices &choices) {
        choices.libraries = choices.allLibraries();
        choices.libraries.push_back({path, name.toStdString()});
    });
    if (!saved) {
        Q_EMIT failed(QString::fromStdString(saved.error().message));
        return;
    }
    choose(path);
}

void LibraryMenu::rename(const QString &name)
{
    const auto saved = Choices::change([&](Choices &choices) {
        choices.libraries = choices.allLibraries();
        for (LibraryEntry &entry : choices.libraries) {
            if (entry.path == m_current)
                entry.name = name.toStdString();
        }
    });
    if (!saved) {
        Q_EMIT failed(QString::fromStdString(saved.error().message));
        return;
    }
    setCurrent(m_current);
}

void LibraryMenu::choose(const std::filesystem::path &library)
{
    if (library == m_current)
        return;
    if (const auto saved = Choices::change([&](Choices &choices) { choices.library = library; }); !saved)
        Q_EMIT failed(QString::fromStdString(saved.error().message));
    Q_EMIT chosen(library);
}

} // namespace reminisce::ui
