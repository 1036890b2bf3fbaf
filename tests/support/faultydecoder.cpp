// SPDX-License-Identifier: GPL-3.0-or-later
//
// A helper process whose decoder does what the file tells it to.
#include "core/image/decoderservice.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

using namespace reminisce;

namespace {

std::string mayI(bool could)
{
    return could ? "could" : "could not";
}

Result<image::Picture> obey(Bytes file, const image::DecodeRequest &)
{
    std::string_view order(reinterpret_cast<const char *>(file.data()), file.size());
    if (order.starts_with("P6 "))
        order.remove_prefix(3);
    if (order.starts_with("crash"))
        std::abort();
    if (order.starts_with("interrupt")) {
        std::raise(SIGINT);
        std::raise(SIGTERM);
        std::raise(SIGHUP);
    }
    if (order.starts_with("once")) {
        // Killed from outside while it works; the second helper sees what the first one left in the shared memory.
        auto *const mark = const_cast<std::uint8_t *>(file.data()) + 4;
        if (*mark == '!') {
            *mark = ' ';
            std::raise(SIGKILL);
        }
    }
    if (order.starts_with("kill"))
        std::raise(SIGKILL);
    if (order.starts_with("hang")) {
        for (volatile bool forever = true; forever;) {
        }
    }
    if (order.starts_with("eat")) {
        constexpr std::size_t mouthful = std::size_t{16} << 20U;
        while (true)
            std::memset(std::malloc(mouthful), 1, mouthful); // as careless as C code can be
    }
    if (order.starts_with("throw"))
        throw std::bad_alloc();
    if (order.starts_with("open"))
        return badInput(mayI(::open("/etc/passwd", O_RDONLY) >= 0 || ::open("/tmp/x", O_WRONLY | O_CREAT, 0600) >= 0));
    if (order.starts_with("connect"))
        return badInput(mayI(::socket(AF_INET, SOCK_STREAM, 0) >= 0));
    if (order.starts_with("fork"))
        return badInput(mayI(::fork() >= 0));
    image::Picture picture;
    picture.pixels = Pixels(40, 30, 3);
    picture.width = 40;
    picture.height = 30;
    return picture;
}

} // namespace

int main(int argc, char **argv)
{
    return image::serveDecoding(argc, argv, obey);
}
