// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "core/base/hash.h"
#include "core/clip/torch/compute.h"
#include "core/training/batches.h"
#include "core/training/keptmemory.h"
#include "core/training/model.h"
#include "core/training/modelvalidation.h"
#include "core/training/normstatistics.h"
#include "core/training/objective.h"
#include "core/training/optimiser.h"
#include "core/training/papers.h"
#include "core/training/runstate.h"
#include "core/training/vocabularylearner.h"

#include <chrono>
#include <cmath>
#include <future>

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

namespace reminisce::training {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double stateEverySeconds = 30;
constexpr int mostMatrixSide = 24;
constexpr int mostLostSteps = 10;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// What is learnt from what: captions or labels, in which pieces of words, and which pictures are held back.
std::string identityOf(const Dataset &data, const CaptionSource &captions,
                       const std::vector<clip::BytePairVocabulary::Merge> &merges)
{
    Sha256 hash;
    if (data.hasLabels()) {
        for (const std::string &caption : captions.all())
            hash.add(caption + "\n");
    }
    for (const auto &[left, right] : merges)
        hash.add(left + " " + right + "\n");
    for (std::size_t i = 0; i < data.examples.size(); ++i) {
        const Example &example = data.examples[i];
        hash.add(std::to_string(example.label) + (example.split == Split::Train ? "t" : "v"));
        if (!data.hasLabels()) {
            for (const std::string &caption : data.captions[i])
                hash.add(caption + "\n");
        }
    }
    return toHex(hash.finish());
}

class Run {
public:
    Run(const TrainingConfig &config, const Dataset &data, const CaptionSource &captions,
        std::vector<clip::BytePairVocabulary::Merge> merges, const TrainingEvents &events)
        : m_config(config), m_identity(configText(config) + identityOf(data, captions, merges)), m_data(data),
          m_concepts(captions.concepts()), m_conceptCaptions(captions.conceptCaptions()), m_events(events),
          m_model(config, std::move(merges), m_conceptCaptions.size()), m_optimiser(m_model.parameters(), settings()),
          m_batches(data, captions, m_model.tokenizer(),
                    {config.batch, config.seed, config.smallestCrop, config.degrade, config.sharpness, config.mix}),
          m_wholePictures(data, captions, m_model.tokenizer(), {std::min(config.batch, 128), config.seed, 0.8, 0, 0})
    {
    }

    Result<void> begin()
    {
        std::error_code code;
        if (std::filesystem::exists(runStateFile(m_config.output), code)) {
            const auto place = restoreRun(m_config.output, m_identity, m_model, m_optimiser);
            if (!place)
                return place.error();
            m_place = *place;
        } else if (!m_config.from.empty()) {
            if (auto loaded = m_model.load(m_config.from); !loaded)
                return loaded;
            if (!m_config.averageWith.empty()) {
                if (auto averaged = m_model.averageWith(m_config.averageWith); !averaged)
                    return averaged;
            }
            beginProxies();
            // The averages start at the loaded weights.
            m_optimiser = Optimiser(m_model.parameters(), settings());
        }
        return {};
    }

    double bareRate(double seconds)
    {
        const Batch batch = m_batches.make(0, pictureSize(0));
        const auto once = [&] {
            at::Tensor pictures, captions;
            lossOf(batch, pictures, captions).whole.backward();
            for (const Parameter &parameter : m_model.parameters().parameters)
                parameter.value.mutable_grad().reset();
        };
        once(); // memory and kernels are ready after the first
        const Clock::time_point begin = Clock::now();
        double pictures = 0;
        while (secondsSince(begin) < seconds) {
            once();
            pictures += static_cast<double>(batch.caption.size());
        }
        return pictures / secondsSince(begin);
    }

