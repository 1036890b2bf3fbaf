// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/preprocess.h"
#include "core/image/decoder.h"
#include "tests/support/shared.h"

#include <QBuffer>
#include <QImage>
#include <QTest>
#include <array>
#include <fstream>
#include <libheif/heif.h>
#include <nlohmann/json.hpp>

using namespace reminisce;

class TestDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsOfTheOwnerAreRead();
    void wordsInHeifAreRead();
    void oldWordsAreLatin1();
    void endlessStripsAreRefused();
    void cropsEqualTheReference_data();
    void cropsEqualTheReference();
    void orientationsAgree();
    void tiffColoursAreRight();
    void xmpOrientationCounts();
    void datesFromNames();
    void bombsAreRefused();
    void hostileFilesDoNoHarm();
};

namespace {

Result<image::Picture> open(const std::filesystem::path &path, const image::DecodeRequest &request = {})
{
    const auto file = MappedFile::open(path);
    if (!file)
        return file.error();
    return image::decode(file->bytes(), request);
}

struct Difference {
    int largest = 0;
    double mean = 0;
    double equal = 0; ///< share of equal samples
};

Difference compare(const Pixels &got, const QImage &expected)
{
    const QImage rgb = expected.convertToFormat(QImage::Format_RGB888);
    Difference d;
    std::int64_t sum = 0;
    std::int64_t same = 0;
    for (int y = 0; y < got.height; ++y) {
        for (std::size_t i = 0; i < got.stride(); ++i) {
            const int delta = std::abs(int(got.row(y)[i]) - int(rgb.constScanLine(y)[i]));
            d.largest = std::max(d.largest, delta);
            sum += delta;
            same += delta == 0 ? 1 : 0;
        }
    }
    d.mean = double(sum) / double(got.samples.size());
    d.equal = double(same) / double(got.samples.size());
    return d;
}

} // namespace

void TestDecoder::cropsEqualTheReference_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("squash");
    QTest::addColumn<QString>("expected");
    if (!test::hasShared("conformance/preprocess"))
        return;
    for (const auto &entry : std::filesystem::directory_iterator(test::shared("conformance/preprocess"))) {
        const QString file = QString::fromStdString(entry.path().filename().string());
        for (const char *kind : {".64.expected.png", ".224.expected.png", ".64.square.png"}) {
            if (!file.endsWith(QLatin1String(kind)))
                continue;
            const QString name = file.chopped(qsizetype(qstrlen(kind)));
            const int size = QByteArray(kind).contains("224") ? 224 : 64;
            QTest::newRow(qPrintable(file)) << name << size << QByteArray(kind).contains("square") << file;
        }
    }
}

void TestDecoder::cropsEqualTheReference()
{
    REQUIRE_SHARED("conformance/preprocess");
    QFETCH(QString, name);
    QFETCH(int, size);
    QFETCH(bool, squash);
    QFETCH(QString, expected);
    const auto picture = open(test::shared("conformance/preprocess/" + name.toStdString()));
    QVERIFY2(picture.ok(), picture ? "" : picture.error().message.c_str());
    clip::Preprocess how;
    how.size = size;
    how.squash = squash;
    const Pixels crop = clip::prepare(picture->pixels, how);
    const QImage reference(
        QString::fromStdString(test::shared("conformance/preprocess/" + expected.toStdString()).string()));
    QCOMPARE(reference.size(), QSize(size, size));
    const Difference d = compare(crop, reference);
    const bool lossy = name.endsWith(QLatin1String(".jpg")) || name.contains(QLatin1String("lossy"));
    const std::string figures = "largest " + std::to_string(d.largest) + ", mean " + std::to_string(d.mean) +
                                ", equal " + std::to_string(d.equal);
    if (lossy)
        QVERIFY2(d.largest <= 4 && d.mean <= 0.5, figures.c_str());
    else
        QVERIFY2(d.largest <= 1 && d.equal >= 0.99, figures.c_str());
}

void TestDecoder::orientationsAgree()
{
    REQUIRE_SHARED("photos/formats/orientation");
    // One scene stored eight ways, each with the orientation that turns it upright again.
    for (const std::string scene : {"Landscape", "Portrait"}) {
        Pixels first;
        for (int orientation = 1; orientation <= 8; ++orientation) {
            const auto picture =
                open(test::shared("photos/formats/orientation/" + scene + "_" + std::to_string(orientation) + ".jpg"));
            QVERIFY(picture.ok());
            QCOMPARE(picture->facts.orientation, orientation);
            QCOMPARE(picture->width > picture->height, scene == "Landscape");
            clip::Preprocess how;
            how.size = 64;
            const Pixels crop = clip::prepare(picture->pixels, how);
            if (orientation == 1)
                first = crop;
            double sum = 0;
            for (std::size_t i = 0; i < crop.samples.size(); ++i)
                sum += std::abs(int(crop.samples[i]) - int(first.samples[i]));
            QVERIFY2(sum / double(crop.samples.size()) < 8, (scene + std::to_string(orientation)).c_str());
        }
    }
}

