// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/plugin.h"
#include "core/clip/encoder.h"

namespace reminisce::clip {

Result<const TowerFactory *> loadTowers()
{
    const auto symbol = pluginSymbol(torchPlugin, "reminisce_towers");
    if (!symbol)
        return symbol.error();
    return reinterpret_cast<const TowerFactory *(*)()>(*symbol)();
}

} // namespace reminisce::clip
