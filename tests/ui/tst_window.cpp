// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/choices.h"
#include "core/clip/modelstore.h"
#include "core/search/ownwords.h"
#include "tests/support/randomcheckpoint.h"
#include "ui/grid/photogrid.h"
#include "ui/session/librarysession.h"
#include "ui/viewer/photoviewer.h"
#include "ui/window/librarymenu.h"
#include "ui/window/mainwindow.h"

#include <QAbstractButton>
#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTreeWidget>

using namespace reminisce::ui;

/// The real window, offscreen, with the starter.
class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void firstRunThenPhotos();
    void lettersGoToTheQueryAtOnce();
    void typingFindsAndEscapeGoesBack();
    void moreIsShownOfSeveralThings();
    void unknownWordIsSaid();
    void ownWordsAreLearntAndForgotten();
    void answersStayInPlaceWhileIndexing();
    void similarByClick();
    void viewerShowsTheFileAndSteps();
    void fileFromElsewhereHasNoNeighbours();
    void skippedFilesAreTriedAgain();
    void photosAreSeenWithoutAModel();
    void libraryThatCannotBeOpenedSaysSo();
    void menuDoesWhatTheKeysDo();
    void indexingPausesAndGoesOn();
    void badModelIsRefusedWithASentence();
    void fullSizeModelComesInAndGoes();
    void librariesAndSettings();
    void goesBackToACopy();
    void guideOpensFromMakingAModel();
    void settingsAreKeptHoweverThePageIsLeft();
    void looksAsItWasLeft();
    void menuOfAPhotoKnowsItsFile();
    void selectedFilesAreCopied();

private:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    void makeLibrary();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LibrarySession> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    for (const char *variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, m_dir->filePath(QString::fromLatin1(variable)).toUtf8());
    QDir(m_dir->path()).mkpath(QStringLiteral("photos"));
    const QColor colours[] = {Qt::red, Qt::green, Qt::blue, Qt::yellow, Qt::white, Qt::black};
    for (int i = 0; i < 12; ++i) {
        QImage image(120, 80 + i, QImage::Format_RGB32);
        image.fill(colours[i % 6]);
        QVERIFY(image.save(m_dir->filePath(QStringLiteral("photos/IMG_2020010%1_120000.png").arg(i % 9 + 1)), "PNG"));
    }
    m_session = std::make_unique<LibrarySession>();
    m_window = std::make_unique<MainWindow>(m_session.get());
    m_window->show();
    m_window->openLibrary(m_dir->filePath(QStringLiteral("test.reminisce")).toStdString());
}

void TestWindow::cleanup()
{
    m_window.reset();
    m_session.reset();
}

void TestWindow::makeLibrary()
{
    m_window->addFolders({m_dir->filePath(QStringLiteral("photos"))});
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), 9, 30000);
}

void TestWindow::firstRunThenPhotos()
{
    QTRY_COMPARE(child<QStackedWidget>("pages")->currentWidget()->objectName(), QStringLiteral("firstRunPage"));
    QVERIFY(!child<QAbstractButton>("start")->isEnabled() || child<QListWidget>("folderList")->count() > 0);
    makeLibrary();
    QCOMPARE(child<QStackedWidget>("pages")->currentIndex(), 0);
    QCOMPARE(child<QListWidget>("sideBar")->count(), 2);
    QTRY_COMPARE(child<QLabel>("countLabel")->text(), QStringLiteral("9 photo(s)"));
}

void TestWindow::lettersGoToTheQueryAtOnce()
{
    auto *field = child<QLineEdit>("queryField");
    QTest::keyClicks(m_window->focusWidget(), QStringLiteral("dog"));
    QCOMPARE(field->text(), QStringLiteral("dog"));
    field->clear();
    makeLibrary();
    QTest::keyClicks(m_window->focusWidget(), QStringLiteral("cat"));
    QCOMPARE(field->text(), QStringLiteral("cat"));
}

