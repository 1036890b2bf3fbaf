// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/clip/modelstore.h"

#include <csignal>
#include <iostream>

namespace reminisce::cli {

namespace fs = std::filesystem;

fs::path Context::libraryPath() const
{
    return library.empty() ? Choices::load().currentLibrary() : absolutePath(library);
}

std::shared_ptr<const clip::Checkpoint> Context::checkpoint() const
{
    return must(clip::Checkpoint::open(must(clip::modelstore::resolve(model, Choices::load().model))));
}

clip::EncoderOptions Context::encoderOptions() const
{
    return clip::encoderOptions(device, precision, threads);
}

std::unique_ptr<clip::ImageEncoder> Context::imageEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint) const
{
    return must(must(clip::loadTowers())->imageEncoder(std::move(checkpoint), encoderOptions()));
}

std::unique_ptr<clip::TextEncoder> Context::textEncoder(std::shared_ptr<const clip::Checkpoint> checkpoint) const
{
    return must(must(clip::loadTowers())->textEncoder(std::move(checkpoint), encoderOptions()));
}

void Context::print(const Json &document) const
{
    std::cout << document.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

void Context::printLine(const std::string &line) const
{
    std::cout << line << (nul ? '\0' : '\n');
}

fs::path absolutePath(const fs::path &path)
{
    std::error_code code;
    return fs::absolute(path, code).lexically_normal();
}

void putPath(Json &object, const fs::path &path)
{
    object["path"] = absolutePath(path).string();
    if (!isUtf8(path.native()))
        object["path_base64"] = base64(absolutePath(path).native());
}

Result<image::Picture> readPicture(image::DecoderPool &decoders, const fs::path &path,
                                   const image::DecodeRequest &request)
{
    const auto bytes = paths::readFile(path);
    if (!bytes)
        return bytes.error();
    return decoders.decode({reinterpret_cast<const std::uint8_t *>(bytes->data()), bytes->size()}, request);
}

namespace {

const indexing::Control &control()
{
    static const indexing::Control control;
    return control;
}

/// Once to end in good order; whoever does not want to wait asks a second time.
void onInterrupt(int signal)
{
    control().cancel().cancel();
    std::signal(signal, SIG_DFL);
}

} // namespace

const indexing::Control &interruptControl()
{
    const indexing::Control &asked = control();
    [[maybe_unused]] static const bool listens =
        std::signal(SIGINT, onInterrupt) != SIG_ERR && std::signal(SIGTERM, onInterrupt) != SIG_ERR;
    return asked;
}

} // namespace reminisce::cli
