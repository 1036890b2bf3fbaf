// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/singleinstance.h"
#include "core/base/choices.h"
#include "core/base/waiting.h"
#include "ui/window/appearance.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QTimer>
#include <QTranslator>
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

/// Folders are added to the library, a picture is shown. The first is what to search for, or empty.
void takeArguments(reminisce::ui::MainWindow &window, const QStringList &arguments)
{
    QStringList folders;
    for (const QString &argument : arguments.mid(1)) {
        if (QFileInfo(argument).isDir())
            folders << QDir(argument).absolutePath();
        else
            window.showFile(argument);
    }
    if (!folders.isEmpty())
        window.addFolders(folders);
    if (!arguments.value(0).isEmpty())
        window.search(arguments[0]);
}

/// The program's and Qt's own strings in the person's language; for English, the plurals.
void installTranslations(QApplication &application)
{
    const auto install = [&application](const QString &name, const QString &folder) {
        auto *translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, QStringLiteral("_"), folder))
            QApplication::installTranslator(translator);
    };
    auto *english = new QTranslator(&application);
    if (english->load(QStringLiteral(":/translations/reminisce_en.qm")))
        QApplication::installTranslator(english);
    install(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("reminisce"), QStringLiteral(":/translations"));
}

} // namespace

int main(int argc, char **argv)
{
    using namespace reminisce;
    letWaitingThreadsSleep(argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("reminisce"));
    QApplication::setApplicationVersion(QStringLiteral(REMINISCE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("reminisce"));
    installTranslations(application);

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

    ui::applyAppearance(application, QString::fromStdString(Choices::load().appearance));
    QStringList arguments{parser.value(query)};
    for (const QString &argument : parser.positionalArguments())
        arguments << QFileInfo(argument).absoluteFilePath();
    SingleInstance instance;
    // A window of its own is wanted for another library and for pictures of the window.
    const bool alone = parser.isSet(library) || parser.isSet(screenshot);
    if (!alone && instance.handOver(arguments))
        return 0;

    ui::LibrarySession session;
    ui::MainWindow window(&session);
    window.show();
    const std::filesystem::path path =
        parser.isSet(library)
            ? std::filesystem::path(QDir::current().absoluteFilePath(parser.value(library)).toStdString())
            : Choices::load().currentLibrary();
    window.openLibrary(path);
    QObject::connect(&instance, &SingleInstance::argumentsReceived, &window, [&window](const QStringList &received) {
        takeArguments(window, received);
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
    });
    if (parser.isSet(screenshot))
        screenshotWhenReady(window, parser.value(screenshot), parser.value(query));
    takeArguments(window, arguments);
    return QApplication::exec();
}
