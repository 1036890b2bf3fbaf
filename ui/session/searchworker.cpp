// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/searchworker.h"

#include "core/base/choices.h"
#include "core/base/paths.h"
#include "core/catalogue/copies.h"
#include "core/catalogue/libraryfiles.h"
#include "core/clip/preprocess.h"
#include "core/image/decoder.h"
#include "core/personal/ownwordslearner.h"
#include "ui/session/indexworker.h"

#include <QFile>
#include <QTimer>

namespace reminisce::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostMatches = 2000;

clip::EncoderOptions chosenOptions()
{
    const Choices choices = Choices::load();
    return clip::encoderOptions(choices.device, choices.precision);
}

} // namespace

void SearchWorker::setLibrary(const fs::path &library)
{
    m_library = library;
    m_catalogue.reset();
    m_checkpoint.reset();
    m_whyNoModel.clear();
    m_identity.clear();
    m_encoder.reset();
    m_pictures.reset();
    m_searcher.reset();
}

void SearchWorker::setNoModel(const QString &reason)
{
    m_whyNoModel = reason;
    Q_EMIT learntWords();
}

const catalogue::Catalogue *SearchWorker::catalogue()
{
    if (!m_catalogue) {
        auto opened = catalogue::Catalogue::open(m_library, catalogue::Catalogue::Mode::ReadOnly);
        if (opened)
            m_catalogue = std::move(*opened);
    }
    return m_catalogue ? &*m_catalogue : nullptr;
}

void SearchWorker::setModel(const fs::path &library, const fs::path &model, const QString &identity)
{
    if (library != m_library)
        return; // another one was opened meanwhile
    if (identity == m_identity && m_searcher) {
        refresh();
        return;
    }
    auto checkpoint = clip::Checkpoint::open(model);
    if (!checkpoint)
        return;
    m_identity = identity;
    m_checkpoint = *checkpoint;
    m_encoder.reset();
    m_pictures.reset();
    m_droppedPath.clear();
    m_searcher.reset();
    auto searcher = search::Searcher::open(library, identity.toStdString());
    if (searcher)
        m_searcher = std::move(*searcher);
    tendIndex();
    Q_EMIT learntWords(); // a question may be waiting
}

void SearchWorker::refresh()
{
    constexpr int againAfterMs = 500;
    if (m_searcher && !m_searcher->refresh())
        QTimer::singleShot(againAfterMs, this, [this] { Q_EMIT refreshWanted(); });
    tendIndex();
}

QString SearchWorker::noModel() const
{
    return tr("There is no model to search with. Choose one under Library › Models. %1").arg(m_whyNoModel);
}

Result<void> SearchWorker::prepareText()
{
    if (m_encoder)
        return {};
    if (!m_checkpoint)
        return unavailable(noModel().toStdString());
    const auto towers = clip::loadTowers();
    if (!towers)
        return towers.error();
    auto encoder = (*towers)->textEncoder(m_checkpoint, chosenOptions());
    if (!encoder)
        return encoder.error();
    m_encoder.emplace(m_checkpoint, std::move(*encoder));
    m_encoder->setOwnWords(search::OwnWords::load(m_library, m_identity.toStdString()));
    return {};
}

void SearchWorker::search(quint64 number, const QString &text)
{
    if (number < m_newest || waitsForModel())
        return;
    if (const auto ready = prepareText(); !ready) {
        answerError(number, QString::fromStdString(ready.error().message));
        return;
    }
    const std::string words = text.toStdString();
    const auto query = m_encoder->encodeQuery(words);
    const auto things = m_encoder->encodeThings(words);
    if (!query || !things) {
        answerError(number, QString::fromStdString(query ? things.error().message : query.error().message));
        return;
    }
    answer({*query, mostMatches, false, {}, m_encoder->words(), m_encoder->likelyFrom(words), *things}, number,
           m_encoder->look(words));
    if (m_encoder->words() == nullptr)
        QMetaObject::invokeMethod(this, &SearchWorker::prepareWords, Qt::QueuedConnection);
}

void SearchWorker::prepareWords()
{
    if (!m_encoder || m_encoder->words() != nullptr)
        return;
    // Gives way to a question that was asked meanwhile; the next answer starts it again.
    const quint64 asked = m_newest;
    if (m_encoder->prepareWords([this, asked] { return m_newest == asked; }))
        Q_EMIT learntWords();
}

void SearchWorker::tendIndex()
{
    if (m_tending)
        return;
    m_tending = m_searcher && m_searcher->tendIndex();
    if (m_tending)
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_tending = false;
                tendIndex();
            },
            Qt::QueuedConnection);
}

void SearchWorker::findSimilar(quint64 number, qint64 photo)
{
    if (number < m_newest || waitsForModel())
        return;
    if (!m_searcher) {
        answerError(number, noModel());
        return;
    }
    const auto id = static_cast<catalogue::PhotoId>(photo);
    const auto vector = m_searcher->vectorOf(id);
    if (!vector) {
        answerError(number, tr("This photo has not been looked at yet. Try again in a moment."));
        return;
    }
    answer({*vector, mostMatches, false, {id}, nullptr, {}}, number);
}

