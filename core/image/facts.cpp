// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/facts.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <mutex>

#include <QString>
#include <exiv2/exiv2.hpp>

namespace reminisce::image {

namespace {

std::optional<std::int64_t> secondsOf(int year, int month, int day, int hour, int minute, int second)
{
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    // The first photograph was taken in 1826.
    if (year < 1826 || year > 9999 || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    return (duration_cast<seconds>(sys_days(date).time_since_epoch()) + hours(hour) + minutes(minute) + seconds(second))
        .count();
}

/// The runs of digits in a text.
std::vector<std::string> digitRuns(std::string_view text)
{
    std::vector<std::string> runs;
    bool inside = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !inside)
            runs.emplace_back();
        if (digit)
            runs.back() += c;
        inside = digit;
    }
    return runs;
}

int number(const std::string &digits, std::size_t at, std::size_t count)
{
    return std::atoi(digits.substr(at, count).c_str());
}

std::string trimmed(std::string text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\0' || c == '\n' || c == '\t'; };
    while (!text.empty() && isBlank(text.back()))
        text.pop_back();
    const auto first = std::find_if_not(text.begin(), text.end(), isBlank);
    return {first, text.end()};
}

std::string valueOf(const Exiv2::ExifData &exif, const char *key)
{
    const auto found = exif.findKey(Exiv2::ExifKey(key));
    return found == exif.end() ? std::string() : trimmed(found->toString().substr(0, 200));
}

std::string cameraOf(const Exiv2::ExifData &exif)
{
    const std::string make = valueOf(exif, "Exif.Image.Make");
    const std::string model = valueOf(exif, "Exif.Image.Model");
    const bool repeated = model.size() >= make.size() &&
                          std::equal(make.begin(), make.end(), model.begin(), [](unsigned char a, unsigned char b) {
                              return std::tolower(a) == std::tolower(b);
                          });
    return repeated || make.empty() ? model : trimmed(make + " " + model);
}

std::optional<double> degrees(const Exiv2::ExifData &exif, const char *key, const char *referenceKey, char negative,
                              double limit)
{
    const auto found = exif.findKey(Exiv2::ExifKey(key));
    if (found == exif.end() || found->count() < 3)
        return std::nullopt;
    double sum = 0;
    double unit = 1;
    for (long i = 0; i < 3; ++i, unit /= 60) {
        const Exiv2::Rational part = found->toRational(i);
        if (part.second == 0)
            return std::nullopt;
        sum += unit * part.first / part.second;
    }
    if (!(sum <= limit))
        return std::nullopt;
    return valueOf(exif, referenceKey).starts_with(negative) ? -sum : sum;
}

void takeOrientation(long value, Facts &facts)
{
    if (value >= 1 && value <= 8)
        facts.orientation = static_cast<int>(value);
}

void takeExif(const Exiv2::ExifData &exif, Facts &facts)
{
    const auto orientation = exif.findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
    if (orientation != exif.end() && orientation->count() > 0)
        takeOrientation(orientation->toLong(), facts);
    for (const char *key : {"Exif.Photo.DateTimeOriginal", "Exif.Photo.DateTimeDigitized", "Exif.Image.DateTime"}) {
        facts.taken = parseExifDate(valueOf(exif, key));
        if (facts.taken)
            break;
    }
    facts.camera = cameraOf(exif);
    facts.latitude = degrees(exif, "Exif.GPSInfo.GPSLatitude", "Exif.GPSInfo.GPSLatitudeRef", 'S', 90);
    facts.longitude = degrees(exif, "Exif.GPSInfo.GPSLongitude", "Exif.GPSInfo.GPSLongitudeRef", 'W', 180);
    if (!facts.latitude || !facts.longitude)
        facts.latitude = facts.longitude = std::nullopt;
}

/// Keeps descriptions and tags as people wrote them, not what cameras fill in by themselves.
void addWords(std::string text, Facts &facts)
{
    constexpr std::size_t most = 32, longest = 400;
    static const std::array filledIn = {"OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM", "Exif_JPEG_PICTURE", "default"};
    if (!isUtf8(text)) // older programs wrote Latin-1
        text = QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())).toStdString();
    text = trimmed(text);
    // Exiv2 writes the language of an XMP text in front of it: lang="x-default" A dog
    if (text.starts_with("lang=\"") && text.find("\" ") != std::string::npos)
        text = trimmed(text.substr(text.find("\" ") + 2));
    if (text.empty() || text.size() > longest || facts.words.size() >= most ||
        std::find(filledIn.begin(), filledIn.end(), text) != filledIn.end() ||
        std::find(facts.words.begin(), facts.words.end(), text) != facts.words.end())
        return;
    facts.words.push_back(std::move(text));
}

