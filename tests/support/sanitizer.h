// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace reminisce::test {

/// What a helper process may take for a picture before it counts as hanging. Sanitizers make its start and its crash
/// slow.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::chrono::seconds hangsAfter{30};
#else
constexpr std::chrono::seconds hangsAfter{2};
#endif

} // namespace reminisce::test
