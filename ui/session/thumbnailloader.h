// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cancel.h"
#include "core/image/decoderpool.h"
#include "ui/session/photolist.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QThread>
#include <array>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>

namespace reminisce::ui {

class ThumbnailWorker;

/// A thumbnail as it is to be painted.
struct WantedThumbnail {
    qint64 photo = 0;
    Digest hash{};
    QSize size; ///< pixels of the screen; what sticks out is cut off evenly
};

/// Wishes that the last call made and nobody has taken yet, and the library that they are about. Thread-safe.
class ThumbnailWishes {
public:
    struct Wish {
        WantedThumbnail wanted;
        std::filesystem::path library;
        int opening = 0; ///< another number for each time that a library was opened
    };

    void setLibrary(const std::filesystem::path &library); ///< forgets all wishes
    void replace(const QVector<WantedThumbnail> &wanted);
    std::optional<Wish> take();

private:
    std::mutex m_mutex;
    std::filesystem::path m_library;
    int m_opening = 0;
    std::deque<WantedThumbnail> m_wanted;
};

/// Decodes thumbnails on threads of its own and scales them to their place, so that painting them is copying. Only what
/// the last call wanted is worked on: whatever scrolled by costs nothing.
class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    explicit ThumbnailLoader(QObject *parent = nullptr);
    ~ThumbnailLoader() override;

    void setLibrary(const std::filesystem::path &cataloguePath);

    /// Replaces everything asked for before; in the order given.
    void want(const QVector<WantedThumbnail> &wanted);

Q_SIGNALS:
    /// A null image: there is none (yet).
    void loaded(const reminisce::ui::WantedThumbnail &wanted, const QImage &image);

private:
    static constexpr std::size_t threads = 2; ///< a screenful is there in half the time; more do not help a person

    ThumbnailWishes m_wishes;
    image::DecoderPool m_decoders;
    CancelToken m_stop;
    std::array<QThread, threads> m_threads;
    std::array<ThumbnailWorker *, threads> m_workers{};
};

} // namespace reminisce::ui
