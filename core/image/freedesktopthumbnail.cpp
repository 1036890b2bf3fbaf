// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/freedesktopthumbnail.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QUrl>
#include <cstdlib>

namespace reminisce::image {

namespace {

QString cacheFolder()
{
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/')
        return QFile::decodeName(cache);
    const char *home = std::getenv("HOME");
    return QFile::decodeName(home != nullptr ? home : "/") + QStringLiteral("/.cache");
}

} // namespace

std::optional<std::filesystem::path> freedesktopThumbnail(const std::filesystem::path &file)
{
    const QString path = QFile::decodeName(QByteArray::fromStdString(file.native()));
    const QByteArray uri = QUrl::fromLocalFile(path).toEncoded();
    const QString name =
        QString::fromLatin1(QCryptographicHash::hash(uri, QCryptographicHash::Md5).toHex()) + QStringLiteral(".png");
    const QString modified = QString::number(QFileInfo(path).lastModified().toSecsSinceEpoch());
    for (const char *size : {"x-large", "xx-large", "large"}) {
        const QString thumbnail =
            cacheFolder() + QStringLiteral("/thumbnails/") + QString::fromLatin1(size) + QLatin1Char('/') + name;
        // Reads texts only, in the head of the file.
        const QImageReader reader(thumbnail, "png");
        // Another file may have had the same name, or this one was changed since.
        if (reader.text(QStringLiteral("Thumb::MTime")) == modified &&
            reader.text(QStringLiteral("Thumb::URI")) == QString::fromLatin1(uri))
            return QFile::encodeName(thumbnail).toStdString();
    }
    return std::nullopt;
}

} // namespace reminisce::image
