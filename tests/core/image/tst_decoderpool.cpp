// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderpool.h"
#include "core/image/decoderprotocol.h"
#include "tests/support/sanitizer.h"
#include "tests/support/shared.h"

#include <QBuffer>
#include <QImage>
#include <QTest>
#include <fstream>
#include <future>
#include <thread>

using namespace reminisce;
using namespace reminisce::image;

namespace {

Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

DecoderPool::Options faulty()
{
    DecoderPool::Options options;
    options.program = FAULTY_DECODER;
    options.timeLimit = test::hangsAfter;
    options.memoryLimit = std::int64_t{256} << 20U;
    return options;
}

} // namespace

class TestDecoderPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesWhatTheDecoderGives();
    void refusesAsTheDecoderDoes();
    void faultCostsOneFile_data();
    void faultCostsOneFile();
    void endFromOutsideIsNoFaultOfTheFile();
    void helperIsShutIn_data();
    void helperIsShutIn();
    void waitingEndsWhenThePersonStops();
    void missingHelperIsNoFaultOfTheFile();
    void manyThreadsAtOnce();
    void largeFilesTakeTurns();
    void senselessAnswersAreRefused_data();
    void senselessAnswersAreRefused();
};

void TestDecoderPool::givesWhatTheDecoderGives()
{
    REQUIRE_SHARED("photos/formats");
    DecoderPool pool;
    int compared = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(test::shared("photos/formats"))) {
        if (!entry.is_regular_file())
            continue;
        const std::string content = contentOf(entry.path());
        DecodeRequest request;
        request.shortSideAtLeast = compared % 2 == 0 ? 0 : 256;
        const Result<Picture> inside = decode(bytesOf(content), request);
        const Result<Picture> outside = pool.decode(bytesOf(content), request);
        const char *name = entry.path().c_str();
        QVERIFY2(inside.ok() == outside.ok(), name);
        if (!inside) {
            QCOMPARE(outside.error().message, inside.error().message);
            continue;
        }
        ++compared;
        QVERIFY2(inside->pixels.samples == outside->pixels.samples, name);
        QVERIFY2(inside->pixels.width == outside->pixels.width && inside->width == outside->width &&
                     inside->height == outside->height && inside->format == outside->format &&
                     inside->incomplete == outside->incomplete,
                 name);
        QVERIFY2(inside->facts.taken == outside->facts.taken && inside->facts.latitude == outside->facts.latitude &&
                     inside->facts.longitude == outside->facts.longitude &&
                     inside->facts.orientation == outside->facts.orientation,
                 name);
    }
    QVERIFY(compared > 150);
}

void TestDecoderPool::refusesAsTheDecoderDoes()
{
    DecoderPool pool;
    const auto nothing = pool.decode({});
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().message, decode({}).error().message);

    // A PNG head that claims 20,000 × 20,000 pixels: more than any helper takes.
    const std::string bomb("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x4E\x20\0\0\x4E\x20\x08\x02\0\0\0\0\0\0\0", 33);
    const auto refused = pool.decode(bytesOf(bomb));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::BadInput);
}

void TestDecoderPool::faultCostsOneFile_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("says");
    QTest::newRow("crash") << "crash"
                           << "crash";
    QTest::newRow("hang") << "hang"
                          << "too long";
    QTest::newRow("eat") << "eat"
                         << "crash";
    QTest::newRow("throw") << "throw"
                           << "too large";
}

void TestDecoderPool::faultCostsOneFile()
{
    QFETCH(QString, order);
    QFETCH(QString, says);
    DecoderPool pool(faulty());
    QVERIFY(pool.decode(bytesOf("picture")));
    const auto result = pool.decode(bytesOf(order.toStdString()));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::BadInput);
    QVERIFY2(QString::fromStdString(result.error().message).contains(says), result.error().message.c_str());
    const auto next = pool.decode(bytesOf("picture"));
    QVERIFY(next);
    QCOMPARE(next->pixels.width, 40);
}

void TestDecoderPool::endFromOutsideIsNoFaultOfTheFile()
{
    DecoderPool pool(faulty());
    QVERIFY(pool.decode(bytesOf("interrupt"))); // Ctrl+C reaches helpers, too
    QVERIFY(pool.decode(bytesOf("once!")));
    const auto result = pool.decode(bytesOf("kill"));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Unavailable);
    QVERIFY(pool.decode(bytesOf("picture")));
}

