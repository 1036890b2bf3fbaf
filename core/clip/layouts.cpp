// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/layouts.h"

#include "core/base/paths.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace reminisce::clip {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

bool hasPrefix(const TensorFile &file, const std::string &prefix)
{
    const auto at = file.tensors().lower_bound(prefix);
    return at != file.tensors().end() && at->first.starts_with(prefix);
}

/// One more than the highest number that follows `prefix` in the names.
int countBlocks(const TensorFile &file, const std::string &prefix)
{
    int count = 0;
    for (auto at = file.tensors().lower_bound(prefix); at != file.tensors().end() && at->first.starts_with(prefix);
         ++at)
        count = std::max(count, std::atoi(at->first.c_str() + prefix.size()) + 1);
    return count;
}

std::int64_t dimension(const TensorFile &file, const std::string &name, std::size_t axis)
{
    const TensorView *tensor = file.find(name);
    return tensor != nullptr && axis < tensor->shape.size() ? tensor->shape[axis] : 0;
}

Result<Json> readJson(const fs::path &path)
{
    const Result<std::string> text = paths::readFile(path, 64U << 20U);
    if (!text)
        return text.error();
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object())
        return badInput(path.string() + " is damaged.");
    return json;
}

Json childObject(const Json &parent, const char *key)
{
    const auto found = parent.find(key);
    return found != parent.end() && found->is_object() ? *found : Json::object();
}

template <typename T> T field(const Json &object, const char *key, T fallback)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return fallback;
    if constexpr (std::is_same_v<T, int>) {
        // Numbers of any size may stand there; what comes of a senseless one is refused by tensorSpecs().
        constexpr double most = 1e9;
        if (found->is_number())
            return static_cast<int>(std::clamp(found->get<double>(), -most, most));
    }
    return found->get<T>();
}

/// OpenCLIP's word for how a picture becomes a square.
Result<bool> isSquashed(const Json &preprocess)
{
    const std::string mode = field<std::string>(preprocess, "resize_mode", "shortest");
    if (mode != "shortest" && mode != "squash")
        return badInput("The model fits pictures by \"" + mode + "\", which is not supported.");
    return mode == "squash";
}

int mlpWidth(int width, const Json &tower)
{
    return static_cast<int>(std::clamp(width * field(tower, "mlp_ratio", 4.0), 0.0, 1e9));
}

Result<Activation> activationFrom(const std::string &name)
{
    if (name == "quick_gelu")
        return Activation::QuickGelu;
    if (name == "gelu")
        return Activation::Gelu;
    if (name == "gelu_pytorch_tanh" || name == "gelu_new")
        return Activation::GeluTanh;
    return badInput("The model uses the activation \"" + name + "\", which is not supported.");
}

// Trained scales lie between 1 and 200; far outside, a soft-max has no meaning.
constexpr double leastLogScale = -5, mostLogScale = 10;

void readScalars(const TensorFile &file, ModelConfig &config)
{
    if (const TensorView *scale = file.find("logit_scale"); scale != nullptr && scale->elements() == 1) {
        if (const double value = scale->toDoubles()[0]; std::isfinite(value))
            config.logitScale = std::exp(std::clamp(value, leastLogScale, mostLogScale));
    }
    if (const TensorView *bias = file.find("logit_bias"); bias != nullptr && bias->elements() == 1)
        config.logitBias = bias->toDoubles()[0];
}

// ---- sizes from the tensors (OpenAI archives, OpenCLIP weights without configuration) ----

std::string textPrefix(const TensorFile &file)
{
    return file.contains("text.token_embedding.weight") ? "text." : "";
}

int rootOf(std::int64_t square)
{
    return static_cast<int>(std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(square, 0)))));
}