template <typename Data> void addAll(const Data &data, const char *key, Facts &facts)
{
    for (const auto &entry : data) {
        if (entry.key() != key)
            continue;
        const auto count = static_cast<long>(std::min<std::size_t>(static_cast<std::size_t>(entry.count()), 64));
        if (entry.typeId() == Exiv2::xmpBag || entry.typeId() == Exiv2::xmpSeq) {
            for (long i = 0; i < count; ++i)
                addWords(entry.toString(i), facts);
        } else {
            addWords(entry.toString().substr(0, 1000), facts);
        }
    }
}

void takeWords(const Exiv2::ExifData &exif, const Exiv2::IptcData &iptc, const Exiv2::XmpData &xmp, Facts &facts)
{
    addAll(xmp, "Xmp.dc.description", facts);
    addAll(iptc, "Iptc.Application2.Caption", facts);
    addAll(exif, "Exif.Image.ImageDescription", facts);
    addAll(xmp, "Xmp.dc.title", facts);
    addAll(xmp, "Xmp.dc.subject", facts);
    addAll(iptc, "Iptc.Application2.Keywords", facts);
}

} // namespace

void loadFacts()
{
    static std::once_flag once;
    std::call_once(once, [] {
        Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
        Exiv2::XmpParser::initialize();
    });
}

Facts readFacts(Bytes file)
{
    loadFacts();
    Facts facts;
    try {
        const auto image = Exiv2::ImageFactory::open(file.data(), static_cast<long>(file.size()));
        image->readMetadata();
        takeExif(image->exifData(), facts);
        // Some programs write XMP only; where both are there, EXIF counts.
        const Exiv2::XmpData &xmp = image->xmpData();
        const auto turned = xmp.findKey(Exiv2::XmpKey("Xmp.tiff.Orientation"));
        if (turned != xmp.end() && turned->count() > 0 &&
            image->exifData().findKey(Exiv2::ExifKey("Exif.Image.Orientation")) == image->exifData().end())
            takeOrientation(turned->toLong(), facts);
        takeWords(image->exifData(), image->iptcData(), xmp, facts);
        if (image->iccProfileDefined() && image->iccProfile() != nullptr) {
            const Exiv2::DataBuf *profile = image->iccProfile();
            facts.iccProfile.assign(profile->pData_, profile->pData_ + profile->size_);
        }
    } catch (const std::exception &) {
        // The picture matters more than what is written about it.
    }
    return facts;
}

Facts readFactBlocks(Bytes tiff, Bytes xmpPacket)
{
    loadFacts();
    Facts facts;
    try {
        Exiv2::ExifData exif;
        if (!tiff.empty())
            Exiv2::ExifParser::decode(exif, tiff.data(), static_cast<std::uint32_t>(tiff.size()));
        takeExif(exif, facts);
        Exiv2::XmpData xmp;
        if (!xmpPacket.empty())
            Exiv2::XmpParser::decode(xmp, std::string(xmpPacket.begin(), xmpPacket.end()));
        takeWords(exif, {}, xmp, facts);
    } catch (const std::exception &) {
    }
    return facts;
}

std::optional<std::int64_t> parseExifDate(std::string_view text)
{
    const std::vector<std::string> runs = digitRuns(text);
    if (runs.size() < 6 || runs[0].size() != 4)
        return std::nullopt;
    return secondsOf(std::atoi(runs[0].c_str()), std::atoi(runs[1].c_str()), std::atoi(runs[2].c_str()),
                     std::atoi(runs[3].c_str()), std::atoi(runs[4].c_str()), std::atoi(runs[5].c_str()));
}

std::optional<std::int64_t> dateFromName(std::string_view name)
{
    const std::vector<std::string> runs = digitRuns(name);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        int year = 0;
        int month = 0;
        int day = 0;
        std::size_t rest = i + 1;
        std::string time;
        if (runs[i].size() == 8 || runs[i].size() == 14) {
            year = number(runs[i], 0, 4);
            month = number(runs[i], 4, 2);
            day = number(runs[i], 6, 2);
            time = runs[i].substr(8);
        } else if (runs[i].size() == 4 && i + 2 < runs.size() && runs[i + 1].size() == 2 && runs[i + 2].size() == 2) {
            year = number(runs[i], 0, 4);
            month = number(runs[i + 1], 0, 2);
            day = number(runs[i + 2], 0, 2);
            rest = i + 3;
        }
        if (year < 1990 || year > 2100)
            continue;
        if (time.empty() && rest < runs.size() && runs[rest].size() >= 6)
            time = runs[rest].substr(0, 6);
        if (time.empty() && rest + 2 < runs.size() && runs[rest].size() == 2 && runs[rest + 1].size() == 2)
            time = runs[rest] + runs[rest + 1] + runs[rest + 2].substr(0, 2);
        if (time.size() == 6) {
            if (const auto exact =
                    secondsOf(year, month, day, number(time, 0, 2), number(time, 2, 2), number(time, 4, 2)))
                return exact;
        }
        if (const auto noon = secondsOf(year, month, day, 12, 0, 0))
            return noon;
    }
    return std::nullopt;
}

} // namespace reminisce::image