    Result<TrainingReport> run()
    {
        m_begin = m_lastState = m_lastValidation = m_lastTold = Clock::now();
        m_secondsBefore = m_place.seconds;
        std::future<Batch> next = prepare(m_place.step);
        const std::int64_t firstStep = m_place.step;
        bool stoppedEarly = false, current = false;
        if (m_place.validationIsDue) {
            if (auto saved = validateAndSave(); !saved)
                return saved.error();
            current = true;
            stoppedEarly = hasStopped();
        }
        while (share(m_place.step) < 1 && !m_events.cancel.isCancelled() && !stoppedEarly) {
            const Batch batch = next.get();
            next = prepare(m_place.step + 1);
            step(batch);
            if (m_lostInARow >= mostLostSteps) {
                next.wait();
                return badInput(
                    "The model no longer learns: its numbers have grown beyond all bounds. Begin anew with a "
                    "smaller \"learningRate\".");
            }
            current = false;
            if (validationIsDue()) {
                // It may take longer than what a kill may cost.
                m_place.validationIsDue = true;
                if (auto saved = saveState(); !saved)
                    return saved.error();
                if (auto saved = validateAndSave(); !saved)
                    return saved.error();
                current = true;
                stoppedEarly = hasStopped();
            }
            if (secondsSince(m_lastState) > stateEverySeconds) {
                if (auto saved = saveState(); !saved)
                    return saved.error();
            }
        }
        next.wait();
        const bool finished = stoppedEarly || share(m_place.step) >= 1;
        if (!finished) {
            if (auto saved = saveState(); !saved)
                return saved.error();
        }
        // Weights that nothing was learnt with must not replace others.
        if (!current && m_place.step > firstStep) {
            if (auto saved = validateAndSave(); !saved)
                return saved.error();
            // Who goes on has to know how good the written ones are.
            if (!finished) {
                if (auto state = saveState(); !state)
                    return state.error();
            }
        }
        if (finished) {
            std::error_code code;
            std::filesystem::remove(runStateFile(m_config.output), code);
        }
        return TrainingReport{m_place.step, seconds() / 60, finished, stoppedEarly, m_written};
    }

private:
    Optimiser::Settings settings() const
    {
        Optimiser::Settings s;
        s.weightDecay = m_config.weightDecay;
        s.averaging = m_config.averaging;
        s.muon = m_config.muon;
        s.compute = m_model.compute();
        return s;
    }

    /// Where towers know something already, so shall the proxies.
    void beginProxies()
    {
        if (!m_model.proxies().defined())
            return;
        const c10::AutoGradMode noGradient(false);
        std::vector<std::vector<std::int32_t>> ids;
        for (const std::string &caption : m_conceptCaptions)
            ids.push_back(m_model.tokenizer().encode(caption, clip::SpecialTokens::Escape));
        m_model.proxies().copy_(unitRows(m_model.encodeTexts(ids)));
    }

    double seconds() const { return m_secondsBefore + secondsSince(m_begin); }

    /// How much of the run is done when step number `step` begins.
    double share(std::int64_t step) const
    {
        if (m_config.minutes > 0)
            return seconds() / (60 * m_config.minutes);
        return static_cast<double>(step) / static_cast<double>(m_config.steps);
    }

    int pictureSize(std::int64_t step) const { return sizeAt(share(step)); }

    int sizeAt(double share) const
    {
        for (const auto &[until, size] : m_config.sizes) {
            if (share < until)
                return size;
        }
        return m_config.pictureSize;
    }

    double learningRate() const
    {
        const double warm = std::min(1.0, static_cast<double>(m_place.step + 1) / static_cast<double>(m_config.warmup));
        const double falling = std::clamp(1 - (1 - share(m_place.step)) / std::max(m_config.decay, 1e-9), 0.0, 1.0);
        return m_config.learningRate * warm * 0.5 * (1 + std::cos(M_PI * falling));
    }

    std::future<Batch> prepare(std::int64_t number) const
    {
        return std::async(std::launch::async, [this, number, size = pictureSize(number)] {
            return m_batches.make(static_cast<std::uint64_t>(number), size);
        });
    }

    /// truth: a row for each picture of the batch.
    Targets targetsFor(const Batch &batch, const std::vector<Truth> &truth) const
    {
        const at::Device device = m_model.device();
        const auto *bytes = reinterpret_cast<const std::int8_t *>(truth.data());
        const Targets targets = targetsOf(at::tensor(at::ArrayRef<std::int8_t>(bytes, truth.size()), at::kChar)
                                              .view({static_cast<std::int64_t>(batch.caption.size()), -1})
                                              .to(device));
        if (batch.partner.empty())
            return targets;
        return mixed(targets, at::tensor(batch.partner).to(device), at::tensor(batch.keep).to(device));
    }

    struct StepLoss {
        ContrastiveLoss pairs; ///< of the sigmoid loss only the total
        at::Tensor whole;      ///< what is lowered
    };

    StepLoss lossOf(const Batch &batch, at::Tensor &pictures, at::Tensor &captions) const
    {
        const at::Device device = m_model.device();
        pictures = m_model.encodePictures(batch.pixels, batch.pictureSize, true);
        captions = m_model.encodeTexts(batch.texts);
        const at::Tensor texts = captions.index_select(0, at::tensor(batch.caption).to(device));
        const Targets targets = targetsFor(batch, batch.truth);
        StepLoss loss;
        if (m_config.loss == Loss::Sigmoid)
            loss.pairs.total = sigmoidLoss(pictures, texts, m_model.scale(), m_model.bias(), targets);
        else
            loss.pairs = contrastiveLoss(pictures, texts, m_model.scale(), targets, m_config.smoothing);
        loss.whole = loss.pairs.total;
        if (m_model.proxies().defined())
            loss.whole =
                loss.whole + m_config.proxies * proxyLoss(pictures, targetsFor(batch, batch.concepts), captions,
                                                          at::tensor(batch.conceptOf).to(device), m_model.proxies(),
                                                          m_model.proxyScale(), m_config.smoothing);
        return loss;
    }