ModelConfig configFromTensors(const TensorFile &file)
{
    ModelConfig c;
    const std::string text = textPrefix(file);
    c.text.width = static_cast<int>(dimension(file, text + "token_embedding.weight", 1));
    c.text.vocabulary = static_cast<int>(dimension(file, text + "token_embedding.weight", 0));
    c.text.context = static_cast<int>(dimension(file, text + "positional_embedding", 0));
    c.text.layers = countBlocks(file, text + "transformer.resblocks.");
    c.text.heads = std::max(1, c.text.width / 64);
    c.text.mlpWidth = static_cast<int>(dimension(file, text + "transformer.resblocks.0.mlp.c_fc.weight", 0));
    c.dim = static_cast<int>(dimension(file, text + "text_projection", 1));
    if (file.contains("visual.layer1.0.conv1.weight")) {
        c.vision.kind = VisionKind::ModifiedResNet;
        c.vision.attentionPool = true;
        c.vision.width = static_cast<int>(dimension(file, "visual.layer1.0.conv1.weight", 0));
        for (int stage = 1; stage <= 4; ++stage)
            c.vision.blocks.push_back(countBlocks(file, "visual.layer" + std::to_string(stage) + "."));
        c.vision.heads = std::max(1, 32 * c.vision.width / 64);
        c.preprocess.size = 32 * rootOf(dimension(file, "visual.attnpool.positional_embedding", 0) - 1);
    } else {
        c.vision.width = static_cast<int>(dimension(file, "visual.conv1.weight", 0));
        c.vision.patch = static_cast<int>(dimension(file, "visual.conv1.weight", 2));
        c.vision.layers = countBlocks(file, "visual.transformer.resblocks.");
        c.vision.heads = std::max(1, c.vision.width / 64);
        c.vision.mlpWidth = static_cast<int>(dimension(file, "visual.transformer.resblocks.0.mlp.c_fc.weight", 0));
        c.preprocess.size = c.vision.patch * rootOf(dimension(file, "visual.positional_embedding", 0) - 1);
    }
    return c;
}

// ---- OpenCLIP ----

std::string unsupportedOpenClipKey(const Json &vision, const Json &text)
{
    static const std::vector<const char *> visionKeys = {"qk_norm",
                                                         "ls_init_value",
                                                         "attentional_pool",
                                                         "block_type",
                                                         "patch_dropout",
                                                         "global_average_pool",
                                                         "input_patchnorm",
                                                         "scaled_cosine_attn",
                                                         "scale_heads",
                                                         "scale_attn",
                                                         "scale_attn_inner",
                                                         "scale_fc",
                                                         "final_ln_after_pool",
                                                         "no_ln_post",
                                                         "attn_pooler_queries"};
    static const std::vector<const char *> textKeys = {"qk_norm", "ls_init_value", "block_type",        "embed_cls",
                                                       "pad_id",  "hf_model_name", "scaled_cosine_attn"};
    const auto set = [](const Json &object, const char *key) {
        const auto found = object.find(key);
        return found != object.end() && !found->is_null() && *found != false && *found != 0 && *found != 0.0;
    };
    for (const char *key : visionKeys) {
        if (set(vision, key))
            return std::string("vision_cfg.") + key;
    }
    for (const char *key : textKeys) {
        if (set(text, key))
            return std::string("text_cfg.") + key;
    }
    if (set(vision, "timm_model_name"))
        return "the picture tower " + vision["timm_model_name"].dump();
    if (field<std::string>(vision, "pool_type", "tok") != "tok")
        return "vision_cfg.pool_type";
    const std::string pool = field<std::string>(text, "pool_type", "argmax");
    if (pool != "argmax" && pool != "eos")
        return "text_cfg.pool_type";
    return {};
}

Activation openClipActivation(const Json &tower, bool quick)
{
    if (quick)
        return Activation::QuickGelu;
    const Json arguments = childObject(tower, "act_kwargs");
    return field<std::string>(arguments, "approximate", "none") == "tanh" ? Activation::GeluTanh : Activation::Gelu;
}

bool fileNameSaysQuickGelu(const fs::path &weightFile)
{
    std::string name = weightFile.filename().string();
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    return name.find("openai") != std::string::npos || name.find("dfn") != std::string::npos ||
           name.find("metaclip") != std::string::npos || name.find("quickgelu") != std::string::npos;
}

