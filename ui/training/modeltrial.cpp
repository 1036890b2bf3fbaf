// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/modeltrial.h"

#include "core/catalogue/thumbnailstore.h"
#include "core/clip/encoder.h"
#include "core/clip/preprocess.h"
#include "core/search/searcher.h"

#include <QMap>
#include <algorithm>
#include <map>
#include <mutex>

namespace reminisce::ui {

namespace {

constexpr int mostPhotos = 200;
constexpr int shownPhotos = 12;

Pixels pixelsOf(const QImage &image)
{
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Pixels pixels(rgb.width(), rgb.height(), 3);
    for (int y = 0; y < rgb.height(); ++y)
        std::copy_n(rgb.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

} // namespace

/// All the work; on the thread of ModelTrial.
class ModelTrial::Worker : public QObject {
public:
    Worker(ModelTrial &owner, CancelToken stop) : m_owner(owner), m_stop(std::move(stop)) {}

    void setPhotos(const std::filesystem::path &library, const PhotoListPtr &photos)
    {
        m_library = library;
        m_photos.clear();
        m_models.clear();
        const auto store = catalogue::ThumbnailStore::open(library, catalogue::Catalogue::Mode::ReadOnly);
        if (!store)
            return;
        const int every = std::max(1, (photos->size() + mostPhotos - 1) / mostPhotos);
        for (int i = 0; i < photos->size() && static_cast<int>(m_photos.size()) < mostPhotos; i += every) {
            const GridPhoto &photo = photos->photos()[i];
            const std::vector<std::uint8_t> bytes = store->get(photo.hash);
            QImage image;
            if (!bytes.empty() && image.loadFromData(bytes.data(), static_cast<int>(bytes.size())))
                m_photos.push_back({photo.id, image, 0});
        }
    }

    /// The number of a new question. Any thread.
    quint64 newest(const QString &role)
    {
        const std::lock_guard lock(m_mutex);
        return ++m_numbers[role];
    }

    void load(const QString &role, const std::filesystem::path &folder)
    {
        const auto checkpoint = clip::Checkpoint::open(folder);
        const auto towers = clip::loadTowers();
        if (!checkpoint || !towers) {
            Q_EMIT m_owner.failed(
                QString::fromStdString(!checkpoint ? checkpoint.error().message : towers.error().message));
            return;
        }
        // While a run has the cores, looking on must not slow it down.
        clip::EncoderOptions options;
        options.threads = 1;
        auto texts = (*towers)->textEncoder(*checkpoint, options);
        if (!texts) {
            Q_EMIT m_owner.failed(QString::fromStdString(texts.error().message));
            return;
        }
        Model model{search::QueryEncoder(*checkpoint, std::move(*texts)), indexedVectors((*checkpoint)->identity())};
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < m_photos.size(); ++i) {
            if (model.vectors[i].empty())
                missing.push_back(i);
        }
        std::unique_ptr<clip::ImageEncoder> pictures; // large, and often not needed
        if (!missing.empty()) {
            auto made = (*towers)->imageEncoder(*checkpoint, options);
            if (!made) {
                Q_EMIT m_owner.failed(QString::fromStdString(made.error().message));
                return;
            }
            pictures = *std::move(made);
        }
        constexpr std::size_t batch = 16;
        for (std::size_t begin = 0; begin < missing.size() && !m_stop.isCancelled(); begin += batch) {
            std::vector<Pixels> crops;
            for (std::size_t i = begin; i < std::min(missing.size(), begin + batch); ++i)
                crops.push_back(
                    clip::prepare(pixelsOf(m_photos[missing[i]].picture), (*checkpoint)->config().preprocess));
            auto vectors = pictures->encode(crops);
            if (!vectors) {
                Q_EMIT m_owner.failed(QString::fromStdString(vectors.error().message));
                return;
            }
            for (std::size_t i = 0; i < vectors->size(); ++i)
                model.vectors[missing[begin + i]] = std::move((*vectors)[i]);
        }
        if (m_stop.isCancelled())
            return;
        m_models.erase(role);
        m_models.emplace(role, std::move(model));
        Q_EMIT m_owner.ready(role);
    }

    /// Of the questions that wait only the newest of each role is answered.
    void rank(const QString &role, const QString &words, quint64 number)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (number < m_numbers[role])
                return;
        }
        const auto model = m_models.find(role);
        if (model == m_models.end() || words.trimmed().isEmpty())
            return;
        const auto query = model->second.queries.encodeQuery(words.trimmed().toStdString());
        if (!query)
            return;
        Q_EMIT m_owner.ranked(role, words, best(model->second, *query, -1));
    }

