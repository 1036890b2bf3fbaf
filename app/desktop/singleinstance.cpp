// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/singleinstance.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QLocalSocket>
#include <unistd.h>

namespace reminisce {

namespace {

constexpr int waitMs = 500;
constexpr int answerMs = 3000;
constexpr quint32 largestMessage = 1U << 20U;

QString serverName()
{
    return QStringLiteral("reminisce-%1").arg(::getuid());
}

} // namespace

SingleInstance::SingleInstance(QObject *parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
}

bool SingleInstance::handOver(const QStringList &arguments)
{
    QLocalSocket socket;
    socket.connectToServer(serverName());
    if (!socket.waitForConnected(waitMs)) {
        listen();
        return false;
    }
    QDataStream stream(&socket);
    stream << arguments;
    socket.waitForBytesWritten(waitMs);
    // The other one hangs up when it has read; one that is closing does not read any more.
    if (socket.state() == QLocalSocket::UnconnectedState || socket.waitForDisconnected(answerMs))
        return true;
    listen();
    return false;
}

void SingleInstance::listen()
{
    // A socket that a killed instance left behind answers nobody.
    QLocalServer::removeServer(serverName());
    m_server.listen(serverName());
    connect(qApp, &QCoreApplication::aboutToQuit, &m_server, &QLocalServer::close);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > largestMessage) {
                socket->abort();
                return;
            }
            QDataStream stream(socket);
            stream.startTransaction();
            QStringList arguments;
            stream >> arguments;
            if (!stream.commitTransaction())
                return;
            socket->disconnectFromServer();
            Q_EMIT argumentsReceived(arguments);
        });
    });
}

} // namespace reminisce
