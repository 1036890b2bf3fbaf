// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settingspage.h"

#include "core/base/choices.h"
#include "ui/window/appearance.h"

#include <QApplication>
#include <QComboBox>
#include <QDate>
#include <QFormLayout>
#include <QHideEvent>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

namespace reminisce::ui {

namespace {
constexpr int formWidth = 640;
} // namespace

SettingsPage::SettingsPage(QWidget *parent)
    : QWidget(parent), m_appearance(new QComboBox(this)), m_device(new QComboBox(this)),
      m_precision(new QComboBox(this)), m_excluded(new QPlainTextEdit(this)), m_sizes(new QLabel(this)),
      m_copies(new QComboBox(this)), m_restore(new QPushButton(tr("Go back to it…"), this))
{
    setObjectName(QStringLiteral("settingsPage"));
    auto *title = new QLabel(tr("Settings"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    title->setFont(large);

    m_appearance->setObjectName(QStringLiteral("appearanceBox"));
    m_appearance->addItem(tr("As the desktop"), QStringLiteral("system"));
    m_appearance->addItem(tr("Light"), QStringLiteral("light"));
    m_appearance->addItem(tr("Dark"), QStringLiteral("dark"));
    m_device->setObjectName(QStringLiteral("deviceBox"));
    m_device->addItem(tr("Whatever is fastest here"), QStringLiteral("auto"));
    m_device->addItem(tr("Processor"), QStringLiteral("cpu"));
    m_device->addItem(tr("NVIDIA graphics card (CUDA)"), QStringLiteral("cuda"));
    m_precision->setObjectName(QStringLiteral("precisionBox"));
    m_precision->addItem(tr("Whatever is fastest here"), QStringLiteral("auto"));
    m_precision->addItem(tr("Most exact (fp32)"), QStringLiteral("fp32"));
    m_precision->addItem(tr("Faster (bf16)"), QStringLiteral("bf16"));
    m_precision->addItem(tr("Faster, graphics cards only (fp16)"), QStringLiteral("fp16"));
    m_excluded->setObjectName(QStringLiteral("excludedNames"));
    m_excluded->setPlaceholderText(QStringLiteral("*.psd.jpg\nthumbnails"));
    m_excluded->setMaximumHeight(90);
    m_excluded->setTabChangesFocus(true);
    m_sizes->setObjectName(QStringLiteral("sizesLabel"));

    auto *thumbnails = new QPushButton(tr("Delete thumbnails"), this);
    thumbnails->setObjectName(QStringLiteral("deleteThumbnails"));
    auto *vectors = new QPushButton(tr("Forget what other models saw"), this);
    vectors->setObjectName(QStringLiteral("deleteVectors"));
    auto *room = new QHBoxLayout;
    room->setSpacing(8);
    room->addWidget(thumbnails);
    room->addWidget(vectors);
    room->addStretch();

    m_copies->setObjectName(QStringLiteral("copiesBox"));
    m_copies->setAccessibleName(tr("Copy of the library"));
    m_restore->setObjectName(QStringLiteral("restoreCopy"));
    auto *copies = new QHBoxLayout;
    copies->setSpacing(8);
    copies->addWidget(m_copies);
    copies->addWidget(m_restore);
    copies->addStretch();
    setCopies({});

    auto *choices = new QWidget(this);
    choices->setMaximumWidth(formWidth);
    auto *form = new QFormLayout(choices);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(12);
    form->addRow(tr("Colours"), m_appearance);
    form->addRow(tr("Run models on"), m_device);
    form->addRow(tr("Calculate with"), m_precision);
    form->addRow(tr("Leave out names like"), m_excluded);
    form->addRow(tr("Room on the disk"), m_sizes);
    form->addRow(QString(), room);
    form->addRow(tr("Copy of the library"), copies);
    auto *note =
        new QLabel(tr("“Run models on” and “Calculate with” take effect when Reminisce starts the next time."), this);
    note->setWordWrap(true);
    auto *back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("settingsBack"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(choices);
    layout->addWidget(note);
    layout->addStretch();
    layout->addWidget(back, 0, Qt::AlignLeft);

    QWidget *before = m_excluded;
    for (QWidget *next :
         {static_cast<QWidget *>(thumbnails), static_cast<QWidget *>(vectors), static_cast<QWidget *>(m_copies),
          static_cast<QWidget *>(m_restore), static_cast<QWidget *>(back)}) {
        setTabOrder(before, next);
        before = next;
    }

    connect(back, &QPushButton::clicked, this, &SettingsPage::closed);
    connect(thumbnails, &QPushButton::clicked, this, [this] {
        if (QMessageBox::question(this, tr("Delete thumbnails?"),
                                  tr("They are made again from the photos when you look at them.")) == QMessageBox::Yes)
            Q_EMIT deleteThumbnailsRequested();
    });
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (QMessageBox::question(this, tr("Go back to the copy of %1?").arg(m_copies->currentText()),
                                  tr("The library as it is now is kept under another name. Your photos stay as they "
                                     "are; those that came later are looked at again.")) == QMessageBox::Yes)
            Q_EMIT restoreRequested(m_copies->currentData().toString());
    });
    connect(vectors, &QPushButton::clicked, this, [this] {
        if (QMessageBox::question(
                this, tr("Forget what other models saw?"),
                tr("Going back to another model will take as long as its first look at your photos.")) ==
            QMessageBox::Yes)
            Q_EMIT deleteOtherVectorsRequested();
    });
}

void SettingsPage::load()
{
    const Choices choices = Choices::load();
    m_appearance->setCurrentIndex(std::max(0, m_appearance->findData(QString::fromStdString(choices.appearance))));
    const QString device = QString::fromStdString(choices.device);
    if (m_device->findData(device) < 0)
        m_device->addItem(device, device); // written into the file by hand, as "cuda:1"
    m_device->setCurrentIndex(m_device->findData(device));
    m_precision->setCurrentIndex(std::max(0, m_precision->findData(QString::fromStdString(choices.precision))));
    QStringList patterns;
    for (const std::string &pattern : choices.excluded)
        patterns << QString::fromStdString(pattern);
    m_excluded->setPlainText(patterns.join(QLatin1Char('\n')));
    m_isLoaded = true;
}

void SettingsPage::hideEvent(QHideEvent *event)
{
    // However the page is left: Back, Esc, a menu or closing the window.
    if (!event->spontaneous() && std::exchange(m_isLoaded, false))
        save();
    QWidget::hideEvent(event);
}

void SettingsPage::save()
{
    std::vector<std::string> excluded;
    for (const QString &line : m_excluded->toPlainText().split(QLatin1Char('\n'))) {
        if (!line.trimmed().isEmpty())
            excluded.push_back(line.trimmed().toStdString());
    }
    bool excludesOthers = false;
    const auto saved = Choices::change([&](Choices &choices) {
        choices.appearance = m_appearance->currentData().toString().toStdString();
        choices.device = m_device->currentData().toString().toStdString();
        choices.precision = m_precision->currentData().toString().toStdString();
        excludesOthers = std::exchange(choices.excluded, excluded) != excluded;
    });
    if (!saved) {
        Q_EMIT failed(QString::fromStdString(saved.error().message));
        return;
    }
    applyAppearance(*qApp, m_appearance->currentData().toString());
    if (excludesOthers)
        Q_EMIT exclusionsChanged();
}

void SettingsPage::setCopies(const QStringList &days)
{
    m_copies->clear();
    for (const QString &day : days)
        m_copies->addItem(QLocale().toString(QDate::fromString(day, Qt::ISODate), QLocale::LongFormat), day);
    if (days.isEmpty())
        m_copies->addItem(tr("None yet; one is made every day"));
    m_copies->setEnabled(!days.isEmpty());
    m_restore->setEnabled(!days.isEmpty());
}

void SettingsPage::setSizes(qint64 catalogueBytes, qint64 thumbnailBytes)
{
    const QLocale locale;
    m_sizes->setText(tr("%1 for what is known about the photos and copies of it, %2 for thumbnails")
                         .arg(locale.formattedDataSize(catalogueBytes), locale.formattedDataSize(thumbnailBytes)));
}

} // namespace reminisce::ui