Result<ModelConfig> openClipConfig(const TensorFile &file, const fs::path &weightFile)
{
    ModelConfig c = configFromTensors(file);
    c.layout = Layout::OpenClip;
    const fs::path configFile = weightFile.parent_path() / "open_clip_config.json";
    std::error_code code;
    if (!fs::exists(configFile, code)) {
        const Activation activation = fileNameSaysQuickGelu(weightFile) ? Activation::QuickGelu : Activation::Gelu;
        c.vision.activation = c.text.activation = activation;
        return c;
    }
    const Result<Json> json = readJson(configFile);
    if (!json)
        return json.error();
    const Json model = childObject(*json, "model_cfg");
    const Json vision = childObject(model, "vision_cfg");
    const Json text = childObject(model, "text_cfg");
    const Json preprocess = childObject(*json, "preprocess_cfg");
    if (const std::string key = unsupportedOpenClipKey(vision, text); !key.empty())
        return badInput("The model needs " + key + ", which is not supported.");

    c.dim = field(model, "embed_dim", c.dim);
    const bool quick = field(model, "quick_gelu", false);
    c.vision.activation = openClipActivation(vision, quick);
    c.text.activation = openClipActivation(text, quick);
    c.vision.width = field(vision, "width", c.vision.kind == VisionKind::Vit ? 768 : 64);
    const Json size = vision.value("image_size", Json(224));
    if (!size.is_number_integer())
        return badInput("The model takes pictures that are not square, which is not supported.");
    c.preprocess.size = size.get<int>();
    if (c.vision.kind == VisionKind::Vit) {
        const int headWidth = field(vision, "head_width", 64);
        c.vision.heads = headWidth > 0 ? c.vision.width / headWidth : 0;
        c.vision.layers = field(vision, "layers", 12);
        c.vision.patch = field(vision, "patch_size", 16);
        c.vision.mlpWidth = mlpWidth(c.vision.width, vision);
        c.vision.hasPreNorm = !field(vision, "no_ln_pre", false);
        c.vision.normEpsilon = field(childObject(vision, "norm_kwargs"), "eps", 1e-5);
    } else {
        const int headWidth = field(vision, "head_width", 64);
        c.vision.heads = headWidth > 0 ? c.vision.width * 32 / headWidth : 0;
        c.vision.attentionPool = true;
    }
    c.text.width = field(text, "width", 512);
    c.text.heads = field(text, "heads", 8);
    c.text.layers = field(text, "layers", 12);
    c.text.context = field(text, "context_length", 77);
    c.text.vocabulary = field(text, "vocab_size", 49408);
    c.text.mlpWidth = mlpWidth(c.text.width, text);
    c.text.normEpsilon = field(childObject(text, "norm_kwargs"), "eps", 1e-5);
    c.text.hasProjectionBias = field(text, "proj_bias", false);
    if (field(text, "no_causal_mask", false))
        return badInput("The model's text tower reads without causal mask, which is not supported for OpenCLIP.");

    c.preprocess.mean = field(preprocess, "mean", c.preprocess.mean);
    c.preprocess.deviation = field(preprocess, "std", c.preprocess.deviation);
    const std::string interpolation = field<std::string>(preprocess, "interpolation", "bicubic");
    if (interpolation != "bicubic" && interpolation != "bilinear")
        return badInput("The model scales pictures by \"" + interpolation + "\", which is not supported.");
    c.preprocess.interpolation = interpolation == "bicubic" ? Interpolation::Bicubic : Interpolation::Bilinear;
    const auto squash = isSquashed(preprocess);
    if (!squash)
        return squash.error();
    c.preprocess.squash = *squash;
    return c;
}

// ---- Hugging Face ----

Result<Preprocess> huggingFacePreprocess(const fs::path &folder, Preprocess p)
{
    const fs::path path = folder / "preprocessor_config.json";
    std::error_code code;
    if (!fs::exists(path, code))
        return p;
    const Result<Json> json = readJson(path);
    if (!json)
        return json.error();
    p.mean = field(*json, "image_mean", p.mean);
    p.deviation = field(*json, "image_std", p.deviation);
    const int resample = field(*json, "resample", 3);
    if (resample != 2 && resample != 3)
        return badInput("The model scales pictures by Pillow's method " + std::to_string(resample) +
                        ", which is not supported.");
    p.interpolation = resample == 3 ? Interpolation::Bicubic : Interpolation::Bilinear;
    const Json size = json->value("size", Json());
    if (size.is_object() && size.contains("height"))
        p.squash = true;
    return p;
}

