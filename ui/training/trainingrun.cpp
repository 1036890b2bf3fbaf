// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingrun.h"

#include "core/base/paths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace reminisce::ui {

namespace {

QString programPath()
{
    for (const std::filesystem::path &candidate : paths::helperCandidates("reminisce-cli")) {
        std::error_code code;
        if (std::filesystem::exists(candidate, code))
            return QFile::decodeName(QByteArray::fromStdString(candidate.native()));
    }
    return QStringLiteral("reminisce-cli");
}

} // namespace

TrainingRun::TrainingRun(QObject *parent) : QObject(parent)
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &TrainingRun::readLines);
    connect(&m_process, &QProcess::finished, this, &TrainingRun::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed(tr("The part of Reminisce that learns (reminisce-cli) is missing. Please install it again."));
    });
}

TrainingRun::~TrainingRun()
{
    // The run saves itself when its input closes. Where that takes longer, what it saved up to half a minute ago
    // counts.
    m_process.disconnect(this);
    if (!isRunning())
        return;
    m_process.closeWriteChannel();
    constexpr int patienceMs = 8000;
    m_process.waitForFinished(patienceMs);
}

void TrainingRun::start(const QString &configFile, bool anew)
{
    QStringList arguments{QStringLiteral("train"), configFile, QStringLiteral("--progress")};
    if (anew)
        arguments << QStringLiteral("--anew");
    m_toldEnd = false;
    m_failure.clear();
    m_process.start(programPath(), arguments);
}

void TrainingRun::stop()
{
    m_process.closeWriteChannel();
}

void TrainingRun::readLines()
{
    while (m_process.canReadLine()) {
        const QJsonDocument line = QJsonDocument::fromJson(m_process.readLine());
        if (line.isObject())
            take(line.object());
    }
}

void TrainingRun::take(const QJsonObject &event)
{
    const QString kind = event[QLatin1String("event")].toString();
    if (kind == QLatin1String("preparing")) {
        Q_EMIT preparing(event[QLatin1String("done")].toInt(), event[QLatin1String("all")].toInt());
    } else if (kind == QLatin1String("begun")) {
        Q_EMIT begun(event[QLatin1String("learning")].toInt(), event[QLatin1String("held_back")].toInt());
    } else if (kind == QLatin1String("progress")) {
        const auto number = [&event](const char *key) { return event[QLatin1String(key)].toDouble(); };
        TrainingSnapshot s;
        s.step = static_cast<qint64>(number("step"));
        s.share = number("share");
        s.minutesLeft = number("minutes_left");
        s.loss = number("loss");
        s.imageToText = number("image_to_text");
        s.textToImage = number("text_to_image");
        s.scale = number("scale");
        s.recall1 = number("recall1");
        s.chance1 = number("chance1");
        s.picturesPerSecond = number("pictures_per_second");
        for (const auto &cosine : event[QLatin1String("matrix")].toArray())
            s.matrix.push_back(static_cast<float>(cosine.toDouble() / 1000));
        for (const auto &caption : event[QLatin1String("captions")].toArray())
            s.captions.push_back(caption.toString());
        Q_EMIT progressed(s);
    } else if (kind == QLatin1String("validated")) {
        Q_EMIT validated(event);
    } else if (kind == QLatin1String("ended")) {
        // Told when the process is gone: until then nothing new can be started.
        m_toldEnd = true;
        m_finished = event[QLatin1String("finished")].toBool();
    } else if (kind == QLatin1String("failed")) {
        m_failure = event[QLatin1String("message")].toString();
    }
}

void TrainingRun::processEnded()
{
    readLines();
    if (m_toldEnd) {
        Q_EMIT ended(m_finished);
        return;
    }
    Q_EMIT failed(m_failure.isEmpty() ? tr("Learning was cut off. It can go on from where it was half a minute before.")
                                      : m_failure);
}

} // namespace reminisce::ui
