// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"

#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/clip/preprocess.h"
#include "core/personal/ownwordslearner.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

namespace reminisce::cli {

namespace fs = std::filesystem;
using search::Confidence;

namespace {

const char *confidenceName(Confidence confidence)
{
    return confidence == Confidence::Sure ? "sure" : confidence == Confidence::Likely ? "likely" : "rest";
}

std::string dateText(std::int64_t seconds)
{
    const std::time_t time = seconds;
    std::tm parts = {};
    ::gmtime_r(&time, &parts);
    char text[32] = {};
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    return text;
}

std::string trimmed(const std::string &line)
{
    const auto first = line.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? std::string()
                                      : line.substr(first, line.find_last_not_of(" \t\r\n") - first + 1);
}

struct SearchOptions {
    std::string query;
    std::string queriesFile;
    std::vector<std::string> like;
    std::size_t limit = 50;
    std::string order = "relevance";
    bool all = false;
    bool exact = false;
};

Embedding vectorOfFile(const Context &context, const search::Searcher &searcher,
                       const std::shared_ptr<const clip::Checkpoint> &checkpoint, const fs::path &file,
                       std::vector<catalogue::PhotoId> &without)
{
    if (const auto photo = searcher.catalogue().photoAtPath(absolutePath(file))) {
        if (const auto vector = searcher.vectorOf(*photo)) {
            without.push_back(*photo);
            return *vector;
        }
    }
    image::DecoderPool decoders;
    const auto picture = must(readPicture(decoders, file));
    auto encoder = context.imageEncoder(checkpoint);
    return must(encoder->encode({clip::prepare(picture.pixels, checkpoint->config().preprocess)}))[0];
}

Json answerJson(const search::Searcher &searcher, const std::string &query, const std::string &model,
                const search::Answer &answer, const SearchOptions &options, const Context &context)
{
    struct Hit {
        Json json;
        std::int64_t taken = 0;
        std::string path;
    };
    std::vector<Hit> hits;
    for (const search::Match &match : answer.matches) {
        if (match.confidence == Confidence::Rest && !options.all)
            continue;
        const auto photo = searcher.catalogue().photo(match.photo);
        const auto files = searcher.catalogue().filesOf(match.photo);
        if (!photo || files.empty())
            continue;
        Hit hit;
        putPath(hit.json, files[0].path);
        hit.json["photo"] = catalogue::raw(match.photo);
        hit.json["score"] = match.score;
        hit.json["confidence"] = confidenceName(match.confidence);
        hit.json["date"] = dateText(photo->taken);
        hit.json["width"] = photo->width;
        hit.json["height"] = photo->height;
        hit.taken = photo->taken;
        hit.path = files[0].path.string();
        hits.push_back(std::move(hit));
    }
    if (options.order == "date")
        std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.taken > b.taken; });
    Json list = Json::array();
    for (Hit &hit : hits) {
        if (!context.json)
            context.printLine(context.nul ? hit.path
                                          : hit.path + "\t" + hit.json["confidence"].get<std::string>() + "\t" +
                                                std::to_string(hit.json["score"].get<float>()));
        list.push_back(std::move(hit.json));
    }
    return {{"query", query},
            {"model", model},
            {"sure", answer.sure},
            {"likely", answer.likely},
            {"milliseconds", {{"text", answer.textMs}, {"search", answer.searchMs}}},
            {"hits", list}};
}

/// Says on standard error which words the model was not taught.
void tellUnknown(const search::QueryEncoder &encoder, const std::string &query)
{
    const auto look = encoder.look(query);
    if (!look)
        return;
    for (const auto &substitute : look->substitutes)
        std::cerr << "The model does not know \"" << substitute.word << "\"; searching for \"" << substitute.known
                  << "\" instead.\n";
    for (const std::string &word : look->unknown)
        std::cerr << "The model does not know \"" << word << "\"; it could not be looked for.\n";
}

