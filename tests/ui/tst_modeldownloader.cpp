// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/modeldownloader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace reminisce::ui;

/// A server on this machine that knows one file and ranges, and can break off.
class FileServer : public QTcpServer {
    Q_OBJECT

public:
    QByteArray content;
    qsizetype breakOffAfter = -1;
    bool knowsRanges = true;
    QList<QByteArray> ranges;

    explicit FileServer(QByteArray file) : content(std::move(file))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1/model.safetensors").arg(serverPort()); }

private:
    void answer(QTcpSocket *socket)
    {
        const QByteArray request = socket->readAll();
        qsizetype from = 0;
        const qsizetype at = request.toLower().indexOf("range: bytes=");
        if (at >= 0 && knowsRanges) {
            const QByteArray range = request.mid(at + 13, request.indexOf('-', at + 13) - at - 13);
            ranges << range;
            from = range.toLongLong();
        }
        const QByteArray rest = content.mid(from);
        socket->write(from > 0 ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n");
        socket->write("Content-Length: " + QByteArray::number(rest.size()) + "\r\nConnection: close\r\n\r\n");
        socket->write(breakOffAfter >= 0 ? rest.left(breakOffAfter) : rest);
        socket->disconnectFromHost();
    }
};

class TestModelDownloader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fetchesAndChecks();
    void goesOnWhereItStopped();
    void startsAgainWithoutRanges();
    void refusesAnotherFile();
    void pinsTheFirstDownload();
    void tellsWhenTheServerIsGone();
    void offersModelsWithLicences();

private:
    DownloadEntry entry(const QString &hash = {}) const;
    QString sha() const
    {
        return QString::fromLatin1(QCryptographicHash::hash(m_content, QCryptographicHash::Sha256).toHex());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FileServer> m_server;
    QByteArray m_content;
};

void TestModelDownloader::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", m_dir->path().toUtf8());
    m_content.clear();
    for (int i = 0; i < 100000; ++i)
        m_content += char(i * 7 % 251);
    m_server = std::make_unique<FileServer>(m_content);
}

DownloadEntry TestModelDownloader::entry(const QString &hash) const
{
    DownloadEntry e;
    e.name = QStringLiteral("Test model (here)");
    e.files = {{m_server->url(), QStringLiteral("model.safetensors"), hash}};
    return e;
}

void TestModelDownloader::fetchesAndChecks()
{
    ModelDownloader downloader;
    QSignalSpy finished(&downloader, &ModelDownloader::finished);
    downloader.start(entry(sha()));
    QTRY_COMPARE(finished.size(), 1);
    QFile file(finished[0][0].toString() + QStringLiteral("/model.safetensors"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), m_content);
}

void TestModelDownloader::goesOnWhereItStopped()
{
    ModelDownloader downloader;
    QSignalSpy finished(&downloader, &ModelDownloader::finished);
    QSignalSpy failed(&downloader, &ModelDownloader::failed);
    m_server->breakOffAfter = 40000;
    downloader.start(entry(sha()));
    QTRY_COMPARE(failed.size(), 1);
    m_server->breakOffAfter = -1;
    downloader.start(entry(sha()));
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(m_server->ranges, QList<QByteArray>{"40000"});
}

void TestModelDownloader::startsAgainWithoutRanges()
{
    ModelDownloader downloader;
    QSignalSpy finished(&downloader, &ModelDownloader::finished);
    QSignalSpy failed(&downloader, &ModelDownloader::failed);
    m_server->breakOffAfter = 1000;
    m_server->knowsRanges = false;
    downloader.start(entry(sha()));
    QTRY_COMPARE(failed.size(), 1);
    m_server->breakOffAfter = -1;
    downloader.start(entry(sha()));
    QTRY_COMPARE(finished.size(), 1);
}

void TestModelDownloader::refusesAnotherFile()
{
    ModelDownloader downloader;
    QSignalSpy failed(&downloader, &ModelDownloader::failed);
    downloader.start(entry(QString(64, QLatin1Char('0'))));
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(sha()));
    QVERIFY(
        QDir(m_dir->path() + QStringLiteral("/reminisce/downloads/Test-model-here")).entryList(QDir::Files).isEmpty());
}

void TestModelDownloader::pinsTheFirstDownload()
{
    QSignalSpy *finished = nullptr;
    {
        ModelDownloader downloader;
        QSignalSpy spy(&downloader, &ModelDownloader::finished);
        finished = &spy;
        downloader.start(entry());
        QTRY_COMPARE(finished->size(), 1);
    }
    QDir(m_dir->path() + QStringLiteral("/reminisce/downloads")).removeRecursively();
    m_server->content[5] = '!';
    ModelDownloader downloader;
    QSignalSpy failed(&downloader, &ModelDownloader::failed);
    downloader.start(entry());
    QTRY_COMPARE(failed.size(), 1);
}

void TestModelDownloader::tellsWhenTheServerIsGone()
{
    ModelDownloader downloader;
    QSignalSpy failed(&downloader, &ModelDownloader::failed);
    const DownloadEntry wanted = entry();
    m_server->close();
    downloader.start(wanted);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(QLatin1String("model.safetensors")));
}

void TestModelDownloader::offersModelsWithLicences()
{
    const auto offered = ModelDownloader::offered();
    QVERIFY(offered.size() >= 9);
    int hashed = 0;
    for (const DownloadEntry &e : offered) {
        QVERIFY(!e.licence.isEmpty() && e.megabytes > 0 && !e.files.isEmpty());
        for (const DownloadFile &f : e.files) {
            QVERIFY(QUrl(f.url).scheme() == QLatin1String("https"));
            hashed += f.sha256.size() == 64 ? 1 : 0;
        }
    }
    QCOMPARE(hashed, 9);
}

QTEST_GUILESS_MAIN(TestModelDownloader)
#include "tst_modeldownloader.moc"
