// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/resample.h"

#include <QTest>
#include <cmath>
#include <vector>

using namespace reminisce;
using namespace reminisce::training;

class TestResample : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSizeIsTheSame();
    void farShrunkStripesAreGrey();
    void boxAndMirror();
    void outsideTheEdgeTheEdgeCounts();
};

namespace {

/// Each pixel grey, of the value that `value` gives for its column.
template <typename Value> Pixels columns(int width, int height, const Value &value)
{
    Pixels picture(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * 3; ++x)
            picture.row(y)[x] = static_cast<std::uint8_t>(value(x / 3));
    }
    return picture;
}

std::vector<float> sampled(const Pixels &picture, const CropBox &box, bool flip, int size)
{
    std::vector<float> out(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    resampleBox(picture.samples.data(), picture.width, picture.height, box, flip, size, out.data());
    return out;
}

} // namespace

void TestResample::sameSizeIsTheSame()
{
    const Pixels picture = columns(8, 8, [](int x) { return 30 * x; });
    const std::vector<float> out = sampled(picture, {0, 0, 8, 8}, false, 8);
    for (std::size_t i = 0; i < out.size(); ++i)
        QVERIFY(std::abs(out[i] - static_cast<float>(picture.samples[i])) < 1e-3F);
}

void TestResample::farShrunkStripesAreGrey()
{
    // Stripes of five pixels, shrunk fifty times: whoever takes single samples sees black and white.
    const Pixels picture = columns(1600, 1600, [](int x) { return x / 5 % 2 * 255; });
    for (const float value : sampled(picture, {0, 0, 1600, 1600}, false, 32))
        QVERIFY2(std::abs(value - 127.5F) < 8, std::to_string(value).c_str());
}

void TestResample::boxAndMirror()
{
    const Pixels picture = columns(64, 64, [](int x) { return x * 2; });
    const std::vector<float> box = sampled(picture, {16, 0, 32, 64}, false, 8);
    // The middle of the first of eight columns of four pixels, from 16 on: 17.5.
    QVERIFY(std::abs(box[0] - 35) < 0.01F);
    QVERIFY(std::abs(box[21] - 91) < 0.01F);
    const std::vector<float> mirrored = sampled(picture, {16, 0, 32, 64}, true, 8);
    for (std::size_t x = 0; x < 8; ++x)
        QVERIFY(std::abs(mirrored[x * 3] - box[(7 - x) * 3]) < 1e-4F);
}

void TestResample::outsideTheEdgeTheEdgeCounts()
{
    const Pixels picture = columns(4, 4, [](int x) { return x == 0 ? 200 : 50; });
    const std::vector<float> out = sampled(picture, {-8, -8, 4, 4}, false, 4);
    for (const float value : out)
        QCOMPARE(value, 200.0F);
}

QTEST_GUILESS_MAIN(TestResample)
#include "tst_resample.moc"
