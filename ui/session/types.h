// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QLocale>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>

namespace reminisce::ui {

/// The answer to a question, best first.
struct SearchResult {
    quint64 number = 0; ///< of the question; older answers are dropped
    QVector<qint64> photos;
    int sure = 0;
    int likely = 0;
    int searched = 0;             ///< photos that could be found
    bool ofSeveralThings = false; ///< which all should be in a photo
    QString error;                ///< set where there is no answer
    /// Words of the question that the model was not taught, with what was looked for instead; empty where nothing was.
    QVector<QPair<QString, QString>> unknownWords;
};

/// What a model learnt from the person's captions and tags.
struct OwnWordsState {
    QStringList words;            ///< empty: none
    bool wasAsked = false;        ///< the person asked for it just now
    double before = 0, after = 0; ///< share of the words found among the first five, in photos held back
    QString reason;               ///< a sentence, where nothing was learnt
};

struct IndexState {
    enum Phase { Idle, Scanning, Indexing } phase = Idle;
    qint64 done = 0;
    qint64 total = 0;
    double picturesPerSecond = 0;
    bool paused = false;
};

struct SkippedFile {
    QString path;
    QString reason;
};

struct LibraryFolder {
    qint64 id = 0;
    QString path;
    qint64 photos = 0;
};

struct ModelInfo {
    QString name;
    QString description; ///< one sentence for people
    bool isStarter = false;
    bool isCurrent = false;
    qint64 photos = 0; ///< that have a vector of it in the current library
};

/// Everything that is known about one photo.
struct PhotoDetails {
    qint64 id = 0;
    QStringList paths; ///< the places where the file lies
    int width = 0;
    int height = 0;
    qint64 taken = 0;
    bool dateIsGuess = false;
    QString camera;
    bool hasPosition = false;
    double latitude = 0;
    double longitude = 0;
    qint64 bytes = 0;
};

inline QDateTime dateOf(qint64 taken)
{
    return QDateTime::fromSecsSinceEpoch(taken, Qt::UTC);
}

/// Date and time for people; the clock of the camera has no zone.
inline QString dateText(qint64 taken)
{
    const QDateTime date = dateOf(taken);
    const QLocale locale;
    return QStringLiteral("%1, %2").arg(locale.toString(date.date(), QLocale::LongFormat),
                                        locale.toString(date.time(), QLocale::ShortFormat));
}

} // namespace reminisce::ui

Q_DECLARE_METATYPE(reminisce::ui::SearchResult)
Q_DECLARE_METATYPE(reminisce::ui::OwnWordsState)
Q_DECLARE_METATYPE(reminisce::ui::IndexState)
Q_DECLARE_METATYPE(reminisce::ui::PhotoDetails)
