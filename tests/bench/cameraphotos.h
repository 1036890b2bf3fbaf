// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBuffer>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace reminisce::bench {

/// Something between sky and grass: smooth areas, edges and fine noise, about three megabytes as a camera writes it.
inline QByteArray makeJpeg(unsigned seed)
{
    std::mt19937 random(seed);
    QImage image(4000, 3000, QImage::Format_RGB32);
    const double waves = 2 + static_cast<double>(random() % 7);
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const double wave = std::sin(x * waves / 900.0) * std::cos(y * waves / 700.0);
            const int noise = y > 1500 ? static_cast<int>(random() % 40) : static_cast<int>(random() % 6);
            const int base = static_cast<int>(128 + 90 * wave);
            line[x] = qRgb(std::clamp(base + noise, 0, 255), std::clamp(base / 2 + 60 + noise, 0, 255),
                           std::clamp(200 - base / 2 + noise, 0, 255));
        }
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "jpeg", 90);
    return bytes;
}

/// Some pictures, each written many times; a number and `salt` behind the end make every file another photo.
inline void makePhotos(const std::filesystem::path &folder, std::size_t count, const std::string &salt = {})
{
    std::filesystem::create_directories(folder);
    std::vector<QByteArray> pictures;
    for (unsigned i = 0; i < 16; ++i)
        pictures.push_back(makeJpeg(i));
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::ofstream file(folder / ("IMG_" + std::to_string(i) + ".jpg"), std::ios::binary);
        const QByteArray &picture = pictures[i % pictures.size()];
        file.write(picture.data(), picture.size());
        file << i << salt;
        bytes += static_cast<std::size_t>(picture.size());
    }
    std::fprintf(stderr, "%zu JPEGs of 12 megapixels, %.1f MB each\n", count,
                 static_cast<double>(bytes) / 1e6 / static_cast<double>(count));
}

} // namespace reminisce::bench
