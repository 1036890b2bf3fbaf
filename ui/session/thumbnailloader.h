// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/types.h"

#include <QImage>
#include <QObject>
#include <QThread>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>

namespace reminisce::ui {

class ThumbnailWorker;

/// Decodes thumbnails on a thread of its own. Only what the last call wanted is worked on, so that whatever scrolled by
/// costs nothing.
class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    explicit ThumbnailLoader(QObject *parent = nullptr);
    ~ThumbnailLoader() override;

    void setLibrary(const std::filesystem::path &cataloguePath);

    struct Wanted {
        qint64 id = 0;
        Digest hash{};
    };
    /// Replaces everything asked for before; in the order given.
    void want(const QVector<Wanted> &photos);

Q_SIGNALS:
    /// A null image: there is none (yet).
    void loaded(qint64 photo, const QImage &image);

private:
    QThread m_thread;
    ThumbnailWorker *m_worker;
};

} // namespace reminisce::ui