Result<ModelConfig> huggingFaceClipConfig(const fs::path &folder)
{
    const Result<Json> json = readJson(folder / "config.json");
    if (!json)
        return json.error();
    const Json text = childObject(*json, "text_config");
    const Json vision = childObject(*json, "vision_config");
    ModelConfig c;
    c.layout = Layout::HuggingFaceClip;
    c.dim = field(*json, "projection_dim", 512);
    const auto visionActivation = activationFrom(field<std::string>(vision, "hidden_act", "quick_gelu"));
    const auto textActivation = activationFrom(field<std::string>(text, "hidden_act", "quick_gelu"));
    if (!visionActivation)
        return visionActivation.error();
    if (!textActivation)
        return textActivation.error();
    c.vision.activation = *visionActivation;
    c.vision.width = field(vision, "hidden_size", 768);
    c.vision.mlpWidth = field(vision, "intermediate_size", 3072);
    c.vision.layers = field(vision, "num_hidden_layers", 12);
    c.vision.heads = field(vision, "num_attention_heads", 12);
    c.vision.patch = field(vision, "patch_size", 32);
    c.vision.normEpsilon = field(vision, "layer_norm_eps", 1e-5);
    c.text.activation = *textActivation;
    c.text.width = field(text, "hidden_size", 512);
    c.text.mlpWidth = field(text, "intermediate_size", 2048);
    c.text.layers = field(text, "num_hidden_layers", 12);
    c.text.heads = field(text, "num_attention_heads", 8);
    c.text.context = field(text, "max_position_embeddings", 77);
    c.text.vocabulary = field(text, "vocab_size", 49408);
    c.text.normEpsilon = field(text, "layer_norm_eps", 1e-5);
    c.preprocess.size = field(vision, "image_size", 224);
    const auto preprocess = huggingFacePreprocess(folder, c.preprocess);
    if (!preprocess)
        return preprocess.error();
    c.preprocess = *preprocess;
    return c;
}

Result<ModelConfig> siglipConfig(const fs::path &folder)
{
    const Result<Json> json = readJson(folder / "config.json");
    if (!json)
        return json.error();
    if (field<std::string>(*json, "model_type", "siglip") != "siglip")
        return badInput(
            "The model is of the type \"" + field<std::string>(*json, "model_type", "") +
            "\" (variable picture size), which is not supported; the siglip2 checkpoints of fixed size are.");
    const Json text = childObject(*json, "text_config");
    const Json vision = childObject(*json, "vision_config");
    ModelConfig c;
    c.layout = Layout::HuggingFaceSiglip;
    const auto visionActivation = activationFrom(field<std::string>(vision, "hidden_act", "gelu_pytorch_tanh"));
    const auto textActivation = activationFrom(field<std::string>(text, "hidden_act", "gelu_pytorch_tanh"));
    if (!visionActivation)
        return visionActivation.error();
    if (!textActivation)
        return textActivation.error();
    c.vision.kind = VisionKind::SiglipVit;
    c.vision.activation = *visionActivation;
    c.vision.width = field(vision, "hidden_size", 768);
    c.vision.mlpWidth = field(vision, "intermediate_size", 3072);
    c.vision.layers = field(vision, "num_hidden_layers", 12);
    c.vision.heads = field(vision, "num_attention_heads", 12);
    c.vision.patch = field(vision, "patch_size", 16);
    c.vision.normEpsilon = field(vision, "layer_norm_eps", 1e-6);
    c.dim = c.vision.width;
    c.text.kind = TextKind::Bidirectional;
    c.text.activation = *textActivation;
    c.text.width = field(text, "hidden_size", 768);
    c.text.mlpWidth = field(text, "intermediate_size", 3072);
    c.text.layers = field(text, "num_hidden_layers", 12);
    c.text.heads = field(text, "num_attention_heads", 12);
    c.text.context = field(text, "max_position_embeddings", 64);
    c.text.vocabulary = field(text, "vocab_size", 32000);
    c.text.normEpsilon = field(text, "layer_norm_eps", 1e-6);
    c.text.hasProjectionBias = true;
    // The pair of files tells the versions apart: spiece.model pads with 1, Gemma's tokenizer.json with 0.
    std::error_code code;
    c.text.paddingId = fs::exists(folder / "spiece.model", code) ? 1 : 0;
    c.preprocess.size = field(vision, "image_size", 224);
    c.preprocess.squash = true;
    c.preprocess.mean = c.preprocess.deviation = {0.5F, 0.5F, 0.5F};
    const auto preprocess = huggingFacePreprocess(folder, c.preprocess);
    if (!preprocess)
        return preprocess.error();
    c.preprocess = *preprocess;
    return c;
}

