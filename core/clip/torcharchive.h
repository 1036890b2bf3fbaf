// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/tensorfile.h"

namespace reminisce::clip {

bool looksLikeZip(Bytes file);
bool looksLikePickle(Bytes file);

/// PyTorch's zip format (1.6 and later): data.pkl describes the tensors, data/N holds their storages,
/// stored without compression. A TorchScript module is read for its parameters and buffers only; its
/// code is not looked at. Wrapping keys (`state_dict`, `model`) and the prefix `module.` are removed.
/// Own reader: the tensors stay where they are mapped, and only an allow-list of the pickle machine runs.
Result<TensorTable> readTorchZip(Bytes file, bool &isScript);

/// The format before 1.6: five pickles, then the storages one after the other.
Result<TensorTable> readTorchLegacy(Bytes file);

} // namespace reminisce::clip
