// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/foreigndecoders.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace reminisce::image {

namespace {

std::uint32_t bigEndian(const std::uint8_t *p)
{
    return (std::uint32_t{p[0]} << 24U) | (std::uint32_t{p[1]} << 16U) | (std::uint32_t{p[2]} << 8U) | p[3];
}

/// Width times height from the SIZ marker (ISO 15444-1 A.5.1), before anything is allocated. −1: no marker.
std::int64_t pixelCount(Bytes file)
{
    for (std::size_t i = 0; i + 24 <= file.size() && i < 65536; ++i) {
        if (file[i] == 0xFF && file[i + 1] == 0x4F && file[i + 2] == 0xFF && file[i + 3] == 0x51) {
            const std::uint8_t *size = file.data() + i + 8;
            const std::int64_t width = std::int64_t{bigEndian(size)} - bigEndian(size + 8);
            const std::int64_t height = std::int64_t{bigEndian(size + 4)} - bigEndian(size + 12);
            return width > 0 && height > 0 && width < 1'000'000 && height < 1'000'000 ? width * height : -1;
        }
    }
    return -1;
}

} // namespace

Result<Picture> decodeJpeg2000(Bytes file, const DecodeRequest &request)
{
    const std::int64_t count = pixelCount(file);
    if (count < 0)
        return badInput("The JPEG 2000 picture is damaged.");
    if (count > request.maxPixels)
        return tooLarge();
    try {
        const cv::Mat input(1, static_cast<int>(file.size()), CV_8UC1, const_cast<std::uint8_t *>(file.data()));
        cv::Mat image = cv::imdecode(input, cv::IMREAD_UNCHANGED);
        if (image.empty())
            return badInput("The JPEG 2000 picture is damaged.");
        if (image.depth() == CV_16U)
            image.convertTo(image, CV_8U, 1.0 / 256.0, -0.498); // the high byte
        if (image.depth() != CV_8U)
            return badInput("The JPEG 2000 picture has samples of a kind that is not supported.");
        const int channels = image.channels() == 4 || image.channels() == 2 ? 4 : 3;
        Picture picture;
        picture.pixels = Pixels(image.cols, image.rows, channels);
        cv::Mat target(image.rows, image.cols, channels == 4 ? CV_8UC4 : CV_8UC3, picture.pixels.samples.data());
        switch (image.channels()) {
        case 1: cv::cvtColor(image, target, cv::COLOR_GRAY2RGB); break;
        case 3: cv::cvtColor(image, target, cv::COLOR_BGR2RGB); break;
        case 4: cv::cvtColor(image, target, cv::COLOR_BGRA2RGBA); break;
        default: return badInput("The JPEG 2000 picture has channels of a kind that is not supported.");
        }
        picture.facts = readFacts(file);
        picture.width = image.cols;
        picture.height = image.rows;
        return picture;
    } catch (const cv::Exception &) {
        return badInput("The JPEG 2000 picture is damaged.");
    }
}

} // namespace reminisce::image
