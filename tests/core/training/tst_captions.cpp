// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"
#include "core/training/batches.h"
#include "core/training/captioneddata.h"
#include "core/training/captionsource.h"
#include "core/training/captionwords.h"
#include "core/training/splits.h"

#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <fstream>
#include <random>
#include <set>

using namespace reminisce;
using namespace reminisce::training;
namespace fs = std::filesystem;

/// Captions in all forms, the cache of decoded pictures, and splits that do not leak.
class TestCaptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tablesAreRead_data();
    void tablesAreRead();
    void missingFileIsNamed();
    void brokenLineIsNamed();
    void unknownSplitIsNamed();
    void sidecarsAreRead();
    void folderNamesBecomeCaptions_data();
    void folderNamesBecomeCaptions();
    void picturesAreDecodedOnce();
    void picturesAreTakenWhole();
    void changedPictureIsDecodedAgain();
    void unreadableAndSilentPicturesAreLeftOut();
    void burstsAndEventsStayTogether();
    void laterRunsHoldTheSameBack();
    void leaksAreRefused();
    void equalCaptionsAreTrueOfEachOther();
    void captionsDecideWhatMayChange();

private:
    fs::path folder() const { return m_folder->path().toStdString(); }
    void write(const std::string &name, const std::string &text) const { std::ofstream(folder() / name) << text; }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

/// A picture that depends on a number only; near numbers do not make near pictures.
Pixels noise(unsigned seed, int side = 40)
{
    std::mt19937 random(seed);
    // Soft patches, so that reductions keep them apart.
    Pixels picture(side, side, 3);
    std::array<std::uint8_t, 5 * 5 * 3> patches{};
    for (auto &value : patches)
        value = static_cast<std::uint8_t>(random());
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side * 3; ++x)
            picture.row(y)[x] = patches[static_cast<std::size_t>((y * 5 / side * 5 + x / 3 * 5 / side) * 3 + x % 3)];
    }
    return picture;
}

/// Reads no file: the number in the name says what is seen.
Result<PictureWithWords> readNumbered(const fs::path &path)
{
    const std::string name = path.stem().string();
    const std::size_t digit = name.find_first_of("0123456789");
    if (digit == std::string::npos)
        return badInput("no picture");
    return PictureWithWords{noise(static_cast<unsigned>(std::stoi(name.substr(digit)))), {}, {}};
}

std::vector<CaptionedFile> numbered(const fs::path &folder, int count)
{
    std::vector<CaptionedFile> files;
    for (int i = 0; i < count; ++i) {
        const fs::path file = folder / ("p" + std::to_string(i) + ".jpg");
        std::ofstream(file) << i;
        files.push_back({file, {"caption " + std::to_string(i)}, {}});
    }
    return files;
}

} // namespace

void TestCaptions::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write("a.jpg", "");
    write("b.jpg", "");
}

void TestCaptions::tablesAreRead_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("CSV, quoted") << "captions.csv"
                                 << QByteArray(
                                        "image,caption\na.jpg,\"one, \"\"two\"\"\nthree\"\na.jpg,four\nb.jpg,five\n");
    QTest::newRow("Flickr8k, commas unquoted") << "captions.txt" << QByteArray("image,caption\na.jpg,one , two\n");
    QTest::newRow("TSV with Windows lines and a mark") << "captions.tsv"
                                                       << QByteArray("\xEF\xBB\xBF"
                                                                     "File\tText\r\na.jpg\tone\r\nb.jpg\ttwo\r\n");
    QTest::newRow("bars, as Flickr30k") << "results.csv"
                                        << QByteArray(
                                               "image_name| comment_number| comment\na.jpg| 0| one\na.jpg| 1| two\n");
    QTest::newRow("Flickr8k tokens") << "Flickr8k.token.txt"
                                     << QByteArray("a.jpg#0\tone\na.jpg#1\ttwo\nb.jpg#0\tthree\n");
    QTest::newRow("JSON lines") << "metadata.jsonl"
                                << QByteArray("{\"file_name\":\"a.jpg\",\"text\":[\"one\",\"two\"]}\n\n"
                                              "{\"file_name\":\"b.jpg\",\"caption\":\"three\",\"split\":\" Val\"}\n");
}

