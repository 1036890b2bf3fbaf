// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/catalogue.h"
#include "core/clip/encoder.h"
#include "core/image/decoderpool.h"
#include "core/search/searcher.h"
#include "ui/session/types.h"

#include <QObject>
#include <atomic>
#include <optional>

namespace reminisce::ui {

/// The search thread: owns a reading connection, the index in memory and the text tower.
class SearchWorker : public QObject {
    Q_OBJECT

public:
    /// Questions with a lower number are dropped unanswered. Any thread.
    void setNewest(quint64 number) { m_newest = number; }
    /// Ends what takes long; for the end of the program. Any thread.
    void stop() const { m_stop.cancel(); }

    // on the search thread
    /// Photos of this library are meant from now on; questions wait for its model.
    void setLibrary(const std::filesystem::path &library);
    void setNoModel(const QString &reason); ///< there is none to wait for
    void setModel(const std::filesystem::path &library, const std::filesystem::path &model, const QString &identity);
    void refresh();
    void search(quint64 number, const QString &text);
    void findSimilar(quint64 number, qint64 photo);
    void findSimilarToFile(quint64 number, const QString &path);
    void details(qint64 photo);
    void learnOwnWords(); ///< from the words in the catalogue
    void forgetOwnWords();
    void tellOwnWords();
    void measureSizes();
    void listModels();

Q_SIGNALS:
    void sizesMeasured(qint64 catalogueBytes, qint64 thumbnailBytes);
    void copiesListed(const QStringList &days);
    void modelsListed(const QVector<reminisce::ui::ModelInfo> &models);
    void ownWordsChanged(const reminisce::ui::OwnWordsState &state);
    void answered(const reminisce::ui::SearchResult &result);
    void detailsReady(const reminisce::ui::PhotoDetails &details);
    void failed(const QString &message);
    void refreshWanted(); ///< refresh() could not be done just now
    void learntWords();   ///< answers can now tell better what is sure

private:
    const catalogue::Catalogue *catalogue(); ///< null where the library cannot be read
    /// Whether the model is still to come: learntWords() follows then, and the question is asked again.
    bool waitsForModel() const { return !m_checkpoint && m_whyNoModel.isEmpty(); }
    QString noModel() const; ///< what to tell then
    Result<void> prepareText();
    void prepareWords();
    void tendIndex(); ///< a little at a time, so that questions get in between
    void answer(const search::Question &question, quint64 number,
                const std::optional<search::Vocabulary::Look> &look = {});
    void answerError(quint64 number, const QString &message);

    std::atomic<quint64> m_newest{0};
    CancelToken m_stop;
    std::filesystem::path m_library;
    std::optional<catalogue::Catalogue> m_catalogue; ///< reading; before there is a model, and without one
    QString m_whyNoModel;
    std::shared_ptr<const clip::Checkpoint> m_checkpoint;
    QString m_identity;
    std::optional<search::Searcher> m_searcher;
    std::optional<search::QueryEncoder> m_encoder;
    std::unique_ptr<clip::ImageEncoder> m_pictures; ///< made when the first picture is dropped
    bool m_tending = false;
    image::DecoderPool m_decoders; ///< for dropped pictures
    QString m_droppedPath;
    Embedding m_dropped; ///< of the picture dropped last, which is asked for again while photos come in
};

} // namespace reminisce::ui
