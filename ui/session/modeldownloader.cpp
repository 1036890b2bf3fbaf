// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/modeldownloader.h"

#include "core/base/hash.h"
#include "core/base/mappedfile.h"
#include "core/base/paths.h"

#include <QDir>
#include <QFutureWatcher>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QtConcurrent>

namespace reminisce::ui {

namespace {

QString dataFolder()
{
    return QString::fromStdString(paths::dataHome().string());
}

/// A folder name from a model's name.
QString folderName(const QString &name)
{
    QString result;
    for (const QChar c : name)
        result += c.isLetterOrNumber() || c == QLatin1Char('-') ? c : QLatin1Char('-');
    while (result.contains(QLatin1String("--")))
        result.replace(QLatin1String("--"), QLatin1String("-"));
    while (result.endsWith(QLatin1Char('-')))
        result.chop(1);
    return result;
}

QString pinsFile()
{
    return dataFolder() + QStringLiteral("/download-pins.json");
}

QJsonObject readObject(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

QString hashOf(const QString &path)
{
    const auto file = MappedFile::open(QFile::encodeName(path).toStdString());
    return file ? QString::fromStdString(toHex(sha256(file->bytes()))) : QString();
}

} // namespace

ModelDownloader::ModelDownloader(QObject *parent) : QObject(parent) {}

ModelDownloader::~ModelDownloader()
{
    cancel();
}

QVector<DownloadEntry> ModelDownloader::offered()
{
    QVector<DownloadEntry> entries;
    const auto path = paths::resource("models/downloads.json");
    if (!path)
        return entries;
    for (const QJsonValue value :
         readObject(QString::fromStdString(path->string()))[QStringLiteral("models")].toArray()) {
        const QJsonObject object = value.toObject();
        DownloadEntry entry;
        entry.name = object[QStringLiteral("name")].toString();
        entry.licence = object[QStringLiteral("licence")].toString();
        entry.note = object[QStringLiteral("note")].toString();
        entry.megabytes = object[QStringLiteral("megabytes")].toInt();
        for (const QJsonValue file : object[QStringLiteral("files")].toArray()) {
            const QJsonObject f = file.toObject();
            entry.files.push_back({f[QStringLiteral("url")].toString(), f[QStringLiteral("file")].toString(),
                                   f[QStringLiteral("sha256")].toString()});
        }
        entries.push_back(entry);
    }
    return entries;
}

QString ModelDownloader::folder() const
{
    return dataFolder() + QStringLiteral("/downloads/") + folderName(m_entry.name);
}

void ModelDownloader::start(const DownloadEntry &entry)
{
    if (m_running)
        return;
    m_entry = entry;
    m_at = 0;
    m_running = true;
    ++m_started;
    if (!QDir().mkpath(folder())) {
        fail(tr("The folder %1 cannot be made.").arg(folder()));
        return;
    }
    fetchNext();
}

void ModelDownloader::cancel()
{
    m_running = false;
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
    m_part.close();
}

void ModelDownloader::fetchNext()
{
    if (m_at >= m_entry.files.size()) {
        m_running = false;
        Q_EMIT finished(folder());
        return;
    }
    const DownloadFile &file = m_entry.files[m_at];
    const QString target = folder() + QLatin1Char('/') + file.file;
    if (QFile::exists(target)) {
        check(target);
        return;
    }
    m_part.setFileName(target + QStringLiteral(".part"));
    if (!m_part.open(QIODevice::ReadWrite | QIODevice::Append)) {
        fail(tr("%1 cannot be written: %2.").arg(m_part.fileName(), m_part.errorString()));
        return;
    }
    m_before = m_part.size();
    QNetworkRequest request{QUrl(file.url)};
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setTransferTimeout(60'000);
    if (m_before > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_before) + "-");
    m_reply = m_network.get(request);
    connect(m_reply, &QNetworkReply::readyRead, this, &ModelDownloader::onData);
    connect(m_reply, &QNetworkReply::finished, this, &ModelDownloader::onFinished);
}

void ModelDownloader::onData()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status != 200 && status != 206)
        return; // an error page; onFinished tells
    if (status == 200 && m_before > 0) {
        // The server does not know how to go on: from the beginning.
        m_part.resize(0);
        m_before = 0;
    }
    if (m_part.write(m_reply->readAll()) < 0) {
        fail(tr("%1 cannot be written: %2. Is the disk full?").arg(m_part.fileName(), m_part.errorString()));
        return;
    }
    const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    Q_EMIT progressed(m_part.size(), length > 0 ? m_before + length : 0);
}

void ModelDownloader::onFinished()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError error = m_reply->error();
    const QString reason = m_reply->errorString();
    if (error == QNetworkReply::NoError)
        onData();
    m_reply->deleteLater();
    m_part.close();
    if (!m_running)
        return;
    // 416: the file was complete already.
    if (error != QNetworkReply::NoError && !(status == 416 && m_before > 0)) {
        fail(
            tr("%1 cannot be downloaded: %2. Try again; what has come is kept.").arg(m_entry.files[m_at].file, reason));
        return;
    }
    check(m_part.fileName());
}

void ModelDownloader::check(const QString &path)
{
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcher<QString>::finished, this, [this, watcher, path, started = m_started] {
        watcher->deleteLater();
        // It may have been stopped, and another one begun.
        if (m_running && started == m_started)
            take(path, watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(hashOf, path));
}

void ModelDownloader::take(const QString &path, const QString &hash)
{
    const DownloadFile &file = m_entry.files[m_at];
    QJsonObject pins = readObject(pinsFile());
    QString expected = file.sha256;
    if (expected.isEmpty())
        expected = pins[file.url].toString();
    if (!expected.isEmpty() && hash != expected) {
        QFile::remove(path);
        fail(tr("%1 is not the file it should be (its SHA-256 is %2). It was deleted.").arg(file.file, hash));
        return;
    }
    if (file.sha256.isEmpty() && expected.isEmpty()) {
        pins[file.url] = hash;
        const auto kept = paths::writeAtomically(pinsFile().toStdString(), QJsonDocument(pins).toJson().toStdString());
        if (!kept) {
            fail(QString::fromStdString(kept.error().message));
            return;
        }
    }
    const QString target = folder() + QLatin1Char('/') + file.file;
    if (path != target && !QFile::rename(path, target)) {
        fail(tr("%1 cannot be written.").arg(target));
        return;
    }
    ++m_at;
    fetchNext();
}

void ModelDownloader::fail(const QString &reason)
{
    cancel();
    Q_EMIT failed(reason);
}

} // namespace reminisce::ui
