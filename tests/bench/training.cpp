// SPDX-License-Identifier: GPL-3.0-or-later
//
// Speed of training beside the encoders alone, and whether memory stays flat: training [SECONDS] [WIDTH] [SIZE]
// [PICTURES TEXTS], by default 40 s, width 32, 64 pixels, resnet18 and causal. Pictures are made here.
#include "core/base/mappedfile.h"
#include "core/base/waiting.h"
#include "core/training/trainer.h"
#include "tests/bench/bench.h"

#include <random>

using namespace reminisce;
using bench::must;
namespace fs = std::filesystem;

namespace {

/// Pictures as a set of photos has them: 20,000 of 64 pixels with 200 captions.
training::Dataset makeData(const fs::path &file)
{
    constexpr int size = 64, count = 20'000, captions = 200;
    training::Dataset data;
    data.size = size;
    std::mt19937_64 random(3);
    std::vector<std::uint64_t> row(size * size * 3 / 8);
    std::ofstream out(file, std::ios::binary);
    for (int i = 0; i < count; ++i) {
        for (auto &bytes : row)
            bytes = random();
        out.write(reinterpret_cast<const char *>(row.data()), static_cast<std::streamsize>(row.size() * 8));
        data.examples.push_back({0, i % 100 == 0 ? training::Split::Validation : training::Split::Train});
        data.captions.push_back({"a photo of thing number " + std::to_string(i % captions)});
    }
    out.close();
    data.pixels = must(MappedFile::open(file));
    return data;
}

} // namespace

int main(int argc, char **argv)
{
    letWaitingThreadsSleep(argv);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 40;
    training::TrainingConfig config;
    config.pictures.width = argc > 2 ? std::atoi(argv[2]) : 32;
    config.pictureSize = argc > 3 ? std::atoi(argv[3]) : 64;
    if (argc > 5 && (!training::applyPicturePreset(argv[4], config) || !training::applyTextPreset(argv[5], config))) {
        std::fprintf(stderr, "There is no such preset.\n");
        return 2;
    }
    const fs::path folder = fs::temp_directory_path() / ("training-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    config.data = config.output = folder / "model";
    config.saveEveryMinutes = 0;
    config.minutes = seconds / 60;
    config.mix = 0.3;
    const training::Dataset data = makeData(folder / "data.rgb");
    const auto *trainer = must(training::loadTrainer());

    // Bare, whole, bare again: what else the machine does hits all alike.
    std::vector<double> bare = {must(trainer->bareRate(config, data, seconds / 4))};
    std::vector<double> rates, memory;
    training::TrainingEvents events;
    events.progress = [&](const training::TrainingProgress &p) {
        rates.push_back(p.picturesPerSecond);
        memory.push_back(bench::ownMegabytes());
    };
    must(trainer->train(config, data, events));
    bare.push_back(must(trainer->bareRate(config, data, seconds / 4)));
    fs::remove_all(folder);

    const double encoders = (bare[0] + bare[1]) / 2, whole = bench::median(rates);
    std::printf("%zu readings: training %.0f pictures/s, both encoders alone %.0f (%.0f and %.0f): %.3f\n",
                rates.size(), whole, encoders, bare[0], bare[1], whole / encoders);
    const std::size_t third = memory.size() / 3;
    std::printf("own memory after a third of the run %.0f MB, at its end %.0f MB\n", memory[third], memory.back());
    bench::tabulate("Training, pictures", whole, "both encoders forward and backward, no data", encoders, "/s");
    return 0;
}
