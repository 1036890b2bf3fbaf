// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalogue/thumbnailstore.h"
#include "ui/session/thumbnailloader.h"

namespace reminisce::ui {

/// One of the threads behind ThumbnailLoader; owns connections of its own. A thumbnail that the store lacks is taken
/// from the desktop's, or made from the photo and kept.
class ThumbnailWorker : public QObject {
    Q_OBJECT

public:
    ThumbnailWorker(ThumbnailWishes &wishes, image::DecoderPool &decoders, CancelToken stop)
        : m_wishes(wishes), m_decoders(decoders), m_stop(std::move(stop))
    {
    }

    void work();

Q_SIGNALS:
    void loaded(const reminisce::ui::WantedThumbnail &wanted, const QImage &image);

private:
    QImage fetch(const WantedThumbnail &wanted);
    QImage make(const WantedThumbnail &wanted);
    void connectToLibrary(const ThumbnailWishes::Wish &wish);

    ThumbnailWishes &m_wishes;
    image::DecoderPool &m_decoders;
    CancelToken m_stop;
    int m_opening = 0; ///< of the library that the connections belong to
    std::optional<catalogue::ThumbnailStore> m_store;
    std::optional<catalogue::Catalogue> m_catalogue;
};

} // namespace reminisce::ui
