// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "core/base/waiting.h"

#include <cstdlib>
#include <iostream>

namespace {

int exitCodeFor(reminisce::ErrorKind kind)
{
    return kind == reminisce::ErrorKind::BadInput ? 2 : 3;
}

} // namespace

int main(int argc, char **argv)
{
    using namespace reminisce::cli;
    reminisce::letWaitingThreadsSleep(argv);

    Context context;
    CLI::App app("Reminisce finds photos by describing them; this is the program without a window.", "reminisce-cli");
    app.set_version_flag("--version", "reminisce " REMINISCE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", context.json, "Print one JSON document");
    app.add_flag("-0", context.nul, "End result lines with NUL");
    app.add_option("--model", context.model, "A checkpoint: folder, weight file or installed name");
    app.add_option("--library", context.library, "A catalogue file (NAME.reminisce)");
    app.add_option("--device", context.device, "auto, cpu, cuda, cuda:N or mps");
    app.add_option("--precision", context.precision, "Number format of the towers")
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "fp16"}));
    app.add_option("--threads", context.threads, "Processor cores to use (0: all)")->check(CLI::Range(0, 1024));
    addModelCommands(app, context);
    addLibraryCommands(app, context);
    addSearchCommands(app, context);
    addTrainingCommands(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &e) {
        if (e.get_exit_code() == 0)
            return app.exit(e);
        std::cerr << "reminisce-cli: " << e.what() << "\n";
        return 2;
    } catch (const Failure &failure) {
        std::cerr << "reminisce-cli: " << failure.error.message << "\n";
        return exitCodeFor(failure.error.kind);
    } catch (const std::exception &e) {
        std::cerr << "reminisce-cli: Something broke: " << e.what() << "\n";
        return 3;
    }
    return context.exitCode;
}
