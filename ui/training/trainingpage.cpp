// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingpage.h"

#include "core/base/choices.h"
#include "core/base/paths.h"
#include "core/clip/encoder.h"
#include "core/clip/modelstore.h"
#include "core/training/trainer.h"
#include "ui/training/curves.h"
#include "ui/training/photostrip.h"
#include "ui/training/similaritymatrix.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QFutureWatcher>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrent>
#include <cmath>

namespace reminisce::ui {

namespace fs = std::filesystem;

namespace {

enum Step { Setup, Running, Comparing };
const QString inUse = QStringLiteral("in use");
const QString fresh = QStringLiteral("new");

fs::path trainingHome()
{
    return paths::dataHome() / "training";
}

QString shown(const fs::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont large = label->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    label->setFont(large);
    return label;
}

QLabel *wrapped(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setWordWrap(true);
    return label;
}

QString minutesText(double minutes)
{
    if (minutes < 1)
        return TrainingPage::tr("less than a minute");
    if (minutes < 90)
        return TrainingPage::tr("%n minute(s)", nullptr, static_cast<int>(std::lround(minutes)));
    return TrainingPage::tr("%n hour(s)", nullptr, static_cast<int>(std::lround(minutes / 60)));
}

/// What a picture of 64 pixels costs in training, in billions of operations: pictures a second on a computer of 400
/// GFLOP/s, turned round. resnet18 and vit-conv as tests/bench/training measured them; the others in the proportion to
/// these that their operations have.
double costOf(const QString &preset)
{
    static const QHash<QString, double> perSecond = {
        {QStringLiteral("resnet18"), 580}, {QStringLiteral("vit-conv"), 232},      {QStringLiteral("vit-tiny"), 90},
        {QStringLiteral("resnet50"), 230}, {QStringLiteral("resnet18-wide"), 150}, {QStringLiteral("vit-small"), 48}};
    return 400 / perSecond.value(preset, 300);
}

/// Share of first answers that are right among 200 everyday things, by the pictures seen: measured on a run over
/// 100,000 labelled photos.
double knownOutcome(double pictures)
{
    struct Point {
        double pictures, share;
    };
    static const Point curve[] = {{0, 0.005}, {90e3, 0.08}, {270e3, 0.20}, {630e3, 0.33}, {1200e3, 0.43}};
    for (std::size_t i = 1; i < std::size(curve); ++i) {
        if (pictures < curve[i].pictures) {
            const double part = (pictures - curve[i - 1].pictures) / (curve[i].pictures - curve[i - 1].pictures);
            return curve[i - 1].share + part * (curve[i].share - curve[i - 1].share);
        }
    }
    return curve[std::size(curve) - 1].share;
}

/// Names that a new model cannot have.
QStringList installedNames()
{
    QStringList names;
    for (const clip::InstalledModel &model : clip::modelstore::installed())
        names << QString::fromStdString(model.name);
    return names;
}

/// "1 in 5"
QString oneIn(double share)
{
    return share > 0.4 ? TrainingPage::tr("%1 in 10").arg(std::lround(share * 10))
                       : TrainingPage::tr("1 in %1").arg(std::lround(1 / std::max(share, 0.005)));
}

} // namespace

TrainingPage::TrainingPage(QWidget *parent) : QWidget(parent), m_steps(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("trainingPage"));
    setAcceptDrops(true);
    m_steps->setObjectName(QStringLiteral("trainingSteps"));
    m_steps->addWidget(buildSetup());
    m_steps->addWidget(buildRunning());
    m_steps->addWidget(buildComparing());
    m_message = wrapped("trainingMessage", this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(m_steps, 1);
    layout->addWidget(m_message);
    m_message->hide();

    connect(&m_run, &TrainingRun::preparing, this, [this](int done, int all) {
        m_progress->setRange(0, all);
        m_progress->setValue(done);
        m_state->setText(tr("Reading pictures: %1 of %2").arg(QLocale().toString(done), QLocale().toString(all)));
        Q_EMIT stateChanged(tr("Reading pictures to learn from"));
    });
    connect(&m_run, &TrainingRun::begun, this, [this](int learning, int heldBack) {
        m_progress->setRange(0, 1000);
        m_runFigures->setText(tr("Learns from %1 pictures; %2 others are held back to see how well it does.")
                                  .arg(QLocale().toString(learning), QLocale().toString(heldBack)));
    });
    connect(&m_run, &TrainingRun::progressed, this, &TrainingPage::showProgress);
    connect(&m_run, &TrainingRun::validated, this, [this](const QJsonObject &figures) {
        showFigures(figures);
        m_trial.load(fresh, modelFolder());
    });
    connect(&m_run, &TrainingRun::ended, this, &TrainingPage::runEnded);
    connect(&m_run, &TrainingRun::failed, this, [this](const QString &message) {
        setMessage(message);
        Q_EMIT stateChanged({});
        m_steps->setCurrentIndex(Setup);
        look();
    });
    connect(&m_trial, &ModelTrial::ready, this, [this](const QString &role) {
        if (!probeText().isEmpty())
            m_trial.rank(role, probeText());
    });
    connect(&m_trial, &ModelTrial::ranked, this,
            [this](const QString &role, const QString &words, const QVector<TrialPhoto> &best) {
                if (words.trimmed() != probeText())
                    return;
                if (m_steps->currentIndex() == Running)
                    m_probeStrip->setPhotos(best);
                else
                    (role == fresh ? m_newStrip : m_oldStrip)->setPhotos(best);
            });
    connect(
        &m_trial, &ModelTrial::neighboursFound, this, [this](const QString &, const QVector<TrialNeighbour> &photos) {
            m_neighbours->setNeighbours(photos);
            m_neighbours->show();
            if (photos.size() < 2)
                return;
            const auto other = std::find_if(photos.begin() + 1, photos.end(),
                                            [&](const TrialNeighbour &n) { return n.caption != photos[0].caption; });
            m_why->setText(other == photos.end()
                               ? tr("“%1” fits this photo best, and all of these.").arg(photos[0].caption)
                               : tr("“%1” fits this photo best. The hardest to tell from it is one that “%2” fits: "
                                    "their likeness is %3, of at most 1.")
                                     .arg(photos[0].caption, other->caption)
                                     .arg(other->photo.score, 0, 'f', 2));
        });
    connect(&m_trial, &ModelTrial::failed, this, &TrainingPage::setMessage);
}

QWidget *TrainingPage::buildSetup()
{
    auto *page = new QWidget(this);
    m_source = new QComboBox(page);
    m_source->setObjectName(QStringLiteral("trainingSource"));
    m_source->addItem(tr("My library: words in the photos' files and names of folders"));
    m_source->addItem(tr("A folder of pictures with captions"));
    m_choose = new QPushButton(tr("Choose the folder…"), page);
    m_choose->setObjectName(QStringLiteral("trainingChoose"));
    m_nameField = new QLineEdit(tr("My model"), page);
    m_nameField->setObjectName(QStringLiteral("trainingName"));
    m_pictures = new QComboBox(page);
    m_pictures->setObjectName(QStringLiteral("trainingPictures"));
    m_pictures->addItem(tr("Residual network, small: quick, best with few pictures"), QStringLiteral("resnet18"));
    m_pictures->addItem(tr("Residual network, wide"), QStringLiteral("resnet18-wide"));
    m_pictures->addItem(tr("Residual network, deep (ResNet-50)"), QStringLiteral("resnet50"));
    m_pictures->addItem(tr("Vision transformer behind convolutions"), QStringLiteral("vit-conv"));
    m_pictures->addItem(tr("Vision transformer on patches"), QStringLiteral("vit-tiny"));
    m_pictures->addItem(tr("Vision transformer, larger"), QStringLiteral("vit-small"));
    m_texts = new QComboBox(page);
    m_texts->setObjectName(QStringLiteral("trainingTexts"));
    m_texts->addItem(tr("Transformer that reads from left to right"), QStringLiteral("causal"));
    m_texts->addItem(tr("The same, larger"), QStringLiteral("causal-large"));
    m_texts->addItem(tr("Transformer that sees the whole sentence (as BERT)"), QStringLiteral("class-token"));
    m_texts->addItem(tr("Bag of words: quickest, blind to their order"), QStringLiteral("bag"));
    m_size = new QComboBox(page);
    m_size->setObjectName(QStringLiteral("trainingSize"));
    for (const int size : {64, 96, 128})
        m_size->addItem(tr("%1 × %1 pixels").arg(size), size);
    m_minutes = new QComboBox(page);
    m_minutes->setObjectName(QStringLiteral("trainingMinutes"));
    for (const double minutes : {2, 5, 15, 30, 60, 120, 480})
        m_minutes->addItem(minutesText(minutes), minutes);
    m_minutes->setCurrentIndex(2);
    m_expectation = wrapped("trainingExpectation", page);
    m_unfinished = wrapped("trainingUnfinished", page);
    m_goOn = new QPushButton(tr("Go on with it"), page);
    m_goOn->setObjectName(QStringLiteral("trainingGoOn"));
    m_forget = new QPushButton(tr("Forget it"), page);
    m_forget->setObjectName(QStringLiteral("trainingForget"));
    m_start = new QPushButton(tr("Start"), page);
    m_start->setObjectName(QStringLiteral("trainingStart"));
    auto *back = new QPushButton(tr("Back"), page);

    auto *sentence = wrapped("trainingSentence", page);
    sentence->setText(tr("Two encoders, one for pictures and one for words, learn to agree on which caption belongs to "
                         "which picture. Nothing leaves this computer."));
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    auto *source = new QHBoxLayout;
    source->addWidget(m_source, 1);
    source->addWidget(m_choose);
    auto *sourceLabel = new QLabel(tr("Learn &from"), page);
    sourceLabel->setBuddy(m_source);
    form->addRow(sourceLabel, source);
    form->addRow(tr("&Name"), m_nameField);
    form->addRow(tr("&Pictures"), m_pictures);
    form->addRow(tr("&Words"), m_texts);
    form->addRow(tr("Picture &size"), m_size);
    form->addRow(tr("&Time"), m_minutes);
    auto *unfinished = new QHBoxLayout;
    unfinished->addWidget(m_unfinished, 1);
    unfinished->addWidget(m_goOn);
    unfinished->addWidget(m_forget);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    buttons->addWidget(m_start);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(heading(tr("Make a model of your own"), page));
    layout->addWidget(sentence);
    layout->addLayout(unfinished);
    layout->addLayout(form);
    layout->addWidget(m_expectation);
    layout->addStretch();
    layout->addLayout(buttons);

    connect(back, &QPushButton::clicked, this, &TrainingPage::closed);
    connect(m_choose, &QPushButton::clicked, this, &TrainingPage::chooseFolder);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this](int chosen) {
        m_choose->setVisible(chosen == 1);
        updateExpectation();
    });
    for (QComboBox *box : {m_pictures, m_texts, m_size, m_minutes})
        connect(box, &QComboBox::currentIndexChanged, this, &TrainingPage::updateExpectation);
    connect(m_nameField, &QLineEdit::textChanged, this, &TrainingPage::updateExpectation);
    connect(m_start, &QPushButton::clicked, this, &TrainingPage::start);
    connect(m_goOn, &QPushButton::clicked, this, &TrainingPage::goOn);
    connect(m_forget, &QPushButton::clicked, this, &TrainingPage::forget);
    m_choose->hide();
    return page;
}

