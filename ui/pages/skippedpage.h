// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace reminisce::ui {

/// Files that are no photos or cannot be read, grouped by reason.
class SkippedPage : public QWidget {
    Q_OBJECT

public:
    explicit SkippedPage(QWidget *parent = nullptr);
    void setFiles(const QVector<SkippedFile> &files);

Q_SIGNALS:
    void closed();
    void againRequested();

private:
    QLabel *m_title;
    QTreeWidget *m_tree;
};

} // namespace reminisce::ui