void TestWindow::typingFindsAndEscapeGoesBack()
{
    makeLibrary();
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    auto *field = child<QLineEdit>("queryField");
    QTest::keyClicks(field, QStringLiteral("lemon"));
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), 30000);
    QVERIFY(m_window->shownPhotos() > 0 && m_window->shownPhotos() < 9);
    auto *rest = child<QAbstractButton>("restButton");
    QVERIFY(rest->isVisible());
    QTest::mouseClick(rest, Qt::LeftButton);
    QTRY_COMPARE(m_window->shownPhotos(), 9);
    QTest::mouseClick(rest, Qt::LeftButton);
    QTRY_VERIFY(m_window->shownPhotos() < 9);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_COMPARE(m_window->shownPhotos(), 9);
    QVERIFY(field->text().isEmpty());
}

void TestWindow::moreIsShownOfSeveralThings()
{
    makeLibrary();
    auto *field = child<QLineEdit>("queryField");
    const PhotoGrid *grid = m_window->findChild<PhotoGrid *>();
    const auto title = [grid] { return grid->list().sections().value(0).title; };
    // No photo shows both for sure, each shows a part of it at best.
    QTest::keyClicks(field, QStringLiteral("a dog beside a teapot"));
    QTRY_VERIFY_WITH_TIMEOUT(title().contains(QLatin1String("all of this")), 30000);
    QCOMPARE(m_window->shownPhotos(), 9);
}

void TestWindow::unknownWordIsSaid()
{
    makeLibrary();
    auto *note = child<QLabel>("note");
    auto *field = child<QLineEdit>("queryField");
    QVERIFY(!note->isVisible());
    QTest::keyClicks(field, QStringLiteral("lemon xyzzy"));
    QTRY_VERIFY_WITH_TIMEOUT(note->isVisible() && note->text().contains(QLatin1String("xyzzy")), 30000);
    QVERIFY(!note->text().contains(QLatin1String("lemon")));
    Q_EMIT note->linkActivated(QStringLiteral("models"));
    QCOMPARE(child<QStackedWidget>("pages")->currentWidget()->objectName(), QStringLiteral("modelPage"));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_VERIFY(!note->isVisible());
}

void TestWindow::ownWordsAreLearntAndForgotten()
{
    makeLibrary();
    m_window->findChild<QAction *>(QStringLiteral("modelsAction"))->trigger();
    auto *label = child<QLabel>("ownWords");
    auto *learn = child<QAbstractButton>("learnOwnWords");
    QTest::mouseClick(learn, Qt::LeftButton);
    // The photos of this test have no words in their files, which is said.
    QTRY_VERIFY_WITH_TIMEOUT(learn->isEnabled() && label->text().contains(QLatin1String("three photos")), 60000);
    // Words that were learnt before are named, and forgotten with one click.
    const QString file = m_dir->filePath(QStringLiteral("test.reminisce.words"));
    const auto checkpoint =
        reminisce::clip::Checkpoint::open(reminisce::clip::modelstore::resolve("starter", {}).value());
    const auto dim = static_cast<std::size_t>((*checkpoint)->config().dim);
    QVERIFY(reminisce::search::OwnWords({"Bello"}, {0.5F}, std::vector<float>(dim * dim))
                .save(m_dir->filePath(QStringLiteral("test.reminisce")).toStdString(), (*checkpoint)->identity()));
    m_session->requestOwnWords();
    QTRY_VERIFY(label->text().contains(QLatin1String("Bello")));
    QTest::mouseClick(child<QAbstractButton>("forgetOwnWords"), Qt::LeftButton);
    QTRY_VERIFY(!label->text().contains(QLatin1String("Bello")));
    QVERIFY(!QFile::exists(file));
}

void TestWindow::answersStayInPlaceWhileIndexing()
{
    makeLibrary();
    m_window->resize(400, 300);
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    QSignalSpy lists(m_session.get(), &LibrarySession::photosChanged);
    m_session->lookAgain();
    QTRY_VERIFY(!lists.isEmpty());
    m_window->search(QStringLiteral("lemon"));
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), 30000);
    QTest::mouseClick(child<QAbstractButton>("restButton"), Qt::LeftButton);
    QScrollBar *bar = child<PhotoGrid>("photoGrid")->verticalScrollBar();
    QVERIFY(bar->maximum() > 100);
    bar->setValue(100);
    answers.clear();
    Q_EMIT m_session->photosChanged(lists.last()[0].value<PhotoListPtr>());
    QTRY_VERIFY(!answers.isEmpty());
    QCOMPARE(bar->value(), 100);
    m_window->search(QStringLiteral("snow"));
    QTRY_COMPARE(bar->value(), 0);
}

