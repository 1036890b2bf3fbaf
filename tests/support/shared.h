// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/paths.h"

#include <QTest>
#include <filesystem>
#include <string>

namespace reminisce::test {

/// A file or folder of the material that lies beside the checkout. Tests skip where it is absent.
inline std::filesystem::path shared(const std::string &name)
{
    return std::filesystem::path(REMINISCE_SHARED) / name;
}

inline bool hasShared(const std::string &name)
{
    std::error_code code;
    return std::filesystem::exists(shared(name), code);
}

} // namespace reminisce::test

/// In a test function or initTestCase: skips with a message where the folder is not beside the checkout.
#define REQUIRE_SHARED(name)                                                                                           \
    do {                                                                                                               \
        if (!reminisce::test::hasShared(name))                                                                         \
            QSKIP("../shared/" name " is not beside the checkout");                                                    \
    } while (false)
