// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace reminisce {

/// Lets OpenMP's threads (LibTorch's, oneDNN's) sleep while they wait for each other. By default they spin, and where
/// another program wants the processor, too, training falls from 400 pictures a second to 26. libgomp reads its
/// environment before main(), so the program starts itself anew with it, once; a person's own OMP_WAIT_POLICY stays.
/// The first call of main(), which then does not return the first time.
void letWaitingThreadsSleep(char **argv);

} // namespace reminisce