void TestWindow::similarByClick()
{
    makeLibrary();
    auto *grid = child<PhotoGrid>("photoGrid");
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    const QRect photo = grid->photoRect(0);
    // The mark lies in the lower right corner of the photo.
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, photo.bottomRight() - QPoint(15, 15));
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), 30000);
    QCOMPARE(m_window->shownPhotos(), 8); // all but the photo itself
    QVERIFY(child<QWidget>("pictureChip")->isVisible());
}

void TestWindow::viewerShowsTheFileAndSteps()
{
    makeLibrary();
    auto *grid = child<PhotoGrid>("photoGrid");
    auto *viewer = child<PhotoViewer>("photoViewer");
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Home);
    QTest::keyClick(grid, Qt::Key_Return);
    QCOMPARE(child<QStackedWidget>("pages")->currentWidget(), viewer);
    QTRY_VERIFY_WITH_TIMEOUT(viewer->isReady(), 10000);
    const qint64 first = viewer->photo();
    QTest::keyClick(viewer, Qt::Key_Right);
    QVERIFY(viewer->photo() != first);
    QTest::keyClick(viewer, Qt::Key_I);
    QTRY_VERIFY(child<QLabel>("photoFacts")->text().contains(QLatin1String(".png")));
    QTest::keyClick(viewer, Qt::Key_Escape);
    QCOMPARE(child<QStackedWidget>("pages")->currentIndex(), 0);
}

void TestWindow::fileFromElsewhereHasNoNeighbours()
{
    makeLibrary();
    auto *viewer = child<PhotoViewer>("photoViewer");
    const QString file = m_dir->filePath(QStringLiteral("elsewhere.png"));
    QImage image(90, 60, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(file));
    m_window->showFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(viewer->isReady(), 10000);
    QTest::keyClick(viewer, Qt::Key_Right);
    QCOMPARE(viewer->details().paths, QStringList{file});
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    QTest::keyClick(viewer, Qt::Key_L);
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), 30000);
    QCOMPARE(m_window->shownPhotos(), 9);
}

void TestWindow::skippedFilesAreTriedAgain()
{
    // Damaged, then mended by a program that keeps the time and the size.
    const QString path = m_dir->filePath(QStringLiteral("photos/torn.png"));
    QByteArray whole;
    {
        QBuffer buffer(&whole);
        QImage image(50, 50, QImage::Format_RGB32);
        image.fill(Qt::cyan);
        QVERIFY(image.save(&buffer, "PNG"));
    }
    const QDateTime time(QDate(2020, 2, 2), QTime(12, 0));
    const auto write = [&](const QByteArray &bytes) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() &&
               file.setFileTime(time, QFileDevice::FileModificationTime);
    };
    QVERIFY(write(whole.left(20) + QByteArray(whole.size() - 20, 'x')));
    makeLibrary();
    auto *tree = child<QTreeWidget>("skippedTree");
    QTRY_COMPARE(tree->topLevelItemCount(), 1);
    QVERIFY(write(whole));
    child<QAction>("lookAgainAction")->trigger();
    QTest::qWait(500);
    QCOMPARE(m_window->shownPhotos(), 9); // nothing shows that it changed
    QTest::mouseClick(child<QAbstractButton>("skippedAgain"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), 10, 30000);
    QTRY_COMPARE(tree->topLevelItemCount(), 0);
}