void TestCaptions::tablesAreRead()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    write(name.toStdString(), text.toStdString());
    const auto file = findCaptionFile(folder());
    QVERIFY(file);
    const auto read = readCaptionFile(folder(), *file);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE((*read)[0].file, folder() / "a.jpg");
    using Texts = std::vector<std::string>;
    const QByteArray tag = QTest::currentDataTag();
    if (tag == "CSV, quoted") {
        QVERIFY((*read)[0].captions == Texts({"one, \"two\"\nthree", "four"}));
        QVERIFY((*read)[1].captions == Texts({"five"}));
    } else if (tag == "Flickr8k, commas unquoted") {
        QVERIFY((*read)[0].captions == Texts({"one , two"}));
    } else if (tag.startsWith("TSV")) {
        QVERIFY((*read)[1].captions == Texts({"two"}));
    } else if (tag.startsWith("bars")) {
        QVERIFY((*read)[0].captions == Texts({"one", "two"}));
    } else {
        QVERIFY((*read)[0].captions == Texts({"one", "two"}));
        QVERIFY((*read)[1].captions == Texts({"three"}));
    }
    if (tag == "JSON lines")
        QVERIFY((*read)[1].split == Split::Validation);
}

void TestCaptions::missingFileIsNamed()
{
    write("captions.csv", "image,caption\ngone.jpg,one\nlost.jpg,two\n");
    const auto read = readCaptionFile(folder(), folder() / "captions.csv");
    QVERIFY(!read);
    QVERIFY(read.error().message.find("gone.jpg") != std::string::npos);
    // One that is missing among others is left to the reader of pictures, which counts it.
    write("captions.csv", "image,caption\na.jpg,one\ngone.jpg,two\n");
    QCOMPARE(readCaptionFile(folder(), folder() / "captions.csv").value().size(), 2U);
    // As the set comes from the internet: pictures in a folder of their own.
    std::filesystem::create_directories(folder() / "Images");
    write("Images/far.jpg", "");
    write("captions.csv", "image,caption\nfar.jpg,one\n");
    QCOMPARE(readCaptionFile(folder(), folder() / "captions.csv").value()[0].file, folder() / "Images" / "far.jpg");
    write("captions.csv", "this is,no table\n");
    QVERIFY(!readCaptionFile(folder(), folder() / "captions.csv"));
}

void TestCaptions::brokenLineIsNamed()
{
    write("captions.jsonl", "{\"file\":\"a.jpg\",\"caption\":\"one\"}\n{\"file\":3}\n");
    const auto read = readCaptionFile(folder(), folder() / "captions.jsonl");
    QVERIFY(!read);
    QVERIFY(read.error().message.find("line 2") != std::string::npos);
}

void TestCaptions::unknownSplitIsNamed()
{
    write("captions.csv", "image,caption,split\na.jpg,one,train\nb.jpg,two,holdout\n");
    const auto read = readCaptionFile(folder(), folder() / "captions.csv");
    QVERIFY(!read);
    QVERIFY(read.error().message.find("\"holdout\"") != std::string::npos);
    // Test pictures belong to nobody's training.
    write("captions.csv", "image,caption,split\na.jpg,one,train\nb.jpg,two,TEST\n");
    QCOMPARE(readCaptionFile(folder(), folder() / "captions.csv").value().size(), 1U);
}

void TestCaptions::sidecarsAreRead()
{
    write("a.txt", "a dog\n\n  on the beach \n");
    write("b.jpg.txt", "a cat");
    write("notes.txt", "nothing");
    QVERIFY(!readSidecars(folder() / "nowhere"));
    const auto read = readSidecars(folder());
    QVERIFY(read);
    const auto &files = *read;
    QCOMPARE(files.size(), 2U);
    QVERIFY(files[0].captions == std::vector<std::string>({"a dog", "on the beach"}));
    QVERIFY(files[1].captions == std::vector<std::string>({"a cat"}));
}

void TestCaptions::folderNamesBecomeCaptions_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("caption");
    QTest::newRow("words") << "/x/2019 Summer - beach_walk"
                           << "summer beach walk";
    QTest::newRow("camera") << "/x/DCIM"
                            << "";
    QTest::newRow("numbers") << "/x/100CANON"
                             << "";
    QTest::newRow("other letters") << QStringLiteral("/x/Zoë in Köln") << QStringLiteral("zoë in köln");
}

void TestCaptions::folderNamesBecomeCaptions()
{
    QFETCH(QString, folder);
    QFETCH(QString, caption);
    QCOMPARE(QString::fromStdString(captionFromFolder(folder.toStdString())), caption);
}

