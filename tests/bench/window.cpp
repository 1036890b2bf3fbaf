// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window at 1920 × 1080 on a large library while new photos are indexed beside it:
//   window [COUNT [PLACE]]     300,000 photos, made first (minutes, 25 kB each); a PLACE is kept and used again
// Each of five runs and one without new photos is a process of its own: from its start to the first painted grid, then
// scrolling, paging and jumps. A frame's work are the events that the window's thread handles without waiting in
// between. A jump is over when every picture in sight is painted.
#include "core/base/paths.h"
#include "core/base/waiting.h"
#include "core/search/searcher.h"
#include "tests/bench/biglibrary.h"
#include "tests/bench/cameraphotos.h"
#include "ui/grid/photogrid.h"
#include "ui/window/appearance.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QProcess>
#include <QScrollBar>
#include <QThread>
#include <QTimer>
#include <ctime>

using namespace reminisce;
using namespace reminisce::bench;
namespace fs = std::filesystem;

namespace {

constexpr int tickMs = 16;
constexpr std::size_t newPhotos = 600;

double threadSeconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Since the kernel made the process, so that loading libraries counts.
double secondsSinceStart()
{
    std::ifstream stat("/proc/self/stat");
    std::string word;
    std::getline(stat, word, ')');
    constexpr int startTime = 20; // fields after the name
    for (int i = 0; i < startTime; ++i)
        stat >> word;
    timespec now = {};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 -
           std::stod(word) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double quantile(std::vector<double> values, double q)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

/// Notes how long the window's thread works without waiting.
class Application : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        if (m_depth++ == 0 && secondsSince(m_end) > waited)
            begin();
        const bool handled = QApplication::notify(receiver, event);
        if (--m_depth == 0) {
            m_end = Clock::now();
            m_endCpu = threadSeconds();
        }
        return handled;
    }

    void startMeasuring() { m_measuring = true; }
    const std::vector<double> &wallMs() const { return m_wallMs; }
    const std::vector<double> &cpuMs() const { return m_cpuMs; }

private:
    static constexpr double waited = 0.0003; ///< seconds between events that are no longer one piece of work

    void begin()
    {
        if (m_measuring) {
            m_wallMs.push_back(1000 * std::chrono::duration<double>(m_end - m_begin).count());
            m_cpuMs.push_back(1000 * (m_endCpu - m_beginCpu));
        }
        m_begin = Clock::now();
        m_beginCpu = threadSeconds();
    }

    int m_depth = 0;
    bool m_measuring = false;
    Clock::time_point m_begin;
    Clock::time_point m_end;
    double m_beginCpu = 0;
    double m_endCpu = 0;
    std::vector<double> m_wallMs;
    std::vector<double> m_cpuMs;
};

/// Does one run's actions by the clock and notes what they cost.
class Run : public QObject {
public:
    Run(Application &application, ui::MainWindow &window, const QString &newFolder)
        : m_application(application), m_window(window), m_newFolder(newFolder),
          m_grid(window.findChild<ui::PhotoGrid *>()), m_work(window.findChild<QLabel *>(QStringLiteral("workLabel")))
    {
        m_grid->viewport()->installEventFilter(this);
        m_tick.setTimerType(Qt::PreciseTimer);
        connect(&m_tick, &QTimer::timeout, this, &Run::tick);
        m_tick.start(tickMs);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_firstPaint == 0 && !m_grid->list().isEmpty())
            m_firstPaint = secondsSinceStart();
        return QObject::eventFilter(watched, event);
    }

private:
    bool everythingIsPainted() const
    {
        for (int y = 10; y < m_grid->viewport()->height(); y += 60) {
            for (int x = 20; x < m_grid->viewport()->width() - 20; x += 60) {
                const int photo = m_grid->photoAt({x, y});
                if (photo >= 0 && m_grid->thumbnail(m_grid->list().photos()[photo].id).isNull())
                    return false;
            }
        }
        return true;
    }

    void tick()
    {
        constexpr int scrollTicks = 300;
        constexpr int pageTicks = 150;
        constexpr std::size_t jumps = 25;
        ++m_ticks;
        QScrollBar *bar = m_grid->verticalScrollBar();
        switch (m_phase) {
        case Phase::Starting:
            if (m_firstPaint > 0 && m_ticks > 100) {
                if (!m_newFolder.isEmpty())
                    m_window.addFolders({m_newFolder});
                next(Phase::Waiting);
            }
            break;
        case Phase::Waiting: // until new photos are being indexed
            if (m_newFolder.isEmpty() || m_work->text().contains(QLatin1String("/s"))) {
                m_application.startMeasuring();
                next(Phase::Scrolling);
            }
            break;
        case Phase::Scrolling:
            bar->setValue(bar->value() + 60);
            if (m_ticks > scrollTicks)
                next(Phase::Paging);
            break;
        case Phase::Paging:
            if (m_ticks % 6 == 0)
                bar->setValue(bar->value() + bar->pageStep());
            if (m_ticks > pageTicks)
                next(Phase::Jumping);
            break;
        case Phase::Jumping:
            if (m_jumping && !everythingIsPainted())
                break;
            if (m_jumping)
                m_jumpMs.push_back(1000 * secondsSince(m_jumped));
            if (m_jumpMs.size() == jumps) {
                report();
                return;
            }
            m_jumping = true;
            m_jumped = Clock::now();
            bar->setValue(static_cast<int>(m_random() % static_cast<unsigned>(bar->maximum())));
            break;
        }
    }

    enum class Phase { Starting, Waiting, Scrolling, Paging, Jumping };
    void next(Phase phase)
    {
        m_phase = phase;
        m_ticks = 0;
    }

    void report()
    {
        m_tick.stop();
        const std::vector<double> &wallMs = m_application.wallMs();
        const std::vector<double> &cpuMs = m_application.cpuMs();
        const bool indexing = m_work->text().contains(QLatin1String("/s"));
        const QJsonObject result = {{QStringLiteral("firstPaint"), m_firstPaint},
                                    {QStringLiteral("frames"), static_cast<int>(wallMs.size())},
                                    {QStringLiteral("wall95"), quantile(wallMs, 0.95)},
                                    {QStringLiteral("wall99"), quantile(wallMs, 0.99)},
                                    {QStringLiteral("wallMost"), quantile(wallMs, 1)},
                                    {QStringLiteral("cpu95"), quantile(cpuMs, 0.95)},
                                    {QStringLiteral("cpuMost"), quantile(cpuMs, 1)},
                                    {QStringLiteral("jump"), quantile(m_jumpMs, 0.5)},
                                    {QStringLiteral("jump95"), quantile(m_jumpMs, 0.95)},
                                    {QStringLiteral("memory"), megabytesTogether()},
                                    {QStringLiteral("indexing"), indexing ? 1 : 0}};
        std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
        QApplication::quit();
    }

    Application &m_application;
    ui::MainWindow &m_window;
    QString m_newFolder;
    ui::PhotoGrid *m_grid;
    QLabel *m_work;
    QTimer m_tick;
    Phase m_phase = Phase::Starting;
    int m_ticks = 0;
    std::mt19937 m_random{5};
    bool m_jumping = false;
    Clock::time_point m_jumped;
    double m_firstPaint = 0;
    std::vector<double> m_jumpMs;
};

