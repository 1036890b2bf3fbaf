// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace reminisce {

/// Who has to act on an error: it decides the exit code of the command line and the tone of the window.
enum class ErrorKind {
    BadInput,    ///< a file or request is damaged, unsupported or wrong
    Unavailable, ///< held by another process, missing permission, disk full, device gone
    Cancelled,   ///< the person asked to stop
    Internal     ///< a defect of the program
};

/// What went wrong, in one sentence that a person understands (English; the window may reword by kind).
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;
};

inline Error badInput(std::string message)
{
    return {ErrorKind::BadInput, std::move(message)};
}
inline Error unavailable(std::string message)
{
    return {ErrorKind::Unavailable, std::move(message)};
}
inline Error cancelled()
{
    return {ErrorKind::Cancelled, "Stopped."};
}

/// A value or the reason why there is none. C++20 has no std::expected.
template <typename T> class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Only where ok(). Of a temporary the value is moved out, so that nothing can dangle.
    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    /// Only where not ok().
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// A Result without a value.
template <> class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace reminisce
