// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderprotocol.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace reminisce::image::protocol {

namespace {

using Json = nlohmann::json;

constexpr std::size_t mostWords = 32;
constexpr std::size_t longestText = 1000;
constexpr std::size_t longestWords = 2000; ///< together; six bytes each where JSON escapes them

Error senseless()
{
    return badInput("The picture cannot be read: its decoder gave a senseless answer.");
}

/// JSON's numbers may be fractions and of any size.
std::int64_t integer(const Json &answer, const char *key)
{
    const Json &value = answer.at(key);
    if (!value.is_number_integer())
        throw std::out_of_range(key);
    return value.get<std::int64_t>();
}

std::optional<double> degrees(const Json &answer, const char *key, double limit)
{
    if (!answer.contains(key))
        return std::nullopt;
    const double value = answer.at(key).get<double>();
    return std::isfinite(value) && std::abs(value) <= limit ? std::optional(value) : std::nullopt;
}

std::string text(const Json &answer, const char *key)
{
    return answer.at(key).get<std::string>().substr(0, longestText);
}

int inRange(const Json &answer, const char *key, int low, int high)
{
    return static_cast<int>(std::clamp<std::int64_t>(integer(answer, key), low, high));
}

} // namespace

std::string writeAnswer(const Result<Picture> &picture)
{
    Json answer;
    if (!picture) {
        answer["error"] = picture.error().message.substr(0, longestText);
        answer["tooLarge"] = isTooLarge(picture.error());
    } else {
        answer["width"] = picture->pixels.width;
        answer["height"] = picture->pixels.height;
        answer["channels"] = picture->pixels.channels;
        answer["fullWidth"] = picture->width;
        answer["fullHeight"] = picture->height;
        answer["format"] = static_cast<int>(picture->format);
        answer["incomplete"] = picture->incomplete;
        answer["orientation"] = picture->facts.orientation;
        answer["camera"] = picture->facts.camera.substr(0, longestText);
        std::size_t length = 0;
        answer["words"] = Json::array();
        for (const std::string &word : picture->facts.words) {
            length += word.size();
            if (length <= longestWords)
                answer["words"].push_back(word);
        }
        if (picture->facts.taken)
            answer["taken"] = *picture->facts.taken;
        if (picture->facts.latitude)
            answer["latitude"] = *picture->facts.latitude;
        if (picture->facts.longitude)
            answer["longitude"] = *picture->facts.longitude;
    }
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<PictureView> readAnswer(std::string_view bytes, const std::uint8_t *samples)
{
    try {
        const Json answer = Json::parse(bytes);
        if (answer.contains("error"))
            return answer.at("tooLarge").get<bool>() ? tooLarge() : badInput(text(answer, "error"));
        PictureView picture;
        picture.pixels.width = inRange(answer, "width", 0, longestSide);
        picture.pixels.height = inRange(answer, "height", 0, longestSide);
        picture.pixels.channels = inRange(answer, "channels", 3, 4);
        const std::size_t rowSize = picture.pixels.stride();
        const auto height = static_cast<std::size_t>(picture.pixels.height);
        if (rowSize == 0 || height == 0 || rowSize > mostSamples / height)
            return senseless();
        picture.pixels.samples = samples;
        picture.width = inRange(answer, "fullWidth", 1, longestSide);
        picture.height = inRange(answer, "fullHeight", 1, longestSide);
        picture.format = static_cast<Format>(inRange(answer, "format", 0, static_cast<int>(Format::Avif)));
        picture.incomplete = answer.at("incomplete").get<bool>();
        picture.facts.orientation = inRange(answer, "orientation", 1, 8);
        picture.facts.camera = text(answer, "camera");
        for (const Json &word : answer.at("words")) {
            if (picture.facts.words.size() < mostWords)
                picture.facts.words.push_back(word.get<std::string>().substr(0, longestText));
        }
        if (answer.contains("taken"))
            picture.facts.taken = integer(answer, "taken");
        picture.facts.latitude = degrees(answer, "latitude", 90);
        picture.facts.longitude = degrees(answer, "longitude", 180);
        return picture;
    } catch (const std::exception &) {
        return senseless();
    }
}

} // namespace reminisce::image::protocol
