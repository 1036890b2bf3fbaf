// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/words/wordnet.h"

#include "core/base/paths.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace reminisce::words {

namespace fs = std::filesystem;

namespace {

std::string_view textOf(const MappedFile &file)
{
    return {reinterpret_cast<const char *>(file.bytes().data()), file.bytes().size()};
}

/// Takes the next field off a line.
std::string_view nextField(std::string_view &line)
{
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    const std::string_view field = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return field;
}

std::uint32_t number(std::string_view text, int base = 10)
{
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

/// As WordNet writes its lemmas: lower case, underscores.
std::string lemmaOf(std::string_view word)
{
    std::string lemma;
    for (const char each : word) {
        const auto c = static_cast<unsigned char>(each);
        const bool isGap = std::isspace(c) != 0 || c == '_';
        if (!isGap)
            lemma += static_cast<char>(std::tolower(c));
        else if (!lemma.empty() && lemma.back() != '_')
            lemma += '_';
    }
    while (!lemma.empty() && lemma.back() == '_')
        lemma.pop_back();
    return lemma;
}

std::string spaced(std::string lemma)
{
    std::replace(lemma.begin(), lemma.end(), '_', ' ');
    return lemma;
}

std::string_view lineAt(std::string_view text, std::size_t begin)
{
    return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

/// The line of a sorted index that begins with `lemma` and a space. The licence on top, whose lines begin with a space,
/// sorts before all.
std::string_view findLine(std::string_view text, const std::string &lemma)
{
    std::size_t low = 0, high = text.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::size_t newline = middle == 0 ? std::string_view::npos : text.rfind('\n', middle - 1);
        const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
        const std::string_view line = lineAt(text, begin);
        const std::string_view key = line.substr(0, line.find(' '));
        if (key == lemma)
            return line;
        if (key < lemma)
            low = begin + line.size() + 1;
        else
            high = begin;
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const WordNet>> WordNet::open(const fs::path &folder)
{
    auto index = MappedFile::open(folder / "index.noun");
    if (!index)
        return index.error();
    auto data = MappedFile::open(folder / "data.noun");
    if (!data)
        return data.error();
    auto wordNet = std::make_shared<WordNet>();
    wordNet->m_index = std::move(*index);
    wordNet->m_data = std::move(*data);
    constexpr std::size_t largestList = std::size_t{8} << 20U;
    if (const auto exceptions = paths::readFile(folder / "noun.exc", largestList)) {
        for (std::size_t begin = 0; begin < exceptions->size();) {
            std::string_view row = lineAt(*exceptions, begin);
            begin += row.size() + 1;
            const std::string_view many = nextField(row);
            wordNet->m_exceptions.emplace(many, nextField(row));
        }
    }
    return std::shared_ptr<const WordNet>(std::move(wordNet));
}

std::shared_ptr<const WordNet> WordNet::system()
{
    const char *chosen = std::getenv("WNSEARCHDIR");
    for (const fs::path &folder : {fs::path(chosen == nullptr ? "" : chosen), fs::path("/usr/share/wordnet")}) {
        std::error_code code;
        if (folder.empty() || !fs::exists(folder / "index.noun", code))
            continue;
        if (auto opened = open(folder))
            return *opened;
    }
    return nullptr;
}

std::vector<Synset> WordNet::meaningsOfLemma(const std::string &lemma) const
{
    // lemma pos synset_cnt p_cnt [symbol…] sense_cnt tagsense_cnt offset…
    std::string_view row = lemma.empty() ? std::string_view() : findLine(textOf(m_index), lemma);
    std::vector<Synset> meanings;
    if (row.empty())
        return meanings;
    nextField(row);
    nextField(row);
    const std::uint32_t count = number(nextField(row));
    const std::uint32_t symbols = number(nextField(row));
    for (std::uint32_t i = 0; i < symbols + 2; ++i)
        nextField(row);
    for (std::uint32_t i = 0; i < count && !row.empty(); ++i) {
        const std::string_view offset = nextField(row);
        if (!offset.empty())
            meanings.push_back(static_cast<Synset>(number(offset)));
    }
    return meanings;
}

std::string WordNet::singular(std::string_view word) const
{
    const std::string lemma = lemmaOf(word);
    if (const auto exception = m_exceptions.find(lemma); exception != m_exceptions.end())
        return spaced(exception->second);
    if (!meaningsOfLemma(lemma).empty())
        return spaced(lemma);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> rules = {{{"ies", "y"},
                                                                                     {"ses", "s"},
                                                                                     {"xes", "x"},
                                                                                     {"zes", "z"},
                                                                                     {"ches", "ch"},
                                                                                     {"shes", "sh"},
                                                                                     {"men", "man"},
                                                                                     {"s", ""}}};
    for (const auto &[many, one] : rules) {
        if (!lemma.ends_with(many))
            continue;
        const std::string base = lemma.substr(0, lemma.size() - many.size()) + std::string(one);
        if (!meaningsOfLemma(base).empty())
            return spaced(base);
    }
    return spaced(lemma);
}

std::vector<Synset> WordNet::meanings(std::string_view word) const
{
    std::vector<Synset> own = meaningsOfLemma(lemmaOf(word));
    return own.empty() ? meaningsOfLemma(lemmaOf(singular(word))) : own;
}

std::string_view WordNet::line(Synset synset) const
{
    const std::string_view text = textOf(m_data);
    const auto offset = static_cast<std::uint32_t>(synset);
    // A line begins with its own offset, so that a wrong one is noticed.
    if (offset >= text.size() || number(text.substr(offset, 8)) != offset)
        return {};
    return lineAt(text, offset);
}

std::vector<std::string> WordNet::wordsOf(Synset synset) const
{
    // offset file type w_cnt(hexadecimal) [word lex_id]…
    std::string_view row = line(synset);
    for (int i = 0; i < 3; ++i)
        nextField(row);
    const std::uint32_t count = number(nextField(row), 16);
    std::vector<std::string> words;
    for (std::uint32_t i = 0; i < count && !row.empty(); ++i) {
        words.push_back(spaced(std::string(nextField(row))));
        nextField(row);
    }
    return words;
}

std::vector<Synset> WordNet::broader(Synset synset) const
{
    std::string_view row = line(synset);
    for (int i = 0; i < 3; ++i)
        nextField(row);
    const std::uint32_t words = number(nextField(row), 16);
    for (std::uint32_t i = 0; i < 2 * words; ++i)
        nextField(row);
    // p_cnt [symbol offset pos source/target]…
    const std::uint32_t count = number(nextField(row));
    std::vector<Synset> found;
    for (std::uint32_t i = 0; i < count && !row.empty(); ++i) {
        const std::string_view kind = nextField(row);
        const std::string_view offset = nextField(row);
        const std::string_view part = nextField(row);
        nextField(row);
        // "@" and "@i" lead up, "~" and "~i" down.
        if (!kind.empty() && kind[0] == '@' && part == "n")
            found.push_back(static_cast<Synset>(number(offset)));
    }
    return found;
}

} // namespace reminisce::words