void SearchWorker::findSimilarToFile(quint64 number, const QString &path)
{
    if (number < m_newest || waitsForModel())
        return;
    if (!m_checkpoint) {
        answerError(number, noModel());
        return;
    }
    if (path == m_droppedPath) {
        answer({m_dropped, mostMatches, false, {}, nullptr, {}}, number);
        return;
    }
    const auto bytes = paths::readFile(QFile::encodeName(path).toStdString());
    const auto picture =
        bytes ? m_decoders.decode({reinterpret_cast<const std::uint8_t *>(bytes->data()), bytes->size()}, {}, m_stop)
              : Result<image::Picture>(bytes.error());
    if (!picture) {
        answerError(number, QString::fromStdString(picture.error().message));
        return;
    }
    if (!m_pictures) {
        const auto towers = clip::loadTowers();
        auto encoder = towers ? (*towers)->imageEncoder(m_checkpoint, chosenOptions())
                              : Result<std::unique_ptr<clip::ImageEncoder>>(towers.error());
        if (!encoder) {
            answerError(number, QString::fromStdString(encoder.error().message));
            return;
        }
        m_pictures = std::move(*encoder);
    }
    const auto vectors = m_pictures->encode({clip::prepare(picture->pixels, m_checkpoint->config().preprocess)});
    if (!vectors) {
        answerError(number, QString::fromStdString(vectors.error().message));
        return;
    }
    m_droppedPath = path;
    m_dropped = (*vectors)[0];
    answer({m_dropped, mostMatches, false, {}, nullptr, {}}, number);
}

void SearchWorker::answer(const search::Question &question, quint64 number,
                          const std::optional<search::Vocabulary::Look> &look)
{
    SearchResult result;
    result.number = number;
    if (look) {
        for (const auto &substitute : look->substitutes)
            result.unknownWords.append(
                {QString::fromStdString(substitute.word), QString::fromStdString(substitute.known)});
        for (const std::string &word : look->unknown)
            result.unknownWords.append({QString::fromStdString(word), QString()});
    }
    if (m_searcher) {
        const search::Answer found = m_searcher->find(question);
        for (const search::Match &match : found.matches)
            result.photos.push_back(catalogue::raw(match.photo));
        result.sure = found.sure;
        result.likely = found.likely;
        result.searched = static_cast<int>(m_searcher->size());
        result.ofSeveralThings = question.things.things.size() > 1;
    }
    Q_EMIT answered(result);
}

void SearchWorker::answerError(quint64 number, const QString &message)
{
    SearchResult result;
    result.number = number;
    result.error = message;
    Q_EMIT answered(result);
}

void SearchWorker::learnOwnWords()
{
    OwnWordsState state;
    state.wasAsked = true;
    const auto ready = prepareText();
    const auto outcome = ready ? personal::learnFromLibrary(m_library, m_identity.toStdString(), *m_encoder,
                                                            [this] { return !m_stop.isCancelled(); })
                               : Result<personal::Outcome>(ready.error());
    if (!outcome) {
        state.reason = QString::fromStdString(outcome.error().message);
    } else if (!outcome->learnt) {
        state.reason = QString::fromStdString(outcome->reason);
    } else {
        state.before = outcome->before.value;
        state.after = outcome->after.value;
    }
    // What was learnt before stays where nothing new was.
    if (m_encoder && m_encoder->ownWords()) {
        for (const std::string &word : m_encoder->ownWords()->words())
            state.words << QString::fromStdString(word);
    }
    Q_EMIT ownWordsChanged(state);
    Q_EMIT learntWords();
}

void SearchWorker::forgetOwnWords()
{
    if (const auto forgotten = search::OwnWords::forget(m_library); !forgotten) {
        Q_EMIT failed(QString::fromStdString(forgotten.error().message));
        return;
    }
    if (m_encoder)
        m_encoder->setOwnWords({});
    Q_EMIT ownWordsChanged({});
    Q_EMIT learntWords();
}

void SearchWorker::tellOwnWords()
{
    OwnWordsState state;
    if (const auto own = search::OwnWords::load(m_library, m_identity.toStdString())) {
        for (const std::string &word : own->words())
            state.words << QString::fromStdString(word);
    }
    Q_EMIT ownWordsChanged(state);
}

void SearchWorker::measureSizes()
{
    const catalogue::SizeOnDisk size = catalogue::sizeOnDisk(m_library);
    Q_EMIT sizesMeasured(size.catalogue + size.copies + size.index, size.thumbnails);
    QStringList days;
    for (const catalogue::LibraryCopy &copy : catalogue::copiesOf(m_library))
        days << QString::fromStdString(copy.day);
    Q_EMIT copiesListed(days);
}

void SearchWorker::listModels()
{
    Q_EMIT modelsListed(modelsOf(catalogue()));
}

void SearchWorker::details(qint64 photo)
{
    const catalogue::Catalogue *const library = catalogue();
    if (library == nullptr)
        return;
    const auto id = static_cast<catalogue::PhotoId>(photo);
    const auto known = library->photo(id);
    if (!known)
        return;
    PhotoDetails details;
    details.id = photo;
    details.width = known->width;
    details.height = known->height;
    details.taken = known->taken;
    details.dateIsGuess = known->dateSource == catalogue::DateSource::FileTime;
    details.camera = QString::fromStdString(known->camera);
    details.hasPosition = known->latitude.has_value();
    details.latitude = known->latitude.value_or(0);
    details.longitude = known->longitude.value_or(0);
    for (const catalogue::File &file : library->filesOf(id)) {
        details.paths << QFile::decodeName(QByteArray::fromStdString(file.path.native()));
        details.bytes = file.size;
    }
    Q_EMIT detailsReady(details);
}

} // namespace reminisce::ui