QWidget *TrainingPage::buildRunning()
{
    auto *page = new QWidget(this);
    m_progress = new QProgressBar(page);
    m_progress->setTextVisible(false);
    m_state = wrapped("trainingState", page);
    m_runFigures = wrapped("trainingRunFigures", page);
    m_matrix = new SimilarityMatrix(page);
    m_losses =
        new Curves(tr("Loss: lower is better"), {tr("picture to words"), tr("words to picture"), tr("mean")}, page);
    m_recall = new Curves(tr("Own caption nearest, in a batch"), {tr("share of pictures")}, page);
    m_probe = new QLineEdit(page);
    m_probe->setObjectName(QStringLiteral("trainingProbe"));
    m_probe->setPlaceholderText(tr("Words to try on your own photos while it learns"));
    m_probe->setClearButtonEnabled(true);
    m_probeStrip = new PhotoStrip(tr("Your photos, nearest to the words first"), page);
    m_probeStrip->setObjectName(QStringLiteral("probeStrip"));
    m_neighbours = new PhotoStrip(tr("The photos most like the chosen one"), page);
    m_neighbours->setObjectName(QStringLiteral("neighbourStrip"));
    m_neighbours->hide();
    m_why = wrapped("trainingWhy", page);
    m_why->setText(tr("Click a photo to see which others it is hard to tell from."));
    m_pause = new QPushButton(tr("Pause"), page);
    m_pause->setObjectName(QStringLiteral("trainingPause"));
    m_finish = new QPushButton(tr("Enough: compare now"), page);
    m_finish->setObjectName(QStringLiteral("trainingFinish"));
    auto *back = new QPushButton(tr("Back to the photos"), page);

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
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_progress);
    layout->addWidget(m_state);
    layout->addLayout(pictures, 1);
    layout->addWidget(m_runFigures);
    layout->addWidget(m_probe);
    layout->addWidget(m_probeStrip);
    layout->addWidget(m_neighbours);
    layout->addWidget(m_why);
    layout->addLayout(buttons);

    connect(back, &QPushButton::clicked, this, &TrainingPage::closed);
    connect(m_probe, &QLineEdit::textChanged, this, &TrainingPage::rankAgain);
    connect(m_probeStrip, &PhotoStrip::chosen, this,
            [this](qint64 photo) { m_trial.findNeighbours(fresh, photo, m_captions); });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_run.isRunning()) {
            m_pause->setEnabled(false);
            m_state->setText(tr("Saving…"));
            m_run.stop();
        } else {
            run(false);
        }
    });
    connect(m_finish, &QPushButton::clicked, this, [this] {
        if (!m_run.isRunning()) {
            showComparison();
            return;
        }
        m_wantsComparison = true;
        m_finish->setEnabled(false);
        m_run.stop();
    });
    return page;
}

