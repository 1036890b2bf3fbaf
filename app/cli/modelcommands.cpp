// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/clip/modelstore.h"
#include "core/clip/preprocess.h"
#include "core/clip/safetensors.h"
#include "core/image/thumbnail.h"

#include <chrono>
#include <iostream>
#include <iterator>

namespace reminisce::cli {

namespace fs = std::filesystem;
using namespace clip;

namespace {

// Slower than this and the processor's products go through the reference BLAS.
constexpr double slowGflops = 20;

Json preprocessJson(const Preprocess &p)
{
    return {{"resize", p.squash ? "squash" : "shortest"},
            {"interpolation", interpolationName(p.interpolation)},
            {"mean", p.mean},
            {"std", p.deviation}};
}

Json inspectJson(const Checkpoint &checkpoint)
{
    const ModelConfig &c = checkpoint.config();
    const bool transformer = c.vision.kind == VisionKind::Vit || c.vision.kind == VisionKind::SiglipVit;
    Json vision = {{"kind", visionKindName(c.vision.kind)}, {"width", c.vision.width}};
    if (transformer)
        vision["layers"] = c.vision.layers;
    else
        vision["layers"] = c.vision.blocks;
    vision["heads"] = c.vision.heads;
    Json json = {{"layout", layoutName(c.layout)},
                 {"image_size", c.preprocess.size},
                 {"patch", transformer ? Json(c.vision.patch) : Json(nullptr)},
                 {"vision", vision},
                 {"text",
                  {{"kind", textKindName(c.text.kind)},
                   {"width", c.text.width},
                   {"layers", c.text.layers},
                   {"heads", c.text.heads},
                   {"context", c.text.context},
                   {"vocabulary", c.text.vocabulary}}},
                 {"dim", c.dim},
                 {"activation", activationName(c.text.activation)},
                 {"preprocess", preprocessJson(c.preprocess)},
                 {"parameters", checkpoint.parameterCount()},
                 {"logit_scale", c.logitScale}};
    if (c.logitBias)
        json["logit_bias"] = *c.logitBias;
    json["identity"] = checkpoint.identity();
    return json;
}

void listTensors(const Context &context, const fs::path &path)
{
    const auto file = must(TensorFile::open(must(findWeightFile(path))));
    Json tensors = Json::array();
    for (const auto &[name, tensor] : file.tensors())
        tensors.push_back({{"name", name}, {"dtype", dtypeName(tensor.dtype)}, {"shape", tensor.shape}});
    if (context.json) {
        context.print({{"tensors", tensors}});
        return;
    }
    for (const Json &t : tensors)
        context.printLine(t["name"].get<std::string>() + "\t" + t["dtype"].get<std::string>() + "\t" +
                          t["shape"].dump());
}

void inspect(const Context &context, const std::string &path, bool tensors)
{
    const fs::path resolved = must(modelstore::resolve(path, {}));
    if (tensors) {
        listTensors(context, resolved);
        return;
    }
    const Json json = inspectJson(*must(Checkpoint::open(resolved)));
    if (context.json) {
        context.print(json);
        return;
    }
    for (const auto &[key, value] : json.items())
        context.printLine(key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()));
}

void listModels(const Context &context)
{
    const std::string chosen = Choices::load().model;
    Json models = Json::array();
    for (const InstalledModel &model : modelstore::installed()) {
        const bool current = chosen.empty() ? model.isStarter : model.name == chosen;
        Json entry = {{"name", model.name}, {"current", current}};
        putPath(entry, model.path);
        models.push_back(entry);
        if (!context.json)
            context.printLine((current ? "* " : "  ") + model.name + "\t" + model.path.string());
    }
    if (context.json)
        context.print({{"models", models}});
}

void useModel(const Context &context, const std::string &name)
{
    must(Checkpoint::open(must(modelstore::resolve({}, name))));
    must(Choices::change([&](Choices &choices) { choices.model = name == starterName ? "" : name; }));
    if (context.json)
        context.print({{"model", name}});
}

template <typename Work> double perSecond(double seconds, int each, const Work &work)
{
    using Clock = std::chrono::steady_clock;
    work();
    const auto begin = Clock::now();
    int rounds = 0;
    double elapsed = 0;
    do {
        work();
        ++rounds;
        elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    } while (elapsed < seconds);
    return rounds * each / elapsed;
}

void bench(const Context &context, double seconds)
{
    constexpr int batch = 32;
    const auto checkpoint = context.checkpoint();
    auto images = context.imageEncoder(checkpoint);
    auto texts = context.textEncoder(checkpoint);
    const int size = checkpoint->config().preprocess.size;
    const std::vector<Pixels> pictures(batch, Pixels(size, size, 3));
    const auto ids = checkpoint->tokenizer().encode("a photo of a dog on a beach at sunset", SpecialTokens::Escape);
    const double picturesPerSecond = perSecond(seconds / 2, batch, [&] { must(images->encode(pictures)); });
    const double textsPerSecond = perSecond(seconds / 2, 1, [&] { must(texts->encode({ids})); });
    if (context.json) {
        context.print({{"model", checkpoint->config().name},
                       {"device", images->description()},
                       {"batch", batch},
                       {"pictures_per_second", picturesPerSecond},
                       {"texts_per_second", textsPerSecond}});
        return;
    }
    std::cout << checkpoint->config().name << " on " << images->description() << ": " << picturesPerSecond
              << " pictures/s in batches of " << batch << ", " << textsPerSecond << " single texts/s\n";
}

void doctor(Context &context)
{
    Json problems = Json::array();
    Json json = {{"version", REMINISCE_VERSION}, {"devices", Json::array()}, {"blas", nullptr}};
    const auto towers = loadTowers();
    if (towers) {
        json["torch"] = (*towers)->version();
        json["blas"] = (*towers)->blas();
        for (const DeviceInfo &device : (*towers)->devices(true)) {
            json["devices"].push_back({{"name", device.name},
                                       {"kind", device.kind},
                                       {"description", device.description},
                                       {"gflops", device.gflopsFp32},
                                       {"gflops_half", device.gflopsHalf}});
            if (device.kind == "cpu" && device.gflopsFp32 < slowGflops)
                problems.push_back("Matrix products run at " + std::to_string(static_cast<int>(device.gflopsFp32)) +
                                   " GFLOP/s, which is far too slow. Install libopenblas0-openmp.");
        }
    } else {
        problems.push_back(towers.error().message);
    }
    const auto model = modelstore::resolve(context.model, Choices::load().model);
    const auto checkpoint = model ? Checkpoint::open(*model) : Result<std::shared_ptr<const Checkpoint>>(model.error());
    json["model"] = checkpoint ? Json((*checkpoint)->config().name) : Json(nullptr);
    if (!checkpoint)
        problems.push_back(checkpoint.error().message);
    json["library"] = context.libraryPath().string();
    json["folders"] = {{"data", paths::dataHome().string()},
                       {"configuration", paths::configHome().string()},
                       {"cache", paths::cacheHome().string()}};
    json["problems"] = problems;
    context.exitCode = problems.empty() ? 0 : 3;
    if (context.json) {
        context.print(json);
        return;
    }
    for (const auto &[key, value] : json.items()) {
        if (key != "problems")
            std::cout << key << ": " << (value.is_string() ? value.get<std::string>() : value.dump()) << "\n";
    }
    for (const Json &problem : problems)
        std::cout << "Problem: " << problem.get<std::string>() << "\n";
    if (problems.empty())
        std::cout << "Everything is in order.\n";
}

void tokenize(const Context &context)
{
    const std::string input(std::istreambuf_iterator<char>(std::cin), {});
    const Json texts = Json::parse(input, nullptr, false);
    if (!texts.is_array())
        throw Failure{badInput("Standard input is not a JSON array of strings.")};
    const auto checkpoint = context.checkpoint();
    Json rows = Json::array();
    for (const Json &text : texts) {
        if (!text.is_string())
            throw Failure{badInput("Standard input is not a JSON array of strings.")};
        auto ids = checkpoint->tokenizer().encode(text.get<std::string>(), SpecialTokens::Keep);
        // Padding behind the end of text is left out.
        if (checkpoint->config().text.kind == TextKind::Bidirectional) {
            const auto padding = checkpoint->tokenizer().paddingId();
            while (ids.size() > 1 && ids.back() == padding && ids[ids.size() - 2] == padding)
                ids.pop_back();
        }
        rows.push_back(ids);
    }
    std::cout << rows.dump() << "\n";
}

void crop(const Context &context, int size, bool squash, const std::string &interpolation, const std::string &in,
          const std::string &out)
{
    image::DecoderPool decoders;
    const auto picture = must(readPicture(decoders, in));
    Preprocess how;
    how.size = size;
    how.squash = squash;
    how.interpolation = interpolation == "bilinear" ? Interpolation::Bilinear : Interpolation::Bicubic;
    const auto png = image::encodePng(prepare(picture.pixels, how));
    must(paths::writeAtomically(out, {reinterpret_cast<const char *>(png.data()), png.size()}));
    if (context.json)
        context.print({{"width", size}, {"height", size}});
}

TensorData rowsTensor(const std::string &name, const std::vector<Embedding> &rows, int dim)
{
    std::vector<float> flat;
    for (const Embedding &row : rows)
        flat.insert(flat.end(), row.begin(), row.end());
    return floatTensor(name, {static_cast<std::int64_t>(rows.size()), dim}, flat);
}

void embed(const Context &context, const std::string &textsFile, const std::vector<std::string> &images,
           const std::string &out)
{
    const auto checkpoint = context.checkpoint();
    const int dim = checkpoint->config().dim;
    std::vector<TensorData> tensors;
    std::map<std::string, std::string> metadata;
    Json skipped = Json::array();
    std::size_t textCount = 0;
    std::size_t imageCount = 0;
    if (!textsFile.empty()) {
        const Json texts = Json::parse(must(paths::readFile(textsFile)), nullptr, false);
        if (!texts.is_array())
            throw Failure{badInput(textsFile + " is not a JSON array of strings.")};
        std::vector<std::vector<std::int32_t>> ids;
        for (const Json &text : texts) {
            if (!text.is_string())
                throw Failure{badInput(textsFile + " is not a JSON array of strings.")};
            ids.push_back(checkpoint->tokenizer().encode(text.get<std::string>(), SpecialTokens::Keep));
        }
        textCount = ids.size();
        tensors.push_back(rowsTensor("text_embeds", must(context.textEncoder(checkpoint)->encode(ids)), dim));
        metadata["texts"] = texts.dump();
    }
    if (!images.empty()) {
        auto encoder = context.imageEncoder(checkpoint);
        std::vector<Embedding> rows;
        Json names = Json::array();
        std::vector<Pixels> crops;
        const auto flush = [&] {
            for (Embedding &row : must(encoder->encode(crops)))
                rows.push_back(std::move(row));
            crops.clear();
        };
        image::DecoderPool decoders;
        for (const std::string &file : images) {
            auto picture = readPicture(decoders, file);
            if (!picture) {
                Json entry;
                putPath(entry, file);
                entry["reason"] = picture.error().message;
                skipped.push_back(entry);
                std::cerr << "reminisce-cli: " << file << ": " << picture.error().message << "\n";
                continue;
            }
            names.push_back(absolutePath(file).string());
            crops.push_back(prepare(picture->pixels, checkpoint->config().preprocess));
            if (crops.size() == 32)
                flush();
        }
        flush();
        imageCount = rows.size();
        tensors.push_back(rowsTensor("image_embeds", rows, dim));
        metadata["images"] = names.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    tensors.push_back(floatTensor("logit_scale_exp", {}, {static_cast<float>(checkpoint->config().logitScale)}));
    if (checkpoint->config().logitBias)
        tensors.push_back(floatTensor("logit_bias", {}, {static_cast<float>(*checkpoint->config().logitBias)}));
    must(writeSafetensors(out, tensors, metadata));
    if (context.json)
        context.print({{"texts", textCount}, {"images", imageCount}, {"dim", dim}, {"skipped", skipped}});
}

} // namespace

void addModelCommands(CLI::App &app, Context &context)
{
    app.add_subcommand("doctor", "Say what runs here, what is wrong, and the cure")->callback([&] { doctor(context); });

    CLI::App *model = app.add_subcommand("model", "Checkpoints: list, inspect, install, use, remove, bench");
    model->require_subcommand(1);
    model->fallthrough();
    model->add_subcommand("list", "The installed models")->callback([&] { listModels(context); });
    const auto path = std::make_shared<std::string>();
    const auto tensors = std::make_shared<bool>(false);
    CLI::App *inspectCommand = model->add_subcommand("inspect", "What a checkpoint is");
    inspectCommand->add_option("PATH", *path)->required();
    inspectCommand->add_flag("--tensors", *tensors, "List every tensor of any weight file");
    inspectCommand->callback([&context, path, tensors] { inspect(context, *path, *tensors); });
    CLI::App *installCommand = model->add_subcommand("install", "Copy a checkpoint to the installed ones");
    installCommand->add_option("PATH", *path)->required();
    installCommand->callback([&context, path] {
        const std::string name = must(modelstore::install(*path));
        context.json ? context.print({{"name", name}}) : context.printLine(name);
    });
    CLI::App *useCommand = model->add_subcommand("use", "Choose the model for searching");
    useCommand->add_option("NAME", *path)->required();
    useCommand->callback([&context, path] { useModel(context, *path); });
    CLI::App *removeCommand = model->add_subcommand("remove", "Delete an installed model");
    removeCommand->add_option("NAME", *path)->required();
    removeCommand->callback([&context, path] {
        must(modelstore::remove(*path));
        must(Choices::change([&](Choices &choices) {
            if (choices.model == *path)
                choices.model.clear();
        }));
        if (context.json)
            context.print({{"removed", *path}});
    });
    const auto seconds = std::make_shared<double>(4);
    CLI::App *benchCommand = model->add_subcommand("bench", "Pictures and texts a second on this computer");
    benchCommand->add_option("--seconds", *seconds, "How long to measure")->check(CLI::Range(0.1, 3600.0));
    benchCommand->callback([&context, seconds] { bench(context, *seconds); });

    app.add_subcommand("tokenize", "A JSON array of texts on standard input to ids")->callback([&] {
        tokenize(context);
    });

    const auto size = std::make_shared<int>(224);
    const auto squash = std::make_shared<bool>(false);
    const auto interpolation = std::make_shared<std::string>("bicubic");
    const auto in = std::make_shared<std::string>();
    const auto out = std::make_shared<std::string>();
    CLI::App *cropCommand = app.add_subcommand("crop", "The picture that an encoder sees");
    cropCommand->add_option("--size", *size, "Pixels of both sides")->required()->check(CLI::Range(1, 4096));
    cropCommand->add_flag("--squash", *squash, "Scale both sides alike instead of cropping");
    cropCommand->add_option("--interpolation", *interpolation)->check(CLI::IsMember({"bicubic", "bilinear"}));
    cropCommand->add_option("IN", *in)->required();
    cropCommand->add_option("OUT", *out, "A PNG file")->required();
    cropCommand->callback(
        [&context, size, squash, interpolation, in, out] { crop(context, *size, *squash, *interpolation, *in, *out); });

    const auto textsFile = std::make_shared<std::string>();
    const auto images = std::make_shared<std::vector<std::string>>();
    CLI::App *embedCommand = app.add_subcommand("embed", "Unit vectors of texts and pictures");
    embedCommand->add_option("--texts", *textsFile, "A JSON array of strings");
    embedCommand->add_option("--images", *images, "Picture files");
    embedCommand->add_option("--out", *out, "A safetensors file")->required();
    embedCommand->callback([&context, textsFile, images, out] { embed(context, *textsFile, *images, *out); });
}

} // namespace reminisce::cli
