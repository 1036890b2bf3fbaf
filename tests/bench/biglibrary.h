// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/catalogue/thumbnailstore.h"
#include "core/clip/checkpoint.h"
#include "core/image/thumbnail.h"
#include "tests/bench/bench.h"
#include "tests/bench/vectors.h"

#include <array>
#include <filesystem>
#include <random>
#include <string>
#include <sys/stat.h>

namespace reminisce::bench {

inline std::filesystem::path starterPath()
{
    return REMINISCE_SOURCE "/resources/models/starter";
}

/// A library as it is after its first indexing, without the photos: files of a few bytes in folders of 1,000, known to
/// the catalogue with a vector of the starter's kind, spread over fifteen years and the usual proportions.
class BigLibrary {
public:
    BigLibrary(std::filesystem::path place, std::size_t count)
        : m_photos(place / "photos"), m_path(place / "big.reminisce"), m_count(count)
    {
        for (std::size_t i = 0; i < proportions.size(); ++i) {
            for (unsigned k = 0; k < picturesEach; ++k)
                m_pictures.push_back(picture(proportions[i], static_cast<unsigned>(m_pictures.size())));
        }
    }

    const std::filesystem::path &path() const { return m_path; }
    const std::filesystem::path &photos() const { return m_photos; }

    void make(bool withThumbnails)
    {
        using catalogue::Catalogue;
        const auto checkpoint = must(clip::Checkpoint::open(starterPath()));
        std::filesystem::create_directories(m_photos);
        auto catalogue = must(Catalogue::open(m_path, Catalogue::Mode::ReadWrite));
        auto thumbnails = must(catalogue::ThumbnailStore::open(m_path, Catalogue::Mode::ReadWrite));
        const std::size_t dim = static_cast<std::size_t>(checkpoint->config().dim);
        Generator vectors(dim, std::max<std::size_t>(50, m_count / 200));
        std::mt19937 random(3);
        constexpr std::size_t batch = 5000;
        for (std::size_t begin = 0; begin < m_count; begin += batch) {
            const std::size_t end = std::min(m_count, begin + batch);
            if (withThumbnails)
                must(thumbnails.transaction([&] {
                    for (std::size_t i = begin; i < end; ++i)
                        thumbnails.put(hashOf(i), pictureOf(i).bytes);
                }));
            must(catalogue.transaction([&] {
                const auto folder = catalogue.addFolder(m_photos);
                const auto model = catalogue.model(checkpoint->identity(), "starter", static_cast<int>(dim));
                for (std::size_t i = begin; i < end; ++i) {
                    const catalogue::PhotoId photo = catalogue.addPhoto(photoOf(i, random));
                    catalogue.setVector(photo, model, vectors.next());
                    addFile(catalogue, folder, i, photo);
                }
            }));
        }
    }

private:
    static constexpr std::array<std::pair<int, int>, 4> proportions = {{{4, 3}, {3, 2}, {3, 4}, {16, 9}}};
    static constexpr unsigned picturesEach = 16;

    /// Colours and noise, compressed to about as much as a photo's thumbnail.
    static image::Thumbnail picture(std::pair<int, int> proportion, unsigned seed)
    {
        std::mt19937 random(seed);
        Pixels pixels(100 * proportion.first, 100 * proportion.second, 3);
        const auto base = static_cast<unsigned>(random() % 150);
        std::uint8_t *at = pixels.samples.data();
        for (int y = 0; y < pixels.height; ++y) {
            for (int x = 0; x < pixels.width; ++x) {
                for (int c = 0; c < 3; ++c)
                    *at++ = static_cast<std::uint8_t>(base + static_cast<unsigned>((x * (c + 1) + y) / 16) % 60 +
                                                      random() % 25);
            }
        }
        return image::makeThumbnail(pixels);
    }

    const image::Thumbnail &pictureOf(std::size_t i) const { return m_pictures[i % m_pictures.size()]; }

    static Digest hashOf(std::size_t i)
    {
        const std::string text = std::to_string(i);
        return sha256({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
    }

    catalogue::Photo photoOf(std::size_t i, std::mt19937 &random) const
    {
        constexpr std::int64_t end = 1'735'689'600; // 2025
        constexpr std::int64_t years = 15LL * 365 * 86'400;
        constexpr std::int64_t month = 30LL * 86'400;
        const auto [width, height] = proportions[i % m_pictures.size() / picturesEach];
        catalogue::Photo photo;
        photo.hash = hashOf(i);
        photo.width = 1000 * width;
        photo.height = 1000 * height;
        // Indexing takes the newest files first, and a file's time is near the photo's.
        photo.taken = end - years * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(m_count) +
                      static_cast<std::int64_t>(random()) % month;
        photo.dateSource = catalogue::DateSource::Exif;
        photo.meanColour = pictureOf(i).meanColour;
        return photo;
    }

    void addFile(catalogue::Catalogue &catalogue, catalogue::FolderId folder, std::size_t i,
                 catalogue::PhotoId photo) const
    {
        const std::filesystem::path place = m_photos / std::to_string(i / 1000);
        if (i % 1000 == 0)
            std::filesystem::create_directories(place);
        const std::filesystem::path path = place / ("IMG_" + std::to_string(i) + ".jpg");
        std::ofstream(path) << i;
        struct stat info = {};
        ::stat(path.c_str(), &info);
        catalogue.setFile(folder, path, info.st_size,
                          std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec, photo, {});
    }

    std::filesystem::path m_photos;
    std::filesystem::path m_path;
    std::size_t m_count;
    std::vector<image::Thumbnail> m_pictures;
};

} // namespace reminisce::bench
