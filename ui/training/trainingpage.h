// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/photolist.h"
#include "ui/training/modeltrial.h"
#include "ui/training/trainingrun.h"

#include <QWidget>
#include <filesystem>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace reminisce::ui {

class Curves;
class PhotoStrip;
class SimilarityMatrix;

/// Making a model of one's own: choose what to learn from, watch two encoders learn to agree, compare the outcome with
/// the model in use on one's own photos, and use it.
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
    void useRequested(const QString &modelFolder);
    void stateChanged(const QString &text); ///< one short line while a run goes on, else empty

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *buildSetup();
    QWidget *buildRunning();
    QWidget *buildComparing();
    void chooseFolder();
    void updateExpectation();
    void measureComputer();
    void start();
    void goOn();
    void forget();
    void run(bool anew);
    void showProgress(const TrainingSnapshot &snapshot);
    void showFigures(const QJsonObject &figures);
    void showComparison();
    void runEnded(bool finished);
    std::filesystem::path runFolder() const; ///< of m_name
    std::filesystem::path modelFolder() const { return runFolder() / "model"; }
    QString probeText() const;
    void rankAgain();
    void setTrialPhotos(); ///< and looks at them again with the models that are shown
    void loadTrialModels();

    std::filesystem::path m_library;
    PhotoListPtr m_photos = std::make_shared<const PhotoList>();
    QString m_folder; ///< with captions
    QString m_name;   ///< of the run
    TrainingRun m_run;
    ModelTrial m_trial;
    double m_gflops = 0; ///< of this computer; 0: not measured yet
    bool m_wantsComparison = false;
    PhotoListPtr m_trialPhotos; ///< those that the trial has
    QStringList m_captions;     ///< of the last batch

    QStackedWidget *m_steps;
    // setup
    QComboBox *m_source, *m_pictures, *m_texts, *m_size, *m_minutes;
    QPushButton *m_choose, *m_start, *m_goOn, *m_forget;
    QLineEdit *m_nameField;
    QLabel *m_expectation, *m_unfinished, *m_message;
    // running
    QProgressBar *m_progress;
    QLabel *m_state, *m_why, *m_runFigures;
    SimilarityMatrix *m_matrix;
    Curves *m_losses, *m_recall;
    QLineEdit *m_probe;
    PhotoStrip *m_probeStrip, *m_neighbours;
    QPushButton *m_pause, *m_finish;
    // comparing
    QLabel *m_figures, *m_oldTitle, *m_newTitle;
    QLineEdit *m_question;
    PhotoStrip *m_oldStrip, *m_newStrip;
    QPushButton *m_use;
};

} // namespace reminisce::ui
