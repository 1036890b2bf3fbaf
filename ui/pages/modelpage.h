// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/modeldownloader.h"
#include "ui/session/types.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace reminisce::ui {

/// Which model understands the photos, what it is, and how another one comes in.
class ModelPage : public QWidget {
    Q_OBJECT

public:
    explicit ModelPage(QWidget *parent = nullptr);
    void setModels(const QVector<ModelInfo> &models);
    void setMessage(const QString &message); ///< what went wrong, or right, with the last wish
    void setOwnWords(const OwnWordsState &state);

Q_SIGNALS:
    void closed();
    void failed(const QString &reason);         ///< of a download, which nobody may be looking at
    void installRequested(const QString &path); ///< picked by the person, or downloaded
    void useRequested(const QString &name);
    void removeRequested(const QString &name);
    void learnOwnWordsRequested();
    void forgetOwnWordsRequested();

private:
    void showSelected();
    void install(const QString &path);
    void offerDownloads();
    void confirmDownload(const DownloadEntry &entry);
    void connectDownloader();
    /// Bytes of the file that is being downloaded; negative: no download goes on.
    void setDownload(qint64 received, qint64 total);

    ModelDownloader *m_downloader;
    QListWidget *m_list;
    QLabel *m_about;
    QLabel *m_message;
    QPushButton *m_use;
    QPushButton *m_remove;
    QLabel *m_ownWords;
    QPushButton *m_learn;
    QPushButton *m_forget;
    QPushButton *m_download;
    QPushButton *m_cancel;
    QProgressBar *m_progress;
    QVector<ModelInfo> m_models;
};

} // namespace reminisce::ui
