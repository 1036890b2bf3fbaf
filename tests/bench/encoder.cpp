// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rates of the encoders, as ratios within one run: beside the bare matrix products of the same shapes and precision,
// and beside LibTorch without anything of ours, written as the paper's code writes the model.
//   encoder [SECONDS [PART]]   SECONDS of each measurement; the figure is the median of five rounds, in which all take
//                              turns. PART: vit, text, rn50 or starter
#include "core/clip/encoder.h"
#include "core/base/waiting.h"
#include "tests/bench/bench.h"
#include "tests/support/randomcheckpoint.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

using namespace reminisce;
using namespace reminisce::clip;
using namespace reminisce::bench;

namespace {

constexpr std::int64_t batch = 32;
constexpr int rounds = 5;
double secondsEach = 2;

/// One thing to time: a call does `items` items.
struct Contestant {
    std::string name;
    double items = 0;
    std::function<void()> work;
    bool isOurs = false;
    std::string format = {};
    std::vector<double> rates = {};

    void measure()
    {
        work();
        const auto begin = Clock::now();
        int calls = 0;
        double seconds = 0;
        do {
            work();
            ++calls;
            seconds = secondsSince(begin);
        } while (seconds < secondsEach);
        rates.push_back(calls * items / seconds);
    }
};

/// Everybody in turns. Into the table goes ours beside the others of the same format, and beside ours of another one.
void race(const std::string &title, std::vector<Contestant> contestants)
{
    for (int i = 0; i < rounds; ++i) {
        for (Contestant &contestant : contestants)
            contestant.measure();
    }
    std::printf("\n%s\n", title.c_str());
    const double first = median(contestants.front().rates);
    for (const Contestant &contestant : contestants)
        std::printf("  %-44s %9.1f /s   %5.2f\n", contestant.name.c_str(), median(contestant.rates),
                    median(contestant.rates) / first);
    std::fflush(stdout);
    for (auto our = contestants.begin(); our != contestants.end(); ++our) {
        for (auto other = contestants.begin(); our->isOurs && other != contestants.end(); ++other) {
            if (other->isOurs ? our < other : our->format == other->format)
                tabulate(title + ": " + our->name, median(our->rates), other->name, median(other->rates), "/s");
        }
    }
}

struct Product {
    std::int64_t matrices, rows, inner, columns; ///< [matrices, rows, inner] × [matrices, inner, columns]
    int times;
};

std::vector<Product> productsOfVit(const VisionConfig &v, const ModelConfig &config)
{
    const std::int64_t side = config.preprocess.size / v.patch;
    const std::int64_t length = side * side + 1;
    const std::int64_t tokens = batch * length;
    const std::int64_t head = v.width / v.heads;
    return {{1, batch * side * side, std::int64_t{3} * v.patch * v.patch, v.width, 1},
            {1, tokens, v.width, std::int64_t{3} * v.width, v.layers},
            {batch * v.heads, length, head, length, v.layers},
            {batch * v.heads, length, length, head, v.layers},
            {1, tokens, v.width, v.width, v.layers},
            {1, tokens, v.width, v.mlpWidth, v.layers},
            {1, tokens, v.mlpWidth, v.width, v.layers},
            {1, batch, v.width, config.dim, 1}};
}

/// A convolution as the product that it is: a row for each place, a column for each channel that comes out.
Product convolution(std::int64_t side, std::int64_t in, std::int64_t out, std::int64_t kernel)
{
    return {1, batch * side * side, in * kernel * kernel, out, 1};
}

std::vector<Product> productsOfModifiedResNet(const ModelConfig &config)
{
    const std::int64_t width = config.vision.width;
    std::int64_t side = config.preprocess.size / 2;
    std::vector<Product> products = {convolution(side, 3, width / 2, 3), convolution(side, width / 2, width / 2, 3),
                                     convolution(side, width / 2, width, 3)};
    side /= 2;
    std::int64_t in = width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const std::int64_t planes = width << stage;
        for (int i = 0; i < config.vision.blocks[stage]; ++i) {
            products.push_back(convolution(side, in, planes, 1));
            products.push_back(convolution(side, planes, planes, 3));
            if (i == 0 && stage > 0)
                side /= 2;
            products.push_back(convolution(side, planes, 4 * planes, 1));
            if (i == 0)
                products.push_back(convolution(side, in, 4 * planes, 1));
            in = 4 * planes;
        }
    }
    const std::int64_t cells = side * side + 1;
    products.push_back({1, batch * cells, in, in, 2});
    products.push_back({1, batch, in, in, 1});
    products.push_back({1, batch, in, config.dim, 1});
    return products;
}

