// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderpool.h"

#include "core/base/filedescriptor.h"
#include "core/base/paths.h"
#include "core/image/decoderprotocol.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reminisce::image {

namespace {

using Clock = std::chrono::steady_clock;

/// Larger files and pictures have a helper of their own with more memory, one at a time.
constexpr std::size_t ordinaryFile = std::size_t{64} << 20U;
constexpr std::int64_t ordinaryPixels = 48'000'000;
constexpr std::int64_t largeMemoryLimit = std::int64_t{1100} << 20U;
/// Shared memory that stays with an idle helper.
constexpr std::size_t keptMemory = std::size_t{48} << 20U;

Error noHelper(const std::string &why)
{
    return {ErrorKind::Internal, "The part of the program that reads pictures cannot be started: " + why + "."};
}

Result<std::filesystem::path> installedProgram()
{
    for (const std::filesystem::path &candidate : paths::helperCandidates("reminisce-decoder")) {
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
    }
    return noHelper("reminisce-decoder is missing; install the program again");
}

} // namespace

/// One helper process and the memory shared with it. Started by the first buffer(); a dead one is started again by the
/// next.
class DecoderHelper {
public:
    DecoderHelper(std::filesystem::path program, bool lowPriority, std::int64_t memoryLimit,
                  std::chrono::seconds timeLimit)
        : m_program(std::move(program)), m_lowPriority(lowPriority), m_memoryLimit(memoryLimit), m_timeLimit(timeLimit)
    {
    }
    ~DecoderHelper()
    {
        stop();
        if (m_memory != nullptr)
            ::munmap(m_memory, protocol::sharedSize);
    }
    DecoderHelper(const DecoderHelper &) = delete;
    DecoderHelper &operator=(const DecoderHelper &) = delete;

    Result<std::span<std::uint8_t>> buffer(std::size_t size)
    {
        if (size > largestFile)
            return badInput("The file is too large.");
        if (m_pid <= 0) {
            if (auto started = start(); !started)
                return started.error();
        }
        m_touched = std::max(m_touched, size);
        return std::span(m_memory, size);
    }

    Result<PictureView> decode(std::size_t size, const DecodeRequest &request, const CancelToken &cancel)
    {
        const protocol::Request message{size, request.shortSideAtLeast, request.maxPixels};
        std::array<char, protocol::largestAnswer> answer = {};
        std::optional<Result<std::size_t>> length = ask(message, answer, cancel);
        if (!length) {
            // Not this file's doing; it still lies in the shared memory.
            if (auto started = start(); !started)
                return started.error();
            length = ask(message, answer, cancel);
        }
        if (!length)
            return unavailable("The part of the program that reads pictures was stopped from outside.");
        if (!*length)
            return length->error();
        Result<PictureView> picture = protocol::readAnswer({answer.data(), **length}, m_memory + protocol::samplesAt);
        if (picture)
            m_touched += picture->pixels.size();
        return picture;
    }