int measure(int argc, char **argv, const QString &library, const QString &newFolder)
{
    Application application(argc, argv);
    ui::applyAppearance(application, {});
    ui::LibrarySession session;
    ui::MainWindow window(&session);
    window.resize(1920, 1080);
    Run run(application, window, newFolder);
    window.show();
    window.openLibrary(library.toStdString());
    return QApplication::exec();
}

/// As a library is that has been searched before.
void growIndex(const fs::path &library)
{
    const auto checkpoint = must(clip::Checkpoint::open(starterPath()));
    search::Searcher searcher = must(search::Searcher::open(library, checkpoint->identity()));
    while (searcher.tendIndex()) {
    }
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    ::setenv("QT_QPA_PLATFORM", "offscreen", 0);
    if (argc == 4 && std::string(argv[1]) == "--measure")
        return measure(argc, argv, QString::fromLocal8Bit(argv[2]), QString::fromLocal8Bit(argv[3]));
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 300'000;
    const fs::path place = argc > 2 ? fs::absolute(argv[2])
                                    : fs::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        ::setenv(variable, (place / "home").c_str(), 1);
    BigLibrary library(place, count);
    if (!fs::exists(library.path())) {
        const auto begin = Clock::now();
        library.make(true);
        std::fprintf(stderr, "%zu photos made in %.0f s\n", count, secondsSince(begin));
    }
    growIndex(library.path());
    const QByteArrayList columns = {"firstPaint", "wall95", "wall99", "wallMost", "cpu95",   "cpuMost",
                                    "jump",       "jump95", "memory", "frames",   "indexing"};
    std::map<QByteArray, std::vector<double>> figures;
    constexpr int runs = 5;
    const auto runOnce = [&](const std::string &newFolder) {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QString::fromLocal8Bit(argv[0]),
                      {QStringLiteral("--measure"), QString::fromStdString(library.path().string()),
                       QString::fromStdString(newFolder)});
        process.waitForFinished(300'000);
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    };
    for (int i = 0; i < runs; ++i) {
        const fs::path fresh = place / ("new-" + std::to_string(i));
        makePhotos(fresh, newPhotos, std::to_string(::getpid()) + " " + std::to_string(i));
        const QJsonObject result = runOnce(fresh.string());
        for (const QByteArray &column : columns)
            figures[column].push_back(result[QString::fromLatin1(column)].toDouble());
        fs::remove_all(fresh);
    }
    const auto figure = [&](const char *column) { return median(figures[column]); };
    std::printf("%zu photos, 1920 x 1080, new ones being indexed in %.0f of %d runs; medians of %d runs\n", count,
                std::accumulate(figures["indexing"].begin(), figures["indexing"].end(), 0.0), runs, runs);
    std::printf("start to first painted grid: %.2f s\n", figure("firstPaint"));
    std::printf("work a frame (%.0f frames): p95 %.1f ms, p99 %.1f ms, longest %.1f ms; of the processor p95 %.1f ms, "
                "longest %.1f ms\n",
                figure("frames"), figure("wall95"), figure("wall99"), figure("wallMost"), figure("cpu95"),
                figure("cpuMost"));
    std::printf("jump anywhere until every picture is there: median %.0f ms, p95 %.0f ms\n", figure("jump"),
                figure("jump95"));
    // Where nothing is new and nobody asks, the model is not loaded.
    const double memory = runOnce({})[QStringLiteral("memory")].toDouble();
    std::printf("memory (sum of PSS of all processes): %.0f MB, with the model %.0f MB\n", memory, figure("memory"));
    const std::string title = "Window, " + std::to_string(count) + " photos, new ones being indexed: ";
    tabulate(title + "work a frame, p95", figure("wall95"), "goal", 16, "ms");
    tabulate(title + "start to first painted grid", figure("firstPaint"), "goal", 1.5, "s");
    tabulate(title + "jump until every picture is there, p95", figure("jump95"), "goal", 100, "ms");
    tabulate("Window, " + std::to_string(count) + " photos: memory without the model", memory, "goal for 100,000", 600,
             "MB");
    if (argc <= 2)
        fs::remove_all(place);
    return 0;
}
