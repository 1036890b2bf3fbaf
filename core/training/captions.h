// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset.h"

#include <random>
#include <string>
#include <vector>

namespace reminisce::training {

/// "a" or "an", by the first letter; empty before plurals and names that take none is not attempted.
std::string withArticle(const std::string &name);

/// One of the ways to say what a picture of this label shows: a bare word about every third time, since
/// that is how people search, else a sentence frame around one of its names.
std::string randomCaption(const Label &label, std::mt19937_64 &random);

/// The plain caption that stands for a label in evaluation.
std::string plainCaption(const Label &label);

/// Every caption that randomCaption can give, for learning a vocabulary.
std::vector<std::string> allCaptions(const Label &label);

} // namespace reminisce::training
