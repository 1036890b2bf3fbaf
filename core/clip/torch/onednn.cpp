// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/onednn.h"

#include <cmath>
#include <list>
#include <map>
#include <tuple>

#include <dnnl.hpp>
#include <omp.h>

namespace reminisce::clip {

namespace {

using dnnl::algorithm;
using dnnl::memory;
using Dims = memory::dims;
using Arguments = std::unordered_map<int, memory>;

/// Primitives are made for shapes. A forgotten one is made again in some milliseconds.
constexpr std::size_t keptPrimitives = 64;

const dnnl::engine &processor()
{
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

memory::data_type typeOf(at::ScalarType type)
{
    return type == at::kBFloat16 ? memory::data_type::bf16 : memory::data_type::f32;
}

memory::desc describe(const at::Tensor &t)
{
    return {t.sizes().vec(), typeOf(t.scalar_type()), t.strides().vec()};
}

memory::desc describePicture(const at::Tensor &t)
{
    return {t.sizes().vec(), typeOf(t.scalar_type()), memory::format_tag::nhwc};
}

memory view(const memory::desc &description, const at::Tensor &t)
{
    return {description, processor(), t.data_ptr()};
}

void run(const dnnl::primitive &primitive, const Arguments &arguments)
{
    thread_local dnnl::stream stream(processor());
    primitive.execute(stream, arguments);
    stream.wait();
}

/// While it lives, this thread works alone on what is so small that waking the others takes longer than their share.
class AloneIfSmall {
public:
    /// multiplications: of the product that is about to be made or run.
    explicit AloneIfSmall(std::int64_t multiplications) : m_threads(omp_get_max_threads())
    {
        if (multiplications <= small)
            omp_set_num_threads(1);
    }
    ~AloneIfSmall() { omp_set_num_threads(m_threads); }
    AloneIfSmall(const AloneIfSmall &) = delete;
    AloneIfSmall &operator=(const AloneIfSmall &) = delete;

private:
    /// A word's way through one layer of 512 × 512; tests/bench/encoder text.
    static constexpr std::int64_t small = 1 << 21;
    int m_threads;
};

/// A copy in the layout that a primitive asks for; primitives for other shapes may ask for another one.
class Weights {
public:
    explicit Weights(const at::Tensor &values) : m_original(values.to(at::kCPU, at::kFloat)) {}

    const memory &as(const memory::desc &wanted)
    {
        for (const memory &layout : m_layouts) {
            if (layout.get_desc() == wanted)
                return layout;
        }
        const memory from = m_layouts.empty() ? view(describe(m_original), m_original) : m_layouts.front();
        memory to(wanted, processor());
        run(dnnl::reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
        m_original.reset(); // one copy is enough
        m_layouts.push_back(to);
        return m_layouts.back();
    }

private:
    at::Tensor m_original;
    std::list<memory> m_layouts;
};

template <typename Key, typename Value> class Recent {
public:
    template <typename Make> const Value &get(const Key &key, const Make &make)
    {
        const auto found = m_values.find(key);
        if (found != m_values.end())
            return found->second;
        if (m_values.size() >= keptPrimitives)
            m_values.clear();
        return m_values.emplace(key, make()).first->second;
    }

private:
    std::map<Key, Value> m_values;
};

void append(dnnl::post_ops &after, Activation activation)
{
    switch (activation) {
    case Activation::QuickGelu: after.append_eltwise(1.0F, algorithm::eltwise_swish, 1.702F, 0); return;
    case Activation::Gelu: after.append_eltwise(1.0F, algorithm::eltwise_gelu_erf, 0, 0); return;
    case Activation::GeluTanh: after.append_eltwise(1.0F, algorithm::eltwise_gelu_tanh, 0, 0); return;
    }
}

class OneDnnLinear final : public Linear {
public:
    OneDnnLinear(const at::Tensor &weight, const at::Tensor &bias, const Compute &compute)
        : m_type(compute.type), m_scratch(compute.scratch), m_inner(weight.size(1)), m_columns(weight.size(0)),
          m_weights(weight.t()), m_bias(bias.to(at::kCPU, at::kFloat).contiguous()),
          m_biasDescription({1, m_columns}, memory::data_type::f32, memory::format_tag::ab)
    {
    }

    at::Tensor forward(const at::Tensor &x, std::optional<Activation> activation) override
    {
        Dims shape = x.sizes().vec();
        shape.back() = m_columns;
        at::Tensor out = m_scratch->empty(shape, m_type);
        dnnl::post_ops after;
        if (activation)
            append(after, *activation);
        multiply(x, out, activation ? 1 + static_cast<int>(*activation) : 0, after);
        return out;
    }

    void addTo(at::Tensor &residual, const at::Tensor &x) override
    {
        dnnl::post_ops after;
        after.append_sum(1.0F);
        multiply(x, residual, -1, after);
    }

private:
    struct Step {
        dnnl::matmul product;
        memory::desc in, out;
        memory weights;
    };

    void multiply(const at::Tensor &x, const at::Tensor &out, int kind, const dnnl::post_ops &after)
    {
        const at::Tensor in = x.to(m_type).contiguous();
        const std::int64_t rows = in.numel() / m_inner;
        const AloneIfSmall alone(rows * m_inner * m_columns);
        const Step &step = m_steps.get({rows, kind}, [&] { return make(rows, typeOf(out.scalar_type()), after); });
        run(step.product, {{DNNL_ARG_SRC, view(step.in, in)},
                           {DNNL_ARG_WEIGHTS, step.weights},
                           {DNNL_ARG_BIAS, view(m_biasDescription, m_bias)},
                           {DNNL_ARG_DST, view(step.out, out)}});
    }

    Step make(std::int64_t rows, memory::data_type outType, const dnnl::post_ops &after)
    {
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(after);
        const memory::desc in({rows, m_inner}, typeOf(m_type), memory::format_tag::ab);
        const memory::desc any({m_inner, m_columns}, typeOf(m_type), memory::format_tag::any);
        const memory::desc out({rows, m_columns}, outType, memory::format_tag::ab);
        const dnnl::matmul::primitive_desc chosen({in, any, m_biasDescription, out}, attributes, processor());
        return {dnnl::matmul(chosen), in, out, m_weights.as(chosen.weights_desc())};
    }

    at::ScalarType m_type;
    std::shared_ptr<Scratch> m_scratch;
    std::int64_t m_inner, m_columns;
    Weights m_weights;
    at::Tensor m_bias;
    memory::desc m_biasDescription;
    Recent<std::pair<std::int64_t, int>, Step> m_steps; // by rows and what follows the product
};

class OneDnnConvolution final : public Convolution {
public:
    OneDnnConvolution(const at::Tensor &weight, const at::Tensor &bias, std::int64_t stride, const Compute &compute)
        : m_type(compute.type), m_scratch(compute.scratch), m_shape(weight.sizes().vec()), m_stride(stride),
          m_padding(weight.size(2) / 2), m_weights(weight.contiguous()),
          m_bias(bias.to(at::kCPU, at::kFloat).contiguous()),
          m_biasDescription({m_shape[0]}, memory::data_type::f32, memory::format_tag::a)
    {
    }

    at::Tensor forward(const at::Tensor &x) override { return convolve(x, nullptr, false); }
    at::Tensor rectified(const at::Tensor &x) override { return convolve(x, nullptr, true); }
    at::Tensor rectifiedOnto(const at::Tensor &sum, const at::Tensor &x) override { return convolve(x, &sum, true); }

private:
    struct Step {
        dnnl::convolution_forward convolution;
        memory::desc in, out;
        memory weights;
    };

    at::Tensor convolve(const at::Tensor &x, const at::Tensor *sum, bool rectify)
    {
        const at::Tensor in = x.to(m_type).contiguous(at::MemoryFormat::ChannelsLast);
        const auto size = [&](std::int64_t i) { return (in.size(i) + 2 * m_padding - m_shape[2]) / m_stride + 1; };
        at::Tensor out = sum != nullptr ? sum->contiguous(at::MemoryFormat::ChannelsLast)
                                        : m_scratch->empty({in.size(0), m_shape[0], size(2), size(3)}, m_type,
                                                           at::MemoryFormat::ChannelsLast);
        const Step &step = m_steps.get({in.sizes().vec(), sum != nullptr, rectify},
                                       [&] { return make(in, out, sum != nullptr, rectify); });
        run(step.convolution, {{DNNL_ARG_SRC, view(step.in, in)},
                               {DNNL_ARG_WEIGHTS, step.weights},
                               {DNNL_ARG_BIAS, view(m_biasDescription, m_bias)},
                               {DNNL_ARG_DST, view(step.out, out)}});
        return out;
    }

    Step make(const at::Tensor &x, const at::Tensor &y, bool sum, bool rectify)
    {
        dnnl::post_ops after;
        if (sum)
            after.append_sum(1.0F);
        if (rectify)
            after.append_eltwise(1.0F, algorithm::eltwise_relu, 0, 0);
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(after);
        const memory::desc in = describePicture(x);
        const memory::desc out = describePicture(y);
        const memory::desc any(m_shape, typeOf(m_type), memory::format_tag::any);
        const Dims stride = {m_stride, m_stride};
        const Dims padding = {m_padding, m_padding};
        const dnnl::convolution_forward::primitive_desc chosen({dnnl::prop_kind::forward_inference,
                                                                algorithm::convolution_direct, in, any,
                                                                m_biasDescription, out, stride, padding, padding},
                                                               attributes, processor());
        return {dnnl::convolution_forward(chosen), in, out, m_weights.as(chosen.weights_desc())};
    }

    at::ScalarType m_type;
    std::shared_ptr<Scratch> m_scratch;
    Dims m_shape;
    std::int64_t m_stride, m_padding;
    Weights m_weights;
    at::Tensor m_bias;
    memory::desc m_biasDescription;
    Recent<std::tuple<Dims, bool, bool>, Step> m_steps;
};

class OneDnnAttention final : public Attention {
public:
    explicit OneDnnAttention(const Compute &compute) : m_scratch(compute.scratch) {}

    at::Tensor forward(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask) override
    {
        const AloneIfSmall alone(q.numel() * k.size(2));
        const at::Tensor turned = k.transpose(-1, -2);
        const at::Tensor scores = m_scratch->empty({q.size(0), q.size(1), q.size(2), k.size(2)}, at::kFloat);
        const at::Tensor shares = m_scratch->empty(scores.sizes(), q.options());
        // Lies as [N, L, heads, d], so that joining the heads costs no copy.
        at::Tensor mixed = m_scratch->empty({q.size(0), q.size(2), q.size(1), v.size(3)}, q.options()).transpose(1, 2);

        const memory::desc qd = describe(q);
        const memory::desc kd = describe(turned);
        const memory::desc vd = describe(v);
        const memory::desc scoresd = describe(scores);
        const memory::desc sharesd = describe(shares);
        const memory::desc mixedd = describe(mixed);
        const Step &step = m_steps.get(keyOf({&q, &k, &v}), [&] {
            dnnl::primitive_attr scaled;
            scaled.set_output_scales(0, {static_cast<float>(1.0 / std::sqrt(static_cast<double>(q.size(3))))});
            return Step{dnnl::matmul({{qd, kd, scoresd}, scaled, processor()}),
                        dnnl::softmax_v2_forward(
                            {{dnnl::prop_kind::forward_inference, algorithm::softmax_accurate, scoresd, sharesd, 3},
                             processor()}),
                        dnnl::matmul({{sharesd, vd, mixedd}, processor()})};
        });
        run(step.scores,
            {{DNNL_ARG_SRC, view(qd, q)}, {DNNL_ARG_WEIGHTS, view(kd, turned)}, {DNNL_ARG_DST, view(scoresd, scores)}});
        if (mask.defined())
            scores.add_(mask);
        run(step.softmax, {{DNNL_ARG_SRC, view(scoresd, scores)}, {DNNL_ARG_DST, view(sharesd, shares)}});
        run(step.values, {{DNNL_ARG_SRC, view(sharesd, shares)},
                          {DNNL_ARG_WEIGHTS, view(vd, v)},
                          {DNNL_ARG_DST, view(mixedd, mixed)}});
        return mixed;
    }

private:
    struct Step {
        dnnl::matmul scores;
        dnnl::softmax_v2_forward softmax;
        dnnl::matmul values;
    };

    static Dims keyOf(std::initializer_list<const at::Tensor *> tensors)
    {
        Dims key;
        for (const at::Tensor *t : tensors) {
            key.insert(key.end(), t->sizes().begin(), t->sizes().end());
            key.insert(key.end(), t->strides().begin(), t->strides().end());
        }
        return key;
    }

    std::shared_ptr<Scratch> m_scratch;
    Recent<Dims, Step> m_steps;
};

class OneDnnOperators final : public Operators {
public:
    std::unique_ptr<Linear> linear(const at::Tensor &weight, const at::Tensor &bias,
                                   const Compute &compute) const override
    {
        return std::make_unique<OneDnnLinear>(weight, bias, compute);
    }

    std::unique_ptr<Convolution> convolution(const at::Tensor &weight, const at::Tensor &bias, std::int64_t stride,
                                             const Compute &compute) const override
    {
        return std::make_unique<OneDnnConvolution>(weight, bias, stride, compute);
    }

    std::unique_ptr<Attention> attention(const Compute &compute) const override
    {
        return std::make_unique<OneDnnAttention>(compute);
    }

    at::Tensor averagePool(const at::Tensor &x, std::int64_t size, const Compute &compute) const override
    {
        const at::Tensor in = x.contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor out = compute.scratch->empty({x.size(0), x.size(1), x.size(2) / size, x.size(3) / size}, x.options(),
                                                at::MemoryFormat::ChannelsLast);
        const memory::desc from = describePicture(in);
        const memory::desc to = describePicture(out);
        const Dims square = {size, size};
        const Dims none = {0, 0};
        const dnnl::pooling_v2_forward::desc wanted(dnnl::prop_kind::forward_inference,
                                                    algorithm::pooling_avg_exclude_padding, from, to, square, square,
                                                    none, none, none);
        run(dnnl::pooling_v2_forward({wanted, processor()}),
            {{DNNL_ARG_SRC, view(from, in)}, {DNNL_ARG_DST, view(to, out)}});
        return out;
    }
};

} // namespace

const Operators &oneDnnOperators()
{
    static const OneDnnOperators operators;
    return operators;
}

} // namespace reminisce::clip
