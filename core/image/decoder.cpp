// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoder.h"

#include "core/image/colour.h"
#include "core/image/foreigndecoders.h"
#include "core/image/jpeg.h"

#include <algorithm>
#include <cstring>

namespace reminisce::image {

namespace {

bool startsWith(Bytes file, std::string_view magic, std::size_t offset = 0)
{
    return file.size() >= offset + magic.size() && std::memcmp(file.data() + offset, magic.data(), magic.size()) == 0;
}

Format isoMediaFormat(Bytes file)
{
    // The major brand and the compatible ones, four letters each.
    const std::size_t boxSize =
        (std::size_t{file[0]} << 24U) | (std::size_t{file[1]} << 16U) | (std::size_t{file[2]} << 8U) | file[3];
    const std::size_t end = std::min({boxSize, file.size(), std::size_t{256}});
    bool heif = false;
    for (std::size_t at = 8; at + 4 <= end; at += 4) {
        if (startsWith(file, "avif", at) || startsWith(file, "avis", at))
            return Format::Avif;
        for (const std::string_view brand : {"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "mif2"})
            heif = heif || startsWith(file, brand, at);
    }
    return heif ? Format::Heif : Format::Unknown;
}

Result<Picture> decodeJpegPicture(Bytes file, const DecodeRequest &request)
{
    Result<JpegPicture> jpeg = decodeJpeg(file, {request.shortSideAtLeast, request.maxPixels});
    if (!jpeg)
        return jpeg.error();
    Picture picture;
    picture.facts = readFacts(file);
    picture.facts.iccProfile = jpeg->isCmyk ? std::vector<std::uint8_t>() : std::move(jpeg->iccProfile);
    picture.pixels = std::move(jpeg->pixels);
    picture.width = jpeg->fullWidth;
    picture.height = jpeg->fullHeight;
    picture.incomplete = jpeg->incomplete;
    return picture;
}

} // namespace

Error unknownFormat()
{
    return badInput("This is not a picture in a format that Reminisce reads.");
}

Error tooLarge()
{
    return badInput("The picture is too large.");
}

bool isTooLarge(const Error &error)
{
    return error.message == tooLarge().message;
}

void loadDecoders()
{
    loadQtDecoders();
    loadHeifDecoders();
    loadFacts();
}

const char *formatName(Format format)
{
    switch (format) {
    case Format::Unknown: return "";
    case Format::Jpeg: return "JPEG";
    case Format::Png: return "PNG";
    case Format::WebP: return "WebP";
    case Format::Tiff: return "TIFF";
    case Format::Bmp: return "BMP";
    case Format::Pnm: return "PNM";
    case Format::Gif: return "GIF";
    case Format::Jpeg2000: return "JPEG 2000";
    case Format::Heif: return "HEIF";
    case Format::Avif: return "AVIF";
    }
    return "";
}

Format detectFormat(Bytes file)
{
    if (file.size() < 12)
        return file.size() >= 3 && file[0] == 'P' && file[1] >= '1' && file[1] <= '6' ? Format::Pnm : Format::Unknown;
    if (startsWith(file, "\xFF\xD8\xFF"))
        return Format::Jpeg;
    if (startsWith(file, "\x89PNG\r\n\x1A\n"))
        return Format::Png;
    if (startsWith(file, "RIFF") && startsWith(file, "WEBP", 8))
        return Format::WebP;
    if (startsWith(file, "GIF87a") || startsWith(file, "GIF89a"))
        return Format::Gif;
    if (startsWith(file, std::string_view("II*\0", 4)) || startsWith(file, std::string_view("MM\0*", 4)))
        return Format::Tiff;
    if (startsWith(file, "ftyp", 4))
        return isoMediaFormat(file);
    if (startsWith(file, std::string_view("\0\0\0\x0CjP  \r\n\x87\n", 12)) || startsWith(file, "\xFF\x4F\xFF\x51"))
        return Format::Jpeg2000;
    if (startsWith(file, "BM"))
        return Format::Bmp;
    if (file[0] == 'P' && file[1] >= '1' && file[1] <= '6' && (std::isspace(file[2]) != 0 || file[2] == '#'))
        return Format::Pnm;
    return Format::Unknown;
}

Pixels applyOrientation(Pixels pixels, int orientation)
{
    if (orientation <= 1 || orientation > 8)
        return pixels;
    const bool swapped = orientation >= 5;
    const int w = pixels.width;
    const int h = pixels.height;
    Pixels turned(swapped ? h : w, swapped ? w : h, pixels.channels);
    const auto step = static_cast<std::size_t>(pixels.channels);
    for (int y = 0; y < h; ++y) {
        const std::uint8_t *in = pixels.row(y);
        for (int x = 0; x < w; ++x, in += step) {
            int tx = x;
            int ty = y;
            switch (orientation) {
            case 2: tx = w - 1 - x; break;
            case 3:
                tx = w - 1 - x;
                ty = h - 1 - y;
                break;
            case 4: ty = h - 1 - y; break;
            case 5:
                tx = y;
                ty = x;
                break;
            case 6:
                tx = h - 1 - y;
                ty = x;
                break;
            case 7:
                tx = h - 1 - y;
                ty = w - 1 - x;
                break;
            case 8:
                tx = y;
                ty = w - 1 - x;
                break;
            default: break;
            }
            std::memcpy(turned.row(ty) + static_cast<std::size_t>(tx) * step, in, step);
        }
    }
    return turned;
}

Result<Picture> decode(Bytes file, const DecodeRequest &request)
{
    const Format format = detectFormat(file);
    Result<Picture> picture = unknownFormat();
    bool turn = true;
    switch (format) {
    case Format::Unknown: return picture;
    case Format::Jpeg: picture = decodeJpegPicture(file, request); break;
    case Format::Tiff: picture = decodeTiff(file, request); break;
    case Format::Jpeg2000: picture = decodeJpeg2000(file, request); break;
    case Format::Heif:
    case Format::Avif:
        picture = decodeHeif(file, request);
        turn = false; // libheif has applied the file's own rotation; its EXIF orientation only repeats it
        break;
    default: picture = decodeWithQt(file, format, request); break;
    }
    if (!picture)
        return picture;
    if (std::max(picture->pixels.width, picture->pixels.height) > longestSide)
        return tooLarge();
    picture->format = format;
    convertToSrgb(picture->pixels, picture->facts.iccProfile);
    if (turn) {
        if (picture->facts.orientation >= 5)
            std::swap(picture->width, picture->height);
        picture->pixels = applyOrientation(std::move(picture->pixels), picture->facts.orientation);
    }
    return picture;
}

} // namespace reminisce::image
