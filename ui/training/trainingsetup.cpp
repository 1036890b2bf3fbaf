// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingsetup.h"

#include "core/base/choices.h"
#include "core/clip/encoder.h"
#include "core/training/trainer.h"
#include "ui/training/expectation.h"
#include "ui/training/trainingplaces.h"
#include "ui/training/trainingwidgets.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QFutureWatcher>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtConcurrent>
#include <cmath>

namespace reminisce::ui {

namespace fs = std::filesystem;

namespace {

enum Source { Library, Folder };

/// "1 in 5"
QString oneIn(double share)
{
    return share > 0.4 ? TrainingSetup::tr("%1 in 10").arg(std::lround(share * 10))
                       : TrainingSetup::tr("1 in %1").arg(std::lround(1 / std::max(share, 0.005)));
}

QComboBox *choice(const char *name, const QList<QPair<QString, QVariant>> &items, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(QString::fromLatin1(name));
    for (const auto &[text, value] : items)
        box->addItem(text, value);
    return box;
}

QPushButton *button(const char *name, const QString &text, QWidget *parent)
{
    auto *result = new QPushButton(text, parent);
    result->setObjectName(QString::fromLatin1(name));
    return result;
}

/// What an earlier run left behind with neither model nor state is no model.
bool isTaken(const QString &name)
{
    return isUnfinished(name) || hasModel(name) || installedNames().contains(name);
}

} // namespace

TrainingSetup::TrainingSetup(QWidget *parent)
    : QWidget(parent), m_source(choice("trainingSource",
                                       {{tr("My library: words in the photos' files and names of folders"), Library},
                                        {tr("A folder of pictures with captions"), Folder}},
                                       this)),
      m_pictures(choice(
          "trainingPictures",
          {{tr("Residual network, small: quick, best with few pictures"), QStringLiteral("resnet18")},
           {tr("Residual network, wide: learns more, takes three times as long"), QStringLiteral("resnet18-wide")},
           {tr("Residual network, deep: for fine differences"), QStringLiteral("resnet50")},
           {tr("Vision transformer, small: for many pictures"), QStringLiteral("vit-conv")},
           {tr("Vision transformer in its first form: needs the most pictures"), QStringLiteral("vit-tiny")},
           {tr("Vision transformer, larger: for many pictures and much time"), QStringLiteral("vit-small")}},
          this)),
      m_texts(choice("trainingTexts",
                     {{tr("Transformer that reads from left to right"), QStringLiteral("causal")},
                      {tr("The same, larger"), QStringLiteral("causal-large")},
                      {tr("Transformer that sees the whole sentence (as BERT)"), QStringLiteral("class-token")},
                      {tr("Bag of words: quickest, blind to their order"), QStringLiteral("bag")}},
                     this)),
      m_size(choice("trainingSize", {}, this)), m_minutes(choice("trainingMinutes", {}, this)),
      m_choose(button("trainingChoose", tr("Choose the folder…"), this)),
      m_start(button("trainingStart", tr("Start"), this)), m_goOn(button("trainingGoOn", tr("Go on with it"), this)),
      m_forget(button("trainingForget", tr("Forget it"), this)), m_name(new QLineEdit(tr("My model"), this)),
      m_expectation(wrapped("trainingExpectation", this)), m_unfinished(wrapped("trainingUnfinished", this))
{
    for (const int size : {64, 96, 128})
        m_size->addItem(tr("%1 × %1 pixels").arg(size), size);
    for (const double minutes : {2, 5, 15, 30, 60, 120, 480})
        m_minutes->addItem(minutesText(minutes), minutes);
    m_minutes->setCurrentIndex(2);
    m_name->setObjectName(QStringLiteral("trainingName"));
    layOut();

    connect(m_choose, &QPushButton::clicked, this, &TrainingSetup::chooseFolder);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this](int chosen) {
        m_choose->setVisible(chosen == Folder);
        updateExpectation();
    });
    for (QComboBox *box : {m_pictures, m_texts, m_size, m_minutes})
        connect(box, &QComboBox::currentIndexChanged, this, &TrainingSetup::updateExpectation);
    connect(m_name, &QLineEdit::textChanged, this, &TrainingSetup::updateExpectation);
    connect(m_start, &QPushButton::clicked, this, &TrainingSetup::start);
    connect(m_goOn, &QPushButton::clicked, this,
            [this] { m_isDone ? Q_EMIT compareRequested(m_found) : Q_EMIT goOnRequested(m_found); });
    connect(m_forget, &QPushButton::clicked, this, &TrainingSetup::forget);
    m_choose->hide();
}

