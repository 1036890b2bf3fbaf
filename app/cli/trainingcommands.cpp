// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/clip/preprocess.h"
#include "core/training/captioneddata.h"
#include "core/training/captionwords.h"
#include "core/training/keptdata.h"
#include "core/training/papers.h"
#include "core/training/trainer.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <thread>
#include <unistd.h>

namespace reminisce::cli {

namespace fs = std::filesystem;

namespace {

constexpr int leastCachedSize = 64;

int cachedSize(const training::TrainingConfig &config)
{
    return std::max(leastCachedSize, config.pictureSize);
}

/// Where the decoded pictures of a training set are kept.
fs::path cacheFileFor(const training::TrainingConfig &config)
{
    const int size = cachedSize(config);
    const std::string key = config.data.native() + (size == leastCachedSize ? "" : " " + std::to_string(size));
    return paths::cacheHome() / "training" /
           (toHex(sha256({reinterpret_cast<const std::uint8_t *>(key.data()), key.size()})).substr(0, 16) + ".rgb");
}

/// Where a run keeps the pictures and captions that it began with.
fs::path keptPlace(const training::TrainingConfig &config)
{
    return config.output / "began";
}

/// The pictures of a library; what is said of them is in the files themselves and in the names of their folders.
std::vector<training::CaptionedFile> filesOfLibrary(const fs::path &library)
{
    const auto catalogue = must(catalogue::Catalogue::open(library, catalogue::Catalogue::Mode::ReadOnly));
    std::vector<training::CaptionedFile> files;
    std::set<catalogue::PhotoId> seen;
    for (const catalogue::File &file : catalogue.files()) {
        if (file.photo && seen.insert(*file.photo).second)
            files.push_back({file.path, {}, {}});
    }
    return files;
}

std::vector<training::CaptionedFile> captionedFiles(const training::TrainingConfig &config)
{
    if (config.data.extension() == ".reminisce")
        return filesOfLibrary(config.data);
    // The same names however the folder was written: they tell later what was held back.
    std::error_code code;
    const fs::path folder = fs::weakly_canonical(config.data, code);
    const auto captions = config.captions.empty() ? training::findCaptionFile(folder) : config.captions;
    return captions ? must(training::readCaptionFile(folder, *captions)) : must(training::readSidecars(folder));
}

/// What the run of this model held back of the same data.
std::optional<std::set<std::string>> heldBackBefore(const fs::path &model, const fs::path &data)
{
    if (model.empty())
        return {};
    const auto made = training::readConfig(model / "training.json");
    std::error_code code;
    if (!made || !fs::equivalent(made->data, data, code))
        return {};
    return training::heldBackBy(model);
}

/// Pictures with labels or with captions, whichever the configuration names; held back as by the run of `from`.
training::Dataset openData(const training::TrainingConfig &config,
                           const std::function<void(std::size_t, std::size_t)> &progress = {},
                           const std::string &part = {})
{
    const int size = cachedSize(config);
    const fs::path cache = cacheFileFor(config);
    image::DecoderPool decoders;
    std::error_code code;
    if (fs::exists(config.data / "pages.json", code))
        return must(training::openContactSheets(
            config.data, size, cache,
            [&decoders](const fs::path &path) -> Result<Pixels> {
                auto picture = readPicture(decoders, path);
                if (!picture)
                    return picture.error();
                return std::move(picture->pixels);
            },
            part));
    if (!part.empty())
        throw Failure{badInput("--part chooses among contact sheets; " + config.data.string() + " has no pages.json.")};
    auto files = captionedFiles(config);
    training::CaptionedOptions options;
    options.progress = progress;
    options.size = size;
    options.squash = config.squash;
    options.validation = config.validation;
    options.heldBack = heldBackBefore(config.from, config.data);
    options.folderNames = config.folderNames;
    options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    options.cancel = interruptControl().cancel();
    training::CaptionedReport report;
    auto data = must(training::openCaptionedPictures(
        std::move(files), options, cache,
        [&decoders, size](const fs::path &path) -> Result<training::PictureWithWords> {
            image::DecodeRequest request;
            request.shortSideAtLeast = 2 * size;
            auto picture = readPicture(decoders, path, request);
            if (!picture)
                return picture.error();
            return training::PictureWithWords{std::move(picture->pixels), picture->facts.words, picture->facts.taken};
        },
        &report));
    if (report.unreadable > 0)
        std::cerr << report.unreadable << " pictures could not be read. " << report.firstProblem << "\n";
    if (report.withoutCaption > 0)
        std::cerr << report.withoutCaption << " pictures have no caption and are left out.\n";
    return data;
}

/// A run that was interrupted goes on with what it began with.
training::Dataset dataOfRun(const training::TrainingConfig &config,
                            const std::function<void(std::size_t, std::size_t)> &progress = {})
{
    std::error_code code;
    if (fs::exists(training::runStateFile(config.output), code)) {
        if (auto kept = training::keptData(keptPlace(config)))
            return *std::move(kept);
    }
    training::forgetData(keptPlace(config));
    training::Dataset data = openData(config, progress);
    if (data.hasLabels())
        return data;
    fs::create_directories(config.output, code);
    must(training::keepData(data, cacheFileFor(config), keptPlace(config)));
    // Read back, so that the first part of the run learns from the very same text as all later ones.
    auto kept = training::keptData(keptPlace(config));
    return kept ? *std::move(kept) : std::move(data);
}

training::TrainingReport runOn(const training::Dataset &data, const training::TrainingConfig &config,
                               const training::TrainingEvents &events)
{
    const training::TrainingReport report = must(must(training::loadTrainer())->train(config, data, events));
    if (report.finished)
        training::forgetData(keptPlace(config));
    return report;
}

Json intervalJson(const training::Figure &figure)
{
    return Json::array({figure.low, figure.high});
}

/// Figures with chance and 95 % intervals under the same keys.
Json figuresJson(const training::Validation &figures)
{
    Json json = Json::object(), chance = Json::object(), interval = Json::object();
    const auto put = [&](Json &where, const std::string &key, const training::Figure &figure) {
        where[key] = figure.value;
        chance[key] = figure.chance;
        interval[key] = intervalJson(figure);
    };
    if (const auto &z = figures.zeroShot) {
        Json zero = Json::object();
        put(zero, "top1", z->top1);
        put(zero, "top5", z->top5);
        zero["classes"] = z->classes;
        zero["pictures"] = z->pictures;
        zero["calibration_error"] = z->calibrationError;
        json["zero_shot"] = zero;
    }
    if (const auto &r = figures.retrieval) {
        Json recall = Json::object();
        for (const auto &[name, side] : {std::pair("t2i@", &r->textToImage), std::pair("i2t@", &r->imageToText)}) {
            put(recall, std::string(name) + "1", side->at1);
            put(recall, std::string(name) + "5", side->at5);
            put(recall, std::string(name) + "10", side->at10);
        }
        json["recall"] = recall;
        json["texts"] = r->textToImage.queries;
        json["pictures"] = r->imageToText.queries;
        put(json, "triplets", r->triplets);
    }
    json["chance"] = chance;
    json["interval"] = interval;
    return json;
}

std::string percent(const training::Figure &figure)
{
    char text[96];
    std::snprintf(text, sizeof text, "%.1f %% (%.1f to %.1f; chance %.2f)", 100 * figure.value, 100 * figure.low,
                  100 * figure.high, 100 * figure.chance);
    return text;
}

void printFigures(std::ostream &out, const training::Validation &figures)
{
    if (const auto &z = figures.zeroShot)
        out << "top-1 " << percent(z->top1) << ", top-5 " << percent(z->top5) << " over " << z->classes
            << " classes and " << z->pictures << " pictures; calibration error " << z->calibrationError << "\n";
    if (const auto &r = figures.retrieval) {
        out << "text to picture: R@1 " << percent(r->textToImage.at1) << ", R@5 " << percent(r->textToImage.at5)
            << ", R@10 " << percent(r->textToImage.at10) << " of " << r->textToImage.gallery << " pictures\n"
            << "picture to text: R@1 " << percent(r->imageToText.at1) << ", R@5 " << percent(r->imageToText.at5)
            << ", R@10 " << percent(r->imageToText.at10) << " of " << r->imageToText.gallery << " texts\n"
            << "own caption nearer than another: " << percent(r->triplets) << "\n";
    }
}

/// One line of JSON on standard output.
void printEvent(const char *kind, Json event)
{
    event["event"] = kind;
    std::cout << event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n" << std::flush;
}

Json progressJson(const training::TrainingProgress &p)
{
    Json matrix = Json::array();
    for (const float cosine : p.matrix)
        matrix.push_back(std::lround(cosine * 1000)); // thousandths keep the line short
    return {{"step", p.step},
            {"share", p.share},
            {"minutes_left", p.minutesLeft},
            {"loss", p.loss},
            {"image_to_text", p.imageToText},
            {"text_to_image", p.textToImage},
            {"scale", p.scale},
            {"recall1", p.recall1},
            {"chance1", p.chance1},
            {"pictures_per_second", p.picturesPerSecond},
            {"learning_rate", p.learningRate},
            {"matrix", matrix},
            {"captions", p.captions}};
}

/// Whoever started this program with --progress holds its standard input: when that closes, also because the other end
/// died, the run is saved and ends.
void endWithInput()
{
    // A wish of its own: the thread may outlive what main() leaves behind.
    std::thread([wish = interruptControl().cancel()] {
        char ignored = 0;
        while (::read(STDIN_FILENO, &ignored, 1) > 0) {
        }
        wish.cancel();
    }).detach();
}

void trainWithEvents(const training::TrainingConfig &config)
{
    const training::Dataset data =
        dataOfRun(config, [last = std::size_t{0}](std::size_t done, std::size_t all) mutable {
            if (done == all || done >= last + 50) {
                printEvent("preparing", {{"done", done}, {"all", all}});
                last = done;
            }
        });
    printEvent("begun", {{"learning", data.examplesOf(training::Split::Train).size()},
                         {"held_back", data.examplesOf(training::Split::Validation).size()}});
    training::TrainingEvents events;
    events.cancel = interruptControl().cancel();
    events.progress = [](const training::TrainingProgress &p) { printEvent("progress", progressJson(p)); };
    events.validated = [](const training::Validation &figures) { printEvent("validated", figuresJson(figures)); };
    const training::TrainingReport report = runOn(data, config, events);
    Json json = {{"steps", report.steps}, {"minutes", report.minutes}, {"finished", report.finished}};
    json.update(figuresJson(report.validation));
    printEvent("ended", json);
}

training::TrainingConfig configFrom(const std::string &file, bool anew)
{
    training::TrainingConfig config = must(training::readConfig(file));
    std::error_code code;
    const fs::path state = training::runStateFile(config.output);
    if (anew)
        fs::remove(state, code);
    else if (fs::exists(config.output / "model.safetensors", code) && !fs::exists(state, code))
        throw Failure{badInput("The model in " + config.output.string() +
                               " is finished. Choose another \"output\" (\"from\" goes on with its weights), or begin "
                               "again with --anew.")};
    return config;
}

/// A run for another program: events as lines of JSON.
void trainForProgram(const std::string &configFile, bool anew)
{
    endWithInput();
    try {
        trainWithEvents(configFrom(configFile, anew));
    } catch (const Failure &failure) {
        // Stopped before there was anything to save: no failure.
        if (failure.error.kind == ErrorKind::Cancelled) {
            printEvent("ended", {{"finished", false}});
            return;
        }
        printEvent("failed", {{"message", failure.error.message}});
        throw;
    }
}

void train(const Context &context, const std::string &configFile, bool anew, bool forProgram)
{
    if (context.device != "auto" || context.precision != "auto" || context.threads != 0 || !context.model.empty() ||
        !context.library.empty())
        throw Failure{badInput("train takes everything from CONFIG (\"device\", \"precision\", \"threads\", \"from\", "
                               "\"data\"). Leave the options out.")};
    if (forProgram) {
        trainForProgram(configFile, anew);
        return;
    }
    const training::TrainingConfig config = configFrom(configFile, anew);
    const training::Dataset data = dataOfRun(config);
    training::TrainingEvents events;
    events.cancel = interruptControl().cancel();
    events.progress = [last = std::int64_t{0}](const training::TrainingProgress &p) mutable {
        if (p.step - last < 20 || ::isatty(STDERR_FILENO) == 0)
            return;
        last = p.step;
        std::fprintf(stderr,
                     "step %lld, %.1f %%, loss %.3f, scale %.1f, batch recall %.2f, %.0f pictures/s, %.0f min left\n",
                     static_cast<long long>(p.step), 100 * p.share, p.loss, p.scale, p.recall1, p.picturesPerSecond,
                     p.minutesLeft);
    };
    events.validated = [](const training::Validation &figures) { printFigures(std::cerr, figures); };
    const training::TrainingReport report = runOn(data, config, events);
    if (!report.finished)
        std::cerr << "Stopped. The same command goes on from here; with --anew it begins again.\n";
    if (context.json) {
        Json json = {{"steps", report.steps}, {"minutes", report.minutes}, {"finished", report.finished}};
        json.update(figuresJson(report.validation));
        json["model"] = config.output.string();
        context.print(json);
    }
}

/// Embeddings of a checkpoint, by the encoders that searching uses.
class Figures {
public:
    Figures(const Context &context, const training::Dataset &data, training::Split split)
        : m_data(data), m_checkpoint(context.checkpoint()), m_texts(context.textEncoder(m_checkpoint)),
          m_images(context.imageEncoder(m_checkpoint)), m_examples(data.examplesOf(split))
    {
        if (m_examples.empty())
            throw Failure{badInput("There are no pictures in this split.")};
    }

