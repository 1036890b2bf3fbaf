// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour.h"
#include "core/image/foreigndecoders.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>

#include <tiffio.h>

namespace reminisce::image {

namespace {

/// A file in memory, as libtiff reads it.
struct MemoryFile {
    Bytes bytes;
    std::size_t position = 0;
};

MemoryFile *memory(thandle_t handle)
{
    return static_cast<MemoryFile *>(handle);
}

tmsize_t readMemory(thandle_t handle, void *buffer, tmsize_t size)
{
    MemoryFile *file = memory(handle);
    const std::size_t left = file->bytes.size() - std::min(file->position, file->bytes.size());
    const std::size_t n = std::min(static_cast<std::size_t>(size), left);
    std::memcpy(buffer, file->bytes.data() + file->position, n);
    file->position += n;
    return static_cast<tmsize_t>(n);
}

tmsize_t refuseWrite(thandle_t, void *, tmsize_t)
{
    return 0;
}

toff_t seekMemory(thandle_t handle, toff_t offset, int whence)
{
    MemoryFile *file = memory(handle);
    const std::size_t base = whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->bytes.size() : 0;
    file->position = std::min<std::size_t>(base + offset, file->bytes.size());
    return file->position;
}

int closeMemory(thandle_t)
{
    return 0;
}

toff_t sizeOfMemory(thandle_t handle)
{
    return memory(handle)->bytes.size();
}

int mapMemory(thandle_t handle, void **base, toff_t *size)
{
    *base = const_cast<std::uint8_t *>(memory(handle)->bytes.data());
    *size = memory(handle)->bytes.size();
    return 1;
}

void unmapMemory(thandle_t, void *, toff_t) {}

struct CloseTiff {
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};

struct Layout {
    std::uint32_t width = 0, height = 0;
    std::uint16_t bits = 1, samples = 1, planar = PLANARCONFIG_CONTIG, photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t format = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE;
    bool multiplied = false; ///< the colours are multiplied by alpha
};

Layout layoutOf(TIFF *tiff)
{
    Layout l;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &l.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &l.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &l.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &l.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &l.planar);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &l.photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &l.format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &l.compression);
    std::uint16_t extraCount = 0;
    const std::uint16_t *extra = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &extraCount, &extra) == 1 && extraCount > 0)
        l.multiplied = extra[0] == EXTRASAMPLE_ASSOCALPHA;
    return l;
}

/// Plain grey, RGB or CIELAB rows of 8 or 16 bits: read as they are, 16 bits to 8 by the high byte.
bool isPlain(TIFF *tiff, const Layout &l)
{
    const bool isLab = l.photometric == PHOTOMETRIC_CIELAB && l.samples == 3 && l.bits == 8;
    const bool colours = (l.photometric == PHOTOMETRIC_RGB && (l.samples == 3 || l.samples == 4)) ||
                         (l.photometric == PHOTOMETRIC_MINISBLACK && (l.samples == 1 || l.samples == 2)) || isLab;
    return colours && (l.bits == 8 || l.bits == 16) && l.format == SAMPLEFORMAT_UINT && TIFFIsTiled(tiff) == 0 &&
           (l.planar == PLANARCONFIG_CONTIG || l.samples == 1);
}

void divideByAlpha(std::uint8_t *rgba)
{
    const unsigned a = rgba[3];
    if (a == 0 || a == 255)
        return;
    for (int c = 0; c < 3; ++c)
        rgba[c] = static_cast<std::uint8_t>(std::min(255U, (rgba[c] * 255U + a / 2U) / a));
}

