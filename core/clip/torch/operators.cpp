// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/operators.h"

#include <cmath>

#ifdef REMINISCE_ONEDNN
#include "core/clip/torch/onednn.h"
#endif

namespace reminisce::clip {

namespace {

class AtenLinear final : public Linear {
public:
    AtenLinear(const at::Tensor &weight, const at::Tensor &bias, const Compute &compute)
        : m_weight(weight.to(compute.device, compute.type)), m_bias(bias.to(compute.device, compute.type))
    {
    }

    at::Tensor forward(const at::Tensor &x, std::optional<Activation> activation) override
    {
        const at::Tensor y = at::linear(x.to(m_weight.scalar_type()), m_weight, m_bias);
        return activation ? activate(y, *activation) : y;
    }

    void addTo(at::Tensor &residual, const at::Tensor &x) override { residual.add_(forward(x, {})); }

private:
    at::Tensor m_weight, m_bias;
};

class AtenConvolution final : public Convolution {
public:
    AtenConvolution(const at::Tensor &weight, const at::Tensor &bias, std::int64_t stride, const Compute &compute)
        : m_weight(weight.to(compute.device, compute.type).contiguous(at::MemoryFormat::ChannelsLast)),
          m_bias(bias.to(compute.device, compute.type)), m_stride(stride), m_padding(weight.size(2) / 2)
    {
    }

    at::Tensor forward(const at::Tensor &x) override
    {
        return at::conv2d(x, m_weight, m_bias, at::IntArrayRef{m_stride, m_stride},
                          at::IntArrayRef{m_padding, m_padding});
    }
    at::Tensor rectified(const at::Tensor &x) override { return forward(x).relu_(); }
    at::Tensor rectifiedOnto(const at::Tensor &sum, const at::Tensor &x) override
    {
        return forward(x).add_(sum).relu_();
    }

private:
    at::Tensor m_weight, m_bias;
    std::int64_t m_stride;
    std::int64_t m_padding;
};

class AtenAttention final : public Attention {
public:
    at::Tensor forward(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask) override
    {
        const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
        at::Tensor scores = at::matmul(q * scale, k.transpose(-1, -2)); // [N, heads, Lq, Lk]
        if (mask.defined())
            scores = scores + mask.to(scores.scalar_type());
        return at::matmul(at::softmax(scores, -1), v); // [N, heads, Lq, d]
    }
};

class AtenOperators final : public Operators {
public:
    std::unique_ptr<Linear> linear(const at::Tensor &weight, const at::Tensor &bias,
                                   const Compute &compute) const override
    {
        return std::make_unique<AtenLinear>(weight, bias, compute);
    }
    std::unique_ptr<Convolution> convolution(const at::Tensor &weight, const at::Tensor &bias, std::int64_t stride,
                                             const Compute &compute) const override
    {
        return std::make_unique<AtenConvolution>(weight, bias, stride, compute);
    }
    std::unique_ptr<Attention> attention(const Compute &) const override { return std::make_unique<AtenAttention>(); }
    at::Tensor averagePool(const at::Tensor &x, std::int64_t size, const Compute &) const override
    {
        return at::avg_pool2d(x, {size, size}, {size, size});
    }
};

} // namespace

const Operators &operatorsFor(const Compute &compute)
{
    static const AtenOperators aten;
#ifdef REMINISCE_ONEDNN
    if (compute.device.is_cpu())
        return oneDnnOperators();
#endif
    return aten;
}

at::Tensor activate(const at::Tensor &x, Activation activation)
{
    switch (activation) {
    case Activation::QuickGelu: return at::sigmoid(x * 1.702).mul_(x);
    case Activation::Gelu: return at::gelu(x);
    case Activation::GeluTanh: return at::gelu(x, "tanh");
    }
    return x;
}

} // namespace reminisce::clip
