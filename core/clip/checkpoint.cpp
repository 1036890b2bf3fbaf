// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/checkpoint.h"

#include "core/base/hash.h"
#include "core/base/paths.h"
#include "core/clip/cliptokenizer.h"
#include "core/clip/gemmatokenizer.h"
#include "core/clip/layouts.h"
#include "core/clip/sentencepiece.h"

#include <algorithm>
#include <set>

namespace reminisce::clip {

namespace fs = std::filesystem;

namespace {

bool isThere(const fs::path &path)
{
    std::error_code code;
    return fs::exists(path, code);
}

/// A Hugging Face cache folder keeps the files below snapshots/COMMIT as links.
fs::path insideCache(const fs::path &folder)
{
    const fs::path snapshots = folder / "snapshots";
    if (!isThere(snapshots))
        return folder;
    if (const Result<std::string> commit = paths::readFile(folder / "refs/main", 4096)) {
        const std::string name = commit->substr(0, commit->find_first_of("\r\n "));
        if (!name.empty() && name.find('/') == std::string::npos && isThere(snapshots / name))
            return snapshots / name;
    }
    std::error_code code;
    for (const auto &entry : fs::directory_iterator(snapshots, code)) {
        if (entry.is_directory(code))
            return entry.path();
    }
    return folder;
}

Result<std::shared_ptr<const Tokenizer>> clipTokenizer(const fs::path &folder, const ModelConfig &config)
{
    Result<BytePairVocabulary> vocabulary = badInput("");
    if (isThere(folder / "vocab.json") && isThere(folder / "merges.txt")) {
        vocabulary = BytePairVocabulary::fromVocabAndMerges(folder / "vocab.json", folder / "merges.txt");
    } else if (isThere(folder / "tokenizer.json")) {
        vocabulary = BytePairVocabulary::fromTokenizerJson(folder / "tokenizer.json");
    } else {
        const auto shipped = paths::resource("tokenizer/bpe_simple_vocab_16e6.txt.gz");
        if (!shipped)
            return shipped.error();
        vocabulary = BytePairVocabulary::fromOpenAiFile(*shipped);
    }
    if (!vocabulary)
        return vocabulary.error();
    return std::shared_ptr<const Tokenizer>(
        std::make_shared<ClipTokenizer>(std::move(*vocabulary), config.text.context));
}

Result<std::shared_ptr<const Tokenizer>> siglipTokenizer(const fs::path &folder, const ModelConfig &config)
{
    if (isThere(folder / "spiece.model")) {
        Result<SentencePieceModel> model = SentencePieceModel::open(folder / "spiece.model");
        if (!model)
            return model.error();
        return std::shared_ptr<const Tokenizer>(
            std::make_shared<SiglipTokenizer>(std::move(*model), config.text.context, config.text.paddingId));
    }
    if (isThere(folder / "tokenizer.json")) {
        Result<GemmaTokenizer> tokenizer =
            GemmaTokenizer::open(folder / "tokenizer.json", config.text.context, config.text.paddingId);
        if (!tokenizer)
            return tokenizer.error();
        return std::shared_ptr<const Tokenizer>(std::make_shared<GemmaTokenizer>(std::move(*tokenizer)));
    }
    return badInput("The model's tokenizer file (spiece.model or tokenizer.json) is missing; "
                    "it belongs in the same folder as the weights.");
}

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : "×") + std::to_string(size);
    return text.empty() ? "scalar" : text;
}

/// The shape of our tensor as its sources give it, or nothing where they do not fit together.
std::vector<std::int64_t> joinedShape(const TensorFile &file, const TensorSource &source)
{
    std::vector<std::int64_t> shape;
    for (const std::string &name : source.names) {
        const TensorView *part = file.find(name);
        if (part == nullptr)
            return {-1};
        if (shape.empty()) {
            shape = part->shape;
        } else if (part->shape.size() != shape.size() || shape.empty() ||
                   !std::equal(shape.begin() + 1, shape.end(), part->shape.begin() + 1)) {
            return {-1};
        } else {
            shape[0] += part->shape[0];
        }
    }
    if (source.transposed && shape.size() == 2)
        std::swap(shape[0], shape[1]);
    return shape;
}

bool isFloating(DType type)
{
    return type == DType::F64 || type == DType::F32 || type == DType::F16 || type == DType::BF16;
}

} // namespace

