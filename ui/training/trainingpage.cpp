// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainingpage.h"

#include "core/base/choices.h"
#include "core/base/paths.h"
#include "core/clip/modelstore.h"
#include "ui/training/modelcomparison.h"
#include "ui/training/trainingplaces.h"
#include "ui/training/trainingsetup.h"
#include "ui/training/trainingwatch.h"
#include "ui/training/trainingwidgets.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QLocale>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace reminisce::ui {

namespace {

enum Step { Setup, Running, Comparing };
const QString inUse = QStringLiteral("in use");
const QString fresh = QStringLiteral("new");

} // namespace

TrainingPage::TrainingPage(QWidget *parent)
    : QWidget(parent), m_steps(new QStackedWidget(this)), m_setup(new TrainingSetup(this)),
      m_watch(new TrainingWatch(this)), m_comparison(new ModelComparison(this)),
      m_message(wrapped("trainingMessage", this))
{
    setObjectName(QStringLiteral("trainingPage"));
    setAcceptDrops(true);
    m_steps->setObjectName(QStringLiteral("trainingSteps"));
    m_steps->addWidget(m_setup);
    m_steps->addWidget(m_watch);
    m_steps->addWidget(m_comparison);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(m_steps, 1);
    layout->addWidget(m_message);
    m_message->hide();
    connectSetup();
    connectWatch();
    connectComparison();
    connectRun();
    connectTrial();
}

void TrainingPage::connectSetup()
{
    connect(m_setup, &TrainingSetup::startRequested, this, &TrainingPage::start);
    connect(m_setup, &TrainingSetup::goOnRequested, this, [this](const QString &name) {
        setName(name);
        run(false);
    });
    connect(m_setup, &TrainingSetup::compareRequested, this, [this](const QString &name) {
        setName(name);
        showComparison();
    });
    connect(m_setup, &TrainingSetup::refused, this, &TrainingPage::setMessage);
    connect(m_setup, &TrainingSetup::guideRequested, this, &TrainingPage::guideRequested);
    connect(m_setup, &TrainingSetup::closed, this, &TrainingPage::closed);
}

void TrainingPage::connectWatch()
{
    connect(m_watch, &TrainingWatch::wordsChanged, this, &TrainingPage::rankAgain);
    connect(m_watch, &TrainingWatch::photoChosen, this,
            [this](qint64 photo) { m_trial.findNeighbours(fresh, photo, m_watch->captions()); });
    connect(m_watch, &TrainingWatch::pauseRequested, this, &TrainingPage::pauseOrGoOn);
    connect(m_watch, &TrainingWatch::finishRequested, this, &TrainingPage::finish);
    connect(m_watch, &TrainingWatch::closed, this, &TrainingPage::closed);
}

void TrainingPage::connectComparison()
{
    connect(m_comparison, &ModelComparison::wordsChanged, this, &TrainingPage::rankAgain);
    connect(m_comparison, &ModelComparison::useRequested, this,
            [this] { Q_EMIT useRequested(shown(modelFolder(m_name))); });
    connect(m_comparison, &ModelComparison::anotherRequested, this, &TrainingPage::showSetup);
    connect(m_comparison, &ModelComparison::closed, this, &TrainingPage::closed);
}

void TrainingPage::connectRun()
{
    connect(&m_run, &TrainingRun::preparing, this, [this](int done, int all) {
        m_watch->showReading(done, all);
        Q_EMIT stateChanged(tr("Reading pictures to learn from"));
    });
    connect(&m_run, &TrainingRun::begun, m_watch, &TrainingWatch::showBegun);
    connect(&m_run, &TrainingRun::progressed, this, &TrainingPage::showProgress);
    connect(&m_run, &TrainingRun::validated, this, [this](const QJsonObject &figures) {
        showFigures(figures);
        m_trial.load(fresh, modelFolder(m_name));
    });
    connect(&m_run, &TrainingRun::ended, this, &TrainingPage::runEnded);
    connect(&m_run, &TrainingRun::failed, this, [this](const QString &message) {
        Q_EMIT stateChanged({});
        Q_EMIT failed(message);
        showSetup();
        setMessage(message);
    });
}

void TrainingPage::connectTrial()
{
    connect(&m_trial, &ModelTrial::ready, this, [this](const QString &role) {
        if (!words().isEmpty())
            m_trial.rank(role, words());
    });
    connect(&m_trial, &ModelTrial::ranked, this,
            [this](const QString &role, const QString &asked, const QVector<TrialPhoto> &best) {
                if (asked.trimmed() != words())
                    return;
                if (m_steps->currentIndex() == Running) {
                    if (role == fresh)
                        m_watch->showBest(best);
                } else if (role == fresh)
                    m_comparison->showBestOfNew(best);
                else
                    m_comparison->showBestInUse(best);
            });
    connect(&m_trial, &ModelTrial::neighboursFound, this,
            [this](const QString &, const QVector<TrialNeighbour> &photos) { m_watch->showNeighbours(photos); });
    connect(&m_trial, &ModelTrial::failed, this, &TrainingPage::setMessage);
}

