// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QVector>

class QNetworkReply;

namespace reminisce::ui {

struct DownloadFile {
    QString url;
    QString file;   ///< name on this computer
    QString sha256; ///< hexadecimal; empty: computed and remembered at the first download
};

/// A model that can be downloaded, as resources/models/downloads.json lists it.
struct DownloadEntry {
    QString name;
    QString licence;
    QString note;
    int megabytes = 0; ///< about
    QVector<DownloadFile> files;
};

/// Fetches a model's files one after the other, goes on where an earlier try stopped, and checks each against its
/// SHA-256. A file without a published hash is pinned: what came first must come again. Lives on the window's thread;
/// the network works without blocking it, hashes are computed on another.
class ModelDownloader : public QObject {
    Q_OBJECT

public:
    explicit ModelDownloader(QObject *parent = nullptr);
    ~ModelDownloader() override;

    /// The shipped list; empty where the file is missing.
    static QVector<DownloadEntry> offered();

    void start(const DownloadEntry &entry);
    void cancel(); ///< what has come stays for the next try
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progressed(qint64 received, qint64 total); ///< bytes of the current file; total 0: not known
    void finished(const QString &folder);           ///< all files are there and right
    void failed(const QString &reason);

private:
    void fetchNext();
    void onData();
    void onFinished();
    void check(const QString &path);
    void take(const QString &path, const QString &hash);
    void fail(const QString &reason);
    QString folder() const;

    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QFile m_part;
    DownloadEntry m_entry;
    qsizetype m_at = 0;
    qint64 m_before = 0; ///< bytes that an earlier try left
    bool m_running = false;
    int m_started = 0; ///< how often
};

} // namespace reminisce::ui