Result<fs::path> findWeightFile(const fs::path &path)
{
    std::error_code code;
    if (!fs::exists(path, code))
        return badInput("There is no file or folder " + path.string() + ".");
    if (!fs::is_directory(path, code))
        return path;
    const fs::path folder = insideCache(path);
    for (const char *name : {"model.safetensors", "open_clip_model.safetensors", "pytorch_model.bin",
                             "open_clip_pytorch_model.bin", "model.pt"}) {
        if (fs::exists(folder / name, code))
            return folder / name;
    }
    for (const char *name : {"model.safetensors.index.json", "pytorch_model.bin.index.json"}) {
        if (fs::exists(folder / name, code))
            return badInput("The weights in " + folder.string() + " are split into several files (" + name +
                            "), which is not supported.");
    }
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(folder, code)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".safetensors" || extension == ".pt" || extension == ".bin" || extension == ".pth")
            found.push_back(entry.path());
    }
    if (found.size() == 1)
        return found[0];
    return badInput(found.empty() ? "There are no weights in " + folder.string() + "."
                                  : "There are several weight files in " + folder.string() + "; choose one of them.");
}

Result<std::shared_ptr<const Checkpoint>> Checkpoint::open(const fs::path &path)
{
    const Result<fs::path> weights = findWeightFile(path);
    if (!weights)
        return weights.error();
    Result<TensorFile> file = TensorFile::open(*weights);
    if (!file)
        return file.error();
    const Result<Layout> layout = detectLayout(*file);
    if (!layout)
        return layout.error();
    Result<ModelConfig> config = readConfig(*layout, *file, *weights);
    if (!config)
        return config.error();
    const auto specs = tensorSpecs(*config);
    if (!specs)
        return specs.error();

    auto checkpoint = std::make_shared<Checkpoint>();
    std::set<std::string> read;
    for (const TensorSpec &spec : *specs) {
        TensorSource source = sourceOf(*layout, *file, spec.name);
        for (const std::string &name : source.names) {
            const TensorView *tensor = file->find(name);
            if (tensor == nullptr)
                return badInput("The model is incomplete: the tensor \"" + name + "\" is missing.");
            if (!isFloating(tensor->dtype))
                return badInput("The tensor \"" + name + "\" has the type " + dtypeName(tensor->dtype) +
                                ", which is not supported there.");
            read.insert(name);
        }
        if (joinedShape(*file, source) != spec.shape)
            return badInput("The tensor \"" + source.names[0] + "\" has the shape " +
                            shapeText(file->find(source.names[0])->shape) + ", which does not fit the configuration.");
        checkpoint->m_sources.emplace(spec.name, std::move(source));
    }
    for (const auto &[name, tensor] : file->tensors()) {
        if (!read.contains(name) && !isIgnorable(name))
            return badInput("The model has a part that Reminisce does not know (the tensor \"" + name +
                            "\"), so it would not work as meant.");
    }

    const fs::path folder = weights->parent_path();
    auto tokenizer =
        *layout == Layout::HuggingFaceSiglip ? siglipTokenizer(folder, *config) : clipTokenizer(folder, *config);
    if (!tokenizer)
        return tokenizer.error();
    if ((*tokenizer)->vocabularySize() > config->text.vocabulary)
        return badInput("The tokenizer has more words than the model's text tower knows; they do not belong together.");
    if (config->name.empty()) {
        const std::string stem = weights->stem().string();
        const bool generic = stem == "model" || stem == "open_clip_model" || stem == "pytorch_model" ||
                             stem == "open_clip_pytorch_model";
        std::error_code code;
        config->name = generic ? fs::absolute(path, code).lexically_normal().filename().string() : stem;
        if (config->name.empty() || fs::is_regular_file(path, code))
            config->name = generic ? folder.filename().string() : stem;
    }
    checkpoint->m_config = std::move(*config);
    checkpoint->m_path = *weights;
    checkpoint->m_file = std::move(*file);
    checkpoint->m_tokenizer = std::move(*tokenizer);
    return std::shared_ptr<const Checkpoint>(std::move(checkpoint));
}

std::int64_t Checkpoint::parameterCount() const
{
    std::int64_t count = 0;
    for (const auto &[name, source] : m_sources) {
        for (const std::string &part : source.names)
            count += m_file.find(part)->elements();
    }
    return count;
}

std::string Checkpoint::identity() const
{
    Sha256 hash;
    for (const auto &[name, tensor] : m_file.tensors()) {
        if (isIgnorable(name) && name != "logit_scale" && name != "logit_bias")
            continue;
        hash.add(name + "\n" + dtypeName(tensor.dtype) + "\n" + shapeText(tensor.shape) + "\n");
        if (tensor.isContiguous())
            hash.add(tensor.data.first(static_cast<std::size_t>(tensor.elements()) * dtypeSize(tensor.dtype)));
        else
            hash.add(Bytes(tensor.toContiguousBytes()));
    }
    hash.add(canonicalText(m_config));
    hash.add(m_tokenizer->fingerprint());
    return toHex(hash.finish());
}

} // namespace reminisce::clip
