// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace reminisce::clip {

enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

std::size_t dtypeSize(DType type);
const char *dtypeName(DType type); ///< "F32" …, as safetensors writes it

/// A tensor inside a weight file. `data` begins at the first element and covers every element
/// that shape and strides can reach; it lives as long as the TensorFile.
struct TensorView {
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< in elements
    Bytes data;

    std::int64_t elements() const;
    bool isContiguous() const;

    /// All elements in row-major order, converted from their own type.
    std::vector<float> toFloats() const;
    /// The same in double precision, for exact integers.
    std::vector<double> toDoubles() const;
    /// Row-major bytes in the tensor's own type.
    std::vector<std::uint8_t> toContiguousBytes() const;
};

/// The tensors of one weight file, by name, without copying them. Nothing in the file is executed.
/// Reads safetensors, PyTorch zip archives (state dictionaries and TorchScript modules) and the
/// pickles that PyTorch wrote before 1.6. The content decides, not the file's name.
class TensorFile {
public:
    enum class Container { Safetensors, TorchZip, TorchScript, TorchLegacy };

    static Result<TensorFile> open(const std::filesystem::path &path);
    static Result<TensorFile> parse(MappedFile file, const std::string &name);

    const std::map<std::string, TensorView> &tensors() const { return m_tensors; }
    const TensorView *find(const std::string &name) const;
    bool contains(const std::string &name) const { return find(name) != nullptr; }
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    Container container() const { return m_container; }

private:
    MappedFile m_file;
    std::map<std::string, TensorView> m_tensors;
    std::map<std::string, std::string> m_metadata;
    Container m_container = Container::Safetensors;
};

/// Products of sizes that a file names cannot overflow in it.
__extension__ typedef unsigned __int128 WideSize;

/// What a container parser fills in; used by the parsers only.
struct TensorTable {
    std::map<std::string, TensorView> tensors;
    std::map<std::string, std::string> metadata;
};

/// True where a view of this shape, these strides and this offset stays inside `available` elements.
bool fitsInside(const std::vector<std::int64_t> &shape, const std::vector<std::int64_t> &strides, std::uint64_t offset,
                std::uint64_t available);

std::vector<std::int64_t> rowMajorStrides(const std::vector<std::int64_t> &shape);

} // namespace reminisce::clip
