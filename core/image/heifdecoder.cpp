// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/foreigndecoders.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include <libheif/heif.h>

namespace reminisce::image {

namespace {

struct Free {
    void operator()(heif_context *p) const { heif_context_free(p); }
    void operator()(heif_image_handle *p) const { heif_image_handle_release(p); }
    void operator()(heif_image *p) const { heif_image_release(p); }
};

Error damaged(const heif_error &error)
{
    if (error.code == heif_error_Unsupported_filetype || error.code == heif_error_Unsupported_feature)
        return badInput("The HEIF picture uses something that is not supported here: " + std::string(error.message) +
                        ".");
    return badInput("The HEIF picture is damaged: " + std::string(error.message) + ".");
}

/// The first block of a kind: "Exif", or "mime" of a content type. Empty where there is none.
std::vector<std::uint8_t> metadata(const heif_image_handle *handle, const char *kind, std::string_view contentType)
{
    std::array<heif_item_id, 16> ids = {};
    const int count =
        heif_image_handle_get_list_of_metadata_block_IDs(handle, kind, ids.data(), static_cast<int>(ids.size()));
    for (int i = 0; i < count; ++i) {
        const heif_item_id id = ids[static_cast<std::size_t>(i)];
        if (!contentType.empty() && heif_image_handle_get_metadata_content_type(handle, id) != contentType)
            continue;
        const std::size_t size = heif_image_handle_get_metadata_size(handle, id);
        if (size == 0 || size >= (1U << 24U))
            continue;
        std::vector<std::uint8_t> block(size);
        if (heif_image_handle_get_metadata(handle, id, block.data()).code == heif_error_Ok)
            return block;
    }
    return {};
}

Facts factsOf(const heif_image_handle *handle)
{
    const std::vector<std::uint8_t> exif = metadata(handle, "Exif", {});
    const std::vector<std::uint8_t> xmp = metadata(handle, "mime", "application/rdf+xml");
    Bytes tiff;
    if (exif.size() > 4) {
        // Four bytes say where the TIFF header begins.
        const std::size_t offset = 4 + ((std::size_t{exif[0]} << 24U) | (std::size_t{exif[1]} << 16U) |
                                        (std::size_t{exif[2]} << 8U) | exif[3]);
        tiff = Bytes(exif).subspan(std::min(offset, exif.size()));
    }
    Facts facts = readFactBlocks(tiff, xmp);
    const std::size_t size = heif_image_handle_get_raw_color_profile_size(handle);
    if (size > 0 && size < (1U << 24U)) {
        facts.iccProfile.resize(size);
        if (heif_image_handle_get_raw_color_profile(handle, facts.iccProfile.data()).code != heif_error_Ok)
            facts.iccProfile.clear();
    }
    return facts;
}

} // namespace

void loadHeifDecoders()
{
    heif_init(nullptr);
}

Result<Picture> decodeHeif(Bytes file, const DecodeRequest &request)
{
    const std::unique_ptr<heif_context, Free> context(heif_context_alloc());
    heif_error error = heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(), nullptr);
    if (error.code != heif_error_Ok)
        return damaged(error);
    heif_image_handle *rawHandle = nullptr;
    error = heif_context_get_primary_image_handle(context.get(), &rawHandle);
    const std::unique_ptr<heif_image_handle, Free> handle(rawHandle);
    if (error.code != heif_error_Ok)
        return damaged(error);
    const std::int64_t width = heif_image_handle_get_width(handle.get());
    const std::int64_t height = heif_image_handle_get_height(handle.get());
    if (width * height > request.maxPixels)
        return tooLarge();

    const bool alpha = heif_image_handle_has_alpha_channel(handle.get()) != 0;
    heif_image *rawImage = nullptr;
    error = heif_decode_image(handle.get(), &rawImage, heif_colorspace_RGB,
                              alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, nullptr);
    const std::unique_ptr<heif_image, Free> image(rawImage);
    if (error.code != heif_error_Ok)
        return damaged(error);
    int stride = 0;
    const std::uint8_t *plane = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
    Picture picture;
    picture.width = heif_image_get_width(image.get(), heif_channel_interleaved);
    picture.height = heif_image_get_height(image.get(), heif_channel_interleaved);
    if (plane == nullptr || picture.width <= 0 || picture.height <= 0)
        return badInput("The HEIF picture is damaged.");
    picture.pixels = Pixels(picture.width, picture.height, alpha ? 4 : 3);
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(plane + static_cast<std::ptrdiff_t>(y) * stride, picture.pixels.stride(), picture.pixels.row(y));
    picture.facts = factsOf(handle.get());
    return picture;
}

} // namespace reminisce::image