QWidget *TrainingPage::buildComparing()
{
    auto *page = new QWidget(this);
    m_figures = wrapped("trainingFigures", page);
    m_question = new QLineEdit(page);
    m_question->setObjectName(QStringLiteral("compareQuestion"));
    m_question->setPlaceholderText(tr("Words to compare both models by, on your own photos"));
    m_question->setClearButtonEnabled(true);
    m_oldTitle = new QLabel(page);
    m_newTitle = new QLabel(page);
    m_oldStrip = new PhotoStrip(tr("What the model in use finds"), page);
    m_oldStrip->setObjectName(QStringLiteral("oldStrip"));
    m_newStrip = new PhotoStrip(tr("What the new model finds"), page);
    m_newStrip->setObjectName(QStringLiteral("newStrip"));
    m_use = new QPushButton(tr("Use the new model"), page);
    m_use->setObjectName(QStringLiteral("trainingUse"));
    auto *another = new QPushButton(tr("Make another"), page);
    another->setObjectName(QStringLiteral("trainingAnother"));
    auto *back = new QPushButton(tr("Back to the photos"), page);
    auto *note = wrapped("trainingUseNote", page);
    note->setText(tr("Your photos are looked at anew in the background; until that is done, the model in use answers. "
                     "Under Models you get back to it with one click."));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addWidget(another);
    buttons->addStretch();
    buttons->addWidget(m_use);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(heading(tr("Compare on your photos"), page));
    layout->addWidget(m_figures);
    layout->addWidget(m_question);
    layout->addWidget(m_oldTitle);
    layout->addWidget(m_oldStrip);
    layout->addWidget(m_newTitle);
    layout->addWidget(m_newStrip);
    layout->addStretch();
    layout->addWidget(note);
    layout->addLayout(buttons);
    connect(back, &QPushButton::clicked, this, &TrainingPage::closed);
    connect(another, &QPushButton::clicked, this, [this] {
        m_steps->setCurrentIndex(Setup);
        look();
    });
    connect(m_question, &QLineEdit::textChanged, this, &TrainingPage::rankAgain);
    connect(m_use, &QPushButton::clicked, this, [this] { Q_EMIT useRequested(shown(modelFolder())); });
    return page;
}

