// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg.h"

#include "core/image/decoder.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <jpeglib.h>
// after jpeglib.h, which it depends on
#include <jerror.h>

namespace reminisce::image {

namespace {

struct ErrorManager {
    jpeg_error_mgr base = {};
    std::jmp_buf escape = {};
    char message[JMSG_LENGTH_MAX] = {};
    bool incomplete = false;
    int warnings = 0;
};

ErrorManager *manager(j_common_ptr info)
{
    return reinterpret_cast<ErrorManager *>(info->err);
}

void onError(j_common_ptr info)
{
    info->err->format_message(info, manager(info)->message);
    std::longjmp(manager(info)->escape, 1);
}

void onMessage(j_common_ptr info, int level)
{
    if (level >= 0)
        return;
    ErrorManager *errors = manager(info);
    if (info->err->msg_code == JWRN_JPEG_EOF || info->err->msg_code == JWRN_HIT_MARKER)
        errors->incomplete = true;
    // A corrupt file can warn on every block, for hours.
    if (++errors->warnings > 10'000) {
        std::snprintf(errors->message, sizeof errors->message, "the data is corrupt");
        std::longjmp(errors->escape, 1);
    }
}

/// a * b / 255, rounded, in Pillow's integer arithmetic.
std::uint8_t multiply255(unsigned a, unsigned b)
{
    const unsigned t = a * b + 128;
    return static_cast<std::uint8_t>(((t >> 8U) + t) >> 8U);
}

/// Inverted CMYK (what every writer that follows Adobe stores) to RGB without a profile.
void cmykRowToRgb(const std::uint8_t *in, std::uint8_t *out, int width)
{
    for (int x = 0; x < width; ++x, in += 4, out += 3) {
        const unsigned white = in[3];
        for (int c = 0; c < 3; ++c) {
            const int ink = multiply255(255U - in[c], white);
            out[c] = static_cast<std::uint8_t>(std::max(0, static_cast<int>(white) - ink));
        }
    }
}

int scaleDenominator(int shortSide, int wanted)
{
    if (wanted <= 0)
        return 1;
    for (const int denominator : {8, 4, 2}) {
        if (shortSide / denominator >= wanted)
            return denominator;
    }
    return 1;
}

/// Everything that longjmp may cross lives here and has no destructor that matters before it.
struct Decoder {
    jpeg_decompress_struct info = {};
    ErrorManager errors;
    JpegPicture picture;
    std::vector<std::uint8_t> line;

    Decoder()
    {
        info.err = jpeg_std_error(&errors.base);
        errors.base.error_exit = onError;
        errors.base.emit_message = onMessage;
        errors.base.output_message = [](j_common_ptr) {};
    }
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;
    ~Decoder() { jpeg_destroy_decompress(&info); }

    /// False where libjpeg gave up; `errors.message` says why.
    bool readHeader(Bytes file)
    {
        if (setjmp(errors.escape) != 0)
            return false;
        jpeg_create_decompress(&info);
        jpeg_mem_src(&info, file.data(), file.size());
        jpeg_save_markers(&info, JPEG_APP0 + 2, 0xFFFF);
        jpeg_read_header(&info, TRUE);
        return true;
    }

    bool readPixels(int denominator)
    {
        if (setjmp(errors.escape) != 0)
            return false;
        picture.isCmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
        info.out_color_space = picture.isCmyk ? JCS_CMYK : JCS_RGB;
        info.scale_num = 1;
        info.scale_denom = static_cast<unsigned>(denominator);
        info.dct_method = JDCT_ISLOW;
        jpeg_start_decompress(&info);
        const int width = static_cast<int>(info.output_width);
        picture.pixels = Pixels(width, static_cast<int>(info.output_height), 3);
        line.resize(static_cast<std::size_t>(width) * 4);
        while (info.output_scanline < info.output_height) {
            const int y = static_cast<int>(info.output_scanline);
            JSAMPROW row = picture.isCmyk ? line.data() : picture.pixels.row(y);
            jpeg_read_scanlines(&info, &row, 1);
            if (picture.isCmyk)
                cmykRowToRgb(line.data(), picture.pixels.row(y), width);
        }
        jpeg_finish_decompress(&info);
        return true;
    }

    void readProfile()
    {
        JOCTET *data = nullptr;
        unsigned size = 0;
        if (setjmp(errors.escape) == 0 && jpeg_read_icc_profile(&info, &data, &size) == TRUE)
            picture.iccProfile.assign(data, data + size);
        std::free(data); // NOLINT(cppcoreguidelines-no-malloc): it is the library's
    }
};

} // namespace

Result<JpegPicture> decodeJpeg(Bytes file, const JpegRequest &request)
{
    Decoder decoder;
    if (!decoder.readHeader(file))
        return badInput(std::string("The JPEG picture is damaged: ") + decoder.errors.message + ".");
    const auto width = static_cast<std::int64_t>(decoder.info.image_width);
    const auto height = static_cast<std::int64_t>(decoder.info.image_height);
    if (width * height > request.maxPixels)
        return tooLarge();
    decoder.picture.fullWidth = static_cast<int>(width);
    decoder.picture.fullHeight = static_cast<int>(height);
    decoder.readProfile();
    const int shortSide = static_cast<int>(std::min(width, height));
    if (!decoder.readPixels(scaleDenominator(shortSide, request.shortSideAtLeast)))
        return badInput(std::string("The JPEG picture is damaged: ") + decoder.errors.message + ".");
    decoder.picture.incomplete = decoder.errors.incomplete;
    return std::move(decoder.picture);
}

} // namespace reminisce::image
