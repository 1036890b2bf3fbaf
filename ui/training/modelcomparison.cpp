// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/modelcomparison.h"

#include "ui/training/photostrip.h"
#include "ui/training/trainingwidgets.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reminisce::ui {

ModelComparison::ModelComparison(QWidget *parent)
    : QWidget(parent), m_figures(wrapped("trainingFigures", this)), m_inUseTitle(new QLabel(this)),
      m_newTitle(new QLabel(this)), m_words(new QLineEdit(this)),
      m_bestInUse(new PhotoStrip(tr("What the model in use finds"), this)),
      m_bestOfNew(new PhotoStrip(tr("What the new model finds"), this))
{
    m_words->setObjectName(QStringLiteral("compareQuestion"));
    m_words->setAccessibleName(tr("Words to compare by"));
    m_words->setPlaceholderText(tr("Words to compare both models by, on your own photos"));
    m_words->setClearButtonEnabled(true);
    m_bestInUse->setObjectName(QStringLiteral("oldStrip"));
    m_bestOfNew->setObjectName(QStringLiteral("newStrip"));
    auto *use = new QPushButton(tr("Use the new model"), this);
    use->setObjectName(QStringLiteral("trainingUse"));
    auto *another = new QPushButton(tr("Make another"), this);
    another->setObjectName(QStringLiteral("trainingAnother"));
    auto *back = new QPushButton(tr("Back to the photos"), this);
    auto *note = wrapped("trainingUseNote", this);
    note->setText(tr("Your photos are looked at anew in the background; until that is done, the model in use answers. "
                     "Under Models you get back to it with one click."));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addWidget(another);
    buttons->addStretch();
    buttons->addWidget(use);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(heading(tr("Compare on your photos"), this));
    layout->addWidget(m_figures);
    layout->addWidget(m_words);
    layout->addWidget(m_inUseTitle);
    layout->addWidget(m_bestInUse);
    layout->addWidget(m_newTitle);
    layout->addWidget(m_bestOfNew);
    layout->addStretch();
    layout->addWidget(note);
    layout->addLayout(buttons);
    connect(m_words, &QLineEdit::textChanged, this, &ModelComparison::wordsChanged);
    connect(use, &QPushButton::clicked, this, &ModelComparison::useRequested);
    connect(another, &QPushButton::clicked, this, &ModelComparison::anotherRequested);
    connect(back, &QPushButton::clicked, this, &ModelComparison::closed);
}

void ModelComparison::setModels(const QString &inUse, const QString &made, const QString &suggestion)
{
    m_inUseTitle->setText(tr("In use: %1").arg(inUse));
    m_newTitle->setText(tr("New: %1").arg(made));
    if (m_words->text().isEmpty())
        m_words->setText(suggestion);
    m_words->setFocus();
}

void ModelComparison::setFigures(const QString &text)
{
    m_figures->setText(text);
}

QString ModelComparison::words() const
{
    return m_words->text().trimmed();
}

void ModelComparison::showBestInUse(const QVector<TrialPhoto> &photos)
{
    m_bestInUse->setPhotos(photos);
}

void ModelComparison::showBestOfNew(const QVector<TrialPhoto> &photos)
{
    m_bestOfNew->setPhotos(photos);
}

} // namespace reminisce::ui
