// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace reminisce::catalogue {

/// The SQL of migrations/NNN-*.sql in order; entry i leads from schema version i to i + 1. A released one never
/// changes.
const std::vector<std::string> &migrations();

} // namespace reminisce::catalogue
