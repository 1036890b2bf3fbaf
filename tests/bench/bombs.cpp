// SPDX-License-Identifier: GPL-3.0-or-later
//
// What files that mean harm cost: ../shared/photos/hostile, and bombs that it makes, are indexed with the starter.
// Prints how many files were taken and listed, the longest time without progress, and the most memory of all processes
// together (sum of PSS, looked at twenty times a second).
//   bombs [FOLDER…]     instead of the hostile photos
#include "core/base/waiting.h"
#include "core/indexing/indexer.h"
#include "tests/bench/bench.h"

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <zlib.h>

using namespace reminisce;
using namespace reminisce::bench;
namespace fs = std::filesystem;

namespace {

std::string bigEndian(std::uint32_t value)
{
    return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
            static_cast<char>(value)};
}

std::string littleEndian(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8U * static_cast<unsigned>(i)));
    return text;
}

/// `bytes` zeroes, compressed a thousandfold.
std::string deflatedZeroes(std::size_t bytes)
{
    z_stream stream = {};
    ::deflateInit(&stream, 9);
    std::string zeroes(std::size_t{1} << 20U, '\0');
    std::string out;
    std::string part(std::size_t{1} << 16U, '\0');
    while (bytes > 0 || stream.avail_in > 0) {
        const std::size_t now = std::min(bytes, zeroes.size());
        bytes -= now;
        stream.next_in = reinterpret_cast<Bytef *>(zeroes.data());
        stream.avail_in = static_cast<uInt>(now);
        do {
            stream.next_out = reinterpret_cast<Bytef *>(part.data());
            stream.avail_out = static_cast<uInt>(part.size());
            ::deflate(&stream, bytes == 0 ? Z_FINISH : Z_NO_FLUSH);
            out.append(part.data(), part.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    ::deflateEnd(&stream);
    return out;
}

std::string chunk(const std::string &type, const std::string &data)
{
    const std::string body = type + data;
    return bigEndian(static_cast<std::uint32_t>(data.size())) + body +
           bigEndian(static_cast<std::uint32_t>(
               ::crc32(0, reinterpret_cast<const Bytef *>(body.data()), static_cast<uInt>(body.size()))));
}

/// A valid black RGB picture.
std::string png(std::uint32_t width, std::uint32_t height, const std::string &before = {})
{
    return "\x89PNG\r\n\x1A\n" +
           chunk("IHDR", bigEndian(width) + bigEndian(height) + std::string("\x08\x02\0\0\0", 5)) + before +
           chunk("IDAT", deflatedZeroes((std::size_t{3} * width + 1) * height)) + chunk("IEND", {});
}

/// A little-endian TIFF with these directory entries (tag, type, count, value); the directory follows itself if it
/// loops.
std::string tiff(const std::vector<std::array<std::uint32_t, 4>> &entries, bool loops)
{
    std::string text =
        "II*" + std::string(1, '\0') + littleEndian(8, 4) + littleEndian(static_cast<std::uint32_t>(entries.size()), 2);
    for (const auto &[tag, type, count, value] : entries)
        text += littleEndian(tag, 2) + littleEndian(type, 2) + littleEndian(count, 4) + littleEndian(value, 4);
    return text + littleEndian(loops ? 8 : 0, 4) + std::string(64, '\0');
}

void write(const fs::path &path, const std::string &content, std::uintmax_t size = 0)
{
    std::ofstream(path, std::ios::binary) << content;
    if (size > 0)
        fs::resize_file(path, size); // a hole: takes no room on the disk
}

std::size_t makeBombs(const fs::path &folder)
{
    fs::create_directories(folder);
    const std::string megabytes = deflatedZeroes(1'000'000'000);
    write(folder / "almost-200-megapixels.png", png(14'000, 14'000));
    write(folder / "almost-200-megapixels-again.png", png(19'999, 10'000));
    write(folder / "more-than-200-megapixels.png", png(30'000, 20'000));
    write(folder / "long-strip.png", png(4, 40'000'000));
    write(folder / "profile.png", png(10, 10, chunk("iCCP", std::string("p\0\0", 3) + megabytes)));
    write(folder / "text.png", png(10, 10, chunk("zTXt", std::string("t\0\0", 3) + megabytes)));
    write(folder / "claims.ppm", "P6\n60000 60000\n255\n");
    write(folder / "full-of-holes.ppm", "P6\n13000 13000\n255\n", 507'000'020);
    write(folder / "full-of-holes-again.ppm", "P6\n13001 13000\n255\n", 507'039'020);
    write(folder / "zeroes.jpg", "\xFF\xD8\xFF\xE0", 530'000'000);
    write(folder / "zeroes-again.jpg", "\xFF\xD8\xFF\xE0", 530'000'001);
    write(folder / "huge.jpg", "\xFF\xD8\xFF\xE0", 4'000'000'000);
    write(folder / "wide.gif",
          "GIF89a\xFF\xFF\xFF\xFF" +
              std::string("\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02\x44\x01\0;", 25));
    write(folder / "wide.bmp", "BM" + littleEndian(100, 4) + littleEndian(0, 4) + littleEndian(54, 4) +
                                   littleEndian(40, 4) + littleEndian(30'000, 4) + littleEndian(6'000, 4) +
                                   littleEndian(1, 2) + littleEndian(24, 2) + std::string(60, '\0'));
    const std::vector<std::array<std::uint32_t, 4>> grey = {
        {256, 4, 1, 14'000}, {257, 4, 1, 14'000}, {258, 3, 1, 8},      {259, 3, 1, 1},          {262, 3, 1, 1},
        {273, 4, 1, 100},    {277, 3, 1, 1},      {278, 4, 1, 14'000}, {279, 4, 1, 196'000'000}};
    write(folder / "one-strip.tif", tiff(grey, false));
    write(folder / "goes-round.tif", tiff(grey, true));
    std::vector<std::array<std::uint32_t, 4>> many(grey);
    for (std::uint32_t i = 0; i < 60'000; ++i)
        many.push_back({40'000 + i % 20'000, 2, 0x7FFFFFFF, 0});
    write(folder / "many-tags.tif", tiff(many, false));
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const fs::path place = fs::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));
    const fs::path library = place / "bench.reminisce";
    const std::size_t own = makeBombs(place / "bombs");
    std::vector<fs::path> folders = {place / "bombs"};
    for (int i = 1; i < argc; ++i)
        folders.emplace_back(fs::absolute(argv[i]));
    if (argc <= 1 && fs::exists(REMINISCE_SHARED "/photos/hostile"))
        folders.emplace_back(fs::canonical(REMINISCE_SHARED "/photos/hostile"));
    auto catalogue = must(catalogue::Catalogue::open(library, catalogue::Catalogue::Mode::ReadWrite));
    auto thumbnails = must(catalogue::ThumbnailStore::open(library, catalogue::Catalogue::Mode::ReadWrite));
    must(catalogue.transaction([&] {
        for (const fs::path &folder : folders)
            catalogue.addFolder(folder);
    }));
    const auto checkpoint = must(clip::Checkpoint::open(REMINISCE_SOURCE "/resources/models/starter"));
    const indexing::IndexModel model{checkpoint->identity(), "starter", checkpoint->config().dim,
                                     checkpoint->config().preprocess,
                                     [&]() -> Result<std::shared_ptr<clip::ImageEncoder>> {
                                         auto encoder = must(clip::loadTowers())->imageEncoder(checkpoint, {});
                                         if (!encoder)
                                             return encoder.error();
                                         return std::shared_ptr<clip::ImageEncoder>(std::move(*encoder));
                                     }};
    std::atomic<bool> done{false};
    double most = 0;
    std::thread watch([&] {
        while (!done.load()) {
            most = std::max(most, megabytesTogether());
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
    double longest = 0;
    std::int64_t before = 0;
    auto since = Clock::now();
    indexing::Events events;
    events.progress = [&](const indexing::Progress &progress) {
        longest = std::max(longest, secondsSince(since));
        if (std::exchange(before, progress.done) != progress.done)
            since = Clock::now();
    };
    const auto report = must(indexing::bringUpToDate(catalogue, thumbnails, model, {}, {}, events));
    done = true;
    watch.join();
    std::printf("%zu own bombs and %zu folders: %lld files taken, %lld listed with a reason, %.0f s, at most %.1f s "
                "without progress\n",
                own, folders.size() - 1, static_cast<long long>(report.files),
                static_cast<long long>(report.skipped.size()), report.seconds, longest);
    for (const indexing::Skip &skip : report.skipped) {
        if (skip.path.parent_path() == folders[0])
            std::printf("  %s: %s\n", skip.path.filename().c_str(), skip.reason.c_str());
    }
    std::printf("memory of all processes together: at most %.0f MB\n", most);
    tabulate("Hostile files: memory of all processes at most", most, "goal", 1.5 * 1024 * 1.048576, "MB");
    fs::remove_all(place);
    return 0;
}