std::vector<Product> productsOfResNetD(const ModelConfig &config)
{
    const std::int64_t width = config.vision.width;
    std::int64_t side = config.preprocess.size / 2;
    std::vector<Product> products = {convolution(side, 3, width, 3), convolution(side, width, width, 3)};
    std::int64_t in = width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const std::int64_t planes = width << stage;
        for (int i = 0; i < config.vision.blocks[stage]; ++i) {
            if (i == 0 && stage > 0)
                side /= 2;
            products.push_back(convolution(side, in, planes, 3));
            products.push_back(convolution(side, planes, planes, 3));
            if (i == 0 && stage > 0)
                products.push_back(convolution(side, in, planes, 1));
            in = planes;
        }
    }
    products.push_back({1, batch, in, config.dim, 1});
    const std::vector<Product> once = products;
    if (config.preprocess.mirror)
        products.insert(products.end(), once.begin(), once.end());
    return products;
}

/// Nothing but the products, each into a matrix that is there already.
std::function<void()> bare(const std::vector<Product> &products, at::ScalarType type)
{
    struct Operands {
        at::Tensor left, right, result;
        int times;
    };
    auto operands = std::make_shared<std::vector<Operands>>();
    for (const Product &p : products)
        operands->push_back({at::randn({p.matrices, p.rows, p.inner}).to(type).squeeze(0),
                             at::randn({p.matrices, p.inner, p.columns}).to(type).squeeze(0),
                             at::empty({p.matrices, p.rows, p.columns}, type).squeeze(0), p.times});
    return [operands] {
        const c10::InferenceMode inference;
        for (Operands &o : *operands) {
            for (int i = 0; i < o.times; ++i)
                at::matmul_out(o.result, o.left, o.right);
        }
    };
}

/// The vision transformer in the shape of the published code: sequence first, one operator after the other.
class EagerVit {
public:
    explicit EagerVit(const ModelConfig &config) : m_config(config)
    {
        const VisionConfig &v = config.vision;
        const std::int64_t side = config.preprocess.size / v.patch;
        m_conv = weight({v.width, 3, v.patch, v.patch});
        m_class = weight({v.width});
        m_positions = weight({side * side + 1, v.width});
        m_projection = weight({v.width, config.dim});
        m_normWeight = at::ones({v.width}).requires_grad_();
        m_normBias = at::zeros({v.width}).requires_grad_();
        for (int i = 0; i < v.layers; ++i)
            m_blocks.push_back({weight({std::int64_t{3} * v.width, v.width}), weight({std::int64_t{3} * v.width}),
                                weight({v.width, v.width}), weight({v.width}), weight({v.mlpWidth, v.width}),
                                weight({v.mlpWidth}), weight({v.width, v.mlpWidth}), weight({v.width})});
    }

    at::Tensor forward(const at::Tensor &pixels) const
    {
        const VisionConfig &v = m_config.vision;
        at::Tensor x = at::conv2d(pixels, m_conv, {}, at::IntArrayRef{v.patch, v.patch});
        x = x.reshape({x.size(0), x.size(1), -1}).permute({0, 2, 1});
        x = at::cat({m_class.to(x.scalar_type()) + at::zeros({x.size(0), 1, x.size(2)}, x.options()), x}, 1);
        x = x + m_positions.to(x.scalar_type());
        x = norm(x).permute({1, 0, 2});
        for (const Block &block : m_blocks) {
            x = x + attention(block, norm(x));
            const at::Tensor up = at::linear(norm(x), block.up, block.upBias);
            x = x + at::linear(up * at::sigmoid(1.702 * up), block.down, block.downBias);
        }
        x = norm(x.permute({1, 0, 2}).select(1, 0));
        return at::matmul(x, m_projection);
    }

private:
    struct Block {
        at::Tensor in, inBias, out, outBias, up, upBias, down, downBias;
    };

