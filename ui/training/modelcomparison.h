// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/modeltrial.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace reminisce::ui {

class PhotoStrip;

/// The last step of making a model: what the new one and the one in use find for the same words.
class ModelComparison : public QWidget {
    Q_OBJECT

public:
    explicit ModelComparison(QWidget *parent = nullptr);

    /// suggestion: words to begin with, where there are none yet.
    void setModels(const QString &inUse, const QString &made, const QString &suggestion);
    void setFigures(const QString &text);

    QString words() const;
    void showBestInUse(const QVector<TrialPhoto> &photos);
    void showBestOfNew(const QVector<TrialPhoto> &photos);

Q_SIGNALS:
    void wordsChanged();
    void useRequested();
    void anotherRequested();
    void closed();

private:
    QLabel *m_figures, *m_inUseTitle, *m_newTitle;
    QLineEdit *m_words;
    PhotoStrip *m_bestInUse, *m_bestOfNew;
};

} // namespace reminisce::ui
