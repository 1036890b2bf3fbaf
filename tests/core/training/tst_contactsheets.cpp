// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/dataset.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace reminisce;
using namespace reminisce::training;

namespace {

constexpr int tile = 4, columns = 2, perSheet = 3;

struct Sheet {
    const char *file, *label, *split;
};
constexpr std::array sheets = {Sheet{"wild/fox.png", "n1", "train"}, Sheet{"tame/dog.png", "n2", "train"},
                               Sheet{"tame/cat.png", "n3", "val"}, Sheet{"wild/wolf.png", "n4", "train"},
                               Sheet{"tame/hound.png", "hound-dog", "val"}};

/// Tile i of sheet s is painted with the value 10 s + i.
Result<Pixels> readSheet(const std::filesystem::path &path)
{
    Pixels sheet(tile * columns, tile * 2, 3);
    for (std::size_t s = 0; s < sheets.size(); ++s) {
        if (path.filename() != std::filesystem::path(sheets[s].file).filename())
            continue;
        for (int y = 0; y < sheet.height; ++y)
            for (int x = 0; x < sheet.width * 3; ++x)
                sheet.row(y)[x] = static_cast<std::uint8_t>(10 * s + static_cast<std::size_t>(y / tile * columns) +
                                                            static_cast<std::size_t>(x / 3 / tile));
    }
    return sheet;
}

} // namespace

class TestContactSheets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tilesAreCutInOrder();
    void aPartHasItsPicturesAndLabels();
    void anUnknownPartIsRefused();
    void damagedDescriptionIsRefused_data();
    void damagedDescriptionIsRefused();

private:
    Result<Dataset> open(const std::string &part = {}) const
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        return openContactSheets(folder, tile, folder / "cache", readSheet, part);
    }

    QTemporaryDir m_folder;
};

void TestContactSheets::initTestCase()
{
    nlohmann::json pages = nlohmann::json::array();
    for (const Sheet &sheet : sheets)
        pages.push_back({{"file", sheet.file},
                         {"tile", tile},
                         {"columns", columns},
                         {"count", perSheet},
                         {"label", sheet.label},
                         {"split", sheet.split}});
    const nlohmann::json names = {{"n1", "fox"}, {"n2", "dog, hound"}, {"n3", "cat"}, {"n4", "wolf"}};
    std::ofstream((m_folder.path() + QStringLiteral("/pages.json")).toStdString())
        << nlohmann::json{{"pages", pages}, {"names", names}};
}

void TestContactSheets::tilesAreCutInOrder()
{
    const auto data = open();
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    QCOMPARE(data->labels.size(), std::size_t(5));
    QCOMPARE(data->examples.size(), std::size_t(15));
    for (std::size_t i = 0; i < 15; ++i)
        QCOMPARE(static_cast<std::size_t>(*data->picture(i)), 10 * (i / perSheet) + i % perSheet);
    QCOMPARE(data->labels[1].names, (std::vector<std::string>{"dog", "hound"}));
    QCOMPARE(data->labels[4].name, std::string("hound dog"));
}

void TestContactSheets::aPartHasItsPicturesAndLabels()
{
    const auto data = open("tame/");
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    QCOMPARE(data->examples.size(), std::size_t(9));
    std::vector<std::string> names;
    for (const Label &label : data->labels)
        names.push_back(label.name);
    QCOMPARE(names, (std::vector<std::string>{"dog", "cat", "hound dog"}));
    QCOMPARE(data->examplesOf(Split::Validation), (std::vector<std::uint32_t>{3, 4, 5, 6, 7, 8}));
    for (const auto &[example, label, value] :
         {std::tuple(0U, 0U, 10), std::tuple(3U, 1U, 20), std::tuple(8U, 2U, 42)}) {
        QCOMPARE(data->examples[example].label, label);
        QCOMPARE(static_cast<int>(*data->picture(example)), value);
    }
}

void TestContactSheets::anUnknownPartIsRefused()
{
    const auto data = open("tam");
    QVERIFY(!data);
    QVERIFY(data.error().message.find("\"tam\"") != std::string::npos);
}

void TestContactSheets::damagedDescriptionIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray sheet = R"({"file":"a.png","tile":4,"columns":2,"count":3,"label":"x","split":"val"})";
    const auto with = [&sheet](const char *before, const char *after) {
        return R"({"pages":[)" + QByteArray(sheet).replace(before, after) + "]}";
    };
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("no sheets") << QByteArray(R"({"pages":[]})");
    QTest::newRow("a sheet that is none") << QByteArray(R"({"pages":[3]})");
    QTest::newRow("text for a number") << with(R"("tile":4)", R"("tile":"4")");
    QTest::newRow("nothing in it") << with(R"("count":3)", R"("count":0)");
    QTest::newRow("unknown split") << with("val", "some");
    QTest::newRow("no label") << with(R"("label":"x")", R"("label":"")");
    QTest::newRow("a label without a word") << with(R"("label":"x")", R"("label":",")");
}

void TestContactSheets::damagedDescriptionIsRefused()
{
    QFETCH(QByteArray, text);
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    std::ofstream(path / "pages.json") << text.toStdString();
    const auto data = openContactSheets(path, tile, path / "cache", readSheet);
    QVERIFY(!data);
    QVERIFY2(data.error().message.find("pages.json") != std::string::npos, data.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestContactSheets)
#include "tst_contactsheets.moc"
