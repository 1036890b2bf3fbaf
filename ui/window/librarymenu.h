// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>
#include <filesystem>

namespace reminisce::ui {

/// The button above the side bar: which library is open; switch, make, rename.
class LibraryMenu : public QToolButton {
    Q_OBJECT

public:
    explicit LibraryMenu(QWidget *parent = nullptr);
    void setCurrent(const std::filesystem::path &library);

    /// Makes an empty library of that name and chooses it; refuses a name that is taken or no file name.
    void make(const QString &name);
    void rename(const QString &name);

Q_SIGNALS:
    void chosen(const std::filesystem::path &library);
    void failed(const QString &message);

private:
    void fill();
    void choose(const std::filesystem::path &library);

    std::filesystem::path m_current;
};

} // namespace reminisce::ui
