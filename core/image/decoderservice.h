// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/decoder.h"

namespace reminisce::image {

/// What main() of a helper process does: loads what decoders load, enters the sandbox and decodes until the program
/// that started it closes the connection. The arguments are DecoderPool's. Returns the exit code.
int serveDecoding(int argc, char **argv, Result<Picture> (*decode)(Bytes, const DecodeRequest &));

} // namespace reminisce::image
