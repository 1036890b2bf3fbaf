// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scenes.h"
#include "ui/session/librarysession.h"
#include "ui/training/curves.h"
#include "ui/training/photostrip.h"
#include "ui/training/similaritymatrix.h"
#include "ui/training/trainingpage.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace reminisce;
using namespace reminisce::ui;

/// The window's whole path on a captioned set that is made here: choose, learn, be killed, go on, compare, use, go
/// back.
class TestTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void matrixLightsUp();
    void curvesAreThinned();
    void learnsComparesUsesAndGoesBack();

private:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    QTemporaryDir m_dir;
    std::unique_ptr<LibrarySession> m_session;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

/// The process that learns, a child of this one.
pid_t learner()
{
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream stat(entry.path() / "stat");
        std::string name;
        pid_t process = 0, parent = 0;
        char state = 0;
        if (!(stat >> process && std::getline(stat, name, ')') && stat >> state >> parent) || parent != ::getpid())
            continue;
        std::ifstream command(entry.path() / "cmdline");
        const std::string line(std::istreambuf_iterator<char>(command), {});
        if (line.find("--progress") != std::string::npos)
            return process;
    }
    return 0;
}

/// For people: pictures of the window at each step, where REMINISCE_SCREENSHOTS names a folder.
void keepPicture(QWidget &window, const char *name)
{
    const QString folder = qEnvironmentVariable("REMINISCE_SCREENSHOTS");
    if (!folder.isEmpty())
        window.grab().save(folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".png"));
}

constexpr int longMs = 240'000;

} // namespace

void TestTraining::initTestCase()
{
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, m_dir.filePath(QString::fromLatin1(variable)).toUtf8());
    test::writeScenes(m_dir.filePath(QStringLiteral("scenes")), 2000, 64, 1);
    test::writeScenes(m_dir.filePath(QStringLiteral("photos")), 30, 120, 2);
}

void TestTraining::matrixLightsUp()
{
    SimilarityMatrix matrix;
    QCOMPARE(matrix.side(), 0);
    matrix.setMatrix({1, 0, 0, 1}, {QStringLiteral("a"), QStringLiteral("b")});
    QCOMPARE(matrix.contrast(), 1.0);
    matrix.resize(200, 200);
    const QImage picture = matrix.grab().toImage();
    QVERIFY(picture.pixelColor(50, 50) == picture.pixelColor(150, 150));
    QVERIFY(picture.pixelColor(50, 50) != picture.pixelColor(150, 50));
    matrix.setMatrix({1, 0, 0}, {QStringLiteral("a"), QStringLiteral("b")}); // no square: refused
    QCOMPARE(matrix.contrast(), 1.0);
}

