// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>

namespace reminisce {

/// Address of an exported function in a plug-in of ours, which is loaded when first asked for and stays.
/// Looks only beside the program and in its library folder. Thread-safe.
Result<void *> pluginSymbol(const std::string &fileName, const std::string &symbol);

/// LibTorch and everything that needs it.
inline constexpr const char *torchPlugin = "libreminisce-torch.so";

} // namespace reminisce