    std::vector<at::Tensor> copyOfBuffers()
    {
        std::vector<at::Tensor> copies;
        for (const Buffer &buffer : m_model.parameters().buffers)
            copies.push_back(buffer.value.clone());
        return copies;
    }

    void restoreBuffers(const std::vector<at::Tensor> &copies)
    {
        for (std::size_t i = 0; i < copies.size(); ++i)
            m_model.parameters().buffers[i].value.copy_(copies[i]);
    }

    void step(const Batch &batch)
    {
        const std::vector<at::Tensor> buffers = copyOfBuffers();
        at::Tensor pictures, captions;
        const StepLoss loss = lossOf(batch, pictures, captions);
        loss.whole.backward();
        const double rate = learningRate();
        const bool isTaken = std::isfinite(m_optimiser.step(rate));
        m_model.limitScales();
        m_lostInARow = isTaken ? 0 : m_lostInARow + 1;
        // What overflowed in the forward pass is in the running statistics, too.
        if (!isTaken)
            restoreBuffers(buffers);
        ++m_place.step;
        m_pictures += static_cast<std::int64_t>(batch.caption.size());
        const bool isFirstOrLast = !m_hasTold || share(m_place.step) >= 1;
        if (m_events.progress && (isFirstOrLast || secondsSince(m_lastTold) > 1))
            tell(batch, pictures.detach(), captions.detach(), loss.pairs, rate);
    }

    void tell(const Batch &batch, const at::Tensor &pictures, const at::Tensor &captions, const ContrastiveLoss &loss,
              double rate)
    {
        TrainingProgress p;
        p.step = m_place.step;
        p.share = std::min(1.0, share(m_place.step));
        p.minutesLeft = p.share > 0 ? seconds() / 60 * (1 - p.share) / p.share : 0;
        p.loss = loss.total.item<double>();
        const bool halves = loss.imageToText.defined();
        p.imageToText = halves ? loss.imageToText.item<double>() : p.loss;
        p.textToImage = halves ? loss.textToImage.item<double>() : p.loss;
        p.scale = m_model.scale().item<double>();
        p.picturesPerSecond = static_cast<double>(m_pictures) / secondsSince(m_lastTold);
        p.learningRate = rate;
        const at::Tensor cosines = at::matmul(unitRows(pictures), unitRows(captions).t()).to(at::kCPU, at::kFloat);
        const at::Tensor nearest = cosines.argmax(1).contiguous();
        std::vector<std::size_t> rows; // the first picture of each text
        double right = 0;
        std::vector<bool> isSeen(batch.texts.size());
        for (std::size_t i = 0; i < batch.caption.size(); ++i) {
            const auto own = static_cast<std::size_t>(batch.caption[i]);
            right += nearest.data_ptr<std::int64_t>()[i] == batch.caption[i] ? 1 : 0;
            if (!isSeen[own] && rows.size() < mostMatrixSide)
                rows.push_back(i);
            isSeen[own] = true;
        }
        p.recall1 = right / static_cast<double>(batch.caption.size());
        p.chance1 = 1.0 / static_cast<double>(batch.texts.size());
        p.side = static_cast<int>(rows.size());
        const auto accessor = cosines.accessor<float, 2>();
        for (const std::size_t row : rows) {
            for (const std::size_t column : rows)
                p.matrix.push_back(accessor[static_cast<std::int64_t>(row)][batch.caption[column]]);
            p.captions.push_back(batch.captions[static_cast<std::size_t>(batch.caption[row])]);
        }
        m_events.progress(p);
        m_lastTold = Clock::now();
        m_hasTold = true;
        m_pictures = 0;
    }

    bool validationIsDue() const
    {
        if (m_config.saveEverySteps > 0)
            return m_place.step % m_config.saveEverySteps == 0;
        return m_config.saveEveryMinutes > 0 && secondsSince(m_lastValidation) > 60 * m_config.saveEveryMinutes;
    }

    bool hasStopped() const { return m_config.patience > 0 && m_place.withoutProgress >= m_config.patience; }

    Result<void> saveState()
    {
        m_place.seconds = seconds();
        m_lastState = Clock::now();
        return saveRun(m_config.output, m_identity, m_place, m_model, m_optimiser);
    }

