// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour.h"

#include <memory>

#include <lcms2.h>

namespace reminisce::image {

namespace {

struct CloseProfile {
    void operator()(void *profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void *transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

void toSrgb(Pixels &pixels, const Profile &source, cmsUInt32Number from, cmsUInt32Number to, cmsUInt32Number flags)
{
    const Profile target(cmsCreate_sRGBProfile());
    const std::unique_ptr<void, DeleteTransform> transform(
        cmsCreateTransform(source.get(), from, target.get(), to, INTENT_RELATIVE_COLORIMETRIC, flags));
    if (!transform)
        return;
    for (int y = 0; y < pixels.height; ++y)
        cmsDoTransform(transform.get(), pixels.row(y), pixels.row(y), static_cast<cmsUInt32Number>(pixels.width));
}

} // namespace

void convertToSrgb(Pixels &pixels, const std::vector<std::uint8_t> &iccProfile)
{
    if (iccProfile.empty())
        return;
    const Profile source(cmsOpenProfileFromMem(iccProfile.data(), static_cast<cmsUInt32Number>(iccProfile.size())));
    if (!source || cmsGetColorSpace(source.get()) != cmsSigRgbData)
        return;
    const cmsUInt32Number layout = pixels.channels == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
    toSrgb(pixels, source, layout, layout, cmsFLAGS_COPY_ALPHA | cmsFLAGS_NOCACHE);
}

void labToSrgb(Pixels &pixels)
{
    for (std::size_t i = 0; i < pixels.samples.size(); ++i) {
        if (i % 3 != 0)
            pixels.samples[i] ^= 0x80U; // lcms counts from -128
    }
    toSrgb(pixels, Profile(cmsCreateLab4Profile(nullptr)), TYPE_Lab_8, TYPE_RGB_8, 0);
}

} // namespace reminisce::image
