// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset.h"
#include "core/training/model.h"
#include "core/training/validation.h"

namespace reminisce::training {

/// The figures of a model under training on the pictures that are held back; of captioned ones the first 2,000.
Validation validate(const Model &model, const Dataset &data);

} // namespace reminisce::training
