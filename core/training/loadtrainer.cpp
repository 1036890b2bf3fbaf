// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/plugin.h"
#include "core/training/trainer.h"

namespace reminisce::training {

std::filesystem::path runStateFile(const std::filesystem::path &output)
{
    return output / "interrupted.safetensors";
}

Result<const Trainer *> loadTrainer()
{
    const auto symbol = pluginSymbol(torchPlugin, "reminisce_trainer");
    if (!symbol)
        return symbol.error();
    return reinterpret_cast<const Trainer *(*)()>(*symbol)();
}

} // namespace reminisce::training
