// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/bytepair.h"

#include <string>
#include <vector>

namespace reminisce::training {

/// Learns byte-pair merges from captions (Sennrich et al., arXiv 1508.07909): the most frequent neighbours are
/// joined, again and again; ties go to the pair that sorts first, so that the result is reproducible.
std::vector<clip::BytePairVocabulary::Merge> learnMerges(const std::vector<std::string> &captions, std::size_t count);

} // namespace reminisce::training
