// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every page of the window, to be looked at and judged:
//   QT_QPA_PLATFORM=offscreen build/release/tests/screenshots PHOTOS OUT [light|dark] [QUERY]
// with QT_SCALE_FACTOR=2 at twice the size. The library is made in a temporary folder.
#include "ui/grid/photogrid.h"
#include "ui/session/librarysession.h"
#include "ui/viewer/photoviewer.h"
#include "ui/window/appearance.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace reminisce::ui;

namespace {

constexpr int settleMs = 600;

void shoot(MainWindow &window, const QString &file)
{
    QTest::qWait(settleMs);
    window.grab().save(file);
}

} // namespace

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, home.filePath(QString::fromLatin1(variable)).toUtf8());
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 3)
        return 2;
    const QString out = arguments[2];
    const QString appearance = arguments.value(3, QStringLiteral("light"));
    const QString query = arguments.value(4, QStringLiteral("flower"));
    const QString suffix = QLatin1Char('-') + appearance + QStringLiteral(".png");
    QDir().mkpath(out);
    applyAppearance(application, appearance);

    LibrarySession session;
    MainWindow window(&session);
    window.resize(1180, 760);
    window.show();
    window.openLibrary(home.filePath(QStringLiteral("Family.reminisce")).toStdString());
    const auto page = [&](const char *name) {
        window.findChild<QStackedWidget *>(QStringLiteral("pages"))
            ->setCurrentWidget(window.findChild<QWidget *>(QString::fromLatin1(name)));
    };
    shoot(window, out + QStringLiteral("/first-run") + suffix);

    QSignalSpy states(&session, &LibrarySession::skippedChanged);
    window.addFolders({arguments[1]});
    states.wait(120'000);
    shoot(window, out + QStringLiteral("/grid") + suffix);
    QSignalSpy answers(&window, &MainWindow::answerShown);
    window.search(query);
    answers.wait(60'000);
    shoot(window, out + QStringLiteral("/answer") + suffix);
    auto *grid = window.findChild<PhotoGrid *>(QStringLiteral("photoGrid"));
    auto *viewer = window.findChild<PhotoViewer *>(QStringLiteral("photoViewer"));
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Home);
    QTest::keyClick(grid, Qt::Key_Return);
    QTest::keyClick(viewer, Qt::Key_I);
    (void)QTest::qWaitFor([&] { return viewer->isReady(); }, 20'000);
    shoot(window, out + QStringLiteral("/viewer") + suffix);
    QTest::keyClick(viewer, Qt::Key_Escape);
    window.findChild<QAction *>(QStringLiteral("modelsAction"))->trigger();
    shoot(window, out + QStringLiteral("/models") + suffix);
    page("skippedPage");
    shoot(window, out + QStringLiteral("/skipped") + suffix);
    window.findChild<QAction *>(QStringLiteral("settingsAction"))->trigger();
    shoot(window, out + QStringLiteral("/settings") + suffix);
    window.findChild<QAction *>(QStringLiteral("guideAction"))->trigger();
    shoot(window, out + QStringLiteral("/guide") + suffix);
    return 0;
}
