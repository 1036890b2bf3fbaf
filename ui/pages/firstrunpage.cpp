// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/firstrunpage.h"

#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace reminisce::ui {

FirstRunPage::FirstRunPage(QWidget *parent)
    : QWidget(parent), m_list(new QListWidget(this)), m_start(new QPushButton(tr("Start"), this))
{
    setObjectName(QStringLiteral("firstRunPage"));
    auto *title = new QLabel(tr("Find your photos by describing them"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    title->setFont(large);
    title->setWordWrap(true);
    auto *sentence = new QLabel(tr("Choose the folders with your photos. Reminisce looks at every photo once, on this "
                                   "computer; nothing is sent "
                                   "anywhere and no photo is changed. You can search while it is still looking."),
                                this);
    sentence->setWordWrap(true);

    m_list->setObjectName(QStringLiteral("folderList"));
    m_list->setAccessibleName(tr("Folders"));
    auto *add = new QPushButton(tr("Add a folder…"), this);
    add->setObjectName(QStringLiteral("addFolder"));
    auto *remove = new QPushButton(tr("Leave out"), this);
    remove->setObjectName(QStringLiteral("leaveOut"));
    m_start->setObjectName(QStringLiteral("start"));
    m_start->setDefault(true);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    buttons->addWidget(m_start);

    auto *column = new QVBoxLayout;
    column->setSpacing(16);
    column->addStretch(1);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addWidget(m_list);
    column->addLayout(buttons);
    column->addStretch(2);
    m_list->setMaximumHeight(160);

    auto *middle = new QHBoxLayout(this);
    middle->addStretch(1);
    auto *holder = new QWidget(this);
    holder->setMaximumWidth(640);
    holder->setLayout(column);
    middle->addWidget(holder, 6);
    middle->addStretch(1);

    connect(add, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder with photos"));
        if (!folder.isEmpty())
            addFolder(folder);
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        delete m_list->currentItem();
        update();
    });
    connect(m_start, &QPushButton::clicked, this, [this] { Q_EMIT started(folders()); });

    begin();
}

void FirstRunPage::begin()
{
    m_list->clear();
    const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    if (!pictures.isEmpty() && QDir(pictures).exists() && QDir(pictures) != QDir::home())
        addFolder(pictures);
    update();
}

void FirstRunPage::addFolder(const QString &folder)
{
    if (!folders().contains(folder))
        m_list->addItem(folder);
    m_list->setCurrentRow(m_list->count() - 1);
    update();
}

QStringList FirstRunPage::folders() const
{
    QStringList folders;
    for (int i = 0; i < m_list->count(); ++i)
        folders << m_list->item(i)->text();
    return folders;
}

void FirstRunPage::update()
{
    m_start->setEnabled(m_list->count() > 0);
}

} // namespace reminisce::ui