void TestWindow::photosAreSeenWithoutAModel()
{
    makeLibrary();
    QVERIFY(reminisce::Choices::change([](reminisce::Choices &choices) { choices.model = "gone"; }));
    m_window.reset();
    m_session = std::make_unique<LibrarySession>();
    m_window = std::make_unique<MainWindow>(m_session.get());
    m_window->show();
    m_window->openLibrary(m_dir->filePath(QStringLiteral("test.reminisce")).toStdString());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), 9, 30000);
    auto *grid = child<PhotoGrid>("photoGrid");
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Home);
    QTest::keyClick(grid, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(child<PhotoViewer>("photoViewer")->isReady(), 10000);
    QTest::keyClick(child<PhotoViewer>("photoViewer"), Qt::Key_Escape);
    QTest::keyClicks(child<QLineEdit>("queryField"), QStringLiteral("lemon"));
    QTRY_VERIFY(child<QLabel>("messageLabel")->text().contains(QLatin1String("no model")));
}

void TestWindow::libraryThatCannotBeOpenedSaysSo()
{
    auto *grid = child<PhotoGrid>("photoGrid");
    QDir(m_dir->path()).mkpath(QStringLiteral("folder.reminisce"));
    m_window->openLibrary(m_dir->filePath(QStringLiteral("folder.reminisce")).toStdString());
    QTRY_VERIFY(grid->emptyText().contains(QLatin1String("Choose another library")));
    QVERIFY(grid->emptyText().contains(QLatin1String("folder.reminisce")));
    m_window->openLibrary(m_dir->filePath(QStringLiteral("test.reminisce")).toStdString());
    QVERIFY(!grid->emptyText().contains(QLatin1String("Choose another library")));
    makeLibrary();
}

void TestWindow::menuDoesWhatTheKeysDo()
{
    makeLibrary();
    auto *menu = child<QMenu>("photoActions");
    const auto item = [menu](const char *text) -> QAction * {
        Q_EMIT menu->aboutToShow();
        for (QAction *action : menu->actions()) {
            if (action->text().remove(QLatin1Char('&')).startsWith(QLatin1String(text)))
                return action;
        }
        return nullptr;
    };
    auto *grid = child<PhotoGrid>("photoGrid");
    QVERIFY(!item("Open")->isEnabled()); // no photo is chosen
    QVERIFY(!item("Details")->isEnabled());
    item("Select all")->trigger();
    QCOMPARE(grid->selectedCount(), 9);
    grid->setCurrent(2);
    item("Open")->trigger();
    auto *viewer = child<PhotoViewer>("photoViewer");
    QVERIFY(viewer->isVisible());
    QVERIFY(!item("Open")->isEnabled());
    const qint64 first = viewer->photo();
    item("Next photo")->trigger();
    QVERIFY(viewer->photo() != first);
    item("Previous photo")->trigger();
    QCOMPARE(viewer->photo(), first);
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    item("More like this")->trigger();
    QVERIFY(grid->isVisible());
    QVERIFY(answers.wait(30000));
}

void TestWindow::indexingPausesAndGoesOn()
{
    constexpr int many = 1200;
    const QString folder = m_dir->filePath(QStringLiteral("many"));
    QDir().mkpath(folder);
    for (int i = 0; i < many; ++i) {
        QImage image(24, 24, QImage::Format_RGB32);
        image.fill(qRgb(i % 256, i / 256, 90));
        QVERIFY(image.save(folder + QStringLiteral("/%1.png").arg(i)));
    }
    IndexState state;
    connect(m_session.get(), &LibrarySession::indexStateChanged, this, [&](const IndexState &now) { state = now; });
    m_window->addFolders({folder});
    auto *pause = child<QAbstractButton>("pauseButton");
    QTRY_VERIFY_WITH_TIMEOUT(pause->isVisible() && state.done > 0, 30000);
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(state.paused, 10000);
    // What was in the works is still stored.
    qint64 done = -1;
    for (int i = 0; i < 40 && done != state.done; ++i) {
        done = state.done;
        QTest::qWait(500);
    }
    QVERIFY(done < many);
    QTest::qWait(700);
    QCOMPARE(state.done, done);
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(state.phase == IndexState::Idle && !state.paused, 60000);
    QTRY_COMPARE(m_window->shownPhotos(), many);
}

