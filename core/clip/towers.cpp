// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/plugin.h"
#include "core/clip/encoder.h"

namespace reminisce::clip {

EncoderOptions encoderOptions(const std::string &device, const std::string &precision, int threads)
{
    EncoderOptions options{device.empty() ? "auto" : device, Precision::Auto, threads};
    if (precision == "fp32")
        options.precision = Precision::Fp32;
    else if (precision == "bf16")
        options.precision = Precision::Bf16;
    else if (precision == "fp16")
        options.precision = Precision::Fp16;
    return options;
}

Result<const TowerFactory *> loadTowers()
{
    const auto symbol = pluginSymbol(torchPlugin, "reminisce_towers");
    if (!symbol)
        return symbol.error();
    return reinterpret_cast<const TowerFactory *(*)()>(*symbol)();
}

} // namespace reminisce::clip
