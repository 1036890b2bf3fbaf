// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"

#include <QListWidget>

namespace reminisce::ui {

/// The folders of the library with the number of their photos; a menu opens them and takes them out.
class FolderList : public QListWidget {
    Q_OBJECT

public:
    explicit FolderList(QWidget *parent = nullptr);
    void setFolders(const QVector<LibraryFolder> &folders);

Q_SIGNALS:
    void removeRequested(qint64 folder); ///< confirmed by the person

private:
    void showMenu(QPoint at);
};

} // namespace reminisce::ui
