// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/statusline.h"

#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace reminisce::ui {

namespace {

constexpr int messageMs = 20'000; ///< afterwards it would seem to speak of what is there now

QString timeLeft(const IndexState &state)
{
    if (state.picturesPerSecond <= 0)
        return {};
    const auto seconds = static_cast<qint64>(static_cast<double>(state.total - state.done) / state.picturesPerSecond);
    if (seconds < 60)
        return StatusLine::tr("less than a minute left");
    return StatusLine::tr("%n minute(s) left", nullptr, static_cast<int>((seconds + 59) / 60));
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent), m_summary(new QLabel(this)), m_rest(button(QStringLiteral("restButton"))),
      m_message(new QLabel(this)), m_training(button(QStringLiteral("trainingButton"))), m_work(new QLabel(this)),
      m_pause(button(QStringLiteral("pauseButton"))), m_skipped(button(QStringLiteral("skippedButton")))
{
    m_summary->setObjectName(QStringLiteral("countLabel"));
    m_message->setObjectName(QStringLiteral("messageLabel"));
    m_work->setObjectName(QStringLiteral("workLabel"));
    m_pause->setText(tr("Pause"));
    // A long message must not widen the window; the tool tip has all of it.
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    setSizeGripEnabled(false);
    setContentsMargins(12, 2, 12, 2);
    addWidget(m_summary);
    addWidget(m_rest);
    addWidget(m_message, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_training), static_cast<QWidget *>(m_work),
                            static_cast<QWidget *>(m_pause), static_cast<QWidget *>(m_skipped)})
        addPermanentWidget(widget);
    for (QToolButton *each : {m_rest, m_training, m_pause, m_skipped})
        each->hide();
    m_untilRead.setSingleShot(true);
    m_untilRead.setInterval(messageMs);
    connect(&m_untilRead, &QTimer::timeout, this, [this] {
        m_message->clear();
        m_message->setToolTip({});
    });
    connect(m_rest, &QToolButton::clicked, this, &StatusLine::restToggled);
    connect(m_training, &QToolButton::clicked, this, &StatusLine::trainingClicked);
    connect(m_skipped, &QToolButton::clicked, this, &StatusLine::skippedClicked);
    connect(m_pause, &QToolButton::clicked, this, [this] {
        m_paused = !m_paused;
        m_pause->setText(m_paused ? tr("Go on") : tr("Pause"));
        Q_EMIT pauseChanged(m_paused);
    });
}

QToolButton *StatusLine::button(const QString &name)
{
    auto *made = new QToolButton(this);
    made->setObjectName(name);
    made->setAutoRaise(true);
    return made;
}

void StatusLine::setSummary(const QString &text)
{
    m_summary->setText(text);
    m_summary->setVisible(!text.isEmpty());
}

void StatusLine::setRest(Rest rest)
{
    m_rest->setVisible(rest != Rest::None);
    m_rest->setText(rest == Rest::Shown ? tr("Hide what is less likely") : tr("Show what is less likely, too"));
}

void StatusLine::setRestKey(const QString &key)
{
    m_rest->setToolTip(key);
}

void StatusLine::tell(const QString &message)
{
    m_message->setText(message);
    m_message->setToolTip(message);
    m_untilRead.start();
}

void StatusLine::setIndexState(const IndexState &state)
{
    const QLocale locale;
    QString text;
    if (state.phase == IndexState::Scanning)
        text = tr("Looking for changes…");
    else if (state.phase == IndexState::Indexing) {
        text = state.paused ? tr("Paused at %1 of %2").arg(locale.toString(state.done), locale.toString(state.total))
                            : tr("Indexing %1 of %2").arg(locale.toString(state.done), locale.toString(state.total));
        if (state.picturesPerSecond > 0 && !state.paused)
            text += tr(" · %1/s · %2").arg(locale.toString(state.picturesPerSecond, 'f', 0), timeLeft(state));
    }
    m_work->setText(text);
    m_pause->setVisible(state.phase == IndexState::Indexing);
}

void StatusLine::setSkipped(int files)
{
    m_skipped->setVisible(files > 0);
    m_skipped->setText(tr("%Ln skipped", nullptr, files));
}

void StatusLine::setTraining(const QString &text)
{
    m_training->setText(text);
    m_training->setVisible(!text.isEmpty());
}

} // namespace reminisce::ui