void TestWindow::badModelIsRefusedWithASentence()
{
    makeLibrary();
    const QString bad = m_dir->filePath(QStringLiteral("bad.safetensors"));
    QFile file(bad);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("this is no model");
    file.close();
    m_session->installModel(bad);
    QTRY_VERIFY(child<QLabel>("modelMessage")->text().contains(QLatin1String("bad.safetensors")));
    QTRY_COMPARE(child<QListWidget>("modelList")->count(), 1);
}

/// A checkpoint of ViT-B/32's size: installs, the library is looked at again while the starter answers, and going back
/// is one click.
void TestWindow::fullSizeModelComesInAndGoes()
{
    makeLibrary();
    reminisce::test::writeRandomOpenClip(m_dir->filePath(QStringLiteral("big-model")).toStdString(), {});
    m_session->installModel(m_dir->filePath(QStringLiteral("big-model")));
    auto *list = child<QListWidget>("modelList");
    QTRY_COMPARE_WITH_TIMEOUT(list->count(), 2, 60000);
    child<QAction>("modelsAction")->trigger();
    list->setCurrentRow(1);
    QVERIFY(list->currentItem()->text().contains(QLatin1String("big-model")));
    QTest::mouseClick(child<QAbstractButton>("useModel"), Qt::LeftButton);
    // The old index serves meanwhile.
    QSignalSpy answers(m_window.get(), &MainWindow::answerShown);
    m_window->search(QStringLiteral("lemon"));
    QTRY_VERIFY_WITH_TIMEOUT(!answers.isEmpty(), 60000);
    QTRY_VERIFY_WITH_TIMEOUT(list->count() == 2 && list->item(1)->text().contains(QLatin1String("in use")) &&
                                 child<QLabel>("modelAbout")->text().contains(QLatin1String("9")),
                             120000);
    list->setCurrentRow(0);
    QTest::mouseClick(child<QAbstractButton>("useModel"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(list->item(0)->text().contains(QLatin1String("in use")), 60000);
}

void TestWindow::librariesAndSettings()
{
    makeLibrary();
    auto *menu = child<LibraryMenu>("libraryMenu");
    menu->make(QStringLiteral("Second"));
    QTRY_COMPARE(menu->text(), QStringLiteral("Second"));
    QTRY_COMPARE(m_window->shownPhotos(), 0);
    QTRY_COMPARE(child<QStackedWidget>("pages")->currentWidget()->objectName(), QStringLiteral("firstRunPage"));
    menu->rename(QStringLiteral("Holidays"));
    QCOMPARE(menu->text(), QStringLiteral("Holidays"));
    child<QAction>("settingsAction")->trigger();
    QTRY_VERIFY(!child<QLabel>("sizesLabel")->text().isEmpty());
    QTest::mouseClick(child<QAbstractButton>("settingsBack"), Qt::LeftButton);
    QCOMPARE(child<QStackedWidget>("pages")->currentIndex(), 0);
}

void TestWindow::goesBackToACopy()
{
    makeLibrary(); // the first indexing ends with a copy
    const int before = m_window->shownPhotos();
    const QString more = m_dir->filePath(QStringLiteral("more"));
    QDir().mkpath(more);
    for (int i = 0; i < 3; ++i) {
        QImage image(30, 20, QImage::Format_RGB32);
        image.fill(qRgb(10, 20 * i, 200));
        QVERIFY(image.save(more + QStringLiteral("/%1.png").arg(i)));
    }
    m_window->addFolders({more});
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), before + 3, 30000);
    child<QAction>("settingsAction")->trigger();
    auto *restore = child<QAbstractButton>("restoreCopy");
    QTRY_VERIFY(restore->isEnabled());
    QTimer::singleShot(0, this, [] {
        auto *question = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
        QVERIFY(question != nullptr);
        QTest::mouseClick(question->button(QMessageBox::Yes), Qt::LeftButton);
    });
    QTest::mouseClick(restore, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), before, 30000);
    m_window->addFolders({more});
    QTRY_COMPARE_WITH_TIMEOUT(m_window->shownPhotos(), before + 3, 30000);
}

