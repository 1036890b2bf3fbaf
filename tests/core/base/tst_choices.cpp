// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/choices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <string>
#include <thread>
#include <vector>

using reminisce::Choices;

class TestChoices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatWasChangedIsLoaded();
    void changesAtOnceAreAllKept();
    void nothingIsWrittenWithoutAChange();
    void aDamagedFileGivesTheDefaults();
    void theCurrentLibraryIsAmongAll();

private:
    QString file() const { return m_dir->filePath(QStringLiteral("reminisce/choices.json")); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestChoices::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_dir->path().toUtf8());
}

void TestChoices::whatWasChangedIsLoaded()
{
    QVERIFY(Choices::change([](Choices &choices) {
        choices.model = "big";
        choices.device = "cuda:1";
        choices.libraries.push_back({"/photos/Travels.reminisce", "Travels"});
    }));
    const Choices loaded = Choices::load();
    QCOMPARE(loaded.model, std::string("big"));
    QCOMPARE(loaded.device, std::string("cuda:1"));
    QCOMPARE(loaded.libraries.size(), std::size_t{1});
    QCOMPARE(loaded.libraries[0].name, std::string("Travels"));
    QCOMPARE(loaded.precision, std::string("auto"));
}

void TestChoices::changesAtOnceAreAllKept()
{
    constexpr int threads = 4;
    constexpr int changes = 20;
    std::vector<std::jthread> changing;
    for (int t = 0; t < threads; ++t) {
        changing.emplace_back([] {
            for (int i = 0; i < changes; ++i)
                static_cast<void>(Choices::change([](Choices &choices) { choices.excluded.emplace_back("*.tmp"); }));
        });
    }
    changing.clear(); // waits
    QCOMPARE(Choices::load().excluded.size(), std::size_t{threads * changes});
}

void TestChoices::nothingIsWrittenWithoutAChange()
{
    QVERIFY(Choices::change([](Choices &choices) { choices.model = "big"; }));
    QVERIFY(QFile::remove(file()));
    QVERIFY(Choices::change([](Choices &choices) { choices.model.clear(); }));
    QVERIFY(!QFile::exists(file()));
}

void TestChoices::aDamagedFileGivesTheDefaults()
{
    QVERIFY(Choices::change([](Choices &choices) { choices.appearance = "dark"; }));
    for (const char *damaged : {R"({"appearance": "dark", "model": 7})", "[", ""}) {
        QFile writing(file());
        QVERIFY(writing.open(QIODevice::WriteOnly));
        writing.write(damaged);
        writing.close();
        QCOMPARE(Choices::load().appearance, std::string("system"));
    }
}

void TestChoices::theCurrentLibraryIsAmongAll()
{
    QVERIFY(Choices::change([](Choices &choices) { choices.library = "/photos/Travels.reminisce"; }));
    const auto all = Choices::load().allLibraries();
    QCOMPARE(all.size(), std::size_t{2}); // the usual one too
    QCOMPARE(all[1].path, std::filesystem::path("/photos/Travels.reminisce"));
    QCOMPARE(all[1].name, std::string("Travels"));
}

QTEST_GUILESS_MAIN(TestChoices)
#include "tst_choices.moc"