void TestCaptions::picturesAreDecodedOnce()
{
    std::atomic<int> reads = 0;
    const auto read = [&reads](const fs::path &path) {
        ++reads;
        return readNumbered(path);
    };
    const auto files = numbered(folder(), 30);
    const auto first = openCaptionedPictures(files, {}, folder() / "cache" / "p.rgb", read);
    QVERIFY2(first, first ? "" : first.error().message.c_str());
    QCOMPARE(reads.load(), 30);
    QCOMPARE(first->examples.size(), 30U);
    QCOMPARE(first->examplesOf(Split::Validation).size(), 3U);
    const auto second = openCaptionedPictures(files, {}, folder() / "cache" / "p.rgb", read);
    QVERIFY(second);
    QCOMPARE(reads.load(), 30);
    QVERIFY(std::equal(first->picture(7), first->picture(7) + 64 * 64 * 3, second->picture(7)));
    QVERIFY(second->examplesOf(Split::Validation) == first->examplesOf(Split::Validation));
}

void TestCaptions::picturesAreTakenWhole()
{
    // Black with a white first eighth and a white last one.
    const auto read = [](const fs::path &) -> Result<PictureWithWords> {
        PictureWithWords picture;
        picture.pixels = Pixels(256, 64, 3);
        for (int y = 0; y < 64; ++y) {
            std::fill_n(picture.pixels.row(y), 32 * 3, std::uint8_t{255});
            std::fill_n(picture.pixels.row(y) + 224 * 3, 32 * 3, std::uint8_t{255});
        }
        return picture;
    };
    const auto data = openCaptionedPictures(numbered(folder(), 2), {}, folder() / "p.rgb", read);
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    const std::uint8_t *row = data->picture(0) + std::ptrdiff_t{32} * 64 * 3;
    QVERIFY(row[2 * 3] > 200);
    QVERIFY(row[61 * 3] > 200);
    QVERIFY(row[32 * 3] < 50);
}

void TestCaptions::changedPictureIsDecodedAgain()
{
    std::atomic<int> reads = 0;
    const auto read = [&reads](const fs::path &path) {
        ++reads;
        return readNumbered(path);
    };
    const auto files = numbered(folder(), 4);
    QVERIFY(openCaptionedPictures(files, {}, folder() / "p.rgb", read));
    std::ofstream(files[2].file) << "longer than before";
    QVERIFY(openCaptionedPictures(files, {}, folder() / "p.rgb", read));
    QCOMPARE(reads.load(), 8);
}

void TestCaptions::unreadableAndSilentPicturesAreLeftOut()
{
    auto files = numbered(folder(), 4);
    files.insert(files.begin() + 1, {folder() / "broken.jpg", {"something"}, {}});
    files[3].captions.clear();
    CaptionedReport report;
    const auto data = openCaptionedPictures(files, {}, folder() / "p.rgb", readNumbered, &report);
    QVERIFY2(data, data ? "" : data.error().message.c_str());
    QCOMPARE(report.unreadable, 1U);
    QVERIFY(report.firstProblem.starts_with("broken.jpg"));
    QCOMPARE(report.withoutCaption, 1U);
    QCOMPARE(data->examples.size(), 3U);
    QCOMPARE(data->captions[2][0], std::string("caption 3"));
    // Rows of the cache stay where they are.
    const auto distance = [&](unsigned seed) {
        const Pixels expected = noise(seed, 64);
        int sum = 0;
        for (std::size_t i = 0; i < expected.samples.size(); ++i)
            sum += std::abs(expected.samples[i] - data->picture(2)[i]);
        return sum / static_cast<int>(expected.samples.size());
    };
    QVERIFY(distance(3) < 15);
    QVERIFY(distance(2) > 40);
}