void TestDecoderPool::helperIsShutIn_data()
{
    QTest::addColumn<QString>("order");
    for (const char *order : {"open", "connect", "fork"})
        QTest::newRow(order) << order;
}

void TestDecoderPool::helperIsShutIn()
{
    QFETCH(QString, order);
    DecoderPool pool(faulty());
    const auto result = pool.decode(bytesOf(order.toStdString()));
    QVERIFY(!result);
    QCOMPARE(result.error().message, std::string("could not"));
}

void TestDecoderPool::waitingEndsWhenThePersonStops()
{
    DecoderPool::Options options = faulty();
    options.timeLimit = std::chrono::seconds(600);
    DecoderPool pool(options);
    const CancelToken cancel;
    std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        cancel.cancel();
    });
    const auto result = pool.decode(bytesOf("hang"), {}, cancel);
    person.join();
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestDecoderPool::missingHelperIsNoFaultOfTheFile()
{
    DecoderPool::Options options;
    options.program = "/nowhere/reminisce-decoder";
    DecoderPool pool(options);
    const auto result = pool.decode(bytesOf("picture"));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Internal);
}

void TestDecoderPool::manyThreadsAtOnce()
{
    DecoderPool pool(faulty());
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                const bool crash = (i + t) % 7 == 0;
                const auto result = pool.decode(bytesOf(crash ? "crash" : "picture"));
                right += result.ok() != crash ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 80);
}

void TestDecoderPool::largeFilesTakeTurns()
{
    DecoderPool pool;
    const std::string head = "P6\n6000 4000\n255\n";
    constexpr std::size_t samples = std::size_t{6000} * 4000 * 3; // 72 MB
    const auto decodeOne = [&](char value) {
        DecoderPool::Loan loan = pool.borrow();
        const auto buffer = loan.buffer(head.size() + samples);
        std::copy(head.begin(), head.end(), buffer->begin());
        std::fill(buffer->begin() + static_cast<std::ptrdiff_t>(head.size()), buffer->end(),
                  static_cast<std::uint8_t>(value));
        const auto picture = loan.decode(buffer->size(), {});
        return picture && picture->pixels.size() == samples && picture->pixels.samples[samples - 1] == value;
    };
    auto other = std::async(std::launch::async, decodeOne, 'a');
    QVERIFY(decodeOne('b'));
    QVERIFY(other.get());
    DecoderPool::Loan loan = pool.borrow();
    // The bytes of a picture that is large but no large file: black, and its PNG is small.
    QImage black(8000, 7000, QImage::Format_RGB888);
    black.fill(0);
    QByteArray png;
    QBuffer device(&png);
    device.open(QIODevice::WriteOnly);
    QVERIFY(black.save(&device, "PNG"));
    const auto picture =
        pool.decode({reinterpret_cast<const std::uint8_t *>(png.constData()), std::size_t(png.size())});
    QVERIFY(bool(picture));
    QCOMPARE(picture->pixels.samples.size(), std::size_t{8000} * 7000 * 3);
    const auto refused = loan.buffer(largestFile + 1);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::BadInput);
    // The loan is as good as before.
    QVERIFY(bool(loan.buffer(1000)));
}

void TestDecoderPool::senselessAnswersAreRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    const auto size = [](const char *numbers) {
        return QByteArray("{") + numbers +
               R"(,"fullWidth":1,"fullHeight":1,"format":1,"incomplete":false,"orientation":1,"camera":"","words":[]})";
    };
    QTest::newRow("no JSON") << QByteArray("{\"width\":");
    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("a list") << QByteArray("[1, 2]");
    QTest::newRow("larger than the memory") << size(R"("width":200000,"height":200000,"channels":3)");
    QTest::newRow("negative") << size(R"("width":-4,"height":4,"channels":3)");
    QTest::newRow("four and a half channels") << size(R"("width":4,"height":4,"channels":4.5)");
    QTest::newRow("beyond any integer") << size(R"("width":4,"height":4e60,"channels":3)");
    QTest::newRow("words for numbers") << size(R"("width":"four","height":4,"channels":3)");
}

void TestDecoderPool::senselessAnswersAreRefused()
{
    QFETCH(QByteArray, answer);
    const std::vector<std::uint8_t> samples(64, 1);
    const auto result = protocol::readAnswer(answer.toStdString(), samples.data());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::BadInput);
}

QTEST_GUILESS_MAIN(TestDecoderPool)
#include "tst_decoderpool.moc"
