// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decoderservice.h"

#include "core/image/decoderprotocol.h"
#include "core/image/foreigndecoders.h"
#include "core/image/sandbox.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <new>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace reminisce::image {

namespace {

constexpr int cannotBegin = 3;

Result<Picture> decodeSafely(Bytes file, const DecodeRequest &request,
                             Result<Picture> (*decode)(Bytes, const DecodeRequest &))
{
    try {
        return decode(file, request);
    } catch (const std::bad_alloc &) {
        return tooLarge(); // for this helper; another one may take more
    } catch (const std::exception &e) {
        return badInput(std::string("The picture is damaged: ") + e.what() + ".");
    }
}

/// Puts the samples in place.
std::string answerTo(const Result<Picture> &picture, std::uint8_t *samples)
{
    if (picture)
        std::copy(picture->pixels.samples.begin(), picture->pixels.samples.end(), samples);
    return protocol::writeAnswer(picture);
}

/// One picture is much like the next: its memory is used again instead of given back to the kernel and zeroed anew.
void keepMemory()
{
    constexpr int kept = 64 << 20;
    ::mallopt(M_MMAP_THRESHOLD, kept / 2);
    ::mallopt(M_TRIM_THRESHOLD, kept);
}

} // namespace

int serveDecoding(int argc, char **argv, Result<Picture> (*decode)(Bytes, const DecodeRequest &))
{
    if (argc != 4)
        return 2;
    const auto seconds = static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10));
    const std::int64_t memoryLimit = std::strtoll(argv[2], nullptr, 10);
    constexpr int lowest = 10;
    // These are for the program that runs this one; it ends this one by closing the socket.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_IGN);
    ::close_range(protocol::memoryFd + 1, ~0U, 0); // what was left open there is not for this process
    ::setenv("QT_NO_GLIB", "1", 1);                // it wants more system calls than Qt's own event loop
    if (std::string(argv[3]) == "low")
        ::setpriority(PRIO_PROCESS, 0, lowest);
    void *mapped = ::mmap(nullptr, protocol::sharedSize, PROT_READ | PROT_WRITE, MAP_SHARED, protocol::memoryFd, 0);
    if (mapped == MAP_FAILED)
        return cannotBegin;
    auto *const memory = static_cast<std::uint8_t *>(mapped);
    keepMemory();
    loadDecoders();
    ::tzset();
    if (!enterSandbox(memoryLimit))
        return cannotBegin;

    protocol::Request request;
    while (::recv(protocol::socketFd, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request)) {
        // The program that waits kills a slow helper; this is for the case that it is gone.
        ::alarm(2 * seconds + 1);
        const DecodeRequest wanted{request.shortSideAtLeast, request.maxPixels};
        // The picture ends with this statement: its samples are in memory once when the answer goes out.
        const std::string answer =
            answerTo(decodeSafely({memory, std::min<std::size_t>(request.size, largestFile)}, wanted, decode),
                     memory + protocol::samplesAt);
        if (::send(protocol::socketFd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0)
            return 1;
        ::alarm(0);
    }
    return 0;
}

} // namespace reminisce::image
