// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captionsource.h"

#include "core/clip/cliptokenizer.h"
#include "core/clip/textcleaning.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace reminisce::training {

namespace {

class LabelCaptions final : public CaptionSource {
public:
    LabelCaptions(const Dataset &data, Concepts concepts, double balance)
        : m_data(data), m_concepts(std::move(concepts)), m_byLabel(data.labels.size())
    {
        for (const std::uint32_t i : data.examplesOf(Split::Train))
            m_byLabel[data.examples[i].label].push_back(i);
        for (const auto &examples : m_byLabel)
            m_weights.push_back(examples.empty() ? 0.0 : std::pow(static_cast<double>(examples.size()), balance));
    }

    std::vector<std::uint32_t> choose(int count, std::mt19937_64 &random) const override
    {
        std::discrete_distribution<std::size_t> pickLabel(m_weights.begin(), m_weights.end());
        std::vector<std::uint32_t> chosen;
        for (int i = 0; i < count; ++i) {
            const auto &examples = m_byLabel[pickLabel(random)];
            chosen.push_back(examples[random() % examples.size()]);
        }
        return chosen;
    }

    BatchCaptions caption(const std::vector<std::uint32_t> &examples, std::mt19937_64 &random) const override
    {
        BatchCaptions captions;
        std::vector<std::size_t> concepts;
        std::map<std::size_t, std::size_t> conceptOf;  // by label
        std::map<std::size_t, std::int64_t> captionOf; // by concept
        for (const std::uint32_t example : examples) {
            const std::size_t label = m_data.examples[example].label;
            if (!conceptOf.contains(label))
                conceptOf[label] = m_concepts.draw(label, random);
            const std::size_t concept_ = conceptOf[label];
            const auto [entry, isNew] = captionOf.emplace(concept_, static_cast<std::int64_t>(captions.texts.size()));
            if (isNew) {
                captions.texts.push_back(m_concepts.caption(concept_, random));
                captions.conceptOf.push_back(static_cast<std::int64_t>(concept_));
            }
            concepts.push_back(concept_);
            captions.caption.push_back(entry->second);
        }
        for (const std::uint32_t example : examples) {
            const std::size_t label = m_data.examples[example].label;
            for (const std::size_t concept_ : concepts)
                captions.truth.push_back(m_concepts.truth(label, concept_));
            for (std::size_t concept_ = 0; concept_ < m_concepts.size(); ++concept_) {
                const Truth truth = m_concepts.truth(label, concept_);
                const bool isBroader = truth == Truth::Yes && concept_ != label;
                captions.concepts.push_back(isBroader ? Truth::Unknown : truth);
            }
        }
        return captions;
    }

    std::vector<std::string> all() const override { return m_concepts.allCaptions(); }
    std::vector<clip::TaughtConcept> concepts() const override { return m_concepts.list(); }
    std::vector<std::string> conceptCaptions() const override { return m_concepts.plainCaptions(); }

private:
    const Dataset &m_data;
    Concepts m_concepts;
    std::vector<std::vector<std::uint32_t>> m_byLabel; ///< training examples of each label
    std::vector<double> m_weights;
};

class OwnCaptions final : public CaptionSource {
public:
    explicit OwnCaptions(const Dataset &data) : m_data(data), m_training(data.examplesOf(Split::Train)) {}

    std::vector<std::uint32_t> choose(int count, std::mt19937_64 &random) const override
    {
        // No picture twice in a batch before all were drawn.
        std::vector<std::uint32_t> chosen, left;
        while (static_cast<int>(chosen.size()) < count) {
            if (left.empty())
                left = m_training;
            std::swap(left[random() % left.size()], left.back());
            chosen.push_back(left.back());
            left.pop_back();
        }
        return chosen;
    }

    BatchCaptions caption(const std::vector<std::uint32_t> &examples, std::mt19937_64 &random) const override
    {
        BatchCaptions captions;
        std::map<std::string, std::int64_t> rows;
        for (const std::uint32_t example : examples) {
            const auto &own = m_data.captions[example];
            const std::string &text = own[random() % own.size()];
            const auto [entry, isNew] = rows.emplace(text, static_cast<std::int64_t>(captions.texts.size()));
            if (isNew)
                captions.texts.push_back(text);
            captions.caption.push_back(entry->second);
        }
        for (const std::uint32_t example : examples) {
            std::vector<Truth> isTrue(captions.texts.size(), Truth::No);
            for (const std::string &text : m_data.captions[example]) {
                if (const auto row = rows.find(text); row != rows.end())
                    isTrue[static_cast<std::size_t>(row->second)] = Truth::Yes;
            }
            for (const std::int64_t row : captions.caption)
                captions.truth.push_back(isTrue[static_cast<std::size_t>(row)]);
        }
        return captions;
    }

    std::vector<std::string> all() const override
    {
        std::vector<std::string> captions;
        for (const std::uint32_t example : m_training)
            captions.insert(captions.end(), m_data.captions[example].begin(), m_data.captions[example].end());
        return captions;
    }

    std::vector<std::string> conceptCaptions() const override { return {}; }
    std::vector<clip::TaughtConcept> concepts() const override
    {
        // A word that was met once was not learnt.
        constexpr std::size_t oftenEnough = 3;
        std::map<std::string, std::size_t> counts;
        for (const std::string &caption : all()) {
            for (const std::string &word : clip::splitWords(clip::cleanText(caption), clip::SpecialTokens::Escape))
                ++counts[word];
        }
        std::vector<clip::TaughtConcept> words;
        for (const auto &[word, count] : counts) {
            const auto first = static_cast<unsigned char>(word[0]);
            if (count >= oftenEnough && (first >= 0x80 || std::isalpha(first) != 0))
                words.push_back({{word}, {}});
        }
        return words;
    }

private:
    const Dataset &m_data;
    std::vector<std::uint32_t> m_training;
};

} // namespace

std::unique_ptr<CaptionSource> captionsFromLabels(const Dataset &data, Concepts concepts, double balance)
{
    return std::make_unique<LabelCaptions>(data, std::move(concepts), balance);
}

std::unique_ptr<CaptionSource> ownCaptions(const Dataset &data)
{
    return std::make_unique<OwnCaptions>(data);
}

} // namespace reminisce::training
