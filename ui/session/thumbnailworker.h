// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/thumbnailstore.h"
#include "core/image/decoderpool.h"
#include "ui/session/thumbnailloader.h"

#include <optional>

namespace reminisce::ui {

/// The thread behind ThumbnailLoader; owns connections of its own. A thumbnail that the store lacks is taken from the
/// desktop's, or made from the photo and kept.
class ThumbnailWorker : public QObject {
    Q_OBJECT

public:
    void replace(const QVector<ThumbnailLoader::Wanted> &wanted); ///< any thread
    void stop() const { m_stop.cancel(); }                        ///< for good; any thread
    void open(const std::filesystem::path &cataloguePath);
    void work();

Q_SIGNALS:
    void loaded(qint64 photo, const QImage &image);

private:
    QImage fetch(const ThumbnailLoader::Wanted &wanted);
    QImage make(const ThumbnailLoader::Wanted &wanted);
    void connectToLibrary();

    std::mutex m_mutex; ///< guards the list of wishes
    std::deque<ThumbnailLoader::Wanted> m_wanted;
    std::filesystem::path m_path;
    std::optional<catalogue::ThumbnailStore> m_store;
    std::optional<catalogue::Catalogue> m_catalogue;
    image::DecoderPool m_decoders;
    CancelToken m_stop;
};

} // namespace reminisce::ui
