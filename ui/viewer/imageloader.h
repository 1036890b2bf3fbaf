// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/decoderpool.h"

#include <QFuture>
#include <QImage>
#include <QObject>
#include <QStringList>

namespace reminisce::ui {

/// Decodes one photo after the other, away from the window's thread. Only the last one asked for is told.
class ImageLoader : public QObject {
    Q_OBJECT

public:
    explicit ImageLoader(QObject *parent = nullptr) : QObject(parent) {}
    ~ImageLoader() override;
    void load(const QStringList &paths); ///< the first of them that is there
    void cancel();                       ///< nothing more is told of what was asked for

Q_SIGNALS:
    void loaded(const QString &path, const QImage &image);
    void failed(const QString &path, const QString &reason);
    void missing(); ///< none of them is there

private:
    std::shared_ptr<image::DecoderPool> m_decoders = std::make_shared<image::DecoderPool>();
    CancelToken m_cancel; ///< of the last run
    quint64 m_number = 0;
    QFuture<void> m_running;
};

} // namespace reminisce::ui
