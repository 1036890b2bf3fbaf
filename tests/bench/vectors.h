// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/embedding.h"

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace reminisce::bench {

/// Vectors as a model gives them for photos: a direction that all share, clusters around it and photos around those,
/// both spread over few directions much and over many a little (variances k^−p). The five numbers were chosen so that
/// describe() says of 60 clusters of 10 what it says of ../shared/photos/library through the starter: cosine inside
/// clusters 0.67, between them 0.33, local dimension 11.
class Generator {
public:
    Generator(std::size_t dim, std::size_t clusters) : m_random(11)
    {
        for (std::size_t k = 1; k <= dim; ++k) {
            m_between.push_back(std::pow(static_cast<double>(k), -decayBetween));
            m_inside.push_back(std::pow(static_cast<double>(k), -decayInside));
        }
        toDeviations(m_between, varianceBetween);
        toDeviations(m_inside, varianceInside);
        for (std::size_t i = 0; i < clusters; ++i) {
            Embedding centre(dim, 0.0F);
            addNoise(centre, m_between);
            centre.back() += std::sqrt(static_cast<float>(shared));
            m_centres.push_back(std::move(centre));
        }
    }

    std::size_t clusters() const { return m_centres.size(); }
    Embedding next() { return next(m_random() % m_centres.size()); }
    Embedding next(std::size_t cluster)
    {
        Embedding v = m_centres[cluster];
        addNoise(v, m_inside);
        normalise(v);
        return v;
    }

private:
    static constexpr double shared = 0.331; ///< squared length of the direction that all share
    static constexpr double varianceBetween = 0.337;
    static constexpr double varianceInside = 0.332;
    static constexpr double decayBetween = 0.9;
    static constexpr double decayInside = 1.1;

    static void toDeviations(std::vector<double> &variances, double sum)
    {
        const double all = std::accumulate(variances.begin(), variances.end(), 0.0);
        for (double &v : variances)
            v = std::sqrt(v * sum / all);
    }

    void addNoise(Embedding &v, const std::vector<double> &deviations)
    {
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] += static_cast<float>(deviations[i]) * m_normal(m_random);
    }

    std::mt19937_64 m_random;
    std::normal_distribution<float> m_normal;
    std::vector<double> m_between, m_inside;
    std::vector<Embedding> m_centres;
};

} // namespace reminisce::bench
