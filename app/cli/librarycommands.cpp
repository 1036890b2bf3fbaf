// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/catalogue/copies.h"
#include "core/catalogue/libraryfiles.h"
#include "core/catalogue/thumbnailstore.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace reminisce::cli {

namespace fs = std::filesystem;
using catalogue::Catalogue;
using catalogue::ThumbnailStore;

namespace {

Json skippedJson(const std::vector<indexing::Skip> &skipped)
{
    Json list = Json::array();
    for (const indexing::Skip &skip : skipped) {
        Json entry;
        putPath(entry, skip.path);
        entry["reason"] = skip.reason;
        list.push_back(entry);
    }
    return list;
}

void showProgress(const indexing::Progress &progress)
{
    if (::isatty(STDERR_FILENO) == 0)
        return;
    if (progress.phase == indexing::Phase::Indexing && progress.total > 0)
        std::cerr << "\r" << progress.done << " of " << progress.total << ", "
                  << static_cast<int>(progress.picturesPerSecond) << "/s   " << std::flush;
    else if (progress.phase == indexing::Phase::Done)
        std::cerr << "\r\033[K" << std::flush;
}

indexing::IndexModel indexModel(const Context &context, const std::shared_ptr<const clip::Checkpoint> &checkpoint)
{
    const clip::ModelConfig &config = checkpoint->config();
    return {checkpoint->identity(), config.name, config.dim, config.preprocess,
            [&context, checkpoint]() -> Result<std::shared_ptr<clip::ImageEncoder>> {
                return std::shared_ptr<clip::ImageEncoder>(context.imageEncoder(checkpoint));
            }};
}

void printReport(const Context &context, const indexing::Report &report)
{
    if (context.json) {
        context.print({{"photos", report.photos},
                       {"files", report.files},
                       {"embedded", report.embedded},
                       {"unchanged", report.unchanged},
                       {"moved", report.moved},
                       {"removed", report.removed},
                       {"skipped", skippedJson(report.skipped)},
                       {"seconds", report.seconds},
                       {"pictures_per_second", report.picturesPerSecond}});
        return;
    }
    for (const indexing::Skip &skip : report.skipped)
        std::cerr << "Skipped " << skip.path.string() << ": " << skip.reason << "\n";
    std::cout << report.photos << " photos in " << report.files << " files; " << report.embedded << " new, "
              << report.unchanged << " unchanged, " << report.moved << " moved, " << report.removed << " removed, "
              << report.skipped.size() << " skipped; " << report.seconds << " s\n";
}

void index(const Context &context, const std::vector<std::string> &folders, bool watch,
           const std::vector<std::string> &excluded)
{
    for (const std::string &folder : folders) {
        std::error_code code;
        if (!fs::is_directory(folder, code))
            throw Failure{badInput(folder + " is not a folder.")};
    }
    const auto checkpoint = context.checkpoint();
    const fs::path path = context.libraryPath();
    auto library = must(Catalogue::open(path, Catalogue::Mode::ReadWrite));
    const auto lock = must(catalogue::IndexLock::take(path));
    if (library.salvaged())
        std::cerr << "reminisce-cli: The library was damaged. It was set aside as " << library.salvaged()->string()
                  << "; what could be read was kept.\n";
    must(library.transaction([&] {
        for (const std::string &folder : folders) {
            fs::path clean = absolutePath(folder);
            if (!clean.has_filename())
                clean = clean.parent_path();
            library.addFolder(clean);
        }
    }));
    auto thumbnails = must(ThumbnailStore::open(path, Catalogue::Mode::ReadWrite));
    indexing::Options options;
    options.excluded = Choices::load().excluded;
    options.excluded.insert(options.excluded.end(), excluded.begin(), excluded.end());
    options.lowPriority = false;
    indexing::Events events;
    events.progress = showProgress;
    const indexing::IndexModel model = indexModel(context, checkpoint);
    while (true) {
        const indexing::Report report =
            must(indexing::bringUpToDate(library, thumbnails, model, options, interruptControl(), events));
        printReport(context, report);
        if (!report.copyFailure.empty())
            std::cerr << "reminisce-cli: Today's copy of the library was not made: " << report.copyFailure << "\n";
        if (!watch)
            return;
        std::cout << std::flush;
        for (int i = 0; i < 50 && !interruptControl().cancel().isCancelled(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (interruptControl().cancel().isCancelled())
            return;
    }
}

void listLibrary(const Context &context)
{
    const auto library = must(Catalogue::open(context.libraryPath(), Catalogue::Mode::ReadOnly));
    Json folders = Json::array();
    for (const catalogue::Folder &folder : library.folders()) {
        Json entry;
        putPath(entry, folder.path);
        entry["photos"] = folder.photos;
        entry["files"] = folder.files;
        folders.push_back(entry);
        if (!context.json)
            context.printLine(folder.path.string() + "\t" + std::to_string(folder.photos) + " photos");
    }
    if (context.json) {
        const catalogue::SizeOnDisk size = catalogue::sizeOnDisk(library.path());
        context.print({{"folders", folders},
                       {"bytes",
                        {{"catalogue", size.catalogue},
                         {"copies", size.copies},
                         {"index", size.index},
                         {"thumbnails", size.thumbnails}}}});
    }
}

/// To change it while nobody indexes it.
struct WritableLibrary {
    catalogue::IndexLock lock;
    Catalogue library;
};

WritableLibrary openToChange(const Context &context)
{
    // A mistyped name must not make a new library.
    if (!fs::exists(context.libraryPath()))
        throw Failure{badInput("There is no library " + context.libraryPath().string() + ".")};
    auto lock = must(catalogue::IndexLock::take(context.libraryPath()));
    return {std::move(lock), must(Catalogue::open(context.libraryPath(), Catalogue::Mode::ReadWrite))};
}

void removeFolder(const Context &context, const std::string &folder)
{
    auto [lock, library] = openToChange(context);
    const fs::path wanted = absolutePath(folder);
    for (const catalogue::Folder &known : library.folders()) {
        if (known.path != wanted && known.path / "" != wanted)
            continue;
        must(library.transaction([&] { library.removeFolder(known.id); }));
        if (context.json)
            context.print({{"removed", known.path.string()}});
        return;
    }
    throw Failure{badInput(wanted.string() + " is not a folder of this library.")};
}

void forgetFile(const Context &context, const std::string &file)
{
    auto [lock, library] = openToChange(context);
    const fs::path wanted = absolutePath(file);
    for (const catalogue::File &known : library.files()) {
        if (known.path != wanted)
            continue;
        must(library.transaction([&] { library.removeFile(known.id); }));
        if (context.json)
            context.print({{"forgotten", wanted.string()}});
        return;
    }
    throw Failure{badInput(wanted.string() + " is not in this library.")};
}

void duplicates(const Context &context)
{
    const auto library = must(Catalogue::open(context.libraryPath(), Catalogue::Mode::ReadOnly));
    std::map<std::int64_t, std::vector<fs::path>> places;
    for (const catalogue::File &file : library.files()) {
        if (file.photo)
            places[catalogue::raw(*file.photo)].push_back(file.path);
    }
    Json groups = Json::array();
    for (auto &[photo, files] : places) {
        if (files.size() < 2)
            continue;
        std::sort(files.begin(), files.end());
        Json names = Json::array();
        for (const fs::path &file : files) {
            names.push_back(file.string());
            if (!context.json)
                context.printLine(file.string());
        }
        if (!context.json)
            context.printLine("");
        groups.push_back({{"kind", "same"}, {"files", names}});
    }
    if (context.json)
        context.print({{"groups", groups}});
}

void listCopies(const Context &context)
{
    Json list = Json::array();
    for (const catalogue::LibraryCopy &copy : catalogue::copiesOf(context.libraryPath())) {
        list.push_back({{"day", copy.day}, {"path", copy.path.string()}, {"bytes", copy.bytes}});
        if (!context.json)
            context.printLine(copy.day + "\t" + copy.path.string());
    }
    if (context.json)
        context.print({{"copies", list}});
}

void restore(const Context &context, const std::string &day)
{
    for (const catalogue::LibraryCopy &copy : catalogue::copiesOf(context.libraryPath())) {
        if (copy.day != day)
            continue;
        auto library = must(Catalogue::open(context.libraryPath(), Catalogue::Mode::ReadWrite));
        const fs::path aside = must(catalogue::restoreCopy(library, copy));
        if (context.json)
            context.print({{"restored", day}, {"aside", aside.string()}});
        else
            std::cout << "The library is as it was on " << day << "; the one before is " << aside.string() << ".\n";
        return;
    }
    throw Failure{badInput("There is no copy of " + day + "; \"library copies\" lists them.")};
}

/// Mends what can be mended. A library that stays damaged is set aside, and what can be read of it goes into a new one.
void repair(const Context &context)
{
    auto [lock, library] = openToChange(context);
    const auto mended = library.repair();
    const auto left = library.verify();
    const bool damaged =
        std::any_of(left.begin(), left.end(), [](const auto &problem) { return problem.kind == "damaged"; });
    if (!mended || damaged) {
        { // closed before its file is renamed
            const Catalogue closing = std::move(library);
        }
        library = must(Catalogue::salvage(context.libraryPath()));
    }
    if (library.salvaged())
        std::cerr << "The library was damaged. It was set aside as " << library.salvaged()->string()
                  << "; what could be read was kept.\n";
    must(library.transaction([&] {
        for (const catalogue::File &file : library.files()) {
            std::error_code code;
            // A folder that cannot be reached says nothing about its files.
            if (!fs::exists(file.path, code) && fs::is_directory(file.path.parent_path(), code))
                library.removeFile(file.id);
        }
    }));
}

void verify(Context &context, bool mend)
{
    if (mend)
        repair(context);
    const auto library = must(Catalogue::open(context.libraryPath(), Catalogue::Mode::ReadOnly));
    auto problems = library.verify();
    for (const catalogue::File &file : library.files()) {
        std::error_code code;
        if (!fs::exists(file.path, code))
            problems.push_back({"missing", file.path.string(), "The file is gone; index the library to notice it."});
    }
    std::int64_t vectors = 0;
    for (const catalogue::Catalogue::ModelCount &model : library.modelCounts())
        vectors += model.vectors;
    const catalogue::Counts counts = library.counts();
    Json list = Json::array();
    for (const auto &problem : problems) {
        list.push_back({{"kind", problem.kind}, {"path", problem.path}, {"text", problem.text}});
        if (!context.json)
            context.printLine(problem.path + "\t" + problem.text);
    }
    context.exitCode = problems.empty() ? 0 : 3;
    if (context.json)
        context.print({{"photos", counts.photos}, {"files", counts.files}, {"vectors", vectors}, {"problems", list}});
    else if (problems.empty())
        std::cout << counts.photos << " photos, " << counts.files << " files, " << vectors
                  << " vectors; all in order.\n";
}

void addCopyCommands(CLI::App &library, Context &context)
{
    library.add_subcommand("copies", "List the copies of the library that were made once a day")->callback([&context] {
        listCopies(context);
    });
    const auto day = std::make_shared<std::string>();
    CLI::App *restoreCommand = library.add_subcommand("restore", "Go back to a copy; the library is set aside");
    restoreCommand->add_option("DAY", *day, "As \"copies\" lists it, for example 2026-11-25")->required();
    restoreCommand->callback([&context, day] { restore(context, *day); });
}

} // namespace

void addLibraryCommands(CLI::App &app, Context &context)
{
    const auto folders = std::make_shared<std::vector<std::string>>();
    const auto watch = std::make_shared<bool>(false);
    const auto excluded = std::make_shared<std::vector<std::string>>();
    CLI::App *indexCommand = app.add_subcommand("index", "Add folders to the library and bring it up to date");
    indexCommand->add_option("FOLDER", *folders);
    indexCommand->add_flag("--watch", *watch, "Stay and look again every few seconds");
    indexCommand->add_option("--exclude", *excluded, "Names to leave out (a shell pattern)")->allow_extra_args(false);
    indexCommand->callback([&context, folders, watch, excluded] { index(context, *folders, *watch, *excluded); });

    CLI::App *library = app.add_subcommand("library", "Folders of the library");
    library->require_subcommand(1);
    library->fallthrough();
    library->add_subcommand("list", "Its folders and sizes")->callback([&context] { listLibrary(context); });
    const auto path = std::make_shared<std::string>();
    CLI::App *removeCommand = library->add_subcommand("remove", "Take a folder out; nothing on disk is touched");
    removeCommand->add_option("FOLDER", *path)->required();
    removeCommand->callback([&context, path] { removeFolder(context, *path); });
    CLI::App *forgetCommand = library->add_subcommand("forget", "Take a file out; nothing on disk is touched");
    forgetCommand->add_option("FILE", *path)->required();
    forgetCommand->callback([&context, path] { forgetFile(context, *path); });

    app.add_subcommand("duplicates", "Groups of files with the same content")->callback([&] { duplicates(context); });
    CLI::App *verifyCommand = app.add_subcommand("verify", "Check the library against itself and the disk");
    const auto mend = std::make_shared<bool>(false);
    verifyCommand->add_flag("--repair", *mend, "Mend what can be mended first");
    verifyCommand->callback([&context, mend] { verify(context, *mend); });
    addCopyCommands(*library, context);
}

} // namespace reminisce::cli
