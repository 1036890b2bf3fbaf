// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/pixels.h"
#include "core/base/result.h"
#include "core/training/captionfiles.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reminisce::training {

/// What nearly equal pictures share.
struct Sketch {
    /// Whether each cell of an 8×9 reduction of the greys is brighter than its right neighbour (difference hash,
    /// Krawetz 2013).
    std::uint64_t hash = 0;
    std::array<std::uint8_t, 192> cells{}; ///< the picture reduced to 8×8, RGB
};
Sketch sketchOf(const Pixels &picture);

/// Copies, also scaled or compressed ones, and shots of one burst. Of flat pictures the hash says little, so the
/// colours must agree, too.
bool nearlyEqual(const Sketch &a, const Sketch &b);

/// What decides which pictures belong together.
struct SplitFacts {
    Sketch sketch;
    std::optional<std::int64_t> taken; ///< seconds; see image::Facts
};

/// Which split each picture falls into. Pictures that are nearly equal, or of one folder and taken within two hours,
/// stay together, so that nothing that was held back was seen while learning. A share of about `validation` is held
/// back, the same in each run. Where the source decides the splits, and nearly equal pictures lie on both sides, that
/// is refused, since figures would flatter. Each has one.
Result<std::vector<std::optional<Split>>> assignSplits(const std::vector<CaptionedFile> &files,
                                                       const std::vector<SplitFacts> &facts, double validation);

/// As an earlier run held files back. What came since and belongs to one of them falls into no split: it was not held
/// back, and must not be learnt from either.
std::vector<std::optional<Split>> splitsAsBefore(const std::vector<CaptionedFile> &files,
                                                 const std::vector<SplitFacts> &facts,
                                                 const std::set<std::string> &heldBack);

} // namespace reminisce::training
