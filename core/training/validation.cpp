// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/validation.h"

#include "core/training/concepts.h"

#include <map>

namespace reminisce::training {

double Validation::score() const
{
    if (zeroShot)
        return zeroShot->top1.value;
    return retrieval ? (retrieval->textToImage.at1.value + retrieval->imageToText.at1.value) / 2 : 0.0;
}

CaptionRows captionRows(const std::vector<std::vector<std::string>> &captions)
{
    CaptionRows rows;
    std::map<std::string, std::size_t> rowOf;
    for (const auto &texts : captions) {
        rows.captionsOf.emplace_back();
        for (const std::string &text : texts) {
            const auto [entry, isNew] = rowOf.emplace(text, rows.texts.size());
            if (isNew)
                rows.texts.push_back(text);
            rows.captionsOf.back().push_back(entry->second);
        }
    }
    return rows;
}

Validation figuresOf(const Dataset &data, const std::vector<std::uint32_t> &examples,
                     const std::vector<Embedding> &pictures, const TextEncoding &encode, double scale)
{
    Validation result;
    if (data.hasLabels()) {
        std::vector<std::string> captions;
        for (const Label &label : data.labels)
            captions.push_back(plainCaption(label));
        std::vector<std::uint32_t> labels;
        for (const std::uint32_t i : examples)
            labels.push_back(data.examples[i].label);
        result.zeroShot = zeroShot(pictures, labels, encode(captions), scale);
        return result;
    }
    std::vector<std::vector<std::string>> captions;
    for (const std::uint32_t i : examples)
        captions.push_back(data.captions[i]);
    const CaptionRows rows = captionRows(captions);
    result.retrieval = retrieval(pictures, encode(rows.texts), rows.captionsOf);
    return result;
}

} // namespace reminisce::training
