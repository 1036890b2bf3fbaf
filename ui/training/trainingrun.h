// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QVector>

namespace reminisce::ui {

/// What a run tells about once a second.
struct TrainingSnapshot {
    qint64 step = 0;
    double share = 0, minutesLeft = 0;
    double loss = 0, imageToText = 0, textToImage = 0, scale = 0;
    double recall1 = 0, chance1 = 0, picturesPerSecond = 0;
    QVector<float> matrix; ///< cosines
    QStringList captions;
};

/// One training run in a process of its own (reminisce-cli train --progress): the window stays quick, whatever happens
/// there costs no more than the run, and closing its input is enough to have it saved. Lives on the window's thread.
class TrainingRun : public QObject {
    Q_OBJECT

public:
    explicit TrainingRun(QObject *parent = nullptr);
    ~TrainingRun() override;

    /// Begins, or goes on with what is saved beside the output that the configuration names.
    void start(const QString &configFile, bool anew);
    /// Has the run saved and ends it; `ended` follows.
    void stop();
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
    void preparing(int done, int all);
    void begun(int learning, int heldBack);
    void progressed(const reminisce::ui::TrainingSnapshot &snapshot);
    void validated(const QJsonObject &figures); ///< a checkpoint was written
    void ended(bool finished);                  ///< false: stopped, and it can go on
    void failed(const QString &message);

private:
    void readLines();
    void take(const QJsonObject &event);
    void processEnded();

    QProcess m_process;
    bool m_toldEnd = false, m_finished = false; ///< what the process said before it went
    QString m_failure;
};

} // namespace reminisce::ui