void runSearch(const Context &context, const SearchOptions &options)
{
    std::vector<std::string> queries;
    if (!options.queriesFile.empty()) {
        std::istringstream lines(must(paths::readFile(options.queriesFile)));
        for (std::string line; std::getline(lines, line);) {
            if (!trimmed(line).empty())
                queries.push_back(trimmed(line));
        }
    } else {
        queries.push_back(trimmed(options.query));
    }
    if (options.like.empty() && std::all_of(queries.begin(), queries.end(), [](const auto &q) { return q.empty(); }))
        throw Failure{badInput("Say what to search for.")};

    const auto checkpoint = context.checkpoint();
    auto searcher = must(search::Searcher::open(context.libraryPath(), checkpoint->identity()));
    if (searcher.size() == 0 && searcher.catalogue().counts().photos > 0)
        std::cerr << "No photo of this library has been looked at with the model " << checkpoint->config().name
                  << " yet. Run \"reminisce-cli index\" with its folders first.\n";
    std::optional<search::QueryEncoder> encoder;
    std::vector<catalogue::PhotoId> without;
    Embedding likeSum;
    for (const std::string &file : options.like) {
        const Embedding vector = vectorOfFile(context, searcher, checkpoint, file, without);
        likeSum.resize(vector.size());
        for (std::size_t i = 0; i < vector.size(); ++i)
            likeSum[i] += vector[i];
    }
    Json answers = Json::array();
    for (const std::string &query : queries) {
        Embedding wanted = likeSum;
        double textMs = 0;
        if (!query.empty()) {
            if (!encoder) {
                encoder.emplace(checkpoint, context.textEncoder(checkpoint));
                encoder->setOwnWords(search::OwnWords::load(context.libraryPath(), checkpoint->identity()));
            }
            const auto begin = std::chrono::steady_clock::now();
            const Embedding text = must(encoder->encodeQuery(query));
            tellUnknown(*encoder, query);
            textMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
            wanted.resize(text.size());
            for (std::size_t i = 0; i < text.size(); ++i)
                wanted[i] += text[i];
        }
        normalise(wanted);
        // Words and photos together have no rivals among the words.
        const bool wordsOnly = !query.empty() && options.like.empty() && encoder->prepareWords();
        search::Answer answer =
            searcher.find({wanted, options.limit, options.exact, without, wordsOnly ? encoder->words() : nullptr,
                           wordsOnly ? encoder->likelyFrom(query) : std::nullopt,
                           wordsOnly ? must(encoder->encodeThings(query)) : search::AskedThings()});
        if (answer.sure + answer.likely == 0 && !answer.matches.empty() && !options.all && !context.json)
            std::cerr << "No photo is sure or likely for \"" << query << "\"; --all shows the nearest.\n";
        answer.textMs = textMs;
        answers.push_back(answerJson(searcher, query, checkpoint->config().name, answer, options, context));
    }
    if (context.json)
        context.print(options.queriesFile.empty() ? answers[0] : answers);
}

std::vector<std::string> splitLabels(const std::string &text, char separator)
{
    std::vector<std::string> labels = split(text, separator);
    std::erase(labels, std::string());
    return labels;
}

/// Softmax over the labels, or SigLIP's sigmoid of each pair alone.
std::vector<double> probabilities(const std::vector<double> &scores, const clip::ModelConfig &config,
                                  double temperature)
{
    std::vector<double> result;
    if (config.logitBias) {
        for (const double score : scores)
            result.push_back(1 / (1 + std::exp(-(config.logitScale * score + *config.logitBias) / temperature)));
        return result;
    }
    const double largest = scores.empty() ? 0 : *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (const double score : scores) {
        result.push_back(std::exp(config.logitScale * (score - largest) / temperature));
        sum += result.back();
    }
    for (double &p : result)
        p /= sum;
    return result;
}

struct ClassifyOptions {
    std::vector<std::string> files;
    std::string labels;
    std::string labelsFile;
    double temperature = 1;
    bool none = false;
};

/// What stands for "none of these": the plainest things that can be said of any picture.
const std::vector<std::string> &noneTexts()
{
    static const std::vector<std::string> texts = {"a photo", "a picture of something", "something else"};
    return texts;
}

