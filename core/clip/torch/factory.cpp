// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/imagetowers.h"
#include "core/clip/torch/pictureinput.h"
#include "core/clip/torch/texttower.h"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <numeric>

#include <ATen/Context.h>
#include <ATen/Version.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

namespace reminisce::clip {

namespace {

Error towerFailed(const std::exception &e)
{
    const std::string what = e.what();
    if (what.find("out of memory") != std::string::npos || what.find("allocate memory") != std::string::npos)
        return unavailable("There is not enough memory for this model on this device.");
    return {ErrorKind::Internal, "The model stopped with an error: " + what.substr(0, what.find('\n'))};
}

class TorchImageEncoder final : public ImageEncoder {
public:
    TorchImageEncoder(const Checkpoint &checkpoint, const Compute &compute)
        : m_size(checkpoint.config().preprocess.size), m_mirror(checkpoint.config().preprocess.mirror),
          m_compute(compute), m_input(checkpoint.config().preprocess, compute),
          m_tower(makeImageTower(checkpoint, compute))
    {
    }

    Result<std::vector<Embedding>> encode(const std::vector<Pixels> &pictures) override
    {
        if (pictures.empty())
            return std::vector<Embedding>();
        return guarded([&] {
            const at::Tensor input = m_input(pictures);
            const at::Tensor raw = m_tower->forward(input, nullptr);
            if (!m_mirror)
                return raw;
            const at::Tensor mirrored = input.flip(3).contiguous(at::MemoryFormat::ChannelsLast);
            return unitRows(raw) + unitRows(m_tower->forward(mirrored, nullptr));
        });
    }

    Result<std::vector<Embedding>> encodeValues(const std::vector<float> &values, int count, Trace *trace) override
    {
        return guarded([&] {
            const at::Tensor input =
                at::from_blob(const_cast<float *>(values.data()), {count, 3, m_size, m_size}, at::kFloat)
                    .clone(at::MemoryFormat::ChannelsLast)
                    .to(m_compute.device);
            const at::Tensor raw = m_tower->forward(input, trace);
            record(trace, "image_embeds_raw", raw);
            return raw;
        });
    }

    std::string description() const override { return m_compute.description(); }

private:
    template <typename Forward> Result<std::vector<Embedding>> guarded(const Forward &forward)
    {
        try {
            const c10::InferenceMode inference;
            m_compute.enter();
            return unitEmbeddings(forward());
        } catch (const std::exception &e) {
            return towerFailed(e);
        }
    }

    static at::Tensor unitRows(const at::Tensor &raw)
    {
        const at::Tensor x = raw.to(at::kFloat);
        return x / x.norm(2, {-1}, true).clamp_min(1e-12);
    }

    std::int64_t m_size;
    bool m_mirror;
    Compute m_compute;
    PictureInput m_input;
    std::unique_ptr<ImageTower> m_tower;
};

class TorchTextEncoder final : public TextEncoder {
public:
    TorchTextEncoder(const Checkpoint &checkpoint, const Compute &compute)
        : m_compute(compute), m_vocabulary(checkpoint.config().text.vocabulary),
          m_readsPadding(checkpoint.config().text.kind == TextKind::ClassToken), m_tower(checkpoint, compute)
    {
    }

