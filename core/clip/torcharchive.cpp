// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torcharchive.h"

#include "core/clip/pickle.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>

namespace reminisce::clip {

namespace {

using Kind = PickleNode::Kind;

template <typename T> T readAt(Bytes bytes, std::size_t offset)
{
    T value{};
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

bool inside(Bytes bytes, std::uint64_t offset, std::uint64_t size)
{
    return offset <= bytes.size() && size <= bytes.size() - offset;
}

// ---- zip directory (APPNOTE.TXT 4.3; stored entries only) ----

struct ZipEntry {
    Bytes data;
    bool stored = true;
};

using ZipDirectory = std::map<std::string, ZipEntry>;

constexpr std::size_t endRecordSize = 22;
constexpr std::uint32_t endSignature = 0x06054B50;
constexpr std::uint32_t end64Signature = 0x06064B50;
constexpr std::uint32_t locator64Signature = 0x07064B50;
constexpr std::uint32_t centralSignature = 0x02014B50;
constexpr std::uint32_t localSignature = 0x04034B50;

struct DirectoryPosition {
    std::uint64_t offset = 0;
    std::uint64_t entries = 0;
};

std::optional<DirectoryPosition> findDirectory(Bytes file)
{
    if (file.size() < endRecordSize)
        return std::nullopt;
    const std::size_t lowest = file.size() > 65'557 ? file.size() - 65'557 : 0;
    for (std::size_t at = file.size() - endRecordSize + 1; at-- > lowest;) {
        if (readAt<std::uint32_t>(file, at) != endSignature)
            continue;
        if (at >= 20 && readAt<std::uint32_t>(file, at - 20) == locator64Signature) {
            const auto end64 = readAt<std::uint64_t>(file, at - 20 + 8);
            if (!inside(file, end64, 56) || readAt<std::uint32_t>(file, end64) != end64Signature)
                return std::nullopt;
            return DirectoryPosition{readAt<std::uint64_t>(file, end64 + 48), readAt<std::uint64_t>(file, end64 + 32)};
        }
        return DirectoryPosition{readAt<std::uint32_t>(file, at + 16), readAt<std::uint16_t>(file, at + 10)};
    }
    return std::nullopt;
}

/// Sizes and offset of one central entry, widened by its zip64 field where it has one.
struct CentralSizes {
    std::uint64_t compressed = 0;
    std::uint64_t plain = 0;
    std::uint64_t local = 0;
};

CentralSizes centralSizes(Bytes file, std::size_t at, Bytes extra)
{
    CentralSizes sizes{readAt<std::uint32_t>(file, at + 20), readAt<std::uint32_t>(file, at + 24),
                       readAt<std::uint32_t>(file, at + 42)};
    for (std::size_t i = 0; i + 4 <= extra.size();) {
        const auto id = readAt<std::uint16_t>(extra, i);
        const std::size_t size = readAt<std::uint16_t>(extra, i + 2);
        if (size > extra.size() - i - 4)
            break;
        if (id == 1) {
            std::size_t field = i + 4;
            for (std::uint64_t *value : {&sizes.plain, &sizes.compressed, &sizes.local}) {
                if (*value == 0xFFFFFFFFU && field + 8 <= i + 4 + size) {
                    *value = readAt<std::uint64_t>(extra, field);
                    field += 8;
                }
            }
        }
        i += 4 + size;
    }
    return sizes;
}

Result<ZipDirectory> readDirectory(Bytes file)
{
    const auto position = findDirectory(file);
    if (!position)
        return badInput("the archive has no directory; the file is probably incomplete.");
    ZipDirectory directory;
    std::uint64_t at = position->offset;
    for (std::uint64_t i = 0; i < position->entries; ++i) {
        if (!inside(file, at, 46) || readAt<std::uint32_t>(file, at) != centralSignature)
            return badInput("the archive's directory is damaged.");
        const std::size_t nameSize = readAt<std::uint16_t>(file, at + 28);
        const std::size_t extraSize = readAt<std::uint16_t>(file, at + 30);
        const std::size_t commentSize = readAt<std::uint16_t>(file, at + 32);
        if (!inside(file, at + 46, nameSize + extraSize + commentSize))
            return badInput("the archive's directory is damaged.");
        const std::string name(reinterpret_cast<const char *>(file.data()) + at + 46, nameSize);
        const CentralSizes sizes = centralSizes(file, at, file.subspan(at + 46 + nameSize, extraSize));
        if (!inside(file, sizes.local, 30) || readAt<std::uint32_t>(file, sizes.local) != localSignature)
            return badInput("the archive's directory is damaged.");
        const std::uint64_t begin = sizes.local + 30 + readAt<std::uint16_t>(file, sizes.local + 26) +
                                    readAt<std::uint16_t>(file, sizes.local + 28);
        if (!inside(file, begin, sizes.compressed))
            return badInput("the archive is incomplete.");
        const bool stored = readAt<std::uint16_t>(file, at + 10) == 0 && sizes.compressed == sizes.plain;
        directory.emplace(name, ZipEntry{file.subspan(begin, sizes.compressed), stored});
        at += 46 + nameSize + extraSize + commentSize;
    }
    return directory;
}

// ---- from pickle nodes to tensors ----

std::optional<DType> storageType(const std::string &global)
{
    static const std::map<std::string, DType> types = {
        {"torch DoubleStorage", DType::F64},    {"torch FloatStorage", DType::F32}, {"torch HalfStorage", DType::F16},
        {"torch BFloat16Storage", DType::BF16}, {"torch LongStorage", DType::I64},  {"torch IntStorage", DType::I32},
        {"torch ShortStorage", DType::I16},     {"torch CharStorage", DType::I8},   {"torch ByteStorage", DType::U8},
        {"torch BoolStorage", DType::Bool}};
    const auto found = types.find(global);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

struct Storage {
    DType dtype = DType::F32;
    std::string key;
    std::uint64_t elements = 0;
};

/// ('storage', type, key, location, element count, …)
std::optional<Storage> storageOf(const PickleTree &tree, const PickleNode &id)
{
    if (id.kind != Kind::PersistentId)
        return std::nullopt;
    const PickleNode &tuple = tree.at(id.items[0]);
    if (tuple.kind != Kind::Tuple || tuple.items.size() < 5 || tree.at(tuple.items[0]).text != "storage")
        return std::nullopt;
    const auto type = storageType(tree.at(tuple.items[1]).text);
    const PickleNode &count = tree.at(tuple.items[4]);
    if (!type || count.kind != Kind::Int || count.integer < 0)
        return std::nullopt;
    return Storage{*type, tree.at(tuple.items[2]).text, static_cast<std::uint64_t>(count.integer)};
}

std::optional<std::vector<std::int64_t>> integers(const PickleTree &tree, const PickleNode &tuple)
{
    if (tuple.kind != Kind::Tuple)
        return std::nullopt;
    std::vector<std::int64_t> values;
    for (const std::uint32_t item : tuple.items) {
        if (tree.at(item).kind != Kind::Int)
            return std::nullopt;
        values.push_back(tree.at(item).integer);
    }
    return values;
}

/// The bytes of a storage by its key, or empty where there is none.
using StorageLookup = std::function<std::optional<Bytes>(const Storage &)>;

Result<TensorView> tensorOf(const PickleTree &tree, const PickleNode &node, const StorageLookup &lookup)
{
    const auto storage = storageOf(tree, tree.at(node.items[0]));
    const PickleNode &offsetNode = tree.at(node.items[1]);
    const auto shape = integers(tree, tree.at(node.items[2]));
    const auto strides = integers(tree, tree.at(node.items[3]));
    if (!storage || !shape || !strides || offsetNode.kind != Kind::Int || offsetNode.integer < 0)
        return badInput("a tensor's description is damaged or of an unknown type.");
    const auto bytes = lookup(*storage);
    if (!bytes)
        return badInput("the data of a tensor is missing; the file is probably incomplete.");
    const std::size_t size = dtypeSize(storage->dtype);
    const std::uint64_t available = bytes->size() / size;
    const auto offset = static_cast<std::uint64_t>(offsetNode.integer);
    if (storage->elements > available || !fitsInside(*shape, *strides, offset, storage->elements))
        return badInput("a tensor is larger than its data; the file is probably incomplete.");
    return TensorView{storage->dtype, *shape, *strides, bytes->subspan(offset * size)};
}

/// Parameters and buffers of a TorchScript module, by their dotted path.
class ModuleWalk {
public:
    ModuleWalk(const PickleTree &tree, const StorageLookup &lookup) : m_tree(tree), m_lookup(lookup) {}

    Result<TensorTable> run(const PickleNode &root)
    {
        TensorTable table;
        std::vector<std::pair<const PickleNode *, std::string>> open = {{&root, ""}};
        std::size_t visited = 0;
        while (!open.empty()) {
            const auto [module, prefix] = open.back();
            open.pop_back();
            if (++visited > 100'000)
                return badInput("its description is too large.");
            if (module->items.empty() || m_tree.at(module->items[0]).kind != Kind::Dict)
                continue;
            const PickleNode &state = m_tree.at(module->items[0]);
            for (std::size_t i = 0; i + 1 < state.items.size(); i += 2) {
                const std::string name = prefix + m_tree.at(state.items[i]).text;
                const PickleNode &value = m_tree.at(state.items[i + 1]);
                if (value.kind == Kind::Object && name.size() < 1000) {
                    open.emplace_back(&value, name + ".");
                } else if (value.kind == Kind::Tensor) {
                    Result<TensorView> view = tensorOf(m_tree, value, m_lookup);
                    if (!view)
                        return view.error();
                    table.tensors.emplace(name, std::move(*view));
                }
            }
        }
        return table;
    }

private:
    const PickleTree &m_tree;
    const StorageLookup &m_lookup;
};

Result<TensorTable> stateDict(const PickleTree &tree, const StorageLookup &lookup)
{
    const PickleNode *dict = &tree.at(tree.root);
    for (const char *key : {"state_dict", "model"}) {
        const PickleNode *inner = tree.lookup(*dict, key);
        if (inner != nullptr && inner->kind == Kind::Dict) {
            dict = inner;
            break;
        }
    }
    if (dict->kind != Kind::Dict)
        return badInput("it holds no dictionary of tensors.");
    TensorTable table;
    for (std::size_t i = 0; i + 1 < dict->items.size(); i += 2) {
        const PickleNode &key = tree.at(dict->items[i]);
        const PickleNode &value = tree.at(dict->items[i + 1]);
        if (key.kind != Kind::String || value.kind != Kind::Tensor)
            continue;
        Result<TensorView> view = tensorOf(tree, value, lookup);
        if (!view)
            return view.error();
        const std::string name = key.text.starts_with("module.") ? key.text.substr(7) : key.text;
        table.tensors.emplace(name, std::move(*view));
    }
    if (table.tensors.empty())
        return badInput("it holds no tensors.");
    return table;
}

} // namespace

bool looksLikeZip(Bytes file)
{
    return file.size() >= 4 && readAt<std::uint32_t>(file, 0) == localSignature;
}

bool looksLikePickle(Bytes file)
{
    return file.size() >= 2 && file[0] == 0x80 && file[1] == 0x02;
}

Result<TensorTable> readTorchZip(Bytes file, bool &isScript)
{
    Result<ZipDirectory> directory = readDirectory(file);
    if (!directory)
        return directory.error();
    const auto description = std::find_if(directory->begin(), directory->end(), [](const auto &entry) {
        return entry.first == "data.pkl" || entry.first.ends_with("/data.pkl");
    });
    if (description == directory->end())
        return badInput("the archive holds no PyTorch weights.");
    const std::string root = description->first.substr(0, description->first.size() - std::strlen("data.pkl"));
    isScript = std::any_of(directory->begin(), directory->end(),
                           [&](const auto &entry) { return entry.first.starts_with(root + "code/"); });
    const auto order = directory->find(root + "byteorder");
    if (order != directory->end() && std::string(order->second.data.begin(), order->second.data.end()) == "big")
        return badInput("its numbers are stored in big-endian order, which is not supported.");
    if (!description->second.stored)
        return badInput("its description is compressed, which PyTorch never does.");

    const Result<PickleTree> tree = readPickle(description->second.data);
    if (!tree)
        return tree.error();
    const StorageLookup lookup = [&](const Storage &storage) -> std::optional<Bytes> {
        const auto found = directory->find(root + "data/" + storage.key);
        if (found == directory->end() || !found->second.stored)
            return std::nullopt;
        return found->second.data;
    };
    const PickleNode &top = tree->at(tree->root);
    return top.kind == Kind::Object ? ModuleWalk(*tree, lookup).run(top) : stateDict(*tree, lookup);
}

Result<TensorTable> readTorchLegacy(Bytes file)
{
    // magic number, protocol version, system facts, the object, the keys of the storages
    std::vector<PickleTree> pickles;
    Bytes rest = file;
    for (int i = 0; i < 5; ++i) {
        Result<PickleTree> tree = readPickle(rest);
        if (!tree)
            return tree.error();
        rest = rest.subspan(tree->bytesRead);
        pickles.push_back(std::move(*tree));
    }
    static const std::string magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
    if (pickles[0].at(pickles[0].root).text != magic)
        return badInput("it is a pickle, but not one of PyTorch's.");

    const PickleTree &object = pickles[3];
    std::map<std::string, std::size_t> elementSizes;
    for (const PickleNode &node : object.nodes) {
        if (const auto storage = storageOf(object, node))
            elementSizes[storage->key] = dtypeSize(storage->dtype);
    }
    std::map<std::string, Bytes> storages;
    const PickleTree &keys = pickles[4];
    for (const std::uint32_t item : keys.at(keys.root).items) {
        const std::string &key = keys.at(item).text;
        if (rest.size() < 8 || !elementSizes.contains(key))
            return badInput("it is incomplete.");
        const auto count = readAt<std::uint64_t>(rest, 0);
        rest = rest.subspan(8);
        if (count > rest.size() / elementSizes[key])
            return badInput("it is incomplete.");
        storages[key] = rest.subspan(0, count * elementSizes[key]);
        rest = rest.subspan(count * elementSizes[key]);
    }
    return stateDict(object, [&](const Storage &storage) -> std::optional<Bytes> {
        const auto found = storages.find(storage.key);
        return found == storages.end() ? std::nullopt : std::optional(found->second);
    });
}

} // namespace reminisce::clip
