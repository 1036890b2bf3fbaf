// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/foreigndecoders.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>

namespace reminisce::image {

namespace {

constexpr int maxMegabytes = 2048;

QByteArray qtName(Format format, Bytes file)
{
    switch (format) {
    case Format::Png: return "png";
    case Format::WebP: return "webp";
    case Format::Bmp: return "bmp";
    case Format::Gif: return "gif";
    case Format::Pnm:
        return file[1] == '1' || file[1] == '4' ? "pbm" : file[1] == '2' || file[1] == '5' ? "pgm" : "ppm";
    default: return {};
    }
}

bool hasDeepSamples(QImage::Format format)
{
    return format == QImage::Format_Grayscale16 || format == QImage::Format_RGBX64 || format == QImage::Format_RGBA64 ||
           format == QImage::Format_RGBA64_Premultiplied;
}

/// 16 bits to 8 by the high byte, as the references do; Qt rounds instead.
Pixels fromDeep(const QImage &image)
{
    if (image.format() == QImage::Format_Grayscale16) {
        Pixels pixels(image.width(), image.height(), 3);
        for (int y = 0; y < image.height(); ++y) {
            const auto *in = reinterpret_cast<const quint16 *>(image.constScanLine(y));
            std::uint8_t *out = pixels.row(y);
            for (int x = 0; x < image.width(); ++x, out += 3)
                out[0] = out[1] = out[2] = static_cast<std::uint8_t>(in[x] >> 8U);
        }
        return pixels;
    }
    const bool alpha = image.hasAlphaChannel();
    const QImage plain = image.convertToFormat(alpha ? QImage::Format_RGBA64 : QImage::Format_RGBX64);
    Pixels pixels(image.width(), image.height(), alpha ? 4 : 3);
    for (int y = 0; y < image.height(); ++y) {
        const auto *in = reinterpret_cast<const quint16 *>(plain.constScanLine(y));
        std::uint8_t *out = pixels.row(y);
        for (int x = 0; x < image.width(); ++x, in += 4, out += pixels.channels) {
            for (int c = 0; c < pixels.channels; ++c)
                out[c] = static_cast<std::uint8_t>(in[c] >> 8U);
        }
    }
    return pixels;
}

Pixels fromImage(const QImage &image)
{
    if (hasDeepSamples(image.format()))
        return fromDeep(image);
    const bool alpha = image.hasAlphaChannel();
    const QImage plain = image.convertToFormat(alpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    Pixels pixels(plain.width(), plain.height(), alpha ? 4 : 3);
    for (int y = 0; y < plain.height(); ++y)
        std::copy_n(plain.constScanLine(y), pixels.stride(), pixels.row(y));
    return pixels;
}

} // namespace

void loadQtDecoders()
{
    for (const char *format : {"png", "webp", "bmp", "gif", "pbm", "pgm", "ppm"}) {
        QBuffer empty;
        empty.open(QIODevice::ReadOnly);
        QImageReader(&empty, format).canRead();
    }
}

Result<Picture> decodeWithQt(Bytes file, Format format, const DecodeRequest &request)
{
    QByteArray bytes =
        QByteArray::fromRawData(reinterpret_cast<const char *>(file.data()), static_cast<qsizetype>(file.size()));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, qtName(format, file));
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(false);
    QImageReader::setAllocationLimit(maxMegabytes);
    const QSize size = reader.size();
    if (size.isValid() && static_cast<std::int64_t>(size.width()) * size.height() > request.maxPixels)
        return tooLarge();
    const QImage image = reader.read();
    if (image.isNull())
        return badInput(std::string("The ") + formatName(format) +
                        " picture is damaged: " + reader.errorString().toStdString() + ".");
    if (static_cast<std::int64_t>(image.width()) * image.height() > request.maxPixels)
        return tooLarge();
    Picture picture;
    picture.facts = readFacts(file);
    picture.pixels = fromImage(image);
    picture.width = image.width();
    picture.height = image.height();
    return picture;
}

} // namespace reminisce::image
