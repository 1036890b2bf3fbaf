// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QToolButton;

namespace reminisce::ui {

/// The line below: what is shown, the last message, and the work that goes on.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    enum class Rest { None, Hidden, Shown }; ///< answers that are less likely

    explicit StatusLine(QWidget *parent = nullptr);
    void setSummary(const QString &text); ///< empty: none
    void setRest(Rest rest);
    void setRestKey(const QString &key);
    void tell(const QString &message); ///< for a while
    void setIndexState(const IndexState &state);
    void setSkipped(int files);
    void setTraining(const QString &text); ///< empty: nothing is being trained

Q_SIGNALS:
    void restToggled();
    void pauseChanged(bool paused);
    void skippedClicked();
    void trainingClicked();

private:
    QToolButton *button(const QString &name);

    QLabel *m_summary;
    QToolButton *m_rest;
    QLabel *m_message;
    QToolButton *m_training;
    QLabel *m_work;
    QToolButton *m_pause;
    QToolButton *m_skipped;
    QTimer m_untilRead;
    bool m_paused = false;
};

} // namespace reminisce::ui
