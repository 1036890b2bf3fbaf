// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/keptdata.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace reminisce;
using namespace reminisce::training;
namespace fs = std::filesystem;

class TestKeptData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comesBackWhateverBecomesOfTheCache();
    void bytesThatAreNoTextAreReplaced();
    void damageIsNoData();
    void whereNothingCanBeWrittenNothingIsLeft();

private:
    static constexpr int side = 2, pictures = 3;
    fs::path folder() const { return m_folder->path().toStdString(); }
    fs::path cache() const { return folder() / "cache.rgb"; }

    std::unique_ptr<QTemporaryDir> m_folder;
    Dataset m_data;
};

void TestKeptData::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    std::string pixels(pictures * side * side * 3, ' ');
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<char>(i);
    std::ofstream(cache(), std::ios::binary) << pixels;
    m_data = {};
    m_data.size = side;
    m_data.pixels = *MappedFile::open(cache());
    m_data.examples = {{0, Split::Train}, {0, Split::Validation}};
    m_data.rows = {2, 0};
    m_data.captions = {{"a dog", "my dog"}, {"the sea"}};
    m_data.files = {"/a.jpg", "/b.jpg"};
}

void TestKeptData::comesBackWhateverBecomesOfTheCache()
{
    const fs::path place = folder() / "kept";
    QVERIFY(!keptData(place));
    QVERIFY(keepData(m_data, cache(), place));
    // As another run makes the cache anew: written beside it and renamed.
    std::ofstream(folder() / "new") << "something else";
    fs::rename(folder() / "new", cache());
    const auto kept = keptData(place);
    QVERIFY(kept);
    QCOMPARE(kept->size, side);
    QVERIFY(kept->captions == m_data.captions);
    QVERIFY(kept->files == m_data.files);
    QCOMPARE(kept->examplesOf(Split::Validation), (std::vector<std::uint32_t>{1}));
    QCOMPARE(static_cast<int>(*kept->picture(0)), 2 * side * side * 3);
    QCOMPARE(static_cast<int>(*kept->picture(1)), 0);
    forgetData(place);
    QVERIFY(!keptData(place));
    QVERIFY(!fs::exists(place.string() + ".rgb"));
}

void TestKeptData::bytesThatAreNoTextAreReplaced()
{
    m_data.captions[0] = {"caf\xe9"}; // Latin-1
    QVERIFY(keepData(m_data, cache(), folder() / "kept"));
    const auto kept = keptData(folder() / "kept");
    QVERIFY(kept);
    QCOMPARE(kept->captions[0][0], std::string("caf\xef\xbf\xbd"));
}

void TestKeptData::damageIsNoData()
{
    const fs::path place = folder() / "kept";
    QVERIFY(keepData(m_data, cache(), place));
    for (const char *list : {"", "[]", R"({"size": 2})", R"({"size": 2, "pictures": [{"row": "1"}]})",
                             R"({"size": 2, "pictures": [{"row": 3, "held_back": false, "captions": ["a"]}]})",
                             R"({"size": 2, "pictures": [{"row": 0, "held_back": false, "captions": []}]})",
                             R"({"size": 70000, "pictures": []})"}) {
        std::ofstream(place.string() + ".json") << list;
        QVERIFY2(!keptData(place), list);
    }
}

void TestKeptData::whereNothingCanBeWrittenNothingIsLeft()
{
    // A folder in the list's place: the pixels can be written, the list cannot.
    const fs::path place = folder() / "kept";
    fs::create_directories(place.string() + ".json/inside");
    QVERIFY(!keepData(m_data, cache(), place));
    QVERIFY(!fs::exists(place.string() + ".rgb"));
    QVERIFY(!keepData(m_data, cache(), folder() / "no such folder" / "kept"));
}

QTEST_GUILESS_MAIN(TestKeptData)
#include "tst_keptdata.moc"
