// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/personal/ownphotos.h"

#include "core/training/events.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace reminisce::personal {

using catalogue::PhotoId;

namespace {

constexpr std::size_t fewestPhotos = 3; ///< of a word
constexpr std::size_t mostPhotos = 400; ///< of a word; more say nothing new, and it must take seconds
constexpr std::size_t mostOtherPhotos = 2000;
constexpr float sameCosine = 0.98F; ///< of one picture, saved again

/// A copy that was saved again has another date or none; its vector tells it. It has the same words.
void joinCopies(const OwnPhotos &own, Groups &groups)
{
    std::vector<std::vector<std::size_t>> photosOf(own.words.size());
    for (std::size_t i = 0; i < own.photos.size(); ++i) {
        for (const std::size_t word : own.wordsOf[i]) {
            for (const std::size_t other : photosOf[word]) {
                if (dot(own.photos[i], own.photos[other]) > sameCosine)
                    groups.join(other, i);
            }
            photosOf[word].push_back(i);
        }
    }
}

} // namespace

std::map<std::string, std::vector<PhotoId>> ownWordsIn(const std::vector<std::pair<PhotoId, std::string>> &texts,
                                                       const std::optional<search::Vocabulary> &vocabulary)
{
    constexpr std::size_t shortText = 3;
    const auto isStrange = [&vocabulary](const std::string &text) {
        if (!vocabulary)
            return true;
        const auto look = vocabulary->look(text);
        return !look.unknown.empty() || !look.substitutes.empty();
    };
    std::map<std::string, std::set<PhotoId>> photos; // by the word as it is looked for
    std::map<std::string, std::string> asTyped;
    const auto add = [&](const std::string &word, PhotoId photo) {
        std::string typed; // on one line
        std::istringstream parts(word);
        for (std::string part; parts >> part;)
            typed += (typed.empty() ? "" : " ") + part;
        const std::string plain = search::plainWords(word);
        if (plain.size() < 3)
            return;
        asTyped.emplace(plain, typed);
        photos[plain].insert(photo);
    };
    for (const auto &[photo, text] : texts) {
        std::vector<std::string> words;
        std::istringstream stream(search::plainWords(text));
        for (std::string word; stream >> word;)
            words.push_back(word);
        if (words.size() <= shortText) {
            if (!words.empty() && isStrange(text))
                add(text, photo);
            continue;
        }
        // Of a sentence only what the model does not know; without a list nobody can tell.
        for (const std::string &word : words) {
            if (vocabulary && !vocabulary->look(word).unknown.empty())
                add(word, photo);
        }
    }
    std::map<std::string, std::vector<PhotoId>> own;
    for (const auto &[plain, ids] : photos) {
        if (ids.size() >= fewestPhotos)
            own[asTyped[plain]] = {ids.begin(), ids.end()};
    }
    return own;
}

Result<OwnPhotos> ownPhotosOf(const catalogue::Catalogue &catalogue, catalogue::ModelId model,
                              search::QueryEncoder &encoder, const std::function<bool()> &goOn)
{
    OwnPhotos own;
    own.otherWords = encoder.words()->vectors();
    std::map<PhotoId, std::vector<std::size_t>> wordsOf;
    for (const auto &[word, photos] : ownWordsIn(catalogue.words(), encoder.vocabulary())) {
        for (const PhotoId photo : photos)
            wordsOf[photo].push_back(own.words.size());
        own.words.push_back(word);
    }
    // Asked as they will be asked once they are learnt: a known word for a name would be another vector.
    encoder.setOwnWords(search::OwnWords(own.words, {}, {}));
    for (const std::string &word : own.words) {
        if (goOn && !goOn())
            return cancelled();
        const auto vector = encoder.encodeQuery(word);
        if (!vector)
            return vector.error();
        own.wordVectors.push_back(*vector);
    }
    std::vector<training::DatedPhoto> dated;
    std::vector<std::size_t> taken(own.words.size());
    for (auto &[photo, words] : wordsOf) {
        if (std::all_of(words.begin(), words.end(), [&taken](std::size_t word) { return taken[word] >= mostPhotos; }))
            continue;
        const auto known = catalogue.photo(photo);
        auto vector = catalogue.vector(photo, model);
        if (!known || !vector)
            continue;
        // The time of a file says when it was copied.
        if (known->dateSource != catalogue::DateSource::FileTime)
            dated.push_back({known->taken, own.photos.size()});
        own.photos.push_back(std::move(*vector));
        own.wordsOf.push_back(words);
        for (const std::size_t word : words)
            ++taken[word];
    }
    Groups events(own.photos.size());
    training::joinEvents(std::move(dated), events);
    joinCopies(own, events);
    for (std::size_t i = 0; i < own.photos.size(); ++i)
        own.events.push_back(events.of(i));
    const auto rows = catalogue.photosNewestFirst();
    const std::size_t every = std::max<std::size_t>(1, rows.size() / mostOtherPhotos);
    for (std::size_t i = 0; i < rows.size(); i += every) {
        if (wordsOf.contains(rows[i].id))
            continue;
        if (auto vector = catalogue.vector(rows[i].id, model))
            own.otherPhotos.push_back(std::move(*vector));
    }
    return own;
}

} // namespace reminisce::personal
