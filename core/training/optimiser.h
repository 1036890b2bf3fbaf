// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/parameters.h"

namespace reminisce::training {

/// The matrix of the same shape whose singular values are nearly 1 (0.7 to 1.2) and whose singular vectors are those of
/// `update`, by five steps of the Newton-Schulz iteration of Muon (K. Jordan, kellerjordan.github.io/posts/muon). A
/// kernel [out, in, h, w] counts as the matrix [out, in · h · w]. Computed in `compute`; returns fp32.
at::Tensor orthogonalised(const at::Tensor &update, at::ScalarType compute);

/// Muon for the matrices and kernels that decay, AdamW (arXiv 1711.05101) for everything else (norms, biases,
/// embeddings, proxies) or for all, with gradient clipping, and the exponential moving average of the weights that
/// evaluation and export use. Weights decay at the learning rate itself, whatever `muon` is.
class Optimiser {
public:
    struct Settings {
        double beta1 = 0.9;
        double beta2 = 0.98;
        double epsilon = 1e-6;
        double weightDecay = 0.05;
        double clipNorm = 1.0;
        double averaging = 0.999;            ///< decay of the moving average; reached slowly from 0
        double muon = 6;                     ///< Muon's rate as multiple of the learning rate; 0: AdamW for all
        double momentum = 0.95;              ///< of Muon
        at::ScalarType compute = at::kFloat; ///< of Muon's products
    };

    Optimiser(ParameterSet &set, const Settings &settings);

    /// One step with the gradients that are there; clears them. Returns the norm of the gradient before clipping. Where
    /// that is not finite, as after an overflow, nothing is changed.
    double step(double learningRate);

    /// Everything by name that the next step depends on, besides the weights and buffers themselves: moments and
    /// averages. The tensors are the optimiser's own: whoever writes into them restores a state.
    std::vector<std::pair<std::string, at::Tensor>> state() const;
    std::int64_t steps() const { return m_steps; }
    void setSteps(std::int64_t steps) { m_steps = steps; }

    /// Exchanges weights and their moving averages; a second call exchanges them back.
    void swapAverages();

private:
    struct Moments {
        at::Tensor first, second, average; ///< no second where Muon is at work
    };
    void adam(const Parameter &parameter, Moments &moments, double learningRate) const;
    void muon(const Parameter &parameter, Moments &moments, double learningRate) const;

    ParameterSet *m_set;
    Settings m_settings;
    std::vector<Moments> m_moments;
    std::vector<at::Tensor> m_bufferAverages;
    std::int64_t m_steps = 0;
};

} // namespace reminisce::training
