// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace reminisce::indexing {

/// True on a computer with a battery that is not on mains.
bool isOnBattery();

/// Lets everything else go first; for the calling thread only.
void lowerThreadPriority();

} // namespace reminisce::indexing