void TestTraining::curvesAreThinned()
{
    Curves curves(QStringLiteral("x"), {QStringLiteral("y")});
    for (int i = 0; i < 100'000; ++i)
        curves.add({static_cast<double>(i)});
    QVERIFY(curves.points() >= 100 && curves.points() <= 400);
}

void TestTraining::learnsComparesUsesAndGoesBack()
{
    m_session = std::make_unique<LibrarySession>();
    m_window = std::make_unique<MainWindow>(m_session.get());
    m_window->show();
    m_window->openLibrary(m_dir.filePath(QStringLiteral("test.reminisce")).toStdString());
    m_window->addFolders({m_dir.filePath(QStringLiteral("photos"))});
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), 30, 60000);

    child<QAction>("trainingAction")->trigger();
    auto *page = child<TrainingPage>("trainingPage");
    QVERIFY(page->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>("trainingExpectation")->text().contains(QLatin1String("pictures")), 30000);
    page->setFolder(m_dir.filePath(QStringLiteral("scenes")));
    child<QLineEdit>("trainingName")->setText(QStringLiteral("Shapes"));
    child<QComboBox>("trainingTexts")->setCurrentIndex(3);
    child<QComboBox>("trainingMinutes")->setCurrentIndex(0);
    keepPicture(*m_window, "training-choose");
    QTest::mouseClick(child<QPushButton>("trainingStart"), Qt::LeftButton);
    auto *steps = child<QStackedWidget>("trainingSteps");
    QTRY_COMPARE(steps->currentIndex(), 1);
    auto *matrix = child<SimilarityMatrix>("similarityMatrix");
    QTRY_VERIFY_WITH_TIMEOUT(matrix->side() > 2, longMs);
    QVERIFY(child<QToolButton>("trainingButton")->isVisible());
    keepPicture(*m_window, "training-begins");

    // Own photos are ranked by the words as soon as there is a checkpoint.
    QTest::keyClicks(child<QLineEdit>("trainingProbe"), QStringLiteral("red circle"));
    QTRY_VERIFY_WITH_TIMEOUT(child<PhotoStrip>("probeStrip")->count() > 5, longMs);
    QVERIFY(child<QLabel>("trainingRunFigures")->text().contains(QLatin1String("held back")));
    auto *strip = child<PhotoStrip>("probeStrip");
    Q_EMIT strip->itemClicked(strip->item(0));
    QTRY_VERIFY_WITH_TIMEOUT(child<PhotoStrip>("neighbourStrip")->count() > 5, longMs);
    QVERIFY(!child<QLabel>("trainingWhy")->text().isEmpty());
    keepPicture(*m_window, "training-learns");

    // Killed, it goes on from where it was half a minute before.
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_dir.filePath(QStringLiteral(
                                 "XDG_DATA_HOME/reminisce/training/Shapes/model/interrupted.safetensors"))),
                             longMs);
    const pid_t process = learner();
    QVERIFY(process > 0);
    QCOMPARE(::kill(process, SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(steps->currentIndex(), 0, longMs);
    QVERIFY(child<QLabel>("trainingMessage")->isVisible());
    QVERIFY(child<QPushButton>("trainingGoOn")->isVisible());
    keepPicture(*m_window, "training-killed");
    QSignalSpy states(page, &TrainingPage::stateChanged);
    QTest::mouseClick(child<QPushButton>("trainingGoOn"), Qt::LeftButton);
    const auto share = [&states] {
        for (const auto &state : states) {
            static const QRegularExpression percent(QStringLiteral("(\\d+) %"));
            if (const auto found = percent.match(state[0].toString()); found.hasMatch())
                return found.captured(1).toInt();
        }
        return -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(share() >= 0 && learner() > 0, longMs);
    QVERIFY2(share() >= 20, qPrintable(QString::number(share()))); // of two minutes

    // Pause and go on.
    QTest::mouseClick(child<QPushButton>("trainingPause"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!page->isRunning() && child<QPushButton>("trainingPause")->isEnabled(), longMs);
    QTest::mouseClick(child<QPushButton>("trainingPause"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(learner() > 0, longMs);
    states.clear();
    // Where everything is slow, its two minutes may be over before that.
    constexpr int comparing = 2;
    QTRY_VERIFY_WITH_TIMEOUT(states.size() > 2 || steps->currentIndex() == comparing, longMs);
    if (steps->currentIndex() != comparing)
        QTest::mouseClick(child<QPushButton>("trainingFinish"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(steps->currentIndex(), comparing, longMs);
    QTRY_VERIFY_WITH_TIMEOUT(child<PhotoStrip>("newStrip")->count() > 5 && child<PhotoStrip>("oldStrip")->count() > 5,
                             longMs);
    keepPicture(*m_window, "training-compare");
    QTest::mouseClick(child<QPushButton>("trainingUse"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(child<QStackedWidget>("pages")->currentIndex(), 0, longMs);
    const auto inUse = [this] {
        QSignalSpy models(m_session.get(), &LibrarySession::modelsChanged);
        m_session->requestModels();
        if (!models.wait(30000))
            return QString();
        for (const ModelInfo &model : models.last()[0].value<QVector<ModelInfo>>()) {
            if (model.isCurrent)
                return model.name;
        }
        return QString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(inUse(), QStringLiteral("Shapes"), longMs);
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    m_window->search(QStringLiteral("red circle"));
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), longMs);

    m_session->useModel(QStringLiteral("starter"));
    QTRY_COMPARE_WITH_TIMEOUT(inUse(), QStringLiteral("starter"), longMs);
    m_window.reset();
    m_session.reset();
}

QTEST_MAIN(TestTraining)
#include "tst_training.moc"
