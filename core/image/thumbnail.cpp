// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/thumbnail.h"

#include <algorithm>
#include <cmath>

#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <opencv2/imgproc.hpp>

namespace reminisce::image {

namespace {

constexpr int jpegQuality = 80;
constexpr int webpQuality = 75;

QImage view(const Pixels &p)
{
    return {p.samples.data(), p.width, p.height, static_cast<qsizetype>(p.stride()),
            p.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888};
}

std::vector<std::uint8_t> write(const Pixels &picture, const QByteArray &format, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    writer.setQuality(quality);
    writer.write(view(picture));
    return {bytes.begin(), bytes.end()};
}

Pixels shrink(const PixelView &picture)
{
    const int longSide = std::max(picture.width, picture.height);
    if (longSide <= thumbnailSide)
        return picture.copy();
    const double factor = static_cast<double>(thumbnailSide) / longSide;
    Pixels small(std::max(1, static_cast<int>(std::lround(picture.width * factor))),
                 std::max(1, static_cast<int>(std::lround(picture.height * factor))), picture.channels);
    const int type = CV_8UC(picture.channels);
    const cv::Mat source(picture.height, picture.width, type, const_cast<std::uint8_t *>(picture.samples));
    cv::Mat target(small.height, small.width, type, small.samples.data());
    cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
    return small;
}

std::uint32_t meanColour(const Pixels &p)
{
    std::uint64_t sums[3] = {0, 0, 0};
    const auto step = static_cast<std::size_t>(p.channels);
    for (std::size_t i = 0; i + step <= p.samples.size(); i += step) {
        for (std::size_t c = 0; c < 3; ++c)
            sums[c] += p.samples[i + c];
    }
    const std::uint64_t n = std::max<std::uint64_t>(1, p.samples.size() / step);
    return static_cast<std::uint32_t>(((sums[0] / n) << 16U) | ((sums[1] / n) << 8U) | (sums[2] / n));
}

} // namespace

Thumbnail makeThumbnail(const PixelView &picture)
{
    const Pixels small = shrink(picture);
    const bool transparent = small.channels == 4;
    return {write(small, transparent ? "webp" : "jpeg", transparent ? webpQuality : jpegQuality), small.width,
            small.height, meanColour(small)};
}

std::vector<std::uint8_t> encodePng(const Pixels &picture)
{
    return write(picture, "png", -1);
}

} // namespace reminisce::image
