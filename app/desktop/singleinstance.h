// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QStringList>

namespace reminisce {

/// One window a person: a second start hands its arguments to the first and ends, so that a picture opened from the
/// file manager comes up in the running window.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QObject *parent = nullptr);

    /// True: another instance took the arguments over, or none could be reached and this is the first (false).
    bool handOver(const QStringList &arguments);

Q_SIGNALS:
    void argumentsReceived(const QStringList &arguments);

private:
    void listen();
    QLocalServer m_server;
};

} // namespace reminisce
