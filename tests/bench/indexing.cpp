// SPDX-License-Identifier: GPL-3.0-or-later
//
// How near indexing comes to its parts, on JPEGs of 12 megapixels that it makes:
//   indexing MODEL [COUNT]     MODEL: "starter", or "vit-b-32" for random weights of that shape; 2,000 pictures
// E is the rate of the encoder alone, D that of the decode pool alone (reading, hashing, decoding, thumbnail, crop).
// They share the cores, so indexing can reach 1 / (1/E + 1/D). D is measured in helper processes and, for what those
// cost, in this process, in turns.
#include "core/base/hash.h"
#include "core/base/waiting.h"
#include "core/clip/preprocess.h"
#include "core/image/thumbnail.h"
#include "core/indexing/indexer.h"
#include "tests/bench/bench.h"
#include "tests/bench/cameraphotos.h"
#include "tests/support/randomcheckpoint.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace reminisce;
using namespace reminisce::bench;
namespace fs = std::filesystem;

namespace {

/// What the decode pool does with each file, on as many threads as there are cores.
template <typename Decode>
double decodeRate(const fs::path &folder, std::size_t count, const clip::Preprocess &preprocess, const Decode &decode)
{
    std::atomic<std::size_t> next{0};
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < std::thread::hardware_concurrency(); ++t) {
        threads.emplace_back([&] {
            for (std::size_t i = next++; i < count; i = next++) {
                image::DecodeRequest request;
                request.shortSideAtLeast = std::max(2 * preprocess.size, image::thumbnailSide);
                decode(folder / ("IMG_" + std::to_string(i) + ".jpg"), request, [&](const PixelView &picture) {
                    image::makeThumbnail(picture);
                    clip::prepare(picture, preprocess);
                });
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return static_cast<double>(count) / secondsSince(begin);
}

std::size_t readInto(std::span<std::uint8_t> buffer, const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char *>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    sha256({buffer.data(), buffer.size()});
    return buffer.size();
}

double encoderRate(clip::ImageEncoder &encoder, int size)
{
    const std::vector<Pixels> pictures(32, Pixels(size, size, 3));
    must(encoder.encode(pictures));
    const auto begin = Clock::now();
    int done = 0;
    while (secondsSince(begin) < 3) {
        must(encoder.encode(pictures));
        done += 32;
    }
    return done / secondsSince(begin);
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const std::string name = argc > 1 ? argv[1] : "starter";
    const std::size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2000;
    const fs::path place = fs::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));
    const fs::path photos = place / "photos";
    makePhotos(photos, count);
    fs::path modelPath = REMINISCE_SOURCE "/resources/models/starter";
    if (name == "vit-b-32") {
        modelPath = place / "model";
        test::writeRandomOpenClip(modelPath, clip::ModelConfig());
    }
    const auto checkpoint = must(clip::Checkpoint::open(modelPath));
    const clip::Preprocess &preprocess = checkpoint->config().preprocess;
    const std::shared_ptr<clip::ImageEncoder> encoder = must(must(clip::loadTowers())->imageEncoder(checkpoint, {}));

    constexpr int rounds = 9;
    const std::size_t some = std::min<std::size_t>(count, 200);
    image::DecoderPool pool;
    std::vector<double> encoding;
    std::vector<double> outside;
    std::vector<double> inside;
    for (int round = 0; round < rounds; ++round) {
        encoding.push_back(encoderRate(*encoder, preprocess.size));
        outside.push_back(decodeRate(
            photos, some, preprocess, [&](const fs::path &path, const image::DecodeRequest &request, const auto &use) {
                image::DecoderPool::Loan loan = pool.borrow();
                const std::size_t size = readInto(must(loan.buffer(fs::file_size(path))), path);
                use(must(loan.decode(size, request)).pixels);
            }));
        inside.push_back(decodeRate(photos, some, preprocess,
                                    [&](const fs::path &path, const image::DecodeRequest &request, const auto &use) {
                                        std::vector<std::uint8_t> bytes(fs::file_size(path));
                                        readInto(bytes, path);
                                        use(must(image::decode(bytes, request)).pixels);
                                    }));
    }
    const double e = median(encoding);
    const double d = median(outside);
    std::printf("E, encoder alone (%s, %s): %.1f/s\n", name.c_str(), encoder->description().c_str(), e);
    std::printf("D, decode pool alone: %.1f/s in helper processes, %.1f/s in this one (%.3f)\n", d, median(inside),
                d / median(inside));

    const fs::path library = place / "bench.reminisce";
    auto catalogue = must(catalogue::Catalogue::open(library, catalogue::Catalogue::Mode::ReadWrite));
    auto thumbnails = must(catalogue::ThumbnailStore::open(library, catalogue::Catalogue::Mode::ReadWrite));
    if (!catalogue.transaction([&] { catalogue.addFolder(photos); }))
        return 1;
    indexing::IndexModel model{checkpoint->identity(), name, checkpoint->config().dim, preprocess,
                               [&] { return Result<std::shared_ptr<clip::ImageEncoder>>(encoder); }};
    double half = 0;
    double most = 0;
    indexing::Events events;
    events.progress = [&](const indexing::Progress &progress) {
        if (progress.done >= static_cast<std::int64_t>(count) / 2 && half == 0)
            half = residentMegabytes();
        if (half > 0)
            most = std::max(most, residentMegabytes());
    };
    const auto report = must(indexing::bringUpToDate(catalogue, thumbnails, model, {}, {}, events));
    const double possible = 1 / (1 / e + 1 / d);
    std::printf("indexing: %.1f/s of %.1f/s possible: %.3f; %.1f s in all\n", report.picturesPerSecond, possible,
                report.picturesPerSecond / possible, report.seconds);
    tabulate("Indexing 12-megapixel JPEGs, " + name, report.picturesPerSecond, "possible by encoder and decoders alone",
             possible, "/s");
    tabulate("Decoding in helper processes", d, "in this process", median(inside), "/s");
    tabulate("Memory at most in the second half of indexing, " + name, most, "half-way", half, "MB");
    std::printf("memory: %.0f MB half-way, at most %.0f MB after\n", half, most);
    fs::remove_all(place);
    return 0;
}
