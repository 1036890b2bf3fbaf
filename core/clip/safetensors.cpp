// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/safetensors.h"

#include "core/base/paths.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

namespace reminisce::clip {

namespace {

using Json = nlohmann::json;

// The reference implementation's own limit.
constexpr std::uint64_t maxHeaderBytes = 100'000'000;
constexpr int maxDepth = 8;

std::optional<DType> dtypeFromName(const std::string &name)
{
    for (const DType type : {DType::F64, DType::F32, DType::F16, DType::BF16, DType::I64, DType::I32, DType::I16,
                             DType::I8, DType::U8, DType::Bool}) {
        if (name == dtypeName(type))
            return type;
    }
    return std::nullopt;
}

/// Nesting is refused before it costs anything; the format needs three levels.
Json parseHeader(std::string_view text)
{
    bool tooDeep = false;
    Json header = Json::parse(
        text.begin(), text.end(),
        [&tooDeep](int depth, Json::parse_event_t, Json &) {
            tooDeep = tooDeep || depth > maxDepth;
            return !tooDeep;
        },
        false);
    return tooDeep ? Json(Json::value_t::discarded) : header;
}

struct Span {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

std::optional<std::vector<std::int64_t>> readShape(const Json &entry)
{
    const auto found = entry.find("shape");
    if (found == entry.end() || !found->is_array() || found->size() > 8)
        return std::nullopt;
    std::vector<std::int64_t> shape;
    for (const Json &size : *found) {
        if (!size.is_number_unsigned() || size.get<std::uint64_t>() > (1ULL << 40U))
            return std::nullopt;
        shape.push_back(size.get<std::int64_t>());
    }
    return shape;
}

std::optional<Span> readOffsets(const Json &entry)
{
    const auto found = entry.find("data_offsets");
    if (found == entry.end() || !found->is_array() || found->size() != 2 || !(*found)[0].is_number_unsigned() ||
        !(*found)[1].is_number_unsigned())
        return std::nullopt;
    return Span{(*found)[0].get<std::uint64_t>(), (*found)[1].get<std::uint64_t>()};
}

Result<TensorView> readEntry(const std::string &name, const Json &entry, Bytes data, Span &span)
{
    if (!entry.is_object())
        return badInput("the entry of tensor \"" + name + "\" is not an object.");
    const auto typeName = entry.find("dtype");
    if (typeName == entry.end() || !typeName->is_string())
        return badInput("tensor \"" + name + "\" has no type.");
    const std::optional<DType> type = dtypeFromName(typeName->get<std::string>());
    if (!type)
        return badInput("tensor \"" + name + "\" has the type " + typeName->get<std::string>() +
                        ", which is not supported.");
    const auto shape = readShape(entry);
    const auto offsets = readOffsets(entry);
    if (!shape || !offsets)
        return badInput("the shape or position of tensor \"" + name + "\" is damaged.");
    if (offsets->begin > offsets->end || offsets->end > data.size())
        return badInput("tensor \"" + name + "\" lies outside the file; the file may be incomplete.");
    WideSize bytes = dtypeSize(*type);
    for (const std::int64_t size : *shape) {
        bytes *= static_cast<WideSize>(size);
        if (bytes > data.size())
            return badInput("tensor \"" + name + "\" is larger than the file.");
    }
    if (bytes != offsets->end - offsets->begin)
        return badInput("the shape of tensor \"" + name + "\" does not match its size.");
    span = *offsets;
    return TensorView{*type, *shape, rowMajorStrides(*shape),
                      data.subspan(offsets->begin, offsets->end - offsets->begin)};
}

bool coverWithoutGaps(std::vector<Span> spans, std::uint64_t size)
{
    std::sort(spans.begin(), spans.end(),
              [](const Span &a, const Span &b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
    std::uint64_t position = 0;
    for (const Span &span : spans) {
        if (span.begin != position)
            return false;
        position = span.end;
    }
    return position == size;
}

} // namespace

Result<TensorTable> readSafetensors(Bytes file)
{
    std::uint64_t headerBytes = 0;
    if (file.size() < sizeof headerBytes)
        return badInput("it is not a weight file that Reminisce knows.");
    std::memcpy(&headerBytes, file.data(), sizeof headerBytes);
    const std::uint64_t rest = file.size() - sizeof headerBytes;
    if (headerBytes > maxHeaderBytes || headerBytes > rest)
        return badInput("it is not a weight file that Reminisce knows, or it is incomplete.");

    const Json header = parseHeader(
        {reinterpret_cast<const char *>(file.data()) + sizeof headerBytes, static_cast<std::size_t>(headerBytes)});
    if (!header.is_object())
        return badInput("its header is damaged.");
    const Bytes data = file.subspan(sizeof headerBytes + headerBytes);

    TensorTable table;
    std::vector<Span> spans;
    for (const auto &[name, entry] : header.items()) {
        if (name == "__metadata__") {
            if (!entry.is_object())
                return badInput("its header is damaged.");
            for (const auto &[key, value] : entry.items()) {
                if (!value.is_string())
                    return badInput("its header is damaged.");
                table.metadata[key] = value.get<std::string>();
            }
            continue;
        }
        Span span;
        Result<TensorView> view = readEntry(name, entry, data, span);
        if (!view)
            return view.error();
        spans.push_back(span);
        table.tensors.emplace(name, std::move(*view));
    }
    if (!coverWithoutGaps(std::move(spans), data.size()))
        return badInput("its tensors overlap or leave gaps; the file may be incomplete.");
    return table;
}

TensorData floatTensor(std::string name, std::vector<std::int64_t> shape, const std::vector<float> &values)
{
    const auto *begin = reinterpret_cast<const std::uint8_t *>(values.data());
    return {std::move(name), DType::F32, std::move(shape), {begin, begin + values.size() * sizeof(float)}};
}

Result<void> writeSafetensors(const std::filesystem::path &path, const std::vector<TensorData> &tensors,
                              const std::map<std::string, std::string> &metadata)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const TensorData &tensor : tensors) {
        header[tensor.name] = {{"dtype", dtypeName(tensor.dtype)},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    // Aligned data lets readers map the tensors as they are.
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    std::string content(reinterpret_cast<const char *>(&length), sizeof length);
    content.reserve(sizeof length + text.size() + offset);
    content += text;
    for (const TensorData &tensor : tensors)
        content.append(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
    return paths::writeAtomically(path, content);
}

} // namespace reminisce::clip
