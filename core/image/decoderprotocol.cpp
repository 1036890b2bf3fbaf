// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderprotocol.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace reminisce::image::protocol {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longestText = 1000;

Error senseless()
{
    return badInput("The picture cannot be read: its decoder gave a senseless answer.");
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
    return std::clamp(answer.at(key).get<int>(), low, high);
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
        if (picture->facts.taken)
            answer["taken"] = *picture->facts.taken;
        if (picture->facts.latitude)
            answer["latitude"] = *picture->facts.latitude;
        if (picture->facts.longitude)
            answer["longitude"] = *picture->facts.longitude;
    }
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Picture> readAnswer(std::string_view bytes, const std::uint8_t *samples)
{
    try {
        const Json answer = Json::parse(bytes);
        if (answer.contains("error"))
            return answer.at("tooLarge").get<bool>() ? tooLarge() : badInput(text(answer, "error"));
        Picture picture;
        const int width = answer.at("width").get<int>();
        const int height = answer.at("height").get<int>();
        const int channels = answer.at("channels").get<int>();
        const bool possible = width > 0 && height > 0 && (channels == 3 || channels == 4) &&
                              static_cast<std::size_t>(width) <=
                                  mostSamples / static_cast<std::size_t>(channels) / static_cast<std::size_t>(height);
        if (!possible)
            return senseless();
        picture.pixels.width = width;
        picture.pixels.height = height;
        picture.pixels.channels = channels;
        picture.pixels.samples.assign(samples, samples + picture.pixels.stride() * static_cast<std::size_t>(height));
        picture.width = std::max(1, answer.at("fullWidth").get<int>());
        picture.height = std::max(1, answer.at("fullHeight").get<int>());
        picture.format = static_cast<Format>(inRange(answer, "format", 0, static_cast<int>(Format::Avif)));
        picture.incomplete = answer.at("incomplete").get<bool>();
        picture.facts.orientation = inRange(answer, "orientation", 1, 8);
        picture.facts.camera = text(answer, "camera");
        if (answer.contains("taken"))
            picture.facts.taken = answer.at("taken").get<std::int64_t>();
        picture.facts.latitude = degrees(answer, "latitude", 90);
        picture.facts.longitude = degrees(answer, "longitude", 180);
        return picture;
    } catch (const Json::exception &) {
        return senseless();
    }
}

} // namespace reminisce::image::protocol