void TestCaptions::burstsAndEventsStayTogether()
{
    // 40 pictures: in each of ten bursts of two the second is the first made a little brighter; the other twenty are
    // of two days in one folder.
    std::vector<CaptionedFile> files;
    std::vector<SplitFacts> facts;
    for (int i = 0; i < 20; ++i) {
        Pixels picture = noise(static_cast<unsigned>(i / 2));
        if (i % 2 == 1) {
            for (auto &sample : picture.samples)
                sample = static_cast<std::uint8_t>(std::min(255, sample + 3));
        }
        files.push_back({folder() / ("burst" + std::to_string(i)) / "p.jpg", {"x"}, {}});
        facts.push_back({sketchOf(picture), {}});
    }
    for (int i = 0; i < 20; ++i) {
        files.push_back({folder() / "trip" / (std::to_string(i) + ".jpg"), {"x"}, {}});
        facts.push_back({sketchOf(noise(static_cast<unsigned>(100 + i))), (i % 2) * 86'400 + i * 600});
    }
    const auto splits = assignSplits(files, facts, 0.3);
    QVERIFY(splits);
    for (std::size_t i = 0; i < 20; i += 2)
        QVERIFY((*splits)[i] == (*splits)[i + 1]);
    for (std::size_t i = 22; i < 40; ++i)
        QVERIFY((*splits)[i] == (*splits)[i - 2]);
    const auto held = std::count(splits->begin(), splits->end(), Split::Validation);
    QVERIFY2(held >= 8 && held <= 14, qPrintable(QString::number(held)));
}

void TestCaptions::laterRunsHoldTheSameBack()
{
    // Two new files: a copy of one that was held back, and another.
    auto files = numbered(folder(), 6);
    std::vector<SplitFacts> facts;
    for (std::size_t i = 0; i < files.size(); ++i)
        facts.push_back({sketchOf(noise(static_cast<unsigned>(i == 4 ? 1 : i))), {}});
    const auto splits = splitsAsBefore(files, facts, {files[1].file.native(), "/gone.jpg"});
    const auto train = std::optional(Split::Train);
    QVERIFY((splits == std::vector<std::optional<Split>>{train, Split::Validation, train, train, {}, train}));

    CaptionedOptions options;
    options.heldBack = std::set<std::string>{files[1].file.native()};
    for (auto &file : files)
        file.captions = {"x"};
    const auto data = openCaptionedPictures(files, options, folder() / "before.rgb", readNumbered);
    QVERIFY(data);
    const auto held = data->examplesOf(Split::Validation);
    QCOMPARE(held.size(), std::size_t(1));
    QCOMPARE(data->files[held[0]], files[1].file.native());
}

void TestCaptions::leaksAreRefused()
{
    auto files = numbered(folder(), 6);
    std::vector<SplitFacts> facts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        files[i].split = i < 4 ? Split::Train : Split::Validation;
        facts.push_back({sketchOf(noise(static_cast<unsigned>(i))), {}});
    }
    const auto clean = assignSplits(files, facts, 0.1);
    QVERIFY2(clean, clean ? "" : clean.error().message.c_str());
    QVERIFY((*clean)[5] == Split::Validation && (*clean)[0] == Split::Train);
    facts[5] = facts[1];
    const auto leak = assignSplits(files, facts, 0.1);
    QVERIFY(!leak);
    QVERIFY(leak.error().message.find("p1.jpg") != std::string::npos);
}

void TestCaptions::equalCaptionsAreTrueOfEachOther()
{
    auto files = numbered(folder(), 3);
    files[0].captions = {"a dog"};
    files[1].captions = {"a dog"};
    CaptionedOptions options;
    options.validation = 0;
    const auto data = openCaptionedPictures(files, options, folder() / "p.rgb", readNumbered);
    QVERIFY(data);
    const auto source = ownCaptions(*data);
    std::mt19937_64 random(1);
    const auto chosen = source->choose(3, random);
    QCOMPARE(std::set<std::uint32_t>(chosen.begin(), chosen.end()).size(), 3U); // none twice
    const BatchCaptions captions = source->caption({0, 1, 2}, random);
    QCOMPARE(captions.texts.size(), 2U);
    QCOMPARE(captions.caption[0], captions.caption[1]);
    const auto truth = [&](std::size_t i, std::size_t j) { return captions.truth[i * 3 + j]; };
    QVERIFY(truth(0, 1) == Truth::Yes && truth(1, 0) == Truth::Yes && truth(2, 2) == Truth::Yes);
    QVERIFY(truth(0, 2) == Truth::No && truth(2, 1) == Truth::No);
}

void TestCaptions::captionsDecideWhatMayChange()
{
    QVERIFY(!careFor("A dog to the Left of a tree").mayFlip);
    QVERIFY(careFor("cleft rock, upright").mayFlip);
    QVERIFY(!careFor("my red-haired cat").mayRecolour);
    QVERIFY(careFor("a redwood tree").mayRecolour);
}

QTEST_GUILESS_MAIN(TestCaptions)
#include "tst_captions.moc"
