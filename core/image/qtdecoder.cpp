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
void copyDeep(const QImage &band, Pixels &pixels, int top)
{
    if (band.format() == QImage::Format_Grayscale16) {
        for (int y = 0; y < band.height(); ++y) {
            const auto *in = reinterpret_cast<const quint16 *>(band.constScanLine(y));
            std::uint8_t *out = pixels.row(top + y);
            for (int x = 0; x < band.width(); ++x, out += 3)
                out[0] = out[1] = out[2] = static_cast<std::uint8_t>(in[x] >> 8U);
        }
        return;
    }
    const QImage plain = band.convertToFormat(pixels.channels == 4 ? QImage::Format_RGBA64 : QImage::Format_RGBX64);
    for (int y = 0; y < plain.height(); ++y) {
        const auto *in = reinterpret_cast<const quint16 *>(plain.constScanLine(y));
        std::uint8_t *out = pixels.row(top + y);
        for (int x = 0; x < plain.width(); ++x, in += 4, out += pixels.channels) {
            for (int c = 0; c < pixels.channels; ++c)
                out[c] = static_cast<std::uint8_t>(in[c] >> 8U);
        }
    }
}

void copyPlain(const QImage &band, Pixels &pixels, int top)
{
    const QImage plain = band.convertToFormat(pixels.channels == 4 ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    for (int y = 0; y < plain.height(); ++y)
        std::copy_n(plain.constScanLine(y), pixels.stride(), pixels.row(top + y));
}

Pixels fromImage(const QImage &image)
{
    Pixels pixels(image.width(), image.height(), image.hasAlphaChannel() ? 4 : 3);
    // A few rows at a time: large pictures would need the memory twice.
    constexpr int rows = 64;
    for (int top = 0; top < image.height(); top += rows) {
        QImage band(image.constScanLine(top), image.width(), std::min(rows, image.height() - top), image.bytesPerLine(),
                    image.format());
        band.setColorTable(image.colorTable());
        hasDeepSamples(image.format()) ? copyDeep(band, pixels, top) : copyPlain(band, pixels, top);
    }
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
