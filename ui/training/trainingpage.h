// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/config.h"
#include "ui/session/photolist.h"
#include "ui/training/modeltrial.h"
#include "ui/training/trainingrun.h"

#include <QWidget>
#include <filesystem>

class QLabel;
class QStackedWidget;

namespace reminisce::ui {

class ModelComparison;
class TrainingSetup;
class TrainingWatch;

/// Making a model of one's own: choose what to learn from, watch two encoders learn to agree, compare the outcome with
/// the model in use on one's own photos, and use it. Holds the run and the trial; each step is a widget of its own.
class TrainingPage : public QWidget {
    Q_OBJECT

public:
    explicit TrainingPage(QWidget *parent = nullptr);

    void setLibrary(const std::filesystem::path &library, const PhotoListPtr &photos);
    void setMessage(const QString &message);
    /// The folder with captions to learn from; also by dropping it on the page.
    void setFolder(const QString &folder);
    bool isRunning() const { return m_run.isRunning(); }
    /// Finds what is unfinished or not compared yet; call it when the page is shown.
    void look();

Q_SIGNALS:
    void closed();
    void guideRequested();
    void useRequested(const QString &modelFolder);
    void failed(const QString &message);
    void stateChanged(const QString &text); ///< one short line while a run goes on, else empty

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void connectSetup();
    void connectWatch();
    void connectComparison();
    void connectRun();
    void connectTrial();
    void setName(const QString &name); ///< of the run that the steps are about
    void start(const training::TrainingConfig &config);
    void run(bool anew);
    void pauseOrGoOn();
    void finish();
    void showProgress(const TrainingSnapshot &snapshot);
    void showFigures(const QJsonObject &figures);
    void showSetup();
    void showComparison();
    void runEnded(bool finished);
    QString words() const; ///< to try, of the step that is shown
    void rankAgain();
    void setTrialPhotos(); ///< and looks at them again with the models that are shown
    void loadTrialModels();

    std::filesystem::path m_library;
    PhotoListPtr m_photos = std::make_shared<const PhotoList>();
    QString m_name; ///< of the run
    TrainingRun m_run;
    ModelTrial m_trial;
    bool m_wantsComparison = false;
    PhotoListPtr m_trialPhotos; ///< those that the trial has

    QStackedWidget *m_steps;
    TrainingSetup *m_setup;
    TrainingWatch *m_watch;
    ModelComparison *m_comparison;
    QLabel *m_message;
};

} // namespace reminisce::ui