void TestDecoder::tiffColoursAreRight()
{
    const std::filesystem::path formats = REMINISCE_SHARED "/photos/formats/pillow";
    if (!std::filesystem::exists(formats))
        QSKIP("../shared/photos is absent");
    const auto meanColour = [&](const char *name) {
        const auto picture = open(formats / name);
        std::array<double, 3> mean = {};
        if (!picture)
            return mean;
        const Pixels &p = picture->pixels;
        for (std::size_t i = 0; i < p.samples.size(); ++i) {
            if (i % std::size_t(p.channels) < 3)
                mean[i % std::size_t(p.channels)] += p.samples[i] / double(p.width) / double(p.height);
        }
        return mean;
    };
    // As Pillow 9.4 converts them to RGB.
    for (const auto &[name, red, green, blue] :
         {std::tuple("hopper.Lab.tif", 88.8, 80.0, 95.3), std::tuple("tiff_16bit_RGBa.tiff", 126.2, 88.5, 66.5)}) {
        const auto mean = meanColour(name);
        QVERIFY2(std::abs(mean[0] - red) < 3 && std::abs(mean[1] - green) < 3 && std::abs(mean[2] - blue) < 3, name);
    }
}

void TestDecoder::xmpOrientationCounts()
{
    const std::filesystem::path file = REMINISCE_SHARED "/photos/formats/pillow/xmp_tags_orientation.png";
    if (!std::filesystem::exists(file))
        QSKIP("../shared/photos is absent");
    const auto picture = open(file);
    QVERIFY(picture);
    QCOMPARE(picture->facts.orientation, 3);
}

void TestDecoder::datesFromNames()
{
    const auto day = [](const char *name) { return image::dateFromName(name).value_or(-1); };
    QCOMPARE(day("IMG_20190704_123000.jpg"), 1562243400);
    QCOMPARE(day("2019-07-04 12.30.00.png"), 1562243400);
    QCOMPARE(day("PXL_20190704_123000123.jpg"), 1562243400);
    QCOMPARE(day("IMG-20190704-WA0001.jpg"), 1562241600);
    QCOMPARE(day("IMG_4711.jpg"), -1);
    QCOMPARE(day("20191304.jpg"), -1);
}

void TestDecoder::bombsAreRefused()
{
    // A PNG header that promises 60000 × 60000 pixels.
    QByteArray png = QByteArray::fromHex("89504e470d0a1a0a0000000d494844520000ea600000ea60080600000000000000");
    png.append(2000, '\0');
    const auto picture =
        image::decode({reinterpret_cast<const std::uint8_t *>(png.constData()), std::size_t(png.size())});
    QVERIFY(!picture.ok());
}

void TestDecoder::hostileFilesDoNoHarm()
{
    REQUIRE_SHARED("photos/hostile");
    int taken = 0;
    int refused = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(test::shared("photos/hostile"))) {
        if (!entry.is_regular_file())
            continue;
        image::DecodeRequest request;
        request.maxPixels = 50'000'000; // the sanitizers' shadow memory is part of the bill
        const auto picture = open(entry.path(), request);
        if (picture) {
            ++taken;
            QVERIFY(picture->pixels.width > 0 && picture->pixels.height > 0);
        } else {
            ++refused;
            QVERIFY(!picture.error().message.empty());
        }
    }
    qInfo("%d shown, %d refused", taken, refused);
    QVERIFY(taken > 100);
    QVERIFY(refused > 100);
}

/// To write segments into, behind the first two bytes.
static QByteArray smallJpeg()
{
    QImage image(16, 16, QImage::Format_RGB32);
    image.fill(Qt::red);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "JPEG");
    return buffer.data();
}