void classify(const Context &context, const ClassifyOptions &options)
{
    std::vector<std::string> labels = splitLabels(options.labels, ';');
    if (!options.labelsFile.empty())
        labels = splitLabels(must(paths::readFile(options.labelsFile)), '\n');
    if (labels.empty())
        throw Failure{badInput("Give at least one label, with --labels \"a; b\" or --labels-file FILE.")};
    const auto checkpoint = context.checkpoint();
    const clip::ModelConfig &config = checkpoint->config();
    std::vector<std::vector<std::int32_t>> ids;
    for (const std::string &label : labels)
        ids.push_back(checkpoint->tokenizer().encode(label, clip::SpecialTokens::Escape));
    for (const std::string &text : noneTexts())
        ids.push_back(checkpoint->tokenizer().encode(text, clip::SpecialTokens::Escape));
    const auto texts = must(context.textEncoder(checkpoint)->encode(ids));
    auto encoder = context.imageEncoder(checkpoint);

    image::DecoderPool decoders;
    Json rows = Json::array();
    for (const std::string &file : options.files) {
        Json row;
        putPath(row, file);
        const auto picture = readPicture(decoders, file);
        if (!picture) {
            row["error"] = picture.error().message;
            if (!context.json)
                std::cerr << "reminisce-cli: " << file << ": " << picture.error().message << "\n";
            rows.push_back(row);
            continue;
        }
        const Embedding image = must(encoder->encode({clip::prepare(picture->pixels, config.preprocess)}))[0];
        std::vector<double> scores;
        for (std::size_t i = 0; i < labels.size(); ++i)
            scores.push_back(dot(image, texts[i]));
        std::vector<std::string> names = labels;
        if (options.none) {
            double best = -1;
            for (std::size_t i = labels.size(); i < texts.size(); ++i)
                best = std::max<double>(best, dot(image, texts[i]));
            scores.push_back(best);
            names.emplace_back("none of these");
        }
        const std::vector<double> p = probabilities(scores, config, options.temperature);
        std::vector<std::size_t> order(names.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        row["labels"] = Json::array();
        for (const std::size_t i : order) {
            row["labels"].push_back({{"label", names[i]}, {"probability", p[i]}, {"score", scores[i]}});
            if (!context.json)
                context.printLine(absolutePath(file).string() + "\t" + names[i] + "\t" + std::to_string(p[i]));
        }
        rows.push_back(row);
    }
    if (context.json)
        context.print(rows);
}

void learnWords(const Context &context)
{
    const auto checkpoint = context.checkpoint();
    search::QueryEncoder encoder(checkpoint, context.textEncoder(checkpoint));
    const auto outcome = must(personal::learnFromLibrary(context.libraryPath(), checkpoint->identity(), encoder));
    const std::vector<std::string> words = outcome.learnt ? outcome.learnt->words() : std::vector<std::string>();
    if (context.json) {
        context.print({{"words", words},
                       {"before", outcome.before.value},
                       {"after", outcome.after.value},
                       {"chance", outcome.before.chance},
                       {"held_back", outcome.heldBack},
                       {"reason", outcome.reason},
                       {"model", checkpoint->config().name}});
        return;
    }
    if (!outcome.learnt) {
        std::cout << outcome.reason << "\n";
        return;
    }
    for (const std::string &word : words)
        context.printLine(word);
    std::cerr << "Found among the first five in " << outcome.heldBack << " photos held back: " << outcome.after.value
              << ", before " << outcome.before.value << ", by chance " << outcome.before.chance << ".\n";
}

void showWords(const Context &context)
{
    const auto own = search::OwnWords::load(context.libraryPath(), context.checkpoint()->identity());
    const std::vector<std::string> words = own ? own->words() : std::vector<std::string>();
    if (context.json)
        context.print({{"words", words}});
    else
        for (const std::string &word : words)
            context.printLine(word);
}

} // namespace

void addSearchCommands(CLI::App &app, Context &context)
{
    CLI::App *words =
        app.add_subcommand("words", "Words of one's own, learnt from captions and tags in the photos' files");
    words->require_subcommand(0, 1);
    words->add_subcommand("learn", "Learn them anew")->callback([&context] { learnWords(context); });
    words->add_subcommand("forget", "Go back to the model as it was")->callback([&context] {
        must(search::OwnWords::forget(context.libraryPath()));
        if (context.json)
            context.print({{"forgotten", true}});
    });
    words->callback([&context, words] {
        if (words->get_subcommands().empty())
            showWords(context);
    });

    const auto options = std::make_shared<SearchOptions>();
    CLI::App *searchCommand = app.add_subcommand("search", "Photos for words, for pictures, or for both");
    searchCommand->add_option("QUERY", options->query);
    searchCommand->add_option("--queries", options->queriesFile, "A file with one query a line");
    searchCommand->add_option("--like", options->like, "A picture, in or outside the library")->allow_extra_args(false);
    searchCommand->add_option("--limit", options->limit, "Most hits")->check(CLI::Range(1, 1'000'000));
    searchCommand->add_option("--order", options->order)->check(CLI::IsMember({"relevance", "date"}));
    searchCommand->add_flag("--all", options->all, "Show what is less likely, too");
    searchCommand->add_flag("--exact", options->exact, "Without the approximate index");
    searchCommand->callback([&context, options] { runSearch(context, *options); });

    CLI::App *similarCommand = app.add_subcommand("similar", "Photos that look like a file");
    const auto file = std::make_shared<std::string>();
    similarCommand->add_option("FILE", *file)->required();
    similarCommand->add_option("--limit", options->limit, "Most hits")->check(CLI::Range(1, 1'000'000));
    similarCommand->callback([&context, options, file] {
        options->like = {*file};
        options->all = true;
        runSearch(context, *options);
    });

    const auto classifyOptions = std::make_shared<ClassifyOptions>();
    CLI::App *classifyCommand = app.add_subcommand("classify", "One picture against many captions");
    classifyCommand->add_option("FILE", classifyOptions->files)->required();
    classifyCommand->add_option("--labels", classifyOptions->labels, "Captions, separated by semicolons");
    classifyCommand->add_option("--labels-file", classifyOptions->labelsFile, "A file with one caption a line");
    classifyCommand->add_option("--temperature", classifyOptions->temperature)->check(CLI::Range(0.001, 1000.0));
    classifyCommand->add_flag("--none", classifyOptions->none, "Add \"none of these\"");
    classifyCommand->callback([&context, classifyOptions] { classify(context, *classifyOptions); });
}

} // namespace reminisce::cli
