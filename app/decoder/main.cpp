// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderservice.h"

int main(int argc, char **argv)
{
    return reminisce::image::serveDecoding(argc, argv, reminisce::image::decode);
}