    /// Gives the memory of a large picture back.
    void tidy()
    {
        if (m_touched > keptMemory)
            ::fallocate(m_file.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, protocol::sharedSize);
        m_touched = 0;
    }

private:
    Result<void> start()
    {
        if (m_memory == nullptr) {
            if (auto shared = share(); !shared)
                return shared;
        }
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            return noHelper(std::strerror(errno));
        m_socket = FileDescriptor(ends[0]);
        const FileDescriptor theirs(ends[1]);
        if (m_program.empty()) {
            const auto program = installedProgram();
            if (!program)
                return program.error();
            m_program = *program;
        }

        // Far from the numbers that the helper expects, so that neither is overwritten before it is copied.
        const FileDescriptor socketCopy(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, 64));
        const FileDescriptor memoryCopy(::fcntl(m_file.get(), F_DUPFD_CLOEXEC, 64));
        std::string program = m_program.native();
        std::string memory = std::to_string(m_memoryLimit);
        std::string priority = m_lowPriority ? "low" : "normal";
        std::string seconds = std::to_string(m_timeLimit.count());
        std::array<char *, 5> arguments = {program.data(), seconds.data(), memory.data(), priority.data(), nullptr};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, socketCopy.get(), protocol::socketFd);
        ::posix_spawn_file_actions_adddup2(&actions, memoryCopy.get(), protocol::memoryFd);
        // What libraries say about a file is for nobody.
        for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
        const int failed = ::posix_spawn(&m_pid, program.c_str(), &actions, nullptr, arguments.data(), ::environ);
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) {
            m_pid = -1;
            return noHelper(std::strerror(failed));
        }
        return {};
    }

    Result<void> share()
    {
        m_file = FileDescriptor(::memfd_create("reminisce-decoder", MFD_CLOEXEC | MFD_ALLOW_SEALING));
        if (m_file.get() < 0 || ::ftruncate(m_file.get(), protocol::sharedSize) != 0)
            return noHelper(std::strerror(errno));
        // A helper that has been taken over could cut the file, and this process would crash on its memory.
        ::fcntl(m_file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
        void *memory = ::mmap(nullptr, protocol::sharedSize, PROT_READ | PROT_WRITE, MAP_SHARED, m_file.get(), 0);
        if (memory == MAP_FAILED)
            return noHelper(std::strerror(errno));
        m_memory = static_cast<std::uint8_t *>(memory);
        return {};
    }

    /// The length of the answer; nothing where the helper ended and the file is not to blame.
    std::optional<Result<std::size_t>> ask(const protocol::Request &message, std::span<char> answer,
                                           const CancelToken &cancel)
    {
        m_endedByOthers = false;
        const bool sent =
            ::send(m_socket.get(), &message, sizeof message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof message);
        const Result<std::size_t> length = sent ? receive(answer, cancel) : Result<std::size_t>(died());
        const bool isFilesFault = sent && !m_endedByOthers;
        if (length || length.error().kind != ErrorKind::BadInput || isFilesFault)
            return length;
        return cancel.isCancelled() ? std::optional<Result<std::size_t>>(cancelled()) : std::nullopt;
    }

    /// Waits for an answer as long as the time limit and the person allow.
    Result<std::size_t> receive(std::span<char> answer, const CancelToken &cancel)
    {
        constexpr int patienceMs = 100;
        const auto end = Clock::now() + m_timeLimit;
        while (true) {
            pollfd wanted = {m_socket.get(), POLLIN, 0};
            const int ready = ::poll(&wanted, 1, patienceMs);
            if (ready > 0) {
                const ssize_t n = ::recv(m_socket.get(), answer.data(), answer.size(), 0);
                return n > 0 ? Result<std::size_t>(static_cast<std::size_t>(n)) : died();
            }
            if (ready < 0 && errno != EINTR)
                return died();
            if (cancel.isCancelled()) {
                stop();
                return cancelled();
            }
            if (Clock::now() > end) {
                stop();
                return badInput("Reading this picture takes too long; it was left out.");
            }
        }
    }

    Error died()
    {
        const bool started = m_pid > 0;
        stop();
        // The helper's own word that it could not begin.
        if (started && WIFEXITED(m_status) && WEXITSTATUS(m_status) == 3)
            return noHelper("its sandbox cannot be set up here");
        // By the kernel for lack of memory, or with the program that runs it, as at the end of a session.
        constexpr std::array signals = {SIGKILL, SIGTERM, SIGINT, SIGHUP};
        m_endedByOthers = started && WIFSIGNALED(m_status) &&
                          std::find(signals.begin(), signals.end(), WTERMSIG(m_status)) != signals.end();
        return badInput("This picture is damaged in a way that makes its decoder crash.");
    }

    void stop()
    {
        m_socket = FileDescriptor();
        if (m_pid <= 0)
            return;
        // With its socket gone an idle helper ends by itself; a busy one does not look.
        ::kill(m_pid, SIGKILL);
        while (::waitpid(m_pid, &m_status, 0) < 0 && errno == EINTR) {
        }
        m_pid = -1;
    }

    std::filesystem::path m_program;
    bool m_lowPriority;
    std::int64_t m_memoryLimit;
    std::chrono::seconds m_timeLimit;
    FileDescriptor m_socket;
    FileDescriptor m_file;
    std::uint8_t *m_memory = nullptr; ///< mapped from m_file
    std::size_t m_touched = 0;        ///< bytes of it, about
    pid_t m_pid = -1;
    int m_status = 0;
    bool m_endedByOthers = false; ///< the last helper
};