void TrainingPage::setLibrary(const fs::path &library, const PhotoListPtr &photos)
{
    m_library = library;
    m_photos = photos;
    updateExpectation();
}

void TrainingPage::setTrialPhotos()
{
    if (m_trialPhotos == m_photos)
        return;
    m_trialPhotos = m_photos;
    m_trial.setPhotos(m_library, m_photos);
    loadTrialModels();
}

void TrainingPage::loadTrialModels()
{
    std::error_code code;
    if (m_name.isEmpty() || !fs::exists(modelFolder() / "model.safetensors", code))
        return;
    // The new one first: it answers while the other, which may be large, still looks.
    m_trial.load(fresh, modelFolder());
    if (m_steps->currentIndex() != Comparing)
        return;
    m_trial.rank(fresh, probeText());
    if (const auto current = clip::modelstore::resolve({}, Choices::load().model))
        m_trial.load(inUse, *current);
}

void TrainingPage::setMessage(const QString &message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

fs::path TrainingPage::runFolder() const
{
    return trainingHome() / QFile::encodeName(m_name).toStdString();
}

void TrainingPage::look()
{
    setTrialPhotos();
    if (m_run.isRunning()) {
        m_steps->setCurrentIndex(Running);
        return;
    }
    if (m_steps->currentIndex() != Setup)
        return;
    const auto installed = installedNames();
    QString unfinished, finished;
    std::error_code code;
    for (const auto &entry : fs::directory_iterator(trainingHome(), code)) {
        const QString name = shown(entry.path().filename());
        if (fs::exists(training::runStateFile(entry.path() / "model"), code))
            unfinished = name;
        else if (fs::exists(entry.path() / "model" / "model.safetensors", code) && !installed.contains(name))
            finished = name;
    }
    // What is not done comes first; what is done and was never used waits to be compared.
    const QString found = unfinished.isEmpty() ? finished : unfinished;
    const bool has = !found.isEmpty();
    m_unfinished->setText(!has                   ? QString()
                          : unfinished.isEmpty() ? tr("“%1” has learnt and was not used yet.").arg(found)
                                                 : tr("“%1” has not learnt to the end yet.").arg(found));
    m_goOn->setText(unfinished.isEmpty() ? tr("Compare it") : tr("Go on with it"));
    m_unfinished->setProperty("run", found);
    m_unfinished->setProperty("finished", unfinished.isEmpty());
    for (QWidget *widget :
         {static_cast<QWidget *>(m_unfinished), static_cast<QWidget *>(m_goOn), static_cast<QWidget *>(m_forget)})
        widget->setVisible(has);
    // A name that is free, so that nothing is overwritten.
    const QString base = tr("My model");
    QString name = base;
    for (int i = 2;
         fs::exists(trainingHome() / QFile::encodeName(name).toStdString(), code) || installed.contains(name); ++i)
        name = tr("%1 %2").arg(base).arg(i);
    m_nameField->setText(name);
    measureComputer();
    updateExpectation();
}

void TrainingPage::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("A folder of pictures with captions"), m_folder);
    if (!folder.isEmpty())
        setFolder(folder);
}