void TrainingPage::setLibrary(const std::filesystem::path &library, const PhotoListPtr &photos)
{
    m_library = library;
    m_photos = photos;
    m_setup->setLibrary(library, photos->size());
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
    if (!hasModel(m_name))
        return;
    // The new one first: it answers while the other, which may be large, still looks.
    m_trial.load(fresh, modelFolder(m_name));
    if (m_steps->currentIndex() != Comparing)
        return;
    m_trial.rank(fresh, words());
    if (const auto current = clip::modelstore::resolve({}, Choices::load().model))
        m_trial.load(inUse, *current);
}

void TrainingPage::setMessage(const QString &message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void TrainingPage::look()
{
    setTrialPhotos();
    if (m_run.isRunning())
        m_steps->setCurrentIndex(Running);
    else if (m_steps->currentIndex() == Setup)
        m_setup->look();
}

void TrainingPage::setFolder(const QString &folder)
{
    m_setup->setFolder(folder);
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

void TrainingPage::setName(const QString &name)
{
    if (name == m_name)
        return;
    // What is shown belongs to the run before.
    m_name = name;
    m_watch->clear();
    m_comparison->setFigures({});
}

void TrainingPage::start(const training::TrainingConfig &config)
{
    setName(QString::fromStdString(config.name));
    m_setup->setEnabled(false);
    auto *writing = new QFutureWatcher<Result<void>>(this);
    connect(writing, &QFutureWatcher<Result<void>>::finished, this, [this, writing] {
        m_setup->setEnabled(true);
        writing->deleteLater();
        if (const Result<void> written = writing->result(); !written)
            setMessage(QString::fromStdString(written.error().message));
        else
            run(true);
    });
    writing->setFuture(
        QtConcurrent::run([file = runFolder(m_name) / "config.json", text = training::configText(config)] {
            std::error_code code;
            std::filesystem::create_directories(file.parent_path(), code);
            return paths::writeAtomically(file, text);
        }));
}

void TrainingPage::run(bool anew)
{
    setMessage({});
    m_wantsComparison = false;
    m_watch->setRunning();
    m_steps->setCurrentIndex(Running);
    m_run.start(shown(runFolder(m_name) / "config.json"), anew);
    Q_EMIT stateChanged(tr("Learning begins"));
}

void TrainingPage::pauseOrGoOn()
{
    if (!m_run.isRunning()) {
        run(false);
        return;
    }
    m_watch->setSaving();
    m_run.stop();
}

void TrainingPage::finish()
{
    if (!m_run.isRunning()) {
        showComparison();
        return;
    }
    m_wantsComparison = true;
    m_watch->setSaving();
    m_run.stop();
}

void TrainingPage::showProgress(const TrainingSnapshot &snapshot)
{
    m_watch->showProgress(snapshot);
    Q_EMIT stateChanged(tr("Learning: %1 %, %2")
                            .arg(static_cast<int>(snapshot.share * 100))
                            .arg(tr("%1 left").arg(minutesText(snapshot.minutesLeft))));
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
    m_watch->setFigures(text);
    m_comparison->setFigures(text);
}

void TrainingPage::showSetup()
{
    m_steps->setCurrentIndex(Setup);
    look();
}

void TrainingPage::showComparison()
{
    if (!hasModel(m_name)) {
        setMessage(tr("There is nothing to compare yet: it has not learnt long enough."));
        return;
    }
    m_steps->setCurrentIndex(Comparing);
    const std::string used = Choices::load().model;
    m_comparison->setModels(QString::fromStdString(used.empty() ? clip::starterName : used), m_name,
                            m_watch->words().isEmpty() ? m_watch->captions().value(0) : m_watch->words());
    if (m_trialPhotos == m_photos)
        loadTrialModels();
    else
        setTrialPhotos();
}

void TrainingPage::runEnded(bool finished)
{
    Q_EMIT stateChanged({});
    m_watch->setPaused(isUnfinished(m_name));
    if (finished || m_wantsComparison)
        showComparison();
}

QString TrainingPage::words() const
{
    return m_steps->currentIndex() == Running ? m_watch->words() : m_comparison->words();
}

void TrainingPage::rankAgain()
{
    const QString asked = words();
    if (asked.isEmpty()) {
        m_watch->showBest({});
        m_comparison->showBestOfNew({});
        m_comparison->showBestInUse({});
        return;
    }
    m_trial.rank(fresh, asked);
    if (m_steps->currentIndex() == Comparing)
        m_trial.rank(inUse, asked);
}

} // namespace reminisce::ui
