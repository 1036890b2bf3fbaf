// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/splits.h"

#include "core/base/hash.h"
#include "core/training/events.h"
#include "core/training/resample.h"

#include <algorithm>
#include <bit>
#include <map>

namespace reminisce::training {

namespace {

constexpr int nearBits = 4;
constexpr int nearLevels = 6; // of 255, on average

/// Nearly equal pairs. Their hashes differ in at most four bits, so that one of five parts is equal.
template <typename Found> void forNearPairs(const std::vector<SplitFacts> &facts, const Found &found)
{
    for (int part = 0; part < 5; ++part) {
        std::map<std::uint64_t, std::vector<std::size_t>> sameBits;
        for (std::size_t i = 0; i < facts.size(); ++i)
            sameBits[(facts[i].sketch.hash >> (13 * part)) & 0x1FFFU].push_back(i);
        for (const auto &[bits, members] : sameBits) {
            for (std::size_t a = 0; a < members.size(); ++a) {
                for (std::size_t b = a + 1; b < members.size(); ++b) {
                    if (nearlyEqual(facts[members[a]].sketch, facts[members[b]].sketch))
                        found(members[a], members[b]);
                }
            }
        }
    }
}

void joinEventsOfFolders(const std::vector<CaptionedFile> &files, const std::vector<SplitFacts> &facts, Groups &groups)
{
    std::map<std::filesystem::path, std::vector<DatedPhoto>> byFolder;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (facts[i].taken)
            byFolder[files[i].file.parent_path()].push_back({*facts[i].taken, i});
    }
    for (auto &[folder, photos] : byFolder)
        joinEvents(std::move(photos), groups);
}

/// Pictures that must not be parted.
Groups groupsOf(const std::vector<CaptionedFile> &files, const std::vector<SplitFacts> &facts)
{
    Groups groups(files.size());
    forNearPairs(facts, [&](std::size_t a, std::size_t b) { groups.join(a, b); });
    joinEventsOfFolders(files, facts, groups);
    return groups;
}

/// A number that depends on the name only.
std::uint64_t lotOf(const CaptionedFile &file)
{
    const std::string name = file.file.filename().string();
    const Digest digest = sha256({reinterpret_cast<const std::uint8_t *>(name.data()), name.size()});
    std::uint64_t lot = 0;
    for (int i = 0; i < 8; ++i)
        lot = lot << 8U | digest[static_cast<std::size_t>(i)];
    return lot;
}

} // namespace

Sketch sketchOf(const Pixels &picture)
{
    const auto reduced = [&picture](int side) {
        std::vector<float> values(static_cast<std::size_t>(side * side) * 3);
        resampleBox(picture.samples.data(), picture.width, picture.height,
                    {0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height)}, false, side,
                    values.data());
        return values;
    };
    Sketch sketch;
    const std::vector<float> nine = reduced(9);
    const auto grey = [&nine](int x, int y) {
        const float *p = nine.data() + (y * 9 + x) * 3;
        return 0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2];
    };
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x)
            sketch.hash = sketch.hash << 1U | (grey(x, y) > grey(x + 1, y) ? 1U : 0U);
    }
    const std::vector<float> eight = reduced(8);
    std::transform(eight.begin(), eight.end(), sketch.cells.begin(),
                   [](float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0F, 255.0F)); });
    return sketch;
}

bool nearlyEqual(const Sketch &a, const Sketch &b)
{
    if (std::popcount(a.hash ^ b.hash) > nearBits)
        return false;
    int difference = 0;
    for (std::size_t i = 0; i < a.cells.size(); ++i)
        difference += std::abs(a.cells[i] - b.cells[i]);
    return difference <= nearLevels * static_cast<int>(a.cells.size());
}

Result<std::vector<std::optional<Split>>> assignSplits(const std::vector<CaptionedFile> &files,
                                                       const std::vector<SplitFacts> &facts, double validation)
{
    const bool isGiven = std::any_of(files.begin(), files.end(), [](const auto &f) { return f.split.has_value(); });
    std::vector<std::optional<Split>> splits(files.size(), Split::Train);
    if (isGiven) {
        for (std::size_t i = 0; i < files.size(); ++i)
            splits[i] = files[i].split.value_or(Split::Train);
        std::size_t leaks = 0;
        std::string example;
        forNearPairs(facts, [&](std::size_t a, std::size_t b) {
            if (splits[a] == splits[b])
                return;
            ++leaks;
            example = files[a].file.filename().string() + " and " + files[b].file.filename().string();
        });
        if (leaks > 0)
            return badInput("Pictures to learn from and pictures held back are nearly the same (" + example +
                            "), so that the figures would flatter. Put them on one side, or leave the splits out.");
        return splits;
    }
    Groups groups = groupsOf(files, facts);
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < files.size(); ++i)
        members[groups.of(i)].push_back(i);
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (const auto &[first, list] : members)
        order.emplace_back(lotOf(files[first]), first);
    std::sort(order.begin(), order.end());
    const auto wanted = static_cast<std::size_t>(validation * static_cast<double>(files.size()) + 0.5);
    std::size_t held = 0;
    for (const auto &[lot, first] : order) {
        const auto &list = members[first];
        // A group larger than what is wanted is learnt from.
        if (held >= wanted)
            break;
        if (list.size() > std::max<std::size_t>(1, wanted - held))
            continue;
        for (const std::size_t i : list)
            splits[i] = Split::Validation;
        held += list.size();
    }
    return splits;
}

std::vector<std::optional<Split>> splitsAsBefore(const std::vector<CaptionedFile> &files,
                                                 const std::vector<SplitFacts> &facts,
                                                 const std::set<std::string> &heldBack)
{
    Groups groups = groupsOf(files, facts);
    std::set<std::size_t> groupsHeldBack;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (heldBack.contains(files[i].file.native()))
            groupsHeldBack.insert(groups.of(i));
    }
    std::vector<std::optional<Split>> splits(files.size(), Split::Train);
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (heldBack.contains(files[i].file.native()))
            splits[i] = Split::Validation;
        else if (groupsHeldBack.contains(groups.of(i)))
            splits[i].reset();
    }
    return splits;
}

} // namespace reminisce::training