void TrainingPage::setFolder(const QString &folder)
{
    m_folder = folder;
    m_source->setCurrentIndex(1);
    updateExpectation();
}

void TrainingPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && QFileInfo(event->mimeData()->urls().first().toLocalFile()).isDir())
        event->acceptProposedAction();
}

void TrainingPage::dropEvent(QDropEvent *event)
{
    setFolder(event->mimeData()->urls().first().toLocalFile());
}

void TrainingPage::measureComputer()
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

void TrainingPage::updateExpectation()
{
    const bool fromFolder = m_source->currentIndex() == 1;
    const QString name = m_nameField->text().trimmed();
    const bool isName = !name.isEmpty() && !name.startsWith(QLatin1Char('.')) && !name.contains(QLatin1Char('/'));
    m_start->setEnabled(isName && (fromFolder ? !m_folder.isEmpty() : m_photos->size() > 1));
    m_choose->setText(m_folder.isEmpty() ? tr("Choose the folder…") : QFileInfo(m_folder).fileName());
    m_choose->setToolTip(m_folder);
    if (fromFolder && m_folder.isEmpty()) {
        m_expectation->setText(tr("A folder with captions.csv, captions.txt (Flickr8k), captions.jsonl, or a text file "
                                  "beside each picture."));
        return;
    }
    if (!fromFolder && m_photos->size() < 2) {
        m_expectation->setText(tr("There are no photos in this library to learn from yet."));
        return;
    }
    if (m_gflops <= 0) {
        m_expectation->setText(tr("Measuring this computer…"));
        return;
    }
    const double size = m_size->currentData().toDouble() / 64;
    const double perSecond = m_gflops / (costOf(m_pictures->currentData().toString()) * size * size);
    const double minutes = m_minutes->currentData().toDouble();
    const double pictures = perSecond * 60 * minutes;
    m_expectation->setText(
        tr("In %1 this computer looks at about %2 pictures. A model that saw that many of 100,000 everyday photos "
           "named "
           "%3 of 200 things right at the first try (guessing: 1 in 200). With fewer photos of your own expect less; a "
           "large model from the internet knows far more.")
            .arg(minutesText(minutes), QLocale().toString(static_cast<qint64>(std::round(pictures / 1000) * 1000)),
                 oneIn(knownOutcome(pictures))));
}