    Result<std::vector<Embedding>> encode(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) override
    {
        for (const auto &ids : texts) {
            const bool valid = !ids.empty() && std::all_of(ids.begin(), ids.end(), [this](std::int32_t id) {
                return id >= 0 && id < m_vocabulary;
            });
            if (!valid)
                return badInput("A text holds a word that the model does not know.");
        }
        try {
            const c10::InferenceMode inference;
            m_compute.enter();
            return encodeByLength(texts, trace);
        } catch (const std::exception &e) {
            return towerFailed(e);
        }
    }

private:
    /// Texts of similar length go together, so that short ones do not pay for long ones.
    std::vector<Embedding> encodeByLength(const std::vector<std::vector<std::int32_t>> &texts, Trace *trace) const
    {
        constexpr std::size_t batch = 64;
        std::vector<std::size_t> order(texts.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return texts[a].size() < texts[b].size(); });
        std::vector<Embedding> result(texts.size());
        std::size_t n = 0;
        for (std::size_t begin = 0; begin < order.size(); begin += n) {
            n = std::min(batch, order.size() - begin);
            while (m_readsPadding && texts[order[begin + n - 1]].size() != texts[order[begin]].size())
                --n;
            std::vector<std::vector<std::int32_t>> part;
            for (std::size_t i = 0; i < n; ++i)
                part.push_back(texts[order[begin + i]]);
            const at::Tensor raw = m_tower.forward(part, trace);
            record(trace, "text_embeds_raw", raw);
            std::vector<Embedding> embeddings = unitEmbeddings(raw);
            for (std::size_t i = 0; i < n; ++i)
                result[order[begin + i]] = std::move(embeddings[i]);
        }
        return result;
    }

    Compute m_compute;
    std::int32_t m_vocabulary;
    bool m_readsPadding; ///< so that a batch must be of one length
    TextTower m_tower;
};

class TorchTowers final : public TowerFactory {
public:
    Result<std::unique_ptr<ImageEncoder>> imageEncoder(std::shared_ptr<const Checkpoint> checkpoint,
                                                       const EncoderOptions &options) const override
    {
        return make<ImageEncoder, TorchImageEncoder>(*checkpoint, options);
    }

    Result<std::unique_ptr<TextEncoder>> textEncoder(std::shared_ptr<const Checkpoint> checkpoint,
                                                     const EncoderOptions &options) const override
    {
        return make<TextEncoder, TorchTextEncoder>(*checkpoint, options);
    }

    std::vector<DeviceInfo> devices(bool measure) const override
    {
        std::vector<DeviceInfo> found;
        const int threads = chooseCompute({"cpu", Precision::Fp32, 0})->threads;
        DeviceInfo cpu{"cpu", "cpu", std::to_string(threads) + (threads == 1 ? " core" : " cores"), 0, 0};
        if (measure) {
            cpu.gflopsFp32 = measureGflops(at::kCPU, at::kFloat, threads);
            cpu.gflopsHalf = measureGflops(at::kCPU, at::kBFloat16, threads);
        }
        found.push_back(cpu);
        if (at::globalContext().hasCUDA()) {
            const at::Device device(at::kCUDA, 0);
            DeviceInfo cuda{"cuda", "cuda", "NVIDIA graphics card", 0, 0};
            if (measure) {
                cuda.gflopsFp32 = measureGflops(device, at::kFloat, threads);
                cuda.gflopsHalf = measureGflops(device, at::kHalf, threads);
            }
            found.push_back(cuda);
        }
        return found;
    }

    std::string version() const override { return TORCH_VERSION; }

    std::string blas() const override
    {
        // The library that really serves sgemm in this process, whatever was linked.
        Dl_info info = {};
        void *symbol = ::dlsym(RTLD_DEFAULT, "sgemm_");
        if (symbol == nullptr || ::dladdr(symbol, &info) == 0 || info.dli_fname == nullptr)
            return "built in";
        const std::string path = info.dli_fname;
        return path.substr(path.find_last_of('/') + 1);
    }

private:
    template <typename Interface, typename Implementation>
    static Result<std::unique_ptr<Interface>> make(const Checkpoint &checkpoint, const EncoderOptions &options)
    {
        try {
            const c10::InferenceMode inference;
            const Result<Compute> compute = chooseCompute(options);
            if (!compute)
                return compute.error();
            compute->enter();
            return std::unique_ptr<Interface>(std::make_unique<Implementation>(checkpoint, *compute));
        } catch (const std::exception &e) {
            return towerFailed(e);
        }
    }
};

} // namespace

} // namespace reminisce::clip

extern "C" __attribute__((visibility("default"))) const reminisce::clip::TowerFactory *reminisce_towers()
{
    static const reminisce::clip::TorchTowers towers;
    return &towers;
}
