// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/encoder.h"
#include "core/clip/modelstore.h"
#include "core/clip/preprocess.h"
#include "core/image/decoder.h"
#include "core/image/thumbnail.h"
#include "tests/support/shared.h"

#include <QTest>

using namespace reminisce;

/// Large JPEGs are decoded at a reduced scale for indexing; the vectors must not notice.
class TestReducedScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectorsStayTheSame();
};

void TestReducedScale::vectorsStayTheSame()
{
    REQUIRE_SHARED("photos/formats");
    const auto checkpoint = clip::Checkpoint::open(clip::modelstore::resolve("starter", {}).value());
    QVERIFY(checkpoint.ok());
    const auto encoder = (*clip::loadTowers())->imageEncoder(*checkpoint, {"cpu", clip::Precision::Fp32, 0});
    QVERIFY(encoder.ok());
    const clip::Preprocess &how = (*checkpoint)->config().preprocess;
    int reduced = 0;
    float worst = 1;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(test::shared("photos/formats"))) {
        if (!entry.is_regular_file())
            continue;
        const auto file = MappedFile::open(entry.path());
        if (!file || image::detectFormat(file->bytes()) != image::Format::Jpeg)
            continue;
        image::DecodeRequest request;
        request.shortSideAtLeast = std::max(2 * how.size, image::thumbnailSide);
        const auto full = image::decode(file->bytes());
        const auto small = image::decode(file->bytes(), request);
        if (!full || !small || small->pixels.width == full->pixels.width)
            continue;
        ++reduced;
        QCOMPARE(small->width, full->width);
        const auto vectors = (*encoder)->encode({clip::prepare(full->pixels, how), clip::prepare(small->pixels, how)});
        QVERIFY(vectors.ok());
        const float cosine = dot((*vectors)[0], (*vectors)[1]);
        worst = std::min(worst, cosine);
        QVERIFY2(cosine >= 0.99F, (entry.path().filename().string() + " " + std::to_string(cosine)).c_str());
    }
    qInfo("%d pictures, lowest cosine %.4f", reduced, static_cast<double>(worst));
    QVERIFY(reduced >= 5);
}

QTEST_GUILESS_MAIN(TestReducedScale)
#include "tst_reducedscale.moc"