namespace {

Result<Picture> copied(const Result<PictureView> &view)
{
    return view ? Result<Picture>(Picture{*view, view->pixels.copy()}) : view.error();
}

} // namespace

DecoderPool::DecoderPool(Options options) : m_options(std::move(options)) {}
DecoderPool::~DecoderPool() = default;

std::unique_ptr<DecoderHelper> DecoderPool::start(std::int64_t memoryLimit) const
{
    return std::make_unique<DecoderHelper>(m_options.program, m_options.lowPriority, memoryLimit, m_options.timeLimit);
}

std::unique_ptr<DecoderHelper> DecoderPool::startLarge() const
{
    return start(std::max(m_options.memoryLimit, largeMemoryLimit));
}

void DecoderPool::takeBack(std::unique_ptr<DecoderHelper> helper)
{
    helper->tidy();
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(helper));
}

DecoderPool::Loan DecoderPool::borrow()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return {*this, start(m_options.memoryLimit)};
    std::unique_ptr<DecoderHelper> helper = std::move(m_idle.back());
    m_idle.pop_back();
    return {*this, std::move(helper)};
}

Result<Picture> DecoderPool::decode(Bytes file, const DecodeRequest &request, const CancelToken &cancel)
{
    Loan loan = borrow();
    const auto buffer = loan.buffer(file.size());
    if (!buffer)
        return buffer.error();
    std::copy(file.begin(), file.end(), buffer->begin());
    return copied(loan.decode(file.size(), request, cancel));
}

DecoderPool::Loan::Loan(DecoderPool &pool, std::unique_ptr<DecoderHelper> helper)
    : m_pool(&pool), m_helper(std::move(helper))
{
}

DecoderPool::Loan::Loan(Loan &&) noexcept = default;

DecoderPool::Loan::~Loan()
{
    if (!m_helper)
        return;
    if (m_turn.owns_lock())
        m_helper.reset(); // before the next one's turn
    else
        m_pool->takeBack(std::move(m_helper));
}

/// From now on with a helper that may take more memory.
void DecoderPool::Loan::takeTurn()
{
    m_turn = std::unique_lock(m_pool->m_large);
    m_pool->takeBack(std::exchange(m_helper, m_pool->startLarge()));
}

Result<std::span<std::uint8_t>> DecoderPool::Loan::buffer(std::size_t size)
{
    if (size > ordinaryFile && size <= largestFile && !m_turn.owns_lock())
        takeTurn();
    return m_helper->buffer(size);
}

Result<PictureView> DecoderPool::Loan::decode(std::size_t size, const DecodeRequest &request, const CancelToken &cancel)
{
    if (m_turn.owns_lock())
        return m_helper->decode(size, request, cancel);
    DecodeRequest ordinary = request;
    ordinary.maxPixels = std::min(request.maxPixels, ordinaryPixels);
    Result<PictureView> picture = m_helper->decode(size, ordinary, cancel);
    if (picture || !isTooLarge(picture.error()) || request.maxPixels <= ordinaryPixels)
        return picture;
    const auto small = m_helper->buffer(size);
    if (!small)
        return small.error();
    const std::vector<std::uint8_t> file(small->begin(), small->end());
    takeTurn();
    const auto buffer = m_helper->buffer(size);
    if (!buffer)
        return buffer.error();
    std::copy(file.begin(), file.end(), buffer->begin());
    return m_helper->decode(size, request, cancel);
}

} // namespace reminisce::image