/// The kind among `choices` that has this name.
template <typename Kind>
std::optional<Kind> named(const std::string &name, const char *(*nameOf)(Kind), std::initializer_list<Kind> choices)
{
    for (const Kind kind : choices) {
        if (name == nameOf(kind))
            return kind;
    }
    return {};
}

Result<ModelConfig> reminisceConfig(const fs::path &folder)
{
    const Result<Json> json = readJson(folder / "config.json");
    if (!json)
        return json.error();
    if (field<std::string>(*json, "model_type", "") != "reminisce-clip")
        return badInput("config.json does not belong to these weights.");
    const Json vision = childObject(*json, "vision");
    const Json text = childObject(*json, "text");
    const Json preprocess = childObject(*json, "preprocess");
    ModelConfig c;
    c.layout = Layout::Reminisce;
    c.name = field<std::string>(*json, "name", "");
    c.dim = field(*json, "embed_dim", 256);
    const auto visionKind = named<VisionKind>(field<std::string>(vision, "kind", "resnet-d"), visionKindName,
                                              {VisionKind::ResNetD, VisionKind::ModifiedResNet, VisionKind::Vit});
    const auto textKind = named<TextKind>(field<std::string>(text, "kind", "causal"), textKindName,
                                          {TextKind::Causal, TextKind::ClassToken, TextKind::Bag});
    if (!visionKind || !textKind)
        return badInput("The model has towers of a kind that this version of Reminisce does not know.");
    c.vision.kind = *visionKind;
    c.vision.width = field(vision, "width", 32);
    c.vision.blocks = field(vision, "blocks", std::vector<int>{2, 2, 2, 2});
    c.vision.attentionPool = field<std::string>(vision, "pool", "mean") == "attention";
    c.vision.layeredStem = field<std::string>(vision, "stem", "patch") == "layered";
    c.vision.heads = field(vision, "heads", c.vision.heads);
    if (c.vision.kind == VisionKind::Vit) {
        c.vision.patch = field(vision, "patch", 8);
        c.vision.layers = field(vision, "layers", 6);
        c.vision.mlpWidth = 4 * std::min(c.vision.width, 1 << 20);
    }
    c.text.kind = *textKind;
    c.text.width = field(text, "width", 192);
    c.text.mlpWidth = 4 * std::min(c.text.width, 1 << 20);
    c.text.layers = field(text, "layers", 2);
    c.text.heads = field(text, "heads", 3);
    c.text.context = field(text, "context", 16);
    c.text.oneThing = field(text, "one_thing", false);
    c.text.vocabulary = field(text, "vocabulary", 0);
    c.preprocess.size = field(vision, "image_size", 64);
    c.preprocess.mean = field(preprocess, "mean", c.preprocess.mean);
    c.preprocess.deviation = field(preprocess, "std", c.preprocess.deviation);
    c.preprocess.mirror = field(preprocess, "mirror", false);
    const auto squash = isSquashed(preprocess);
    if (!squash)
        return squash.error();
    c.preprocess.squash = *squash;
    return c;
}

// ---- names ----

/// Rules of one Hugging Face tower: our prefix of a block and theirs.
std::string huggingFaceBlock(const std::string &rest)
{
    static const std::vector<std::pair<std::string, std::string>> rules = {{"ln_1.", "layer_norm1."},
                                                                           {"ln_2.", "layer_norm2."},
                                                                           {"attn.out_proj.", "self_attn.out_proj."},
                                                                           {"mlp.c_fc.", "mlp.fc1."},
                                                                           {"mlp.c_proj.", "mlp.fc2."}};
    for (const auto &[ours, theirs] : rules) {
        if (rest.starts_with(ours))
            return theirs + rest.substr(ours.size());
    }
    return rest;
}

