// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/concepts.h"

#include "core/base/paths.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

namespace reminisce::training {

namespace {

constexpr std::array frames = {
    std::string_view("a photo of %"), std::string_view("a picture of %"), std::string_view("a snapshot of %"),
    std::string_view("% in a photo"), std::string_view("this is %"),      std::string_view("my photo of %"),
    std::string_view("photo of %"),   std::string_view("picture with %"),
};

std::string fill(std::string_view frame, const std::string &name)
{
    std::string text(frame);
    text.replace(text.find('%'), 1, name);
    return text;
}

std::vector<Name> namesIn(std::string_view text)
{
    std::vector<Name> names;
    for (const std::string &word : split(text, ',')) {
        if (word.empty())
            continue;
        const bool countable = word.front() != '~';
        names.push_back({countable ? word : word.substr(1), countable});
    }
    return names;
}

bool contains(const std::vector<std::size_t> &list, std::size_t value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool endsWith(const std::string &text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// "a" or "an", by the first letter.
std::string withArticle(const std::string &name)
{
    constexpr std::string_view vowels = "aeiouAEIO";
    const bool vowel = !name.empty() && vowels.find(name.front()) != std::string_view::npos;
    return (vowel ? "an " : "a ") + name;
}

} // namespace

std::string plural(const std::string &name)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> exceptions = {{
        {"woman", "women"},
        {"man", "men"},
        {"child", "children"},
        {"person", "people"},
        {"goose", "geese"},
        {"fish", "fish"},
        {"deer", "deer"},
        {"sheep", "sheep"},
        {"bison", "bison"},
        {"knife", "knives"},
    }};
    for (const auto &[one, many] : exceptions) {
        const std::size_t before = name.size() - std::min(name.size(), one.size());
        if (endsWith(name, one) && (before == 0 || name[before - 1] == ' '))
            return name.substr(0, before) + std::string(many);
    }
    for (const std::string_view hissing : {"s", "x", "ch", "sh", "z"}) {
        if (endsWith(name, hissing))
            return name + "es";
    }
    constexpr std::string_view vowels = "aeiou";
    if (name.size() > 1 && name.back() == 'y' && vowels.find(name[name.size() - 2]) == std::string_view::npos)
        return name.substr(0, name.size() - 1) + "ies";
    return name + "s";
}

std::string plainCaption(const Label &label)
{
    return fill(frames[0], withArticle(label.name));
}

Concepts::Concepts(const std::vector<Label> &labels) : m_broader(labels.size()), m_possible(labels.size())
{
    for (const Label &label : labels) {
        m_byName.emplace(label.name, m_names.size());
        std::vector<Name> names;
        for (const std::string &name : label.names)
            names.push_back({name, true});
        m_names.push_back(std::move(names));
    }
    relate();
}

Result<Concepts> Concepts::fromFile(const std::vector<Label> &labels, const std::filesystem::path &words)
{
    const Result<std::string> text = paths::readFile(words, 16U << 20U);
    if (!text)
        return text.error();
    Concepts concepts(labels);
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (trimmed(line).empty() || line.front() == '#')
            continue;
        const std::size_t colon = line.find(':');
        const std::string key = trimmed(std::string_view(line).substr(0, colon));
        const auto label = concepts.m_byName.find(key);
        if (colon == std::string::npos || label == concepts.m_byName.end() || label->second >= labels.size())
            return badInput(words.filename().string() + ": \"" + line.substr(0, 60) + "\" names no label of the data.");
        const std::size_t index = label->second;
        std::vector<std::string> fields = split(std::string_view(line).substr(colon + 1), '|');
        fields.resize(3);
        std::vector<Name> names = namesIn(fields[0]);
        // The name in the dataset stays known; by itself it may read badly ("a flowers"), so that it comes last.
        if (std::none_of(names.begin(), names.end(), [&](const Name &n) { return n.text == key; }))
            names.push_back({key, true});
        concepts.m_names[index] = std::move(names);
        for (const Name &broader : namesIn(fields[1]))
            concepts.m_broader[index].push_back(concepts.conceptOf(broader));
        for (const Name &other : namesIn(fields[2]))
            concepts.m_possible[index].push_back(concepts.conceptOf(other));
    }
    concepts.shareNames();
    concepts.relate();
    return concepts;
}

std::size_t Concepts::conceptOf(const Name &word)
{
    const auto [entry, isNew] = m_byName.emplace(word.text, size());
    if (isNew)
        m_names.push_back({word});
    return entry->second;
}

void Concepts::shareNames()
{
    for (std::size_t label = 0; label < labels(); ++label) {
        std::vector<Name> own;
        for (const Name &name : m_names[label]) {
            const auto concept_ = m_byName.find(name.text);
            if (concept_ == m_byName.end() || concept_->second == label)
                own.push_back(name);
            else if (!contains(m_broader[label], concept_->second))
                m_broader[label].push_back(concept_->second);
        }
        m_names[label] = std::move(own);
    }
}

void Concepts::relate()
{
    m_truth.assign(labels() * size(), Truth::No);
    for (std::size_t label = 0; label < labels(); ++label) {
        Truth *row = m_truth.data() + label * size();
        for (const std::size_t c : m_possible[label])
            row[c] = Truth::Unknown;
        for (std::size_t other = 0; other < labels(); ++other) {
            if (contains(m_possible[other], label) || contains(m_broader[other], label))
                row[other] = Truth::Unknown;
            // What is true of a label that may be true may be true.
            if (contains(m_possible[label], other)) {
                for (const std::size_t c : m_broader[other])
                    row[c] = Truth::Unknown;
            }
        }
        for (const std::size_t c : m_broader[label])
            row[c] = Truth::Yes;
        row[label] = Truth::Yes;
    }
}

std::size_t Concepts::draw(std::size_t label, std::mt19937_64 &random) const
{
    const auto &broader = m_broader[label];
    return broader.empty() || random() % 5 != 0 ? label : broader[random() % broader.size()];
}

std::string Concepts::caption(std::size_t concept_, std::mt19937_64 &random) const
{
    const auto &names = m_names[concept_];
    // The first name is the commonest; all share the other half.
    const Name &name = names[random() % 2 == 0 ? 0 : random() % names.size()];
    const std::uint64_t roll = random() % 100;
    const bool many = name.countable && random() % 5 == 0;
    if (roll < 35)
        return many ? plural(name.text) : name.text;
    const std::string phrase = many ? plural(name.text) : name.countable ? withArticle(name.text) : name.text;
    return roll < 45 ? phrase : fill(frames[roll < 60 ? 0 : random() % frames.size()], phrase);
}

std::vector<clip::TaughtConcept> Concepts::list() const
{
    std::vector<clip::TaughtConcept> all(size());
    for (std::size_t concept_ = 0; concept_ < size(); ++concept_) {
        for (const Name &name : m_names[concept_])
            all[concept_].names.push_back(name.text);
    }
    for (std::size_t label = 0; label < labels(); ++label) {
        for (const std::size_t broader : m_broader[label])
            all[broader].kinds.push_back(name(label));
    }
    for (std::size_t label = 0; label < labels(); ++label) {
        if (!all[label].kinds.empty())
            all[label].kinds.insert(all[label].kinds.begin(), name(label));
    }
    return all;
}

std::vector<std::string> Concepts::plainCaptions() const
{
    std::vector<std::string> captions;
    for (const auto &names : m_names)
        captions.push_back(fill(frames[0], names[0].countable ? withArticle(names[0].text) : names[0].text));
    return captions;
}

std::vector<std::string> Concepts::allCaptions() const
{
    std::vector<std::string> captions;
    for (const auto &names : m_names) {
        for (const Name &name : names) {
            captions.push_back(name.text);
            const std::string phrase = name.countable ? withArticle(name.text) : name.text;
            for (const std::string_view frame : frames)
                captions.push_back(fill(frame, phrase));
            if (name.countable) {
                captions.push_back(plural(name.text));
                captions.push_back(fill(frames[0], plural(name.text)));
            }
        }
    }
    return captions;
}

} // namespace reminisce::training
