// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/image/decoder.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace reminisce::image {

class DecoderHelper;

/// Decodes pictures in helper processes (reminisce-decoder), because the bytes are foreign and most decoders are other
/// people's C code: a file that makes one crash, hang or eat memory costs that file and nothing else. Helpers start
/// when they are needed, can open no file and no connection, and end with this program. Thread-safe.
class DecoderPool {
public:
    struct Options {
        bool lowPriority = false;
        std::chrono::seconds timeLimit{60};                  ///< for one picture
        std::int64_t memoryLimit = std::int64_t{512} << 20U; ///< bytes that one helper may take for a picture
        std::filesystem::path program;                       ///< empty: the one beside this program
    };
    DecoderPool() : DecoderPool(Options()) {}
    explicit DecoderPool(Options options);
    ~DecoderPool();
    DecoderPool(const DecoderPool &) = delete;
    DecoderPool &operator=(const DecoderPool &) = delete;

    /// A helper for one caller at a time.
    class Loan {
    public:
        Loan(DecoderPool &pool, std::unique_ptr<DecoderHelper> helper);
        Loan(Loan &&) noexcept;
        Loan &operator=(Loan &&) = delete;
        ~Loan(); ///< hands it back

        /// Memory for a file of this size, which the helper sees too: read the file right into it. Very large files
        /// take turns, so that together they do not fill the computer's memory. Internal: no helper can be started.
        /// BadInput: the file is larger than largestFile.
        Result<std::span<std::uint8_t>> buffer(std::size_t size);
        /// Decodes the first `size` bytes of the buffer, as image::decode() does. Errors of kind Internal are about the
        /// helpers; all others are about the file. The samples stay in the shared memory until the next call or the end
        /// of the loan.
        Result<PictureView> decode(std::size_t size, const DecodeRequest &request, const CancelToken &cancel = {});

    private:
        DecoderPool *m_pool;
        std::unique_ptr<DecoderHelper> m_helper;
        void takeTurn();
        std::unique_lock<std::mutex> m_turn; ///< held with a very large file or picture
    };
    Loan borrow();

    /// For bytes that lie elsewhere.
    Result<Picture> decode(Bytes file, const DecodeRequest &request = {}, const CancelToken &cancel = {});

private:
    friend class Loan;
    std::unique_ptr<DecoderHelper> start(std::int64_t memoryLimit) const;
    std::unique_ptr<DecoderHelper> startLarge() const;
    void takeBack(std::unique_ptr<DecoderHelper> helper);

    Options m_options;
    std::mutex m_mutex; ///< guards the list
    std::vector<std::unique_ptr<DecoderHelper>> m_idle;
    std::mutex m_large; ///< held while one large file or picture is decoded
};

/// Larger files are refused.
constexpr std::size_t largestFile = std::size_t{512} << 20U;

} // namespace reminisce::image