    static at::Tensor weight(at::IntArrayRef shape) { return (at::randn(shape) * 0.02).requires_grad_(); }

    at::Tensor norm(const at::Tensor &x) const
    {
        return at::layer_norm(x.to(at::kFloat), m_normWeight.sizes(), m_normWeight, m_normBias).to(x.scalar_type());
    }

    at::Tensor attention(const Block &block, const at::Tensor &x) const
    {
        const std::int64_t length = x.size(0);
        const std::int64_t n = x.size(1);
        const std::int64_t width = x.size(2);
        const std::int64_t head = width / m_config.vision.heads;
        const auto parts = at::linear(x, block.in, block.inBias).chunk(3, -1);
        const auto split = [&](const at::Tensor &t) {
            return t.contiguous().view({length, n * m_config.vision.heads, head}).transpose(0, 1);
        };
        const at::Tensor scores =
            at::bmm(split(parts[0]) / std::sqrt(static_cast<double>(head)), split(parts[1]).transpose(-2, -1));
        const at::Tensor mixed = at::bmm(at::softmax(scores, -1), split(parts[2]));
        return at::linear(mixed.transpose(0, 1).contiguous().view({length, n, width}), block.out, block.outBias);
    }

    ModelConfig m_config;
    at::Tensor m_conv, m_class, m_positions, m_projection, m_normWeight, m_normBias;
    std::vector<Block> m_blocks;
};

std::function<void()> eager(const std::shared_ptr<EagerVit> &model, int size, bool autocast)
{
    const at::Tensor pixels = at::randn({batch, 3, size, size});
    return [model, pixels, autocast] {
        const c10::NoGradGuard noGrad;
        at::autocast::set_cpu_enabled(autocast);
        at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
        model->forward(pixels);
        at::autocast::clear_cache();
        at::autocast::set_cpu_enabled(false);
    };
}

