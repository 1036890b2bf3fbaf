// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/cliptokenizer.h"
#include "core/training/config.h"
#include "core/training/towers.h"

namespace reminisce::training {

/// Two towers, their vocabulary and their scale under training.
class Model {
public:
    /// concepts: how many captions speak of where each speaks of one, else 0. Each gets a proxy, see proxyLoss().
    Model(const TrainingConfig &config, std::vector<clip::BytePairVocabulary::Merge> merges, std::size_t concepts = 0);

    /// Pixels as BatchMaker gives them, [N, s, s, 3] floats 0..255 → [N, dim].
    at::Tensor encodePictures(const std::vector<float> &pixels, int size, bool training) const;
    at::Tensor encodeTexts(const std::vector<std::vector<std::int32_t>> &texts) const; ///< [T, dim]
    at::Tensor scale() const;                                                          ///< factor
    at::Tensor bias() const { return m_bias; }       ///< of the sigmoid loss, else undefined
    at::Tensor proxies() const { return m_proxies; } ///< [C, dim], undefined where there are none
    at::Tensor proxyScale() const;                   ///< as scale()

    /// Holds the learnt scales at 100 at most, as openai/CLIP does; after each step.
    void limitScales();

    const clip::ClipTokenizer &tokenizer() const { return m_tokenizer; }
    const clip::ModelConfig &config() const { return m_config; }
    const at::Device &device() const { return m_device; }
    at::ScalarType compute() const { return m_compute; } ///< type of the products
    ParameterSet &parameters() { return m_set; }

    /// Takes over the weights of a checkpoint of the same shape.
    Result<void> load(const std::filesystem::path &folder);
    /// Goes half the way to the weights of another checkpoint of the same shape that has the same ancestor. The mean is
    /// often better than either (model soups, arXiv 2203.05482).
    Result<void> averageWith(const std::filesystem::path &folder);
    /// Writes the checkpoint folder: model.safetensors in fp16 with norms in fp32, config.json, vocab.json, merges.txt.
    Result<void> save(const std::filesystem::path &folder) const;

private:
    at::Device m_device;
    at::ScalarType m_compute;
    ParameterSet m_set;
    std::vector<clip::BytePairVocabulary::Merge> m_merges;
    clip::ClipTokenizer m_tokenizer;
    clip::ModelConfig m_config;
    std::unique_ptr<PictureTower> m_pictures;
    std::unique_ptr<TextTower> m_texts;
    at::Tensor m_logScale, m_bias, m_proxies, m_proxyLogScale;
};

} // namespace reminisce::training
