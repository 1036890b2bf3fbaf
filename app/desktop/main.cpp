// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/choices.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QTimer>
#include <cstdlib>

namespace {

/// Takes a picture of the window when the answer (or, without a query, the library) is there, and ends the program.
void screenshotWhenReady(reminisce::ui::MainWindow &window, const QString &file, const QString &query)
{
    using namespace reminisce::ui;
    const auto shoot = [&window, file] {
        QTimer::singleShot(1500, &window, [&window, file] {
            const bool saved = window.grab().save(file);
            QApplication::exit(saved ? 0 : 1);
        });
    };
    if (query.isEmpty())
        QTimer::singleShot(2000, &window, shoot);
    else
        QObject::connect(&window, &MainWindow::answerShown, &window, shoot, Qt::SingleShotConnection);
    QTimer::singleShot(120'000, &window, [] { QApplication::exit(1); });
}

} // namespace

int main(int argc, char **argv)
{
    using namespace reminisce;
    // Threads that spin while they wait make two cores slower than one.
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("reminisce"));
    QApplication::setApplicationVersion(QStringLiteral(REMINISCE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("reminisce"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Finds your photos by describing them."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("FOLDER"),
                                 QCoreApplication::translate("main", "Folders to add, or a picture to show."),
                                 QStringLiteral("[FOLDER…]"));
    const QCommandLineOption library(QStringLiteral("library"),
                                     QCoreApplication::translate("main", "The catalogue file to open."),
                                     QStringLiteral("FILE"));
    const QCommandLineOption query(QStringLiteral("search"),
                                   QCoreApplication::translate("main", "Begin with this search."),
                                   QStringLiteral("TEXT"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        QCoreApplication::translate("main", "Save a picture of the window and quit."),
                                        QStringLiteral("FILE"));
    parser.addOptions({library, query, screenshot});
    parser.process(application);

    ui::LibrarySession session;
    ui::MainWindow window(&session);
    window.show();
    const std::filesystem::path path =
        parser.isSet(library)
            ? std::filesystem::path(QDir::current().absoluteFilePath(parser.value(library)).toStdString())
            : Choices::load().currentLibrary();
    window.openLibrary(path);
    QStringList folders;
    for (const QString &argument : parser.positionalArguments()) {
        if (QFileInfo(argument).isDir())
            folders << QDir(argument).absolutePath();
        else
            window.showFile(QFileInfo(argument).absoluteFilePath());
    }
    if (!folders.isEmpty())
        window.addFolders(folders);
    if (parser.isSet(screenshot))
        screenshotWhenReady(window, parser.value(screenshot), parser.value(query));
    if (parser.isSet(query))
        window.search(parser.value(query));
    return QApplication::exec();
}