    training::Validation figures()
    {
        const std::vector<Embedding> pictures = encodePictures();
        if (!m_data.hasLabels())
            takeWordOrder(pictures);
        return training::figuresOf(
            m_data, m_examples, pictures, [this](const std::vector<std::string> &texts) { return encodeTexts(texts); },
            m_checkpoint->config().logitScale);
    }

    const std::optional<training::Figure> &wordOrder() const { return m_wordOrder; }
    std::size_t wordOrderCases() const { return m_wordOrderCases; }
    const std::string &model() const { return m_checkpoint->config().name; }

private:
    std::vector<Embedding> encodeTexts(const std::vector<std::string> &texts)
    {
        std::vector<std::vector<std::int32_t>> ids;
        for (const std::string &text : texts)
            ids.push_back(m_checkpoint->tokenizer().encode(text, clip::SpecialTokens::Escape));
        return must(m_texts->encode(ids));
    }

    std::vector<Embedding> encodePictures()
    {
        constexpr std::size_t batch = 128;
        std::vector<Embedding> vectors;
        for (std::size_t begin = 0; begin < m_examples.size(); begin += batch) {
            if (interruptControl().cancel().isCancelled())
                throw Failure{cancelled()};
            std::vector<Pixels> crops;
            for (std::size_t i = begin; i < std::min(m_examples.size(), begin + batch); ++i) {
                Pixels picture(m_data.size, m_data.size, 3);
                std::copy_n(m_data.picture(m_examples[i]), picture.samples.size(), picture.samples.begin());
                crops.push_back(clip::prepare(picture, m_checkpoint->config().preprocess));
            }
            for (Embedding &vector : must(m_images->encode(crops)))
                vectors.push_back(std::move(vector));
        }
        return vectors;
    }

