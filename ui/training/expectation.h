// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace reminisce::ui {

// What a run of some minutes comes to, told before it begins.

/// Pictures a second in training. gflops: what this computer reaches in products of matrices, 10⁹ operations a second;
/// pictures, texts: of training::picturePresets() and textPresets(); size: pixels.
double trainingRate(double gflops, const QString &pictures, const QString &texts, int size);

/// Share of first answers that are right among 200 everyday things after so many pictures: measured on a run over
/// 100,000 labelled photos.
double knownOutcome(double pictures);

} // namespace reminisce::ui
