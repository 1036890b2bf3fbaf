// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/tensorfile.h"

#include "core/base/half.h"
#include "core/clip/safetensors.h"
#include "core/clip/torcharchive.h"

#include <cstring>
#include <functional>

namespace reminisce::clip {

std::size_t dtypeSize(DType type)
{
    switch (type) {
    case DType::F64:
    case DType::I64: return 8;
    case DType::F32:
    case DType::I32: return 4;
    case DType::F16:
    case DType::BF16:
    case DType::I16: return 2;
    case DType::I8:
    case DType::U8:
    case DType::Bool: return 1;
    }
    return 1;
}

const char *dtypeName(DType type)
{
    switch (type) {
    case DType::F64: return "F64";
    case DType::F32: return "F32";
    case DType::F16: return "F16";
    case DType::BF16: return "BF16";
    case DType::I64: return "I64";
    case DType::I32: return "I32";
    case DType::I16: return "I16";
    case DType::I8: return "I8";
    case DType::U8: return "U8";
    case DType::Bool: return "BOOL";
    }
    return "";
}

std::vector<std::int64_t> rowMajorStrides(const std::vector<std::int64_t> &shape)
{
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * std::max<std::int64_t>(shape[i], 1);
    return strides;
}

bool fitsInside(const std::vector<std::int64_t> &shape, const std::vector<std::int64_t> &strides, std::uint64_t offset,
                std::uint64_t available)
{
    if (shape.size() != strides.size() || shape.size() > 8)
        return false;
    WideSize last = offset;
    WideSize count = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] < 0 || strides[i] < 0)
            return false;
        if (shape[i] == 0)
            return offset <= available;
        last += static_cast<WideSize>(shape[i] - 1) * static_cast<WideSize>(strides[i]);
        count *= static_cast<WideSize>(shape[i]);
        // Expanded views (stride 0) would let a small file ask for any amount of memory.
        if (last >= available || count > available)
            return false;
    }
    return last < available;
}

std::int64_t TensorView::elements() const
{
    std::int64_t n = 1;
    for (const std::int64_t size : shape)
        n *= size;
    return n;
}

bool TensorView::isContiguous() const
{
    std::int64_t expected = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        if (shape[i] != 1 && strides[i] != expected)
            return false;
        expected *= shape[i];
    }
    return true;
}

namespace {

/// Calls visit(byte offset) for each element in row-major order.
void forEachElement(const TensorView &tensor, const std::function<void(std::size_t)> &visit)
{
    const std::int64_t n = tensor.elements();
    const std::size_t size = dtypeSize(tensor.dtype);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::int64_t position = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        visit(static_cast<std::size_t>(position) * size);
        for (std::size_t d = tensor.shape.size(); d-- > 0;) {
            position += tensor.strides[d];
            if (++index[d] < tensor.shape[d])
                break;
            position -= tensor.strides[d] * tensor.shape[d];
            index[d] = 0;
        }
    }
}

template <typename T> T load(const std::uint8_t *p)
{
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

double element(DType type, const std::uint8_t *p)
{
    switch (type) {
    case DType::F64: return load<double>(p);
    case DType::F32: return load<float>(p);
    case DType::F16: return halfToFloat(load<std::uint16_t>(p));
    case DType::BF16: return bfloatToFloat(load<std::uint16_t>(p));
    case DType::I64: return static_cast<double>(load<std::int64_t>(p));
    case DType::I32: return load<std::int32_t>(p);
    case DType::I16: return load<std::int16_t>(p);
    case DType::I8: return load<std::int8_t>(p);
    case DType::U8: return *p;
    case DType::Bool: return *p != 0 ? 1.0 : 0.0;
    }
    return 0.0;
}

template <typename Out> std::vector<Out> convert(const TensorView &tensor)
{
    std::vector<Out> values;
    values.reserve(static_cast<std::size_t>(tensor.elements()));
    forEachElement(tensor, [&](std::size_t offset) {
        values.push_back(static_cast<Out>(element(tensor.dtype, tensor.data.data() + offset)));
    });
    return values;
}

} // namespace

std::vector<float> TensorView::toFloats() const
{
    return convert<float>(*this);
}

std::vector<double> TensorView::toDoubles() const
{
    return convert<double>(*this);
}

std::vector<std::uint8_t> TensorView::toContiguousBytes() const
{
    const std::size_t size = dtypeSize(dtype);
    const std::size_t total = static_cast<std::size_t>(elements()) * size;
    if (isContiguous())
        return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(total)};
    std::vector<std::uint8_t> bytes;
    bytes.reserve(total);
    forEachElement(*this, [&](std::size_t offset) {
        bytes.insert(bytes.end(), data.begin() + static_cast<std::ptrdiff_t>(offset),
                     data.begin() + static_cast<std::ptrdiff_t>(offset + size));
    });
    return bytes;
}

Result<TensorFile> TensorFile::open(const std::filesystem::path &path)
{
    Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        return file.error();
    return parse(std::move(*file), path.filename().string());
}

Result<TensorFile> TensorFile::parse(MappedFile file, const std::string &name)
{
    TensorFile result;
    const Bytes bytes = file.bytes();
    Result<TensorTable> table = badInput("");
    if (looksLikeZip(bytes)) {
        bool isScript = false;
        table = readTorchZip(bytes, isScript);
        result.m_container = isScript ? Container::TorchScript : Container::TorchZip;
    } else if (looksLikePickle(bytes)) {
        table = readTorchLegacy(bytes);
        result.m_container = Container::TorchLegacy;
    } else {
        table = readSafetensors(bytes);
    }
    if (!table)
        return Error{table.error().kind, name + " cannot be used: " + table.error().message};
    result.m_file = std::move(file);
    result.m_tensors = std::move(table->tensors);
    result.m_metadata = std::move(table->metadata);
    return result;
}

const TensorView *TensorFile::find(const std::string &name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

} // namespace reminisce::clip
