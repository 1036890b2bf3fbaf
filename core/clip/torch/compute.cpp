// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torch/compute.h"

#include "core/clip/torch/operators.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#ifdef REMINISCE_ONEDNN
#include <omp.h>
#endif

namespace reminisce::clip {

namespace {

at::ScalarType torchType(DType type)
{
    switch (type) {
    case DType::F64: return at::kDouble;
    case DType::F32: return at::kFloat;
    case DType::F16: return at::kHalf;
    case DType::BF16: return at::kBFloat16;
    case DType::I64: return at::kLong;
    case DType::I32: return at::kInt;
    case DType::I16: return at::kShort;
    case DType::I8: return at::kChar;
    case DType::U8: return at::kByte;
    case DType::Bool: return at::kBool;
    }
    return at::kFloat;
}

/// Seconds of the fastest of some products, as the towers compute them.
double timeProducts(std::int64_t n, const Compute &compute)
{
    using Clock = std::chrono::steady_clock;
    const auto linear = operatorsFor(compute).linear(at::randn({n, n}), at::zeros({n}), compute);
    const at::Tensor x = at::randn({n, n}).to(compute.device, compute.type);
    linear->forward(x);
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto begin = Clock::now();
        linear->forward(x).index({0, 0}).item<float>(); // waits for an accelerator
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

} // namespace

int allCores()
{
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#ifdef REMINISCE_ONEDNN
    // With fewer threads than it was told, oneDNN computes a part only.
    return std::min(cores, omp_get_thread_limit());
#else
    return cores;
#endif
}

void Compute::enter() const
{
    if (at::get_num_threads() != threads)
        at::set_num_threads(threads);
}

std::string Compute::description() const
{
    const char *typeName = type == at::kFloat ? "fp32" : type == at::kBFloat16 ? "bf16" : "fp16";
    return device.str() + " " + typeName;
}

double measureGflops(const at::Device &device, at::ScalarType type, int threads)
{
    static std::mutex mutex;
    static std::map<std::string, double> known;
    const std::string key = device.str() + "/" + std::to_string(static_cast<int>(type)) + "/" + std::to_string(threads);
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(key); found != known.end())
        return found->second;
    const c10::InferenceMode inference;
    Compute compute;
    compute.device = device;
    compute.type = type;
    compute.threads = threads;
    compute.enter();
    double gflops = 0;
    try {
        constexpr std::int64_t n = 512;
        gflops = 2.0 * n * n * n / timeProducts(n, compute) / 1e9;
    } catch (const std::exception &) {
        gflops = 0; // this device cannot do it
    }
    known[key] = gflops;
    return gflops;
}

Result<Compute> chooseCompute(const EncoderOptions &options)
{
    Compute compute;
    compute.threads = options.threads > 0 ? std::min(options.threads, allCores()) : allCores();
    try {
        if (options.device == "auto")
            compute.device = at::globalContext().hasCUDA() ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
        else
            compute.device = at::Device(options.device);
        if (compute.device.is_cuda() && !at::globalContext().hasCUDA())
            return unavailable("There is no NVIDIA graphics card here that can be used. Choose the processor (Library "
                               "› Settings, or --device cpu).");
        at::zeros({1}, at::TensorOptions().device(compute.device));
    } catch (const std::exception &) {
        return badInput("The device \"" + options.device +
                        "\" does not work here. Choose another one (Library › Settings, or --device).");
    }
    const bool cpu = compute.device.is_cpu();
    switch (options.precision) {
    case Precision::Fp32: compute.type = at::kFloat; break;
    case Precision::Bf16: compute.type = at::kBFloat16; break;
    case Precision::Fp16:
        if (cpu)
            return badInput("Half precision (fp16) does not work on the processor. Choose bf16 or fp32.");
        compute.type = at::kHalf;
        break;
    case Precision::Auto:
        if (!cpu)
            compute.type = at::kHalf;
        else if (measureGflops(compute.device, at::kBFloat16, compute.threads) >
                 1.2 * measureGflops(compute.device, at::kFloat, compute.threads))
            compute.type = at::kBFloat16;
        break;
    }
    return compute;
}

at::Tensor loadTensor(const Checkpoint &checkpoint, const std::string &name)
{
    const TensorSource &source = checkpoint.source(name);
    std::vector<at::Tensor> parts;
    for (const std::string &part : source.names) {
        const TensorView *view = checkpoint.file().find(part);
        // Not aligned and read-only in the file: copied once here.
        const std::vector<std::uint8_t> bytes = view->toContiguousBytes();
        at::Tensor raw = at::empty(view->shape, torchType(view->dtype));
        std::memcpy(raw.data_ptr(), bytes.data(), bytes.size());
        parts.push_back(raw.to(at::kFloat));
    }
    at::Tensor value = parts.size() == 1 ? parts[0] : at::cat(parts, 0);
    return source.transposed ? value.t().contiguous() : value;
}

void record(Trace *trace, const std::string &name, const at::Tensor &value)
{
    if (trace == nullptr)
        return;
    const at::Tensor plain = value.to(at::kCPU, at::kFloat).contiguous();
    const float *begin = plain.data_ptr<float>();
    trace->tensors[name] = {plain.sizes().vec(), {begin, begin + plain.numel()}};
}

std::vector<Embedding> unitEmbeddings(const at::Tensor &raw)
{
    const at::Tensor plain = raw.to(at::kCPU, at::kFloat).contiguous();
    const auto count = static_cast<std::size_t>(plain.size(0));
    const auto dim = static_cast<std::size_t>(plain.size(1));
    std::vector<Embedding> embeddings;
    embeddings.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const float *row = plain.data_ptr<float>() + i * dim;
        embeddings.emplace_back(row, row + dim);
        normalise(embeddings.back());
    }
    return embeddings;
}

} // namespace reminisce::clip
