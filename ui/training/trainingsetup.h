// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/config.h"

#include <QWidget>
#include <filesystem>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace reminisce::ui {

/// The first step of making a model: what to learn from, with which encoders, for how long, and what comes of it. The
/// newest run that is not done is offered to go on with; where there is none, the newest model that was not used yet.
class TrainingSetup : public QWidget {
    Q_OBJECT

public:
    explicit TrainingSetup(QWidget *parent = nullptr);

    void setLibrary(const std::filesystem::path &library, int photos);
    /// The folder with captions to learn from.
    void setFolder(const QString &folder);
    /// Finds what is unfinished, and a free name.
    void look();

Q_SIGNALS:
    void startRequested(const reminisce::training::TrainingConfig &config);
    void goOnRequested(const QString &name);
    void compareRequested(const QString &name);
    void refused(const QString &message);
    void guideRequested();
    void closed();

private:
    void layOut();
    void findWaiting();
    void chooseFolder();
    void updateExpectation();
    void measureComputer();
    void start();
    void forget();
    training::TrainingConfig config() const;

    std::filesystem::path m_library;
    int m_photos = 0;
    QString m_folder;      ///< with captions
    double m_gflops = 0;   ///< of this computer; 0: not measured yet
    QString m_found;       ///< a run that waits
    bool m_isDone = false; ///< it only waits to be compared

    QComboBox *m_source, *m_pictures, *m_texts, *m_size, *m_minutes;
    QPushButton *m_choose, *m_start, *m_goOn, *m_forget;
    QLineEdit *m_name;
    QLabel *m_expectation, *m_unfinished;
};

} // namespace reminisce::ui