void TestDecoder::wordsOfTheOwnerAreRead()
{
    QByteArray file = smallJpeg();
    const QByteArray xmp =
        QByteArray("http://ns.adobe.com/xap/1.0/").append('\0') +
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>Bello am Strand, \xC3\xBC"
        "brigens</rdf:li></rdf:Alt>"
        "</dc:description><dc:subject><rdf:Bag><rdf:li>Bello</rdf:li><rdf:li>beach</rdf:li><rdf:li>Bello</rdf:li>"
        "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>";
    QByteArray segment("\xFF\xE1");
    segment.append(static_cast<char>((xmp.size() + 2) >> 8)).append(static_cast<char>((xmp.size() + 2) & 0xFF));
    file.insert(2, segment + xmp);
    const auto picture = image::decode(
        {reinterpret_cast<const std::uint8_t *>(file.constData()), static_cast<std::size_t>(file.size())});
    QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
    QCOMPARE(picture->facts.words, (std::vector<std::string>{"Bello am Strand, \xC3\xBC"
                                                             "brigens",
                                                             "Bello", "beach"}));
}

void TestDecoder::wordsInHeifAreRead()
{
    heif_context *context = heif_context_alloc();
    heif_encoder *encoder = nullptr;
    if (heif_context_get_encoder_for_format(context, heif_compression_AV1, &encoder).code != heif_error_Ok) {
        heif_context_free(context);
        QSKIP("libheif cannot write AVIF here");
    }
    heif_image *image = nullptr;
    heif_image_create(64, 64, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, 64, 64, 8);
    heif_image_handle *handle = nullptr;
    QCOMPARE(heif_context_encode_image(context, image, encoder, nullptr, &handle).code, heif_error_Ok);
    const std::string_view xmp =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<dc:subject><rdf:Bag><rdf:li>Bello</rdf:li></rdf:Bag></dc:subject>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>";
    heif_context_add_XMP_metadata(context, handle, xmp.data(), static_cast<int>(xmp.size()));
    std::string file;
    heif_writer writer = {};
    writer.writer_api_version = 1;
    writer.write = [](heif_context *, const void *data, std::size_t size, void *to) {
        static_cast<std::string *>(to)->append(static_cast<const char *>(data), size);
        return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
    };
    QCOMPARE(heif_context_write(context, &writer, &file).code, heif_error_Ok);
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(context);
    const auto picture = image::decode({reinterpret_cast<const std::uint8_t *>(file.data()), file.size()});
    QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
    QCOMPARE(picture->facts.words, std::vector<std::string>{"Bello"});
}

void TestDecoder::oldWordsAreLatin1()
{
    // Photoshop's block 0x0404 with one IPTC keyword.
    const QByteArray word("K\xF6ln");
    QByteArray iptc("\x1C\x02\x19", 3);
    iptc.append('\0').append(static_cast<char>(word.size())).append(word);
    QByteArray block("Photoshop 3.0\0"
                     "8BIM\x04\x04\0\0\0\0\0",
                     25);
    block.append(static_cast<char>(iptc.size())).append(iptc);
    if (iptc.size() % 2 == 1)
        block.append('\0');
    QByteArray segment("\xFF\xED");
    segment.append('\0').append(static_cast<char>(block.size() + 2));
    QByteArray file = smallJpeg();
    file.insert(2, segment + block);
    const auto picture = image::decode(
        {reinterpret_cast<const std::uint8_t *>(file.constData()), static_cast<std::size_t>(file.size())});
    QVERIFY2(picture, picture ? "" : picture.error().message.c_str());
    QCOMPARE(picture->facts.words, std::vector<std::string>{"K\xC3\xB6ln"});
}

void TestDecoder::endlessStripsAreRefused()
{
    // A grey TIFF, one pixel wide.
    constexpr std::uint32_t rows = image::longestSide + 1, tags = 8, pixels = 8 + 2 + tags * 12 + 4;
    std::string file("II*\0\x08\0\0\0\x08\0", 10);
    const auto tag = [&file](std::uint16_t name, std::uint32_t value) {
        for (const std::uint32_t part : {std::uint32_t{name} | 4U << 16U, 1U, value}) // one number of 32 bits
            file.append({static_cast<char>(part), static_cast<char>(part >> 8U), static_cast<char>(part >> 16U),
                         static_cast<char>(part >> 24U)});
    };
    tag(256, 1);
    tag(257, rows);
    tag(258, 8);
    tag(259, 1);
    tag(262, 1);
    tag(273, pixels);
    tag(278, rows);
    tag(279, rows);
    file.append(4, '\0').append(rows, 'x');
    const auto refused = image::decode({reinterpret_cast<const std::uint8_t *>(file.data()), file.size()});
    QVERIFY(!refused);
    QVERIFY(image::isTooLarge(refused.error()));
}

QTEST_GUILESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
