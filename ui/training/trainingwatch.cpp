// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingwatch.h"

#include "ui/training/curves.h"
#include "ui/training/photostrip.h"
#include "ui/training/similaritymatrix.h"
#include "ui/training/trainingwidgets.h"

#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace reminisce::ui {

TrainingWatch::TrainingWatch(QWidget *parent)
    : QWidget(parent), m_progress(new QProgressBar(this)), m_state(wrapped("trainingState", this)),
      m_figures(wrapped("trainingRunFigures", this)), m_why(wrapped("trainingWhy", this)),
      m_matrix(new SimilarityMatrix(this)),
      m_losses(
          new Curves(tr("Loss: lower is better"), {tr("picture to words"), tr("words to picture"), tr("mean")}, this)),
      m_recall(new Curves(tr("Own caption nearest, in a batch"), {tr("share of pictures")}, this)),
      m_words(new QLineEdit(this)), m_best(new PhotoStrip(tr("Your photos, nearest to the words first"), this)),
      m_neighbours(new PhotoStrip(tr("The photos most like the chosen one"), this)),
      m_pause(new QPushButton(tr("Pause"), this)), m_finish(new QPushButton(tr("Enough: compare now"), this))
{
    m_progress->setTextVisible(false);
    m_words->setObjectName(QStringLiteral("trainingProbe"));
    m_words->setAccessibleName(tr("Words to try the model with"));
    m_words->setPlaceholderText(tr("Words to try on your own photos while it learns"));
    m_words->setClearButtonEnabled(true);
    m_best->setObjectName(QStringLiteral("probeStrip"));
    m_neighbours->setObjectName(QStringLiteral("neighbourStrip"));
    m_neighbours->hide();
    m_why->setText(tr("Click a photo to see which others it is hard to tell from."));
    m_pause->setObjectName(QStringLiteral("trainingPause"));
    m_finish->setObjectName(QStringLiteral("trainingFinish"));
    layOut();
    connect(m_words, &QLineEdit::textChanged, this, &TrainingWatch::wordsChanged);
    connect(m_best, &PhotoStrip::chosen, this, &TrainingWatch::photoChosen);
    connect(m_pause, &QPushButton::clicked, this, &TrainingWatch::pauseRequested);
    connect(m_finish, &QPushButton::clicked, this, &TrainingWatch::finishRequested);
}

void TrainingWatch::layOut()
{
    auto *back = new QPushButton(tr("Back to the photos"), this);
    connect(back, &QPushButton::clicked, this, &TrainingWatch::closed);
    auto *plots = new QVBoxLayout;
    plots->addWidget(m_losses, 1);
    plots->addWidget(m_recall, 1);
    auto *pictures = new QHBoxLayout;
    pictures->setSpacing(20);
    pictures->addWidget(m_matrix, 1);
    pictures->addLayout(plots, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    buttons->addWidget(m_pause);
    buttons->addWidget(m_finish);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addLayout(pictures, 1);
    layout->addWidget(m_figures);
    layout->addWidget(m_words);
    layout->addWidget(m_best);
    layout->addWidget(m_neighbours);
    layout->addWidget(m_why);
    layout->addLayout(buttons);
    const QList<QWidget *> order = {m_words, m_best, m_neighbours, m_pause, m_finish, back};
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void TrainingWatch::clear()
{
    m_captions.clear();
    m_losses->clear();
    m_recall->clear();
    m_matrix->setMatrix({}, {});
    m_best->clear();
    m_neighbours->hide();
    m_figures->clear();
}

void TrainingWatch::setRunning()
{
    m_pause->setText(tr("Pause"));
    m_pause->setEnabled(true);
    m_finish->setEnabled(true);
    m_state->setText(tr("Starting…"));
    m_figures->clear();
}

void TrainingWatch::setPaused(bool goesOn)
{
    m_pause->setText(tr("Go on"));
    m_pause->setEnabled(true);
    m_finish->setEnabled(true);
    m_state->setText(goesOn ? tr("Paused. It goes on from here, also after the program was closed.")
                            : tr("Stopped before it had learnt anything. It begins anew when you go on."));
}

void TrainingWatch::setSaving()
{
    m_pause->setEnabled(false);
    m_finish->setEnabled(false);
    m_state->setText(tr("Saving…"));
}

void TrainingWatch::showReading(int done, int all)
{
    m_progress->setRange(0, all);
    m_progress->setValue(done);
    m_state->setText(tr("Reading pictures: %1 of %2").arg(QLocale().toString(done), QLocale().toString(all)));
}

void TrainingWatch::showBegun(int learning, int heldBack)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(0);
    m_figures->setText(tr("Learns from %1 pictures; %2 others are held back to see how well it does.")
                           .arg(QLocale().toString(learning), QLocale().toString(heldBack)));
}

void TrainingWatch::showProgress(const TrainingSnapshot &s)
{
    m_captions = s.captions;
    m_matrix->setMatrix(s.matrix, s.captions);
    m_losses->add({s.imageToText, s.textToImage, s.loss});
    m_recall->add({s.recall1});
    m_recall->setLevel(s.chance1, tr("chance"));
    m_progress->setRange(0, 1000);
    m_progress->setValue(static_cast<int>(s.share * 1000));
    m_state->setText(
        tr("%1 · %2 pictures a second")
            .arg(tr("%1 left").arg(minutesText(s.minutesLeft)), QLocale().toString(s.picturesPerSecond, 'f', 0)));
    m_state->setToolTip(tr("Step %1. Scale %2: how sharply it tells captions apart; it grows while it learns.")
                            .arg(QLocale().toString(s.step), QLocale().toString(s.scale, 'f', 1)));
}

void TrainingWatch::setFigures(const QString &text)
{
    m_figures->setText(text);
}

QString TrainingWatch::words() const
{
    return m_words->text().trimmed();
}

void TrainingWatch::showBest(const QVector<TrialPhoto> &photos)
{
    m_best->setPhotos(photos);
}

void TrainingWatch::showNeighbours(const QVector<TrialNeighbour> &photos)
{
    m_neighbours->setNeighbours(photos);
    m_neighbours->show();
    if (photos.size() < 2)
        return;
    const QString &own = photos[0].caption;
    const auto other =
        std::find_if(photos.begin() + 1, photos.end(), [&](const TrialNeighbour &n) { return n.caption != own; });
    m_why->setText(other == photos.end()
                       ? tr("“%1” fits this photo best, and all of these.").arg(own)
                       : tr("“%1” fits this photo best. The hardest to tell from it is one that “%2” fits: "
                            "their likeness is %3, of at most 1.")
                             .arg(own, other->caption)
                             .arg(other->photo.score, 0, 'f', 2));
}

} // namespace reminisce::ui