void TestWindow::guideOpensFromMakingAModel()
{
    makeLibrary();
    child<QAction>("trainingAction")->trigger();
    QTest::mouseClick(child<QAbstractButton>("trainingGuide"), Qt::LeftButton);
    const auto *pages = child<QStackedWidget>("pages");
    QCOMPARE(pages->currentWidget()->objectName(), QStringLiteral("guidePage"));
    const auto *text = child<QTextBrowser>("guideText");
    QVERIFY(text->toPlainText().contains(QStringLiteral("contrastive")));
    for (const char *picture : {"matrix-before.png", "matrix-after.png", "losses.png", "recall.png"})
        QVERIFY2(!text->document()->resource(QTextDocument::ImageResource, QUrl(QString::fromLatin1(picture))).isNull(),
                 picture);
    QTest::keyClick(child<QWidget>("guidePage"), Qt::Key_Escape);
    QCOMPARE(pages->currentWidget()->objectName(), QStringLiteral("trainingPage"));
    child<QAction>("guideAction")->trigger();
    QTest::mouseClick(child<QAbstractButton>("guideBack"), Qt::LeftButton);
    QCOMPARE(pages->currentWidget()->objectName(), QStringLiteral("trainingPage"));
}

void TestWindow::settingsAreKeptHoweverThePageIsLeft()
{
    const auto change = [this](const char *text) {
        child<QAction>("settingsAction")->trigger();
        child<QPlainTextEdit>("excludedNames")->setPlainText(QString::fromLatin1(text));
    };
    const auto kept = [](const char *text) {
        return reminisce::Choices::load().excluded == std::vector<std::string>{text};
    };
    change("by-escape");
    QTest::keyClick(child<QWidget>("settingsPage"), Qt::Key_Escape);
    QVERIFY(kept("by-escape"));
    change("by-menu");
    child<QAction>("guideAction")->trigger();
    QVERIFY(kept("by-menu"));
    change("by-closing");
    m_window->close();
    QVERIFY(kept("by-closing"));
}

void TestWindow::looksAsItWasLeft()
{
    child<PhotoGrid>("photoGrid")->setSize(PhotoGrid::Size::Large);
    m_window->resize(900, 640);
    child<QAction>("sideBarAction")->trigger();
    QVERIFY(!child<QWidget>("side")->isVisible());
    m_window->close();
    m_window = std::make_unique<MainWindow>(m_session.get());
    m_window->show();
    QCOMPARE(m_window->size(), QSize(900, 640));
    QCOMPARE(child<PhotoGrid>("photoGrid")->size(), PhotoGrid::Size::Large);
    QVERIFY(!child<QWidget>("side")->isVisible());
}

void TestWindow::menuOfAPhotoKnowsItsFile()
{
    makeLibrary();
    auto *grid = child<PhotoGrid>("photoGrid");
    QStringList items;
    QTimer look;
    connect(&look, &QTimer::timeout, this, [&items] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (menu == nullptr)
            return;
        for (const QAction *action : menu->actions())
            items << action->text();
        menu->close();
    });
    look.start(20);
    const QPoint place = grid->photoRect(4).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, grid->viewport()->mapToGlobal(place));
    QApplication::sendEvent(grid->viewport(), &event);
    QTRY_VERIFY(items.contains(QStringLiteral("Copy the path")));
}

void TestWindow::selectedFilesAreCopied()
{
    makeLibrary();
    auto *grid = child<PhotoGrid>("photoGrid");
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_A, Qt::ControlModifier);
    const auto copied = [grid] {
        QTest::keyClick(grid, Qt::Key_C, Qt::ControlModifier);
        const QMimeData *data = QApplication::clipboard()->mimeData();
        return data != nullptr ? data->urls() : QList<QUrl>();
    };
    QTRY_COMPARE(copied().size(), 9);
    QVERIFY(QFile::exists(copied()[0].toLocalFile()));
    QCOMPARE(child<QLabel>("messageLabel")->text(), QStringLiteral("9 file(s) copied"));
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
