// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/thumbnailstore.h"
#include "ui/session/thumbnailloader.h"

#include <optional>

namespace reminisce::ui {

/// The thread behind ThumbnailLoader; owns a reading connection to the store.
class ThumbnailWorker : public QObject {
    Q_OBJECT

public:
    void replace(const QVector<ThumbnailLoader::Wanted> &wanted); ///< any thread
    void open(const std::filesystem::path &cataloguePath);
    void work();

Q_SIGNALS:
    void loaded(qint64 photo, const QImage &image);

private:
    std::mutex m_mutex; ///< guards the list of wishes
    std::deque<ThumbnailLoader::Wanted> m_wanted;
    std::filesystem::path m_path;
    std::optional<catalogue::ThumbnailStore> m_store;
};

} // namespace reminisce::ui
