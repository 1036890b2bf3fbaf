// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/cliptokenizer.h"
#include "core/training/batches.h"
#include "core/training/imagetower.h"
#include "core/training/texttower.h"
#include "core/training/trainer.h"

namespace reminisce::training {

/// Two towers and their scale under training.
class Model {
public:
    Model(const TrainingConfig &config, std::vector<clip::BytePairVocabulary::Merge> merges);

    /// Pixels as BatchMaker gives them, [N, s, s, 3] floats 0..255 → [N, dim].
    at::Tensor encodePictures(const std::vector<float> &pixels, int size, bool training) const;
    at::Tensor encodeTexts(const std::vector<std::vector<std::int32_t>> &texts) const; ///< [T, dim]
    at::Tensor scale() const;                                                          ///< factor, at most 100

    const clip::ClipTokenizer &tokenizer() const { return m_tokenizer; }
    ParameterSet &parameters() { return m_set; }

    /// Takes over the weights of a checkpoint of the same shape.
    Result<void> load(const std::filesystem::path &folder);
    /// Writes the checkpoint folder.
    Result<void> save(const std::filesystem::path &folder, const TrainingConfig &config);

private:
    ParameterSet m_set;
    std::vector<clip::BytePairVocabulary::Merge> m_merges;
    clip::ClipTokenizer m_tokenizer;
    ResNetTower m_pictures;
    CausalTextTower m_texts;
    at::Tensor m_logScale;
    at::ScalarType m_compute;
};

/// Zero-shot top-1 and top-5 on the validation pictures, each label by its plain caption.
ZeroShot validate(const Model &model, const Dataset &data, int pictureSize);

} // namespace reminisce::training