    std::int64_t learntNumbers()
    {
        std::int64_t numbers = 0;
        for (const Parameter &parameter : m_model.parameters().parameters)
            numbers += parameter.isKept ? parameter.value.numel() : 0;
        return numbers;
    }

    Result<void> validateAndSave()
    {
        m_optimiser.swapAverages();
        const std::vector<at::Tensor> statistics = copyOfBuffers();
        settleNorms(m_model, m_wholePictures, m_config.pictureSize);
        const Validation validation = validate(m_model, m_data);
        const bool isBest = validation.score() > m_place.best;
        Result<void> saved;
        // Where progress is waited for, the best weights are kept; else the latest, whose schedule went further.
        if (isBest || m_config.patience == 0) {
            const TrainingReport sofar{m_place.step, seconds() / 60, false, false, validation};
            saved = writePapers(m_config, m_data, m_concepts, sofar, learntNumbers());
            if (saved)
                saved = m_model.save(m_config.output);
            m_written = validation;
        }
        restoreBuffers(statistics);
        m_optimiser.swapAverages();
        m_place.best = std::max(m_place.best, validation.score());
        // At a smaller size than the last one progress hardly shows.
        const bool isLastSize = pictureSize(m_place.step) == sizeAt(std::nextafter(1.0, 0.0));
        m_place.withoutProgress = isBest || !isLastSize ? 0 : m_place.withoutProgress + 1;
        if (m_events.validated)
            m_events.validated(validation);
        m_place.validationIsDue = false;
        m_lastValidation = Clock::now();
        return saved;
    }

    const TrainingConfig &m_config;
    const std::string m_identity; ///< settings and data: who goes on must have the same
    const Dataset &m_data;
    const std::vector<clip::TaughtConcept> m_concepts;
    const std::vector<std::string> m_conceptCaptions; ///< one a concept; each has a proxy
    const TrainingEvents &m_events;
    Model m_model;
    Optimiser m_optimiser;
    BatchMaker m_batches;
    BatchMaker m_wholePictures; ///< nearly so, and clean
    RunPlace m_place;
    double m_secondsBefore = 0;
    Clock::time_point m_begin, m_lastState, m_lastValidation, m_lastTold;
    int m_lostInARow = 0;        ///< steps without a finite gradient
    std::int64_t m_pictures = 0; ///< since m_lastTold
    bool m_hasTold = false;
    Validation m_written;
};

Result<std::unique_ptr<CaptionSource>> captionSource(const TrainingConfig &config, const Dataset &data)
{
    if (!data.hasLabels())
        return ownCaptions(data);
    if (config.words.empty())
        return captionsFromLabels(data, Concepts(data.labels), config.balance);
    auto concepts = Concepts::fromFile(data.labels, config.words);
    if (!concepts)
        return concepts.error();
    return captionsFromLabels(data, *std::move(concepts), config.balance);
}

class TorchTrainer final : public Trainer {
public:
    Result<TrainingReport> train(const TrainingConfig &config, const Dataset &data,
                                 const TrainingEvents &events) const override
    {
        return withRun<TrainingReport>(config, data, events, [](Run &run) -> Result<TrainingReport> {
            if (auto begun = run.begin(); !begun)
                return begun.error();
            return run.run();
        });
    }

    Result<double> bareRate(const TrainingConfig &config, const Dataset &data, double seconds) const override
    {
        return withRun<double>(config, data, {}, [seconds](Run &run) { return Result(run.bareRate(seconds)); });
    }

private:
    template <typename T, typename Work> static Result<T> withRun(const TrainingConfig &config, const Dataset &data,
                                                                  const TrainingEvents &events, const Work &work)
    {
        try {
            if (data.examplesOf(Split::Train).size() < 2)
                return badInput("There are no pictures to learn from.");
            if (config.patience > 0 && data.examplesOf(Split::Validation).empty())
                return badInput("\"patience\" stops a run by pictures that are held back, and there are none. Leave it "
                                "out, or hold some back.");
            const KeptMemory kept;
            at::set_num_threads(config.threads > 0 ? std::min(config.threads, clip::allCores()) : clip::allCores());
            at::manual_seed(config.seed);
            const auto captions = captionSource(config, data);
            if (!captions)
                return captions.error();
            // Weights that are gone on from keep their vocabulary.
            auto merges = config.from.empty()
                              ? Result(learnMerges((*captions)->all(), static_cast<std::size_t>(config.merges)))
                              : clip::BytePairVocabulary::readMerges(config.from / "merges.txt");
            if (!merges)
                return merges.error();
            Run run(config, data, **captions, *std::move(merges), events);
            return work(run);
        } catch (const std::exception &e) {
            const std::string what = e.what();
            return Error{ErrorKind::Internal, "Training failed: " + what.substr(0, what.find('\n'))};
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