void TrainingPage::start()
{
    m_name = m_nameField->text().trimmed();
    std::error_code code;
    if (fs::exists(runFolder(), code) || installedNames().contains(m_name)) {
        setMessage(tr("There is a model called “%1” already. Choose another name.").arg(m_name));
        return;
    }
    training::TrainingConfig config;
    config.name = m_name.toStdString();
    const bool fromFolder = m_source->currentIndex() == 1;
    config.data = fromFolder ? fs::path(QFile::encodeName(m_folder).toStdString()) : m_library;
    config.folderNames = true;
    config.output = modelFolder();
    config.minutes = m_minutes->currentData().toDouble();
    config.pictureSize = m_size->currentData().toInt();
    training::applyPicturePreset(m_pictures->currentData().toString().toStdString(), config);
    training::applyTextPreset(m_texts->currentData().toString().toStdString(), config);
    config.batch = 128;
    config.warmup = 100;
    config.learningRate = 1e-3;
    config.smoothing = 0;
    config.averaging = 0.99;
    config.saveEveryMinutes = std::clamp(config.minutes / 12, 0.4, 5.0);
    config.device = Choices::load().device;
    if (config.device != "cpu" && config.device != "cuda")
        config.device = "auto";
    fs::create_directories(runFolder(), code);
    if (const auto written = paths::writeAtomically(runFolder() / "config.json", training::configText(config));
        !written) {
        setMessage(QString::fromStdString(written.error().message));
        return;
    }
    m_losses->clear();
    m_recall->clear();
    m_matrix->setMatrix({}, {});
    m_probeStrip->clear();
    m_neighbours->hide();
    run(true);
}

void TrainingPage::goOn()
{
    m_name = m_unfinished->property("run").toString();
    if (m_unfinished->property("finished").toBool())
        showComparison();
    else
        run(false);
}

void TrainingPage::forget()
{
    const QString name = m_unfinished->property("run").toString();
    if (name.isEmpty() ||
        QMessageBox::question(this, tr("Forget this model?"),
                              tr("What “%1” has learnt will be deleted. Your photos stay as they are.").arg(name)) !=
            QMessageBox::Yes)
        return;
    std::error_code code;
    fs::remove_all(trainingHome() / QFile::encodeName(name).toStdString(), code);
    look();
}

