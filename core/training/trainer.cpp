// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "core/training/concepts.h"
#include "core/training/model.h"
#include "core/training/objective.h"
#include "core/training/optimiser.h"
#include "core/training/vocabularylearner.h"

#include <chrono>
#include <cmath>
#include <future>
#include <limits>
#include <malloc.h>

#include <ATen/Parallel.h>

namespace reminisce::training {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Run {
public:
    Run(const TrainingConfig &config, const Dataset &data, Concepts concepts,
        std::vector<clip::BytePairVocabulary::Merge> merges, const TrainingEvents &events)
        : m_config(config), m_data(data), m_concepts(std::move(concepts)), m_events(events),
          m_model(config, std::move(merges)), m_optimiser(m_model.parameters(), settings(config)),
          m_batches(data, m_concepts, m_model.tokenizer(), batchSettings(config))
    {
    }

    Result<TrainingReport> run()
    {
        m_begin = m_lastSave = Clock::now();
        std::future<Batch> next = prepare(0);
        while (share() < 1 && !m_events.cancel.isCancelled()) {
            const Batch batch = next.get();
            next = prepare(m_step + 1);
            step(batch);
            if (m_config.saveEveryMinutes > 0 && secondsSince(m_lastSave) > 60 * m_config.saveEveryMinutes) {
                if (auto saved = save(); !saved)
                    return saved.error();
            }
        }
        next.wait();
        if (auto saved = save(); !saved)
            return saved.error();
        return TrainingReport{m_step, secondsSince(m_begin) / 60, m_validation};
    }

    Result<void> goOnFrom(const std::filesystem::path &folder)
    {
        if (auto loaded = m_model.load(folder); !loaded)
            return loaded;
        // The averages start at the loaded weights.
        m_optimiser = Optimiser(m_model.parameters(), settings(m_config));
        return {};
    }

private:
    static Optimiser::Settings settings(const TrainingConfig &config)
    {
        Optimiser::Settings s;
        s.weightDecay = config.weightDecay;
        s.averaging = config.averaging;
        return s;
    }
    static BatchSettings batchSettings(const TrainingConfig &config)
    {
        return {config.batch,        config.pictureSize, config.seed, config.balance,
                config.smallestCrop, config.degrade,     config.mix};
    }

    double share() const
    {
        if (m_config.minutes > 0)
            return secondsSince(m_begin) / (60 * m_config.minutes);
        return static_cast<double>(m_step) / static_cast<double>(m_config.steps);
    }

    int pictureSize() const
    {
        const double now = share();
        for (const auto &[until, size] : m_config.sizes) {
            if (now < until)
                return size;
        }
        return m_config.pictureSize;
    }

    double learningRate() const
    {
        const double warm = std::min(1.0, static_cast<double>(m_step + 1) / static_cast<double>(m_config.warmup));
        const double falling = std::clamp(1 - (1 - share()) / std::max(m_config.decay, 1e-9), 0.0, 1.0);
        return m_config.learningRate * warm * 0.5 * (1 + std::cos(M_PI * falling));
    }

    std::future<Batch> prepare(std::int64_t number) const
    {
        return std::async(std::launch::async, [this, number, size = pictureSize()] {
            return m_batches.make(static_cast<std::uint64_t>(number), size);
        });
    }

    void step(const Batch &batch)
    {
        const at::Tensor pictures = m_model.encodePictures(batch.pixels, batch.pictureSize, true);
        const at::Tensor captions = m_model.encodeTexts(batch.texts);
        const at::Tensor texts = captions.index_select(0, at::tensor(batch.caption));
        const auto n = static_cast<std::int64_t>(batch.caption.size());
        const at::Tensor truth = at::tensor(at::ArrayRef<std::int8_t>(batch.truth), at::kChar).view({n, n});
        Targets targets = targetsOf(truth);
        if (!batch.partner.empty())
            targets = mixed(targets, at::tensor(batch.partner), at::tensor(batch.keep));
        const ContrastiveLoss loss = contrastiveLoss(pictures, texts, m_model.scale(), targets, m_config.smoothing);
        loss.total.backward();
        const double rate = learningRate();
        m_optimiser.step(rate);
        ++m_step;
        m_pictures += n;
        if (m_step % 20 == 0 && m_events.progress) {
            const double seconds = secondsSince(m_lastTold);
            m_events.progress({m_step, share(), loss.total.item<double>(), loss.imageToText.item<double>(),
                               loss.textToImage.item<double>(), m_model.scale().item<double>(),
                               static_cast<double>(m_pictures) / seconds, rate});
            m_lastTold = Clock::now();
            m_pictures = 0;
        }
    }

    Result<void> save()
    {
        m_optimiser.swapAverages();
        m_validation = validate(m_model, m_data, m_data.size);
        const auto saved = m_model.save(m_config.output, m_config);
        m_optimiser.swapAverages();
        if (m_events.validated)
            m_events.validated(m_validation);
        m_lastSave = Clock::now();
        return saved;
    }

    const TrainingConfig &m_config;
    const Dataset &m_data;
    const Concepts m_concepts;
    const TrainingEvents &m_events;
    Model m_model;
    Optimiser m_optimiser;
    BatchMaker m_batches;
    Clock::time_point m_begin, m_lastSave, m_lastTold = Clock::now();
    std::int64_t m_step = 0;
    std::int64_t m_pictures = 0;
    ZeroShot m_validation;
};

class TorchTrainer final : public Trainer {
public:
    Result<TrainingReport> train(const TrainingConfig &config, const Dataset &data,
                                 const TrainingEvents &events) const override
    {
        try {
            // Freed activations stay with the process: giving them back and forth costs half of the speed.
            ::mallopt(M_MMAP_MAX, 0);
            ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
            at::set_num_threads(config.threads);
            at::manual_seed(config.seed);
            Concepts concepts(data.labels);
            if (!config.words.empty()) {
                auto read = Concepts::fromFile(data.labels, config.words);
                if (!read)
                    return read.error();
                concepts = *std::move(read);
            }
            // Weights that are gone on from keep their vocabulary.
            auto merges = config.from.empty()
                              ? Result(learnMerges(concepts.allCaptions(), static_cast<std::size_t>(config.merges)))
                              : clip::BytePairVocabulary::readMerges(config.from / "merges.txt");
            if (!merges)
                return merges.error();
            Run run(config, data, std::move(concepts), *std::move(merges), events);
            if (!config.from.empty()) {
                if (auto loaded = run.goOnFrom(config.from); !loaded)
                    return loaded.error();
            }
            return run.run();
        } catch (const std::exception &e) {
            return Error{ErrorKind::Internal, std::string("Training failed: ") + e.what()};
        }
    }
};

} // namespace

} // namespace reminisce::training

extern "C" __attribute__((visibility("default"))) const reminisce::training::Trainer *reminisce_trainer()
{
    static const reminisce::training::TorchTrainer trainer;
    return &trainer;
}
