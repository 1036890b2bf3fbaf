// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/conceptlist.h"
#include "core/training/dataset.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace reminisce::training {

/// A word for what a picture shows and how it stands in a sentence.
struct Name {
    std::string text;
    bool countable = true; ///< takes "a" or "an" and has a plural
};

/// Whether a caption is true of a picture.
enum class Truth : std::int8_t { No, Yes, Unknown };

/// What captions may speak of: every label, and the broader words that hold for several ("dog" for each
/// breed). Knows which is true of a picture of which label, so that training never calls a true caption wrong.
class Concepts {
public:
    /// Labels alone, by the names in the dataset: each is true of its own pictures only.
    explicit Concepts(const std::vector<Label> &labels);

    /// Adds the names, broader words and possible neighbours of a words file, one label a line:
    ///     label : names, plainest first | broader words | labels that may be true as well
    /// "~" before a word: it takes no article and no plural. "#" begins a comment. A broader word that is the name
    /// of a label means that label. A label that is a broader word of another may be true of the narrower.
    static Result<Concepts> fromFile(const std::vector<Label> &labels, const std::filesystem::path &words);

    std::size_t labels() const { return m_broader.size(); }
    std::size_t size() const { return m_names.size(); }
    const std::string &name(std::size_t concept_) const { return m_names[concept_][0].text; }

    Truth truth(std::size_t label, std::size_t concept_) const { return m_truth[label * size() + concept_]; }

    /// What the caption of a picture shall speak of: its label, or about every fifth time a broader word.
    std::size_t draw(std::size_t label, std::mt19937_64 &random) const;

    /// One way to say it: a bare word about every third time, since that is how people search, else a sentence
    /// frame; singular or plural.
    std::string caption(std::size_t concept_, std::mt19937_64 &random) const;

    /// Every concept with its names, and which labels the broader words cover.
    std::vector<clip::TaughtConcept> list() const;

    /// The plainest caption of each concept.
    std::vector<std::string> plainCaptions() const;

    /// Every caption that `caption` can give, for learning a vocabulary.
    std::vector<std::string> allCaptions() const;

private:
    std::size_t conceptOf(const Name &word);
    /// A name of one label that is also a broader word holds for all: "frog", listed with the bullfrog.
    void shareNames();
    void relate();

    std::vector<std::vector<Name>> m_names;           ///< of each concept, labels first
    std::vector<std::vector<std::size_t>> m_broader;  ///< of each label
    std::vector<std::vector<std::size_t>> m_possible; ///< of each label
    std::map<std::string, std::size_t> m_byName;      ///< labels and broader words
    std::vector<Truth> m_truth;                       ///< [labels, concepts]
};

/// The plain caption that stands for a label in evaluation.
std::string plainCaption(const Label &label);

/// The English plural of the last word, by rule and a few exceptions.
std::string plural(const std::string &name);

} // namespace reminisce::training