void TrainingSetup::layOut()
{
    auto *sentence = wrapped("trainingSentence", this);
    sentence->setText(tr("Two encoders, one for pictures and one for words, learn to agree on which caption belongs to "
                         "which picture. Nothing leaves this computer."));
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    auto *source = new QHBoxLayout;
    source->addWidget(m_source, 1);
    source->addWidget(m_choose);
    auto *sourceLabel = new QLabel(tr("Learn &from"), this);
    sourceLabel->setBuddy(m_source);
    form->addRow(sourceLabel, source);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Pictures"), m_pictures);
    form->addRow(tr("&Words"), m_texts);
    form->addRow(tr("Picture &size"), m_size);
    form->addRow(tr("&Time"), m_minutes);
    auto *unfinished = new QHBoxLayout;
    unfinished->addWidget(m_unfinished, 1);
    unfinished->addWidget(m_goOn);
    unfinished->addWidget(m_forget);
    auto *back = new QPushButton(tr("Back"), this);
    connect(back, &QPushButton::clicked, this, &TrainingSetup::closed);
    auto *guide = button("trainingGuide", tr("How a model learns"), this);
    connect(guide, &QPushButton::clicked, this, &TrainingSetup::guideRequested);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    buttons->addWidget(guide);
    buttons->addWidget(m_start);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(heading(tr("Make a model of your own"), this));
    layout->addWidget(sentence);
    layout->addLayout(unfinished);
    layout->addLayout(form);
    layout->addWidget(m_expectation);
    layout->addStretch();
    layout->addLayout(buttons);
    // The keyboard goes from top to bottom.
    const QList<QWidget *> order = {m_goOn,  m_forget, m_source,  m_choose, m_name, m_pictures,
                                    m_texts, m_size,   m_minutes, m_start,  guide,  back};
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void TrainingSetup::setLibrary(const fs::path &library, int photos)
{
    m_library = library;
    m_photos = photos;
    updateExpectation();
}

void TrainingSetup::findWaiting()
{
    const auto installed = installedNames();
    m_found.clear();
    m_isDone = true;
    fs::file_time_type newest;
    std::error_code code;
    for (const auto &entry : fs::directory_iterator(trainingHome(), code)) {
        const QString name = shown(entry.path().filename());
        const bool isDone = !isUnfinished(name);
        if (isDone && (!hasModel(name) || installed.contains(name)))
            continue;
        // What is not done comes first; what is done and was never used waits to be compared.
        const auto changed = fs::last_write_time(modelFolder(name), code);
        if (m_found.isEmpty() || isDone < m_isDone || (isDone == m_isDone && changed > newest)) {
            m_found = name;
            m_isDone = isDone;
            newest = changed;
        }
    }
}

void TrainingSetup::look()
{
    findWaiting();
    const bool has = !m_found.isEmpty();
    m_unfinished->setText(!has       ? QString()
                          : m_isDone ? tr("“%1” has learnt and was not used yet.").arg(m_found)
                                     : tr("“%1” has not learnt to the end yet.").arg(m_found));
    m_goOn->setText(m_isDone ? tr("Compare it") : tr("Go on with it"));
    m_unfinished->setVisible(has);
    m_goOn->setVisible(has);
    m_forget->setVisible(has);
    // A name that is free, so that nothing is overwritten.
    const QString base = tr("My model");
    QString name = base;
    for (int i = 2; isTaken(name); ++i)
        name = tr("%1 %2").arg(base).arg(i);
    m_name->setText(name);
    measureComputer();
    updateExpectation();
}

void TrainingSetup::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder of pictures with captions"), m_folder);
    if (!folder.isEmpty())
        setFolder(folder);
}

void TrainingSetup::setFolder(const QString &folder)
{
    m_folder = folder;
    m_source->setCurrentIndex(Folder);
    updateExpectation();
}

void TrainingSetup::measureComputer()
{
    if (m_gflops > 0)
        return;
    auto *watcher = new QFutureWatcher<double>(this);
    connect(watcher, &QFutureWatcher<double>::finished, this, [this, watcher] {
        m_gflops = watcher->result();
        watcher->deleteLater();
        updateExpectation();
    });
    watcher->setFuture(QtConcurrent::run([] {
        const auto towers = clip::loadTowers();
        double best = 0;
        if (towers) {
            for (const clip::DeviceInfo &device : (*towers)->devices(true))
                best = std::max({best, device.gflopsFp32, device.gflopsHalf});
        }
        return best;
    }));
}

