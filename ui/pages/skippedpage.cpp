// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/skippedpage.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QLabel>
#include <QMap>
#include <QPushButton>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace reminisce::ui {

namespace {
constexpr int mostOfAReason = 1000; ///< nobody reads more, and all files of a computer would take long
} // namespace

SkippedPage::SkippedPage(QWidget *parent) : QWidget(parent), m_title(new QLabel(this)), m_tree(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("skippedPage"));
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    m_title->setFont(large);
    m_tree->setObjectName(QStringLiteral("skippedTree"));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setAccessibleName(tr("Skipped files"));
    auto *back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("skippedBack"));
    auto *folder = new QPushButton(tr("Open the folder"), this);
    auto *again = new QPushButton(tr("Try again"), this);
    again->setObjectName(QStringLiteral("skippedAgain"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    buttons->addWidget(folder);
    buttons->addWidget(again);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(m_title);
    layout->addWidget(m_tree, 1);
    layout->addLayout(buttons);
    connect(back, &QPushButton::clicked, this, &SkippedPage::closed);
    connect(again, &QPushButton::clicked, this, &SkippedPage::againRequested);
    connect(folder, &QPushButton::clicked, this, [this] {
        const QTreeWidgetItem *item = m_tree->currentItem();
        if (item != nullptr && !item->data(0, Qt::UserRole).isNull())
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(item->data(0, Qt::UserRole).toString()).path()));
    });
    setFiles({});
}

void SkippedPage::setFiles(const QVector<SkippedFile> &files)
{
    m_tree->clear();
    m_title->setText(files.isEmpty() ? tr("No file was skipped.")
                                     : tr("%Ln file(s) were skipped", nullptr, static_cast<int>(files.size())));
    QMap<QString, QStringList> byReason;
    for (const SkippedFile &file : files)
        byReason[file.reason] << file.path;
    for (auto it = byReason.cbegin(); it != byReason.cend(); ++it) {
        const QStringList &paths = it.value();
        auto *group = new QTreeWidgetItem({tr("%1 (%2)").arg(it.key()).arg(paths.size())});
        for (const QString &path : paths.mid(0, mostOfAReason)) {
            auto *item = new QTreeWidgetItem(group, {path});
            item->setData(0, Qt::UserRole, path);
            item->setToolTip(0, path);
        }
        if (const auto more = static_cast<int>(paths.size()) - mostOfAReason; more > 0)
            new QTreeWidgetItem(group, {tr("and %Ln more", nullptr, more)});
        m_tree->addTopLevelItem(group);
        group->setExpanded(byReason.size() <= 3);
    }
}

} // namespace reminisce::ui
