// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/folderlist.h"

#include <QDesktopServices>
#include <QDir>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QUrl>

namespace reminisce::ui {

FolderList::FolderList(QWidget *parent) : QListWidget(parent)
{
    setObjectName(QStringLiteral("sideBar"));
    setAccessibleName(tr("Folders"));
    setFrameShape(QFrame::NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    connect(this, &QListWidget::customContextMenuRequested, this, &FolderList::showMenu);
}

void FolderList::setFolders(const QVector<LibraryFolder> &folders)
{
    clear();
    auto *heading = new QListWidgetItem(tr("Folders"), this);
    heading->setFlags(Qt::NoItemFlags);
    for (const LibraryFolder &folder : folders) {
        auto *item = new QListWidgetItem(
            QStringLiteral("%1  %2").arg(QDir(folder.path).dirName(), QLocale().toString(folder.photos)), this);
        item->setToolTip(folder.path);
        item->setData(Qt::UserRole, folder.id);
    }
}

void FolderList::showMenu(QPoint at)
{
    const QListWidgetItem *item = itemAt(at);
    if (item == nullptr || !item->data(Qt::UserRole).isValid())
        return;
    const qint64 id = item->data(Qt::UserRole).toLongLong();
    const QString path = item->toolTip();
    QMenu menu(this);
    menu.addAction(tr("Open the folder"), this, [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    menu.addAction(tr("Take out of the library…"), this, [this, id, path] {
        if (QMessageBox::question(
                this, tr("Take the folder out?"),
                tr("%1 is taken out of the library. The photos on the disk stay as they are.").arg(path)) ==
            QMessageBox::Yes)
            Q_EMIT removeRequested(id);
    });
    menu.exec(mapToGlobal(at));
}

} // namespace reminisce::ui
