// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>

using namespace reminisce;
using namespace reminisce::training;

namespace {

class NoWords final : public clip::Tokenizer {
public:
    std::vector<std::int32_t> encode(std::string_view, clip::SpecialTokens) const override { return {1}; }
    int contextLength() const override { return 1; }
    std::int32_t paddingId() const override { return 0; }
    int vocabularySize() const override { return 2; }
    std::string fingerprint() const override { return {}; }
};

} // namespace

class TestBatches : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mixedPicturesKeepTheirShare();
    void sharpnessChangesDetailAlone();

private:
    static constexpr int side = 32;
    static constexpr std::size_t each = side * side * 3;

    /// Pictures with the samples that `sample` gives for (picture, x, y), described so that nothing recolours them.
    void open(int pictures, const std::function<int(int, int, int)> &sample);

    QTemporaryDir m_folder;
    Dataset m_data;
};

void TestBatches::open(int pictures, const std::function<int(int, int, int)> &sample)
{
    std::string pixels;
    m_data = {};
    for (int i = 0; i < pictures; ++i) {
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x)
                pixels.append(3, static_cast<char>(sample(i, x, y)));
        }
        m_data.examples.push_back({0, Split::Train});
        m_data.captions.push_back({"grey " + std::to_string(i)});
    }
    const std::string file = m_folder.filePath(QStringLiteral("p.rgb")).toStdString();
    std::ofstream(file, std::ios::binary) << pixels;
    m_data.size = side;
    m_data.pixels = *MappedFile::open(file);
}

void TestBatches::mixedPicturesKeepTheirShare()
{
    open(8, [](int picture, int, int) { return 20 * picture; });
    const auto captions = ownCaptions(m_data);
    const NoWords words;
    const BatchMaker batches(m_data, *captions, words, {8, 1, 0.4, 0, 0, 1});
    int laidInside = 0;
    for (std::uint64_t number = 0; number < 20; ++number) {
        const Batch batch = batches.make(number, side);
        QCOMPARE(batch.partner.size(), std::size_t{8});
        for (std::size_t i = 0; i < 8; ++i) {
            const auto ofPicture = [&](std::size_t picture) {
                const std::string &caption = batch.captions[static_cast<std::size_t>(batch.caption[picture])];
                const float value = 20.0F * std::stof(caption.substr(5));
                const auto begin = batch.pixels.begin() + static_cast<std::ptrdiff_t>(i * each);
                return std::count_if(begin, begin + each, [value](float x) { return std::abs(x - value) < 0.01F; });
            };
            const auto partner = static_cast<std::size_t>(batch.partner[i]);
            const auto own = static_cast<double>(ofPicture(i));
            QVERIFY(std::abs(own / static_cast<double>(each) - static_cast<double>(batch.keep[i])) < 1e-6);
            QCOMPARE(own + static_cast<double>(ofPicture(partner)), static_cast<double>(each));
            laidInside += batch.keep[i] > 0.3F && batch.keep[i] < 0.95F ? 1 : 0;
        }
    }
    QVERIFY(laidInside > 80);
}

void TestBatches::sharpnessChangesDetailAlone()
{
    open(4, [](int picture, int x, int) { return 60 + 30 * picture + (x % 2 == 0 ? 10 : -10); });
    const auto captions = ownCaptions(m_data);
    const NoWords words;
    // The first picture of a batch gets the same crop from both.
    const BatchMaker plain(m_data, *captions, words, {4, 1, 0.4, 0, 0, 0});
    const BatchMaker jittered(m_data, *captions, words, {4, 1, 0.4, 0, 1, 0});
    const auto meanAndDetail = [](const Batch &batch) {
        double sum = 0, detail = 0;
        for (std::size_t i = 0; i < each; ++i) {
            sum += static_cast<double>(batch.pixels[i]);
            if (i % (side * 3) >= 3)
                detail += std::abs(static_cast<double>(batch.pixels[i] - batch.pixels[i - 3]));
        }
        return std::pair(sum / static_cast<double>(each), detail);
    };
    int softer = 0, sharper = 0;
    for (std::uint64_t number = 0; number < 40; ++number) {
        const auto [mean, detail] = meanAndDetail(plain.make(number, side));
        const auto [newMean, newDetail] = meanAndDetail(jittered.make(number, side));
        QVERIFY(std::abs(newMean - mean) < 1);
        softer += newDetail < 0.95 * detail ? 1 : 0;
        sharper += newDetail > 1.05 * detail ? 1 : 0;
    }
    QVERIFY(softer > 15);
    QVERIFY(sharper > 5);
}

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
