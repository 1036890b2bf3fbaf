// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace reminisce::ui {

/// Which model understands the photos, what it is, and how another one comes in.
class ModelPage : public QWidget {
    Q_OBJECT

public:
    explicit ModelPage(QWidget *parent = nullptr);
    void setModels(const QVector<ModelInfo> &models);
    void setMessage(const QString &message); ///< what went wrong, or right, with the last wish

Q_SIGNALS:
    void closed();
    void installRequested(const QString &path);
    void useRequested(const QString &name);
    void removeRequested(const QString &name);

private:
    void showSelected();

    QListWidget *m_list;
    QLabel *m_about;
    QLabel *m_message;
    QPushButton *m_use;
    QPushButton *m_remove;
    QVector<ModelInfo> m_models;
};

} // namespace reminisce::ui