void TrainingPage::run(bool anew)
{
    setMessage({});
    m_wantsComparison = false;
    m_pause->setText(tr("Pause"));
    m_pause->setEnabled(true);
    m_finish->setEnabled(true);
    m_state->setText(tr("Starting…"));
    m_runFigures->clear();
    m_steps->setCurrentIndex(Running);
    m_run.start(shown(runFolder() / "config.json"), anew);
    Q_EMIT stateChanged(tr("Learning begins"));
}

void TrainingPage::showProgress(const TrainingSnapshot &s)
{
    m_captions = s.captions;
    m_matrix->setMatrix(s.matrix, s.captions);
    m_losses->add({s.imageToText, s.textToImage, s.loss});
    m_recall->add({s.recall1});
    m_recall->setLevel(s.chance1, tr("chance"));
    m_progress->setRange(0, 1000);
    m_progress->setValue(static_cast<int>(s.share * 1000));
    const QString left = tr("%1 left").arg(minutesText(s.minutesLeft));
    m_state->setText(tr("%1 · %2 pictures a second · step %3 · scale %4")
                         .arg(left, QLocale().toString(s.picturesPerSecond, 'f', 0), QLocale().toString(s.step),
                              QLocale().toString(s.scale, 'f', 1)));
    Q_EMIT stateChanged(tr("Learning: %1 %, %2").arg(static_cast<int>(s.share * 100)).arg(left));
}

void TrainingPage::showFigures(const QJsonObject &figures)
{
    const QJsonObject recall = figures[QLatin1String("recall")].toObject();
    const QJsonObject chance = figures[QLatin1String("chance")].toObject();
    const auto percent = [](const QJsonObject &object, const char *key) {
        return QLocale().toString(100 * object[QLatin1String(key)].toDouble(), 'f', 1);
    };
    QString text;
    if (!recall.isEmpty())
        text = tr("Of %1 captions held back, %2 in 100 find their picture first and %3 in 100 among the first ten (by "
                  "chance %4 and %5).")
                   .arg(QLocale().toString(figures[QLatin1String("texts")].toInt()), percent(recall, "t2i@1"),
                        percent(recall, "t2i@10"), percent(chance, "t2i@1"), percent(chance, "t2i@10"));
    m_runFigures->setText(text);
    m_figures->setText(text);
}

void TrainingPage::showComparison()
{
    std::error_code code;
    if (!fs::exists(modelFolder() / "model.safetensors", code)) {
        setMessage(tr("There is nothing to compare yet: it has not learnt long enough."));
        return;
    }
    m_steps->setCurrentIndex(Comparing);
    const std::string used = Choices::load().model;
    m_oldTitle->setText(tr("In use: %1").arg(QString::fromStdString(used.empty() ? clip::starterName : used)));
    m_newTitle->setText(tr("New: %1").arg(m_name));
    if (m_question->text().isEmpty())
        m_question->setText(m_probe->text().isEmpty() ? m_captions.value(0) : m_probe->text());
    m_question->setFocus();
    if (m_trialPhotos == m_photos)
        loadTrialModels();
    else
        setTrialPhotos();
}

void TrainingPage::runEnded(bool finished)
{
    Q_EMIT stateChanged({});
    if (finished || m_wantsComparison) {
        showComparison();
        return;
    }
    m_pause->setText(tr("Go on"));
    m_pause->setEnabled(true);
    m_finish->setEnabled(true);
    m_state->setText(tr("Paused. It goes on from here, also after the program was closed."));
}

QString TrainingPage::probeText() const
{
    return (m_steps->currentIndex() == Running ? m_probe : m_question)->text().trimmed();
}

void TrainingPage::rankAgain()
{
    const QString words = probeText();
    if (words.isEmpty()) {
        for (PhotoStrip *strip : {m_probeStrip, m_oldStrip, m_newStrip})
            strip->clear();
        return;
    }
    m_trial.rank(fresh, words);
    if (m_steps->currentIndex() == Comparing)
        m_trial.rank(inUse, words);
}

} // namespace reminisce::ui
