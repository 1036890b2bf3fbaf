// SPDX-License-Identifier: GPL-3.0-or-later
//
// What looking for changes costs where nothing changed, beside a bare walk through the same folders with one stat a
// file, in turns:
//   rescan [COUNT]     100,000 files
#include "core/indexing/indexer.h"
#include "tests/bench/biglibrary.h"

#include <dirent.h>
#include <fcntl.h>

using namespace reminisce;
using namespace reminisce::bench;
namespace fs = std::filesystem;

namespace {

std::size_t walk(const std::string &folder)
{
    std::size_t files = 0;
    DIR *handle = ::opendir(folder.c_str());
    while (const dirent *entry = ::readdir(handle)) {
        if (entry->d_name[0] == '.')
            continue;
        struct stat info = {};
        ::fstatat(::dirfd(handle), entry->d_name, &info, 0);
        if (S_ISDIR(info.st_mode))
            files += walk(folder + "/" + entry->d_name);
        else
            ++files;
    }
    ::closedir(handle);
    return files;
}

} // namespace

int main(int argc, char **argv)
{
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    const fs::path place = fs::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));
    BigLibrary library(place, count);
    library.make(false);
    auto catalogue = must(catalogue::Catalogue::open(library.path(), catalogue::Catalogue::Mode::ReadWrite));
    auto thumbnails = must(catalogue::ThumbnailStore::open(library.path(), catalogue::Catalogue::Mode::ReadWrite));
    const auto checkpoint = must(clip::Checkpoint::open(starterPath()));
    const indexing::IndexModel model{
        checkpoint->identity(), "starter", checkpoint->config().dim, checkpoint->config().preprocess,
        []() -> Result<std::shared_ptr<clip::ImageEncoder>> { return unavailable("Nothing is new."); }};
    std::vector<double> walks;
    std::vector<double> scans;
    constexpr int rounds = 6; // the first warms the caches up and makes the day's copy
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        const std::size_t files = walk(library.photos());
        const double walked = secondsSince(begin);
        const auto report = must(indexing::bringUpToDate(catalogue, thumbnails, model, {}, {}, {}));
        if (files != count || report.unchanged != static_cast<std::int64_t>(count)) {
            std::fprintf(stderr, "%zu files, %lld unchanged\n", files, static_cast<long long>(report.unchanged));
            return 1;
        }
        if (round == 0)
            continue;
        walks.push_back(walked);
        scans.push_back(report.seconds);
    }
    std::printf("%zu files: bare walk with stat %.3f s, looking for changes %.3f s: %.2f x\n", count, median(walks),
                median(scans), median(scans) / median(walks));
    tabulate("Looking for changes in " + std::to_string(count) + " files", median(scans), "bare walk with stat",
             median(walks), "s");
    fs::remove_all(place);
    return 0;
}