    void findNeighbours(const QString &role, qint64 photo, const QStringList &captions)
    {
        const auto model = m_models.find(role);
        const auto anchor =
            std::find_if(m_photos.begin(), m_photos.end(), [photo](const TrialPhoto &p) { return p.id == photo; });
        if (model == m_models.end() || anchor == m_photos.end())
            return;
        const Embedding &vector = model->second.vectors[static_cast<std::size_t>(anchor - m_photos.begin())];
        QVector<TrialPhoto> nearest = best(model->second, vector, photo);
        nearest.prepend({anchor->id, anchor->picture, 1});
        std::vector<std::pair<QString, Embedding>> texts;
        for (const QString &caption : captions) {
            if (const auto text = model->second.queries.encodeQuery(caption.toStdString()))
                texts.emplace_back(caption, *text);
        }
        QVector<TrialNeighbour> found;
        for (const TrialPhoto &each : nearest)
            found.push_back({each, captionOf(model->second, each.id, texts)});
        Q_EMIT m_owner.neighboursFound(role, found);
    }

private:
    struct Model {
        search::QueryEncoder queries;
        std::vector<Embedding> vectors; ///< of m_photos
    };

    /// Of m_photos, those that the library has of this model; the others are empty.
    std::vector<Embedding> indexedVectors(const std::string &identity) const
    {
        std::vector<Embedding> vectors(m_photos.size());
        try {
            fill(vectors, identity);
        } catch (const std::exception &) {
            // A library that cannot be read now: the model looks at the thumbnails instead.
        }
        return vectors;
    }

    void fill(std::vector<Embedding> &vectors, const std::string &identity) const
    {
        const auto library = catalogue::Catalogue::open(m_library, catalogue::Catalogue::Mode::ReadOnly);
        const auto model = library ? library->findModel(identity) : std::nullopt;
        for (std::size_t i = 0; model && i < m_photos.size(); ++i) {
            if (auto vector = library->vector(catalogue::PhotoId(m_photos[i].id), *model))
                vectors[i] = *std::move(vector);
        }
    }

    QVector<TrialPhoto> best(const Model &model, const Embedding &query, qint64 without) const
    {
        QVector<TrialPhoto> all;
        for (std::size_t i = 0; i < model.vectors.size(); ++i) {
            if (m_photos[i].id != without)
                all.push_back({m_photos[i].id, m_photos[i].picture, dot(query, model.vectors[i])});
        }
        const auto shown = std::min<qsizetype>(shownPhotos, all.size());
        std::partial_sort(all.begin(), all.begin() + shown, all.end(),
                          [](const TrialPhoto &a, const TrialPhoto &b) { return a.score > b.score; });
        all.resize(shown);
        return all;
    }

    QString captionOf(const Model &model, qint64 photo, const std::vector<std::pair<QString, Embedding>> &texts) const
    {
        const auto place =
            std::find_if(m_photos.begin(), m_photos.end(), [photo](const TrialPhoto &p) { return p.id == photo; });
        const Embedding &vector = model.vectors[static_cast<std::size_t>(place - m_photos.begin())];
        const auto nearest = std::max_element(texts.begin(), texts.end(), [&](const auto &a, const auto &b) {
            return dot(a.second, vector) < dot(b.second, vector);
        });
        return nearest == texts.end() ? QString() : nearest->first;
    }

    ModelTrial &m_owner;
    CancelToken m_stop;
    std::filesystem::path m_library;
    std::vector<TrialPhoto> m_photos;
    std::map<QString, Model> m_models; ///< by role
    std::mutex m_mutex;                ///< guards the numbers
    std::map<QString, quint64> m_numbers;
};

ModelTrial::ModelTrial(QObject *parent) : QObject(parent), m_worker(new Worker(*this, m_stop))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start(QThread::LowPriority);
}

ModelTrial::~ModelTrial()
{
    m_stop.cancel();
    m_thread.quit();
    m_thread.wait();
}

void ModelTrial::setPhotos(const std::filesystem::path &library, const PhotoListPtr &photos)
{
    QMetaObject::invokeMethod(m_worker, [w = m_worker, library, photos] { w->setPhotos(library, photos); });
}

void ModelTrial::load(const QString &role, const std::filesystem::path &model)
{
    QMetaObject::invokeMethod(m_worker, [w = m_worker, role, model] { w->load(role, model); });
}

void ModelTrial::rank(const QString &role, const QString &words)
{
    const quint64 number = m_worker->newest(role);
    QMetaObject::invokeMethod(m_worker, [w = m_worker, role, words, number] { w->rank(role, words, number); });
}

void ModelTrial::findNeighbours(const QString &role, qint64 photo, const QStringList &captions)
{
    QMetaObject::invokeMethod(m_worker,
                              [w = m_worker, role, photo, captions] { w->findNeighbours(role, photo, captions); });
}

} // namespace reminisce::ui