    void takeWordOrder(const std::vector<Embedding> &pictures)
    {
        std::vector<Embedding> images;
        std::vector<std::string> own, changed;
        for (std::size_t i = 0; i < m_examples.size(); ++i) {
            const std::string &caption = m_data.captions[m_examples[i]][0];
            if (auto other = training::withWordsExchanged(caption)) {
                images.push_back(pictures[i]);
                own.push_back(caption);
                changed.push_back(*std::move(other));
            }
        }
        m_wordOrderCases = images.size();
        if (!images.empty())
            m_wordOrder = training::wordOrder(images, encodeTexts(own), encodeTexts(changed));
    }

    const training::Dataset &m_data;
    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    std::unique_ptr<clip::TextEncoder> m_texts;
    std::unique_ptr<clip::ImageEncoder> m_images;
    std::vector<std::uint32_t> m_examples;
    std::optional<training::Figure> m_wordOrder;
    std::size_t m_wordOrderCases = 0;
};

/// How pictures are read and held back for a model: as they were in the run that made it, where that is known.
training::TrainingConfig configOfModel(const clip::Checkpoint &checkpoint, const fs::path &data)
{
    training::TrainingConfig config;
    config.data = data;
    config.from = checkpoint.path().parent_path();
    config.squash = checkpoint.config().preprocess.squash;
    // The small tiles of contact sheets gain nothing from a larger cache.
    std::error_code code;
    if (!fs::exists(data / "pages.json", code))
        config.pictureSize = checkpoint.config().preprocess.size;
    if (const auto made = training::readConfig(checkpoint.path().parent_path() / "training.json"))
        config.validation = made->validation;
    return config;
}

void evaluate(const Context &context, const training::TrainingConfig &config, const std::string &split,
              const std::string &part)
{
    const training::Dataset data = openData(config, {}, part);
    Figures figures(context, data, split == "train" ? training::Split::Train : training::Split::Validation);
    const training::Validation found = figures.figures();
    if (context.json) {
        Json json = figuresJson(found);
        if (const auto &order = figures.wordOrder())
            json["word_order"] = {{"share", order->value},
                                  {"chance", order->chance},
                                  {"interval", intervalJson(*order)},
                                  {"captions", figures.wordOrderCases()}};
        json["model"] = figures.model();
        context.print(json);
        return;
    }
    std::cout << figures.model() << "\n";
    printFigures(std::cout, found);
    if (const auto &order = figures.wordOrder())
        std::cout << "own caption nearer than the same with two words exchanged: " << percent(*order) << ", "
                  << figures.wordOrderCases() << " captions\n";
}

} // namespace

void addTrainingCommands(CLI::App &app, Context &context)
{
    const auto path = std::make_shared<std::string>();
    const auto anew = std::make_shared<bool>(false);
    CLI::App *trainCommand = app.add_subcommand("train", "Train a model from a JSON configuration");
    trainCommand->add_option("CONFIG", *path)->required();
    trainCommand->add_flag("--anew", *anew, "Forget an unfinished run and begin again");
    const auto forProgram = std::make_shared<bool>(false);
    trainCommand->add_flag("--progress", *forProgram,
                           "Print events as lines of JSON; end, to go on later, when standard input is closed");
    trainCommand->callback([&context, path, anew, forProgram] { train(context, *path, *anew, *forProgram); });

    const auto split = std::make_shared<std::string>("val");
    const auto captions = std::make_shared<std::string>();
    const auto folderNames = std::make_shared<bool>(false);
    CLI::App *evaluateCommand =
        app.add_subcommand("evaluate", "Figures of a model on pictures with labels or captions, as train reads them");
    evaluateCommand->add_option("--data", *path, "A folder with pages.json, a caption file or sidecars")->required();
    evaluateCommand->add_option("--captions", *captions, "The file with the captions, where it is elsewhere");
    evaluateCommand->add_flag("--folder-names", *folderNames, "Pictures without caption are called by their folder");
    evaluateCommand->add_option("--split", *split)->check(CLI::IsMember({"val", "train"}));
    const auto part = std::make_shared<std::string>();
    evaluateCommand->add_option("--part", *part,
                                "Only the contact sheets in this folder of the data, and their labels");
    evaluateCommand->callback([&context, path, captions, folderNames, split, part] {
        training::TrainingConfig config = configOfModel(*context.checkpoint(), absolutePath(*path));
        if (!captions->empty())
            config.captions = absolutePath(*captions);
        config.folderNames = *folderNames;
        evaluate(context, config, *split, *part);
    });
}

} // namespace reminisce::cli
