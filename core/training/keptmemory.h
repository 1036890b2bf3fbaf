// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace reminisce::training {

/// While it lives, freed activations stay with the process: giving them back and forth costs half of the speed of
/// training. glibc only.
class KeptMemory {
public:
    KeptMemory();
    ~KeptMemory();
    KeptMemory(const KeptMemory &) = delete;
    KeptMemory &operator=(const KeptMemory &) = delete;
};

} // namespace reminisce::training
