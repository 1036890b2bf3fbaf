// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QListWidget;
class QPushButton;

namespace reminisce::ui {

/// The first thing a person sees: choose folders, read in one sentence how it works, start.
class FirstRunPage : public QWidget {
    Q_OBJECT

public:
    explicit FirstRunPage(QWidget *parent = nullptr);
    void begin(); ///< with the desktop's folder of pictures alone

Q_SIGNALS:
    void started(const QStringList &folders);

private:
    void addFolder(const QString &folder);
    QStringList folders() const;
    void update();

    QListWidget *m_list;
    QPushButton *m_start;
};

} // namespace reminisce::ui