Pixels readPlain(TIFF *tiff, const Layout &l)
{
    const bool alpha = l.samples == 2 || l.samples == 4;
    const std::size_t colours = alpha ? l.samples - 1U : l.samples;
    Pixels pixels(static_cast<int>(l.width), static_cast<int>(l.height), alpha ? 4 : 3);
    std::vector<std::uint8_t> line(static_cast<std::size_t>(std::max<tmsize_t>(TIFFScanlineSize(tiff), 1)));
    const std::size_t bytes = l.bits / 8U;
    if (line.size() < l.width * static_cast<std::size_t>(l.samples) * bytes)
        return {};
    for (std::uint32_t y = 0; y < l.height; ++y) {
        if (TIFFReadScanline(tiff, line.data(), y) < 0)
            break; // what is missing stays black
        std::uint8_t *out = pixels.row(static_cast<int>(y));
        const auto sample = [&](std::size_t index) {
            if (bytes == 1)
                return line[index];
            std::uint16_t value = 0; // libtiff has put it into this machine's byte order
            std::memcpy(&value, line.data() + index * 2, 2);
            return static_cast<std::uint8_t>(value >> 8U);
        };
        for (std::size_t x = 0; x < l.width; ++x, out += pixels.channels) {
            const std::size_t at = x * l.samples;
            for (std::size_t c = 0; c < 3; ++c)
                out[c] = sample(at + (colours == 1 ? 0 : c));
            if (alpha)
                out[3] = sample(at + colours);
            if (l.multiplied && alpha)
                divideByAlpha(out);
        }
    }
    // libtiff's own conversion is for an old monitor, too dark and too colourful.
    if (l.photometric == PHOTOMETRIC_CIELAB)
        labToSrgb(pixels);
    return pixels;
}

/// Everything else that libtiff can turn into RGBA: palettes, bilevel, CMYK, Lab, YCbCr, tiles, planes.
Pixels readByLibrary(TIFF *tiff, const Layout &l)
{
    // The library would mirror, but not turn; orientation is applied by decode(), for all formats alike.
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    std::vector<std::uint32_t> raster(static_cast<std::size_t>(l.width) * l.height);
    if (TIFFReadRGBAImageOriented(tiff, l.width, l.height, raster.data(), ORIENTATION_TOPLEFT, 0) == 0)
        return {};
    const bool alpha = std::any_of(raster.begin(), raster.end(), [](std::uint32_t p) { return TIFFGetA(p) != 255; });
    Pixels pixels(static_cast<int>(l.width), static_cast<int>(l.height), alpha ? 4 : 3);
    std::uint8_t *out = pixels.samples.data();
    for (const std::uint32_t p : raster) {
        const std::uint32_t a = TIFFGetA(p);
        const auto colours = std::array{static_cast<std::uint8_t>(TIFFGetR(p)), static_cast<std::uint8_t>(TIFFGetG(p)),
                                        static_cast<std::uint8_t>(TIFFGetB(p))};
        std::copy(colours.begin(), colours.end(), out);
        if (alpha) { // the library has multiplied it in
            out[3] = static_cast<std::uint8_t>(a);
            divideByAlpha(out);
        }
        out += pixels.channels;
    }
    return pixels;
}

void silenceLibrary()
{
    static std::once_flag once;
    std::call_once(once, [] {
        TIFFSetErrorHandler(nullptr);
        TIFFSetWarningHandler(nullptr);
    });
}

} // namespace

Result<Picture> decodeTiff(Bytes file, const DecodeRequest &request)
{
    silenceLibrary();
    MemoryFile source{file};
    const std::unique_ptr<TIFF, CloseTiff> tiff(TIFFClientOpen("picture", "r", &source, readMemory, refuseWrite,
                                                               seekMemory, closeMemory, sizeOfMemory, mapMemory,
                                                               unmapMemory));
    if (!tiff)
        return badInput("The TIFF picture is damaged.");
    const Layout layout = layoutOf(tiff.get());
    if (layout.width == 0 || layout.height == 0)
        return badInput("The TIFF picture is damaged.");
    if (static_cast<std::int64_t>(layout.width) * layout.height > request.maxPixels)
        return tooLarge();
    Picture picture;
    if (isPlain(tiff.get(), layout)) {
        picture.pixels = readPlain(tiff.get(), layout);
    } else {
        char reason[1024] = {};
        if (TIFFRGBAImageOK(tiff.get(), reason) == 0)
            return badInput("The TIFF picture is of a kind that is not supported: " + std::string(reason) + ".");
        picture.pixels = readByLibrary(tiff.get(), layout);
    }
    if (picture.pixels.empty())
        return badInput("The TIFF picture is damaged.");
    picture.facts = readFacts(file);
    picture.width = picture.pixels.width;
    picture.height = picture.pixels.height;
    return picture;
}

} // namespace reminisce::image
