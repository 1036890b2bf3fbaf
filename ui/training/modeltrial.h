// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/base/embedding.h"
#include "ui/session/photolist.h"

#include <QImage>
#include <QObject>
#include <QThread>
#include <filesystem>
#include <vector>

namespace reminisce::ui {

/// A photo of one's own and how near it is to the words.
struct TrialPhoto {
    qint64 id = 0;
    QImage picture;
    float score = 0; ///< cosine
};

/// What two photos have to do with each other in a model's eyes.
struct TrialNeighbour {
    TrialPhoto photo;
    QString caption; ///< the word of the list that fits it best
};

/// Tries models on some of the person's own photos, on a thread of its own: a checkpoint that is still learning, which
/// looks at their thumbnails, and the model in use beside it, whose vectors the library has.
class ModelTrial : public QObject {
    Q_OBJECT

public:
    explicit ModelTrial(QObject *parent = nullptr);
    ~ModelTrial() override;

    /// The photos to try on: an even choice of at most 200.
    void setPhotos(const std::filesystem::path &library, const PhotoListPtr &photos);
    /// Reads (again) the model in this folder and looks at the photos with it; `ready` follows.
    void load(const QString &role, const std::filesystem::path &model);
    /// Ranks the photos by words with the model of that role; `ranked` follows.
    void rank(const QString &role, const QString &words);
    /// The photos that a model takes for the most like one of them; `neighboursFound` follows.
    void findNeighbours(const QString &role, qint64 photo, const QStringList &captions);

Q_SIGNALS:
    void ready(const QString &role);
    void ranked(const QString &role, const QString &words, const QVector<reminisce::ui::TrialPhoto> &best);
    /// The anchor with its caption first, then the nearest, nearest first.
    void neighboursFound(const QString &role, const QVector<reminisce::ui::TrialNeighbour> &photos);
    void failed(const QString &message);

private:
    class Worker;
    QThread m_thread;
    CancelToken m_stop;
    Worker *m_worker; ///< lives on m_thread, deleted by it
};

} // namespace reminisce::ui