TensorSource huggingFaceSource(const std::string &name, bool siglip)
{
    const bool vision = name.starts_with("visual.");
    const std::string tower = vision ? "vision_model." : "text_model.";
    const std::string own = vision ? name.substr(7) : name;
    if (own.starts_with("transformer.resblocks.")) {
        const std::string numbered = own.substr(std::string("transformer.resblocks.").size());
        const std::size_t dot = numbered.find('.') + 1;
        const std::string layer = tower + "encoder.layers." + numbered.substr(0, dot);
        const std::string rest = numbered.substr(dot);
        if (rest == "attn.in_proj_weight" || rest == "attn.in_proj_bias") {
            const std::string kind = rest == "attn.in_proj_weight" ? "weight" : "bias";
            return {{layer + "self_attn.q_proj." + kind, layer + "self_attn.k_proj." + kind,
                     layer + "self_attn.v_proj." + kind},
                    false};
        }
        return {{layer + huggingFaceBlock(rest)}, false};
    }
    static const std::map<std::string, TensorSource> clip = {
        {"visual.conv1.weight", {{"vision_model.embeddings.patch_embedding.weight"}, false}},
        {"visual.class_embedding", {{"vision_model.embeddings.class_embedding"}, false}},
        {"visual.positional_embedding", {{"vision_model.embeddings.position_embedding.weight"}, false}},
        {"visual.ln_pre.weight", {{"vision_model.pre_layrnorm.weight"}, false}},
        {"visual.ln_pre.bias", {{"vision_model.pre_layrnorm.bias"}, false}},
        {"visual.ln_post.weight", {{"vision_model.post_layernorm.weight"}, false}},
        {"visual.ln_post.bias", {{"vision_model.post_layernorm.bias"}, false}},
        {"visual.proj", {{"visual_projection.weight"}, true}},
        {"token_embedding.weight", {{"text_model.embeddings.token_embedding.weight"}, false}},
        {"positional_embedding", {{"text_model.embeddings.position_embedding.weight"}, false}},
        {"ln_final.weight", {{"text_model.final_layer_norm.weight"}, false}},
        {"ln_final.bias", {{"text_model.final_layer_norm.bias"}, false}},
        {"text_projection", {{"text_projection.weight"}, true}},
    };
    static const std::map<std::string, TensorSource> siglipOnly = {
        {"visual.conv1.bias", {{"vision_model.embeddings.patch_embedding.bias"}, false}},
        {"visual.attnpool.probe", {{"vision_model.head.probe"}, false}},
        {"visual.attnpool.in_proj_weight", {{"vision_model.head.attention.in_proj_weight"}, false}},
        {"visual.attnpool.in_proj_bias", {{"vision_model.head.attention.in_proj_bias"}, false}},
        {"visual.attnpool.out_proj.weight", {{"vision_model.head.attention.out_proj.weight"}, false}},
        {"visual.attnpool.out_proj.bias", {{"vision_model.head.attention.out_proj.bias"}, false}},
        {"visual.attnpool.ln.weight", {{"vision_model.head.layernorm.weight"}, false}},
        {"visual.attnpool.ln.bias", {{"vision_model.head.layernorm.bias"}, false}},
        {"visual.attnpool.mlp.c_fc.weight", {{"vision_model.head.mlp.fc1.weight"}, false}},
        {"visual.attnpool.mlp.c_fc.bias", {{"vision_model.head.mlp.fc1.bias"}, false}},
        {"visual.attnpool.mlp.c_proj.weight", {{"vision_model.head.mlp.fc2.weight"}, false}},
        {"visual.attnpool.mlp.c_proj.bias", {{"vision_model.head.mlp.fc2.bias"}, false}},
        {"text_projection", {{"text_model.head.weight"}, true}},
        {"text_projection.bias", {{"text_model.head.bias"}, false}},
    };
    if (siglip) {
        if (const auto found = siglipOnly.find(name); found != siglipOnly.end())
            return found->second;
    }
    const auto found = clip.find(name);
    return found == clip.end() ? TensorSource{{name}, false} : found->second;
}

} // namespace

