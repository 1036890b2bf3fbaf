// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/optimiser.h"

#include <algorithm>
#include <cmath>

#include <c10/core/GradMode.h>

namespace reminisce::training {

at::Tensor orthogonalised(const at::Tensor &update, at::ScalarType compute)
{
    at::Tensor x = update.flatten(1);
    const bool isTall = x.size(0) > x.size(1);
    if (isTall)
        x = x.t();
    x = (x / x.norm().clamp_min(1e-12)).to(compute);
    for (int i = 0; i < 5; ++i) {
        const at::Tensor a = at::matmul(x, x.t());
        const at::Tensor b = a * -4.7750 + at::matmul(a, a) * 2.0315;
        x = x * 3.4445 + at::matmul(b, x);
    }
    if (isTall)
        x = x.t();
    return x.to(at::kFloat).reshape(update.sizes());
}

Optimiser::Optimiser(ParameterSet &set, const Settings &settings) : m_set(&set), m_settings(settings)
{
    for (const Parameter &parameter : set.parameters) {
        const at::Tensor value = parameter.value.detach();
        const bool isMuon = settings.muon > 0 && parameter.decays && value.dim() >= 2;
        m_moments.push_back({at::zeros_like(value), isMuon ? at::Tensor() : at::zeros_like(value), value.clone()});
    }
    for (const Buffer &buffer : set.buffers)
        m_bufferAverages.push_back(buffer.value.clone());
}

std::vector<std::pair<std::string, at::Tensor>> Optimiser::state() const
{
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (std::size_t i = 0; i < m_moments.size(); ++i) {
        const std::string &name = m_set->parameters[i].name;
        tensors.emplace_back("first." + name, m_moments[i].first);
        if (m_moments[i].second.defined())
            tensors.emplace_back("second." + name, m_moments[i].second);
        tensors.emplace_back("average." + name, m_moments[i].average);
    }
    for (std::size_t i = 0; i < m_bufferAverages.size(); ++i)
        tensors.emplace_back("average." + m_set->buffers[i].name, m_bufferAverages[i]);
    return tensors;
}

double Optimiser::step(double learningRate)
{
    const c10::AutoGradMode noGradient(false);
    std::vector<at::Tensor> squares;
    for (const Parameter &parameter : m_set->parameters) {
        if (parameter.value.grad().defined())
            squares.push_back(parameter.value.grad().pow(2).sum(at::kDouble));
    }
    // One transfer from the device, not one a tensor.
    const double norm = squares.empty() ? 0.0 : std::sqrt(at::stack(squares).sum().item<double>());
    if (!std::isfinite(norm)) {
        for (const Parameter &parameter : m_set->parameters)
            parameter.value.mutable_grad().reset();
        return norm;
    }
    const double shrink = norm > m_settings.clipNorm ? m_settings.clipNorm / norm : 1.0;

    ++m_steps;
    const double steps = static_cast<double>(m_steps);
    const double keep = std::min(m_settings.averaging, (1 + steps) / (10 + steps));
    for (std::size_t i = 0; i < m_moments.size(); ++i) {
        const Parameter &parameter = m_set->parameters[i];
        at::Tensor value = parameter.value.detach();
        at::Tensor &gradient = parameter.value.mutable_grad();
        if (!gradient.defined())
            continue;
        gradient.mul_(shrink);
        Moments &m = m_moments[i];
        if (parameter.decays)
            value.mul_(1 - learningRate * m_settings.weightDecay);
        if (m.second.defined())
            adam(parameter, m, learningRate);
        else
            muon(parameter, m, learningRate);
        m.average.lerp_(value, 1 - keep);
        gradient.reset();
    }
    for (std::size_t i = 0; i < m_bufferAverages.size(); ++i)
        m_bufferAverages[i].lerp_(m_set->buffers[i].value, 1 - keep);
    return norm;
}

void Optimiser::adam(const Parameter &parameter, Moments &moments, double learningRate) const
{
    const at::Tensor &gradient = parameter.value.grad();
    const double correction1 = 1 - std::pow(m_settings.beta1, m_steps);
    const double correction2 = 1 - std::pow(m_settings.beta2, m_steps);
    moments.first.lerp_(gradient, 1 - m_settings.beta1);
    moments.second.mul_(m_settings.beta2).addcmul_(gradient, gradient, 1 - m_settings.beta2);
    parameter.value.detach().addcdiv_(moments.first, (moments.second / correction2).sqrt_().add_(m_settings.epsilon),
                                      -learningRate / correction1);
}

void Optimiser::muon(const Parameter &parameter, Moments &moments, double learningRate) const
{
    const at::Tensor &gradient = parameter.value.grad();
    moments.first.lerp_(gradient, 1 - m_settings.momentum);
    const at::Tensor lookedAhead = gradient.lerp(moments.first, m_settings.momentum);
    // At the same rate updates were as large as AdamW's usually are, whatever the shape (arXiv 2502.16982).
    const std::int64_t rows = gradient.size(0), columns = gradient.numel() / rows;
    const double size = 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns)));
    parameter.value.detach().add_(orthogonalised(lookedAhead, m_settings.compute),
                                  -learningRate * m_settings.muon * size);
}

void Optimiser::swapAverages()
{
    const c10::AutoGradMode noGradient(false);
    const auto exchange = [](at::Tensor a, at::Tensor b) {
        const at::Tensor kept = a.clone();
        a.copy_(b);
        b.copy_(kept);
    };
    for (std::size_t i = 0; i < m_moments.size(); ++i)
        exchange(m_set->parameters[i].value.detach(), m_moments[i].average);
    for (std::size_t i = 0; i < m_bufferAverages.size(); ++i)
        exchange(m_set->buffers[i].value, m_bufferAverages[i]);
}

} // namespace reminisce::training