void TrainingSetup::updateExpectation()
{
    const bool fromFolder = m_source->currentIndex() == Folder;
    const QString name = m_name->text().trimmed();
    const bool isName = !name.isEmpty() && !name.startsWith(QLatin1Char('.')) && !name.contains(QLatin1Char('/'));
    m_start->setEnabled(isName && (fromFolder ? !m_folder.isEmpty() : m_photos > 1));
    m_choose->setText(m_folder.isEmpty() ? tr("Choose the folder…") : QFileInfo(m_folder).fileName());
    m_choose->setToolTip(m_folder);
    if (fromFolder && m_folder.isEmpty()) {
        m_expectation->setText(tr("A folder with captions.csv, captions.txt (Flickr8k), captions.jsonl, or a text file "
                                  "beside each picture."));
        return;
    }
    if (!fromFolder && m_photos < 2) {
        m_expectation->setText(tr("There are no photos in this library to learn from yet."));
        return;
    }
    if (m_gflops <= 0) {
        m_expectation->setText(tr("Measuring this computer…"));
        return;
    }
    const double minutes = m_minutes->currentData().toDouble();
    const double pictures = 60 * minutes *
                            trainingRate(m_gflops, m_pictures->currentData().toString(),
                                         m_texts->currentData().toString(), m_size->currentData().toInt());
    m_expectation->setText(
        tr("In %1 this computer looks at about %2 pictures. A model that saw that many of 100,000 everyday photos "
           "named "
           "%3 of 200 things right at the first try (guessing: 1 in 200). With fewer photos of your own expect less; a "
           "large model from the internet knows far more.")
            .arg(minutesText(minutes), QLocale().toString(static_cast<qint64>(std::round(pictures / 1000) * 1000)),
                 oneIn(knownOutcome(pictures))));
}

training::TrainingConfig TrainingSetup::config() const
{
    const QString name = m_name->text().trimmed();
    training::TrainingConfig config;
    config.name = name.toStdString();
    config.data = m_source->currentIndex() == Folder ? fs::path(QFile::encodeName(m_folder).toStdString()) : m_library;
    config.folderNames = true;
    config.output = modelFolder(name);
    config.minutes = m_minutes->currentData().toDouble();
    config.pictureSize = m_size->currentData().toInt();
    training::applyPicturePreset(m_pictures->currentData().toString().toStdString(), config);
    training::applyTextPreset(m_texts->currentData().toString().toStdString(), config);
    config.batch = 128;
    config.warmup = 100;
    config.learningRate = 1e-3;
    config.muon = 0; // on few pictures and for minutes AdamW was ahead
    config.smoothing = 0;
    config.averaging = 0.99;
    config.saveEveryMinutes = std::clamp(config.minutes / 12, 0.4, 5.0);
    config.device = Choices::load().device;
    if (config.device != "cpu" && config.device != "cuda")
        config.device = "auto";
    return config;
}

void TrainingSetup::start()
{
    const QString name = m_name->text().trimmed();
    if (isTaken(name))
        Q_EMIT refused(tr("There is a model called “%1” already. Choose another name.").arg(name));
    else
        Q_EMIT startRequested(config());
}

void TrainingSetup::forget()
{
    if (m_found.isEmpty() ||
        QMessageBox::question(this, tr("Forget this model?"),
                              tr("What “%1” has learnt will be deleted. Your photos stay as they are.").arg(m_found)) !=
            QMessageBox::Yes)
        return;
    m_forget->setEnabled(false);
    auto *deleting = new QFutureWatcher<std::error_code>(this);
    connect(deleting, &QFutureWatcher<std::error_code>::finished, this, [this, deleting] {
        m_forget->setEnabled(true);
        deleting->deleteLater();
        if (const std::error_code code = deleting->result())
            Q_EMIT refused(tr("It cannot be deleted: %1").arg(QString::fromStdString(code.message())));
        look();
    });
    deleting->setFuture(QtConcurrent::run([folder = runFolder(m_found)] {
        std::error_code code;
        fs::remove_all(folder, code);
        return code;
    }));
}

} // namespace reminisce::ui