Result<Layout> detectLayout(const TensorFile &file)
{
    if (file.container() == TensorFile::Container::TorchScript) {
        if (file.contains("visual.conv1.weight") && file.contains("text_projection"))
            return Layout::OpenAi;
        return badInput("The archive is a TorchScript program, but not one of OpenAI's CLIP models.");
    }
    // Models made here say so, since their tensors may have the names of other layouts; the first ones did not.
    const auto maker = file.metadata().find("layout");
    if (maker != file.metadata().end() && maker->second == layoutName(Layout::Reminisce))
        return Layout::Reminisce;
    if (file.contains("vision_model.head.probe"))
        return Layout::HuggingFaceSiglip;
    if (file.contains("vision_model.embeddings.class_embedding"))
        return Layout::HuggingFaceClip;
    if (file.contains("visual.stem.0.weight") && file.contains("visual.proj"))
        return Layout::Reminisce;
    if (file.contains("visual.trunk.attn_pool.latent"))
        return badInput("This is a SigLIP model in OpenCLIP's layout, which is not supported; "
                        "the same model in Hugging Face's layout is.");
    if (hasPrefix(file, "visual.trunk.stages.") || hasPrefix(file, "visual.trunk.patch_embed.backbone."))
        return badInput("This is a MobileCLIP model, which is not supported.");
    if (hasPrefix(file, "visual.trunk."))
        return badInput("This model's picture tower comes from the timm library, which is not supported.");
    if (hasPrefix(file, "text.transformer.embeddings.") || hasPrefix(file, "text.transformer.encoder."))
        return badInput("This model's text tower is a Hugging Face language model, which is not supported.");
    if (file.contains("visual.layer1.0.conv1.weight") ||
        (file.contains("visual.conv1.weight") && file.contains("visual.class_embedding")))
        return Layout::OpenClip;
    return badInput("The weights are not those of a CLIP model that Reminisce knows.");
}

Result<ModelConfig> readConfig(Layout layout, const TensorFile &file, const fs::path &weightFile)
{
    const fs::path folder = weightFile.parent_path();
    try {
        Result<ModelConfig> config = badInput("");
        switch (layout) {
        case Layout::OpenAi:
            config = configFromTensors(file);
            config->layout = Layout::OpenAi;
            break;
        case Layout::OpenClip: config = openClipConfig(file, weightFile); break;
        case Layout::HuggingFaceClip: config = huggingFaceClipConfig(folder); break;
        case Layout::HuggingFaceSiglip: config = siglipConfig(folder); break;
        case Layout::Reminisce: config = reminisceConfig(folder); break;
        }
        if (config)
            readScalars(file, *config);
        return config;
    } catch (const Json::exception &e) {
        return badInput("The model's configuration has a value of the wrong kind: " + std::string(e.what()));
    }
}

TensorSource sourceOf(Layout layout, const TensorFile &file, const std::string &name)
{
    switch (layout) {
    case Layout::HuggingFaceClip: return huggingFaceSource(name, false);
    case Layout::HuggingFaceSiglip: return huggingFaceSource(name, true);
    case Layout::OpenClip: {
        const bool text = !name.starts_with("visual.");
        std::string theirs = text ? textPrefix(file) + name : name;
        if (name == "text_projection" && file.contains(theirs + ".weight"))
            return {{theirs + ".weight"}, true};
        return {{theirs}, false};
    }
    case Layout::OpenAi:
    case Layout::Reminisce: return {{name}, false};
    }
    return {{name}, false};
}

bool isIgnorable(const std::string &name)
{
    static const std::vector<std::string> whole = {"logit_scale", "logit_bias", "input_resolution", "context_length",
                                                   "vocab_size"};
    return std::find(whole.begin(), whole.end(), name) != whole.end() || name.ends_with("position_ids") ||
           name.ends_with("num_batches_tracked") || name.ends_with("attn_mask");
}

} // namespace reminisce::clip
