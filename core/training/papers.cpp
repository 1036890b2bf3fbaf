// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/papers.h"

#include "core/base/paths.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

namespace reminisce::training {

namespace {

constexpr const char *heldBackFile = "held-back.json";

std::string percent(const Figure &figure)
{
    char text[96];
    std::snprintf(text, sizeof text, "%.1f %% (95 %%: %.1f to %.1f; chance %.2f %%)", 100 * figure.value,
                  100 * figure.low, 100 * figure.high, 100 * figure.chance);
    return text;
}

void putFigures(std::ostream &out, const Validation &validation)
{
    if (const auto &z = validation.zeroShot)
        out << "- Zero-shot over " << z->classes << " classes and " << z->pictures
            << " pictures, mean of the classes: top-1 " << percent(z->top1) << ", top-5 " << percent(z->top5) << ".\n";
    if (const auto &r = validation.retrieval)
        out << "- Text to picture among " << r->textToImage.gallery << " pictures: R@1 " << percent(r->textToImage.at1)
            << ", R@10 " << percent(r->textToImage.at10) << ".\n- Picture to text among " << r->imageToText.gallery
            << " texts: R@1 " << percent(r->imageToText.at1) << ", R@10 " << percent(r->imageToText.at10) << ".\n";
}

std::string cardText(const TrainingConfig &config, const Dataset &data, const TrainingReport &report,
                     std::int64_t parameters)
{
    std::ostringstream out;
    out << "# " << config.name << "\n\nA CLIP model made by Reminisce with `reminisce-cli train`"
        << (config.from.empty() ? ", from random weights.\n\n" : ", going on from other weights.\n\n");
    out << "- **Towers.** Pictures: " << visionKindName(config.pictures.kind) << ", width " << config.pictures.width
        << ", " << config.pictureSize << " pixels. Texts: " << textKindName(config.texts.kind) << ", width "
        << config.texts.width << ", at most " << config.texts.context << " tokens. Shared space: " << config.dim
        << " numbers. " << parameters << " learnt numbers.\n";
    out << "- **Training.** " << report.steps << " steps of " << config.batch << " pairs in "
        << static_cast<int>(report.minutes + 0.5) << " minutes, seed " << config.seed << ", "
        << (config.loss == Loss::Sigmoid ? "pairwise sigmoid loss" : "symmetric cross-entropy")
        << (data.hasLabels() && config.proxies > 0 ? " beside a learnt proxy a label" : "")
        << "; all settings in training.json.\n";
    out << "- **Data.** " << data.examplesOf(Split::Train).size() << " pictures from "
        << config.data.filename().string() << "; the licence of the weights is that of what they were learnt from.\n\n";
    out << "On " << data.examplesOf(Split::Validation).size() << " pictures that were held back:\n\n";
    putFigures(out, report.validation);
    return out.str();
}

} // namespace

Result<void> writePapers(const TrainingConfig &config, const Dataset &data,
                         const std::vector<clip::TaughtConcept> &concepts, const TrainingReport &report,
                         std::int64_t parameters)
{
    std::error_code code;
    std::filesystem::create_directories(config.output, code);
    if (auto written = clip::writeConcepts(config.output, concepts); !written)
        return written;
    if (!data.files.empty()) {
        nlohmann::json files = nlohmann::json::array();
        for (const std::uint32_t i : data.examplesOf(Split::Validation))
            files.push_back(data.files[i]);
        const std::string text = files.dump(0, ' ', false, nlohmann::json::error_handler_t::replace);
        if (auto written = paths::writeAtomically(config.output / heldBackFile, text); !written)
            return written;
    }
    if (auto written = paths::writeAtomically(config.output / "training.json", configText(config)); !written)
        return written;
    return paths::writeAtomically(config.output / "card.md", cardText(config, data, report, parameters));
}

std::optional<std::set<std::string>> heldBackBy(const std::filesystem::path &modelFolder)
{
    constexpr std::size_t largest = std::size_t{1} << 30U;
    const Result<std::string> text = paths::readFile(modelFolder / heldBackFile, largest);
    const nlohmann::json files = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!files.is_array())
        return {};
    std::set<std::string> names;
    for (const nlohmann::json &file : files) {
        if (file.is_string())
            names.insert(file.get<std::string>());
    }
    return names;
}

} // namespace reminisce::training
