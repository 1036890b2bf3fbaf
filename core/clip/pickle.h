// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace reminisce::clip {

/// What a pickle describes, as plain data. Nodes refer to each other by index, so that deep or
/// circular structures cost no recursion.
struct PickleNode {
    enum class Kind { None, Bool, Int, Float, String, Tuple, List, Dict, Global, Object, PersistentId, Tensor };
    Kind kind = Kind::None;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;                 ///< String; Global and Object: "module name"
    std::vector<std::uint32_t> items; ///< Dict: key, value, key, value …; Object: its state; PersistentId: its tuple;
                                      ///< Tensor: storage, offset, shape, strides
};

struct PickleTree {
    std::vector<PickleNode> nodes;
    std::uint32_t root = 0;
    std::size_t bytesRead = 0;

    const PickleNode &at(std::uint32_t index) const { return nodes[index]; }
    /// The value of a text key in a Dict, or nullptr.
    const PickleNode *lookup(const PickleNode &dict, std::string_view key) const;
};

/// Runs the part of the pickle machine that describes data (protocols 2 to 4). Nothing is imported or
/// called: the only constructors understood are OrderedDict, PyTorch's tensor and parameter rebuilders
/// and TorchScript's modules and lists; any other call is refused by name.
Result<PickleTree> readPickle(Bytes bytes);

} // namespace reminisce::clip
