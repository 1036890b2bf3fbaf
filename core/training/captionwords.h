// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reminisce::training {

// What English captions say of colours, sides and order.

/// What a change of the picture would make untrue in its caption.
struct CaptionCare {
    bool mayFlip = true;     ///< says nothing of left and right
    bool mayRecolour = true; ///< names no colour
};
CaptionCare careFor(std::string_view caption);

/// A caption with two words exchanged so that it says something else: two different colours, or the words before and
/// after "and", "on" and the like ("a dog on a sofa" → "a sofa on a dog"). Nothing where there is no such pair.
std::optional<std::string> withWordsExchanged(const std::string &caption);

} // namespace reminisce::training
