// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/modeltrial.h"
#include "ui/training/trainingrun.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace reminisce::ui {

class Curves;
class PhotoStrip;
class SimilarityMatrix;

/// The second step of making a model: watch it learn. The matrix of likenesses, the losses, and words to try on one's
/// own photos meanwhile.
class TrainingWatch : public QWidget {
    Q_OBJECT

public:
    explicit TrainingWatch(QWidget *parent = nullptr);

    void clear();                ///< for another model
    void setRunning();           ///< a run begins or goes on
    void setPaused(bool goesOn); ///< else it begins anew
    void setSaving();
    void showReading(int done, int all);
    void showBegun(int learning, int heldBack);
    void showProgress(const TrainingSnapshot &snapshot);
    void setFigures(const QString &text);

    QString words() const;                                     ///< to try
    const QStringList &captions() const { return m_captions; } ///< of the last batch
    void showBest(const QVector<TrialPhoto> &photos);
    void showNeighbours(const QVector<TrialNeighbour> &photos);

Q_SIGNALS:
    void wordsChanged();
    void photoChosen(qint64 photo);
    void pauseRequested(); ///< or, where it is paused, to go on
    void finishRequested();
    void closed();

private:
    void layOut();

    QProgressBar *m_progress;
    QLabel *m_state, *m_figures, *m_why;
    SimilarityMatrix *m_matrix;
    Curves *m_losses, *m_recall;
    QLineEdit *m_words;
    PhotoStrip *m_best, *m_neighbours;
    QPushButton *m_pause, *m_finish;
    QStringList m_captions;
};

} // namespace reminisce::ui
