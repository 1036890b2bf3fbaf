// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/captions.h"

#include <array>
#include <string_view>

namespace reminisce::training {

namespace {

constexpr std::array frames = {
    std::string_view("a photo of %"),       std::string_view("a picture of %"), std::string_view("a snapshot of %"),
    std::string_view("% in a photo"),       std::string_view("this is %"),      std::string_view("my photo of %"),
    std::string_view("a small photo of %"),
};

std::string fill(std::string_view frame, const std::string &name)
{
    std::string text(frame);
    text.replace(text.find('%'), 1, withArticle(name));
    return text;
}

} // namespace

std::string withArticle(const std::string &name)
{
    constexpr std::string_view vowels = "aeiouAEIOU";
    const bool vowel = !name.empty() && vowels.find(name.front()) != std::string_view::npos;
    return (vowel ? "an " : "a ") + name;
}

std::string randomCaption(const Label &label, std::mt19937_64 &random)
{
    // The first name is the commonest; the others share the other half.
    std::size_t name = 0;
    if (label.names.size() > 1 && random() % 2 == 0)
        name = random() % label.names.size();
    const std::uint64_t roll = random() % 100;
    if (roll < 35)
        return label.names[name];
    if (roll < 45)
        return withArticle(label.names[name]);
    return fill(frames[random() % frames.size()], label.names[name]);
}

std::string plainCaption(const Label &label)
{
    return fill(frames[0], label.name);
}

std::vector<std::string> allCaptions(const Label &label)
{
    std::vector<std::string> captions;
    for (const std::string &name : label.names) {
        captions.push_back(name);
        captions.push_back(withArticle(name));
        for (const std::string_view frame : frames)
            captions.push_back(fill(frame, name));
    }
    return captions;
}

} // namespace reminisce::training