std::vector<Pixels> noise(int size, std::size_t count)
{
    std::mt19937 random(3);
    std::vector<Pixels> pictures;
    for (std::size_t i = 0; i < count; ++i) {
        Pixels picture(size, size, 3);
        for (std::uint8_t &sample : picture.samples)
            sample = static_cast<std::uint8_t>(random());
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

std::function<void()> ours(const std::shared_ptr<const Checkpoint> &checkpoint, Precision precision)
{
    const std::shared_ptr<ImageEncoder> encoder =
        must(must(loadTowers())->imageEncoder(checkpoint, {"cpu", precision, 0}));
    return
        [encoder, pictures = noise(checkpoint->config().preprocess.size, batch)] { must(encoder->encode(pictures)); };
}

bool hasFastBf16()
{
    for (const DeviceInfo &device : must(loadTowers())->devices(true)) {
        if (device.name == "cpu") {
            std::printf("%s; LibTorch %s, %s; matrix products: fp32 %.0f GFLOP/s, bf16 %.0f GFLOP/s\n",
                        device.description.c_str(), must(loadTowers())->version().c_str(),
                        must(loadTowers())->blas().c_str(), device.gflopsFp32, device.gflopsHalf);
            return device.gflopsHalf > 1.2 * device.gflopsFp32;
        }
    }
    return false;
}

void racePictures(const std::string &title, const std::shared_ptr<const Checkpoint> &checkpoint,
                  const std::vector<Product> &products, bool bf16, const std::shared_ptr<EagerVit> &eagerVit)
{
    const int size = checkpoint->config().preprocess.size;
    const auto n = static_cast<double>(batch);
    std::vector<Contestant> contestants;
    if (bf16) {
        contestants.push_back({"bare products, bf16", n, bare(products, at::kBFloat16), false, "bf16"});
        contestants.push_back({"ours, bf16", n, ours(checkpoint, Precision::Bf16), true, "bf16"});
        if (eagerVit)
            contestants.push_back({"eager LibTorch, bf16 autocast", n, eager(eagerVit, size, true), false, "bf16"});
    }
    contestants.push_back({"bare products, fp32", n, bare(products, at::kFloat), false, "fp32"});
    contestants.push_back({"ours, fp32", n, ours(checkpoint, Precision::Fp32), true, "fp32"});
    if (eagerVit)
        contestants.push_back({"eager LibTorch, fp32", n, eager(eagerVit, size, false), false, "fp32"});
    race(title, std::move(contestants));
}

/// Prompts as labels make them: start, four to eight words, end.
std::vector<std::vector<std::int32_t>> prompts(std::size_t count, std::size_t context, bool full)
{
    std::mt19937 random(5);
    std::vector<std::vector<std::int32_t>> texts;
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::int32_t> ids = {49406};
        for (std::size_t words = 4 + random() % 5; words > 0; --words)
            ids.push_back(static_cast<std::int32_t>(random() % 40000));
        if (full)
            ids.resize(context - 1, 1); // the end comes last, so nothing can be cut
        ids.push_back(49407);
        texts.push_back(std::move(ids));
    }
    return texts;
}

void raceTexts(const std::shared_ptr<const Checkpoint> &checkpoint)
{
    const std::shared_ptr<TextEncoder> encoder =
        must(must(loadTowers())->textEncoder(checkpoint, {"cpu", Precision::Auto, 0}));
    const auto context = static_cast<std::size_t>(checkpoint->config().text.context);
    const auto encoding = [&](std::size_t count, bool full) {
        return [encoder, texts = prompts(count, context, full)] { must(encoder->encode(texts)); };
    };
    race("A query's text, B/32 text tower",
         {{"all 77 places", 1, encoding(1, true)}, {"cut after its end", 1, encoding(1, false), true}});
    race("1,000 label prompts, B/32 text tower",
         {{"all 77 places", 1000, encoding(1000, true)}, {"cut after their ends", 1000, encoding(1000, false), true}});
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    if (argc > 1)
        secondsEach = std::max(0.1, std::atof(argv[1]));
    at::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
    const bool bf16 = hasFastBf16();
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("reminisce-bench-" + std::to_string(::getpid()));

    const std::string part = argc > 2 ? argv[2] : "";
    const auto wanted = [&part](const char *name) { return part.empty() || part == name; };

    ModelConfig vit;
    test::writeRandomOpenClip(folder / "vit", vit);
    const auto vitCheckpoint = must(Checkpoint::open(folder / "vit"));
    if (wanted("vit"))
        racePictures("Pictures, ViT-B/32, batch 32", vitCheckpoint, productsOfVit(vit.vision, vit), bf16,
                     std::make_shared<EagerVit>(vit));
    if (wanted("text"))
        raceTexts(vitCheckpoint);
    if (wanted("rn50")) {
        ModelConfig resnet;
        resnet.dim = 1024;
        resnet.vision.kind = VisionKind::ModifiedResNet;
        resnet.vision.width = 64;
        resnet.vision.blocks = {3, 4, 6, 3};
        resnet.vision.heads = 32;
        resnet.vision.attentionPool = true;
        test::writeRandomOpenClip(folder / "rn50", resnet);
        racePictures("Pictures, ModifiedResNet RN50, batch 32", must(Checkpoint::open(folder / "rn50")),
                     productsOfModifiedResNet(resnet), bf16, nullptr);
    }
    if (wanted("starter")) {
        const auto starter = must(Checkpoint::open(REMINISCE_SOURCE "/resources/models/starter"));
        racePictures("Pictures, the starter, batch 32", starter, productsOfResNetD(starter->config()), bf16, nullptr);
    }
    std::filesystem::remove_all(folder);
    return 0;
}
