// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <array>
#include <cmath>
#include <random>

namespace reminisce::test {

/// Rendered scenes: two shapes in colours of their own on a background, with a caption that says so.
struct Scene {
    int colours[2] = {}, shapes[2] = {};
    bool isLarge[2] = {};
    int background = 0;
};

struct NamedColour {
    const char *name;
    QRgb rgb;
};
inline constexpr std::array<NamedColour, 8> sceneColours = {{{"red", 0xFFD02828},
                                                             {"green", 0xFF30A040},
                                                             {"blue", 0xFF2850D0},
                                                             {"yellow", 0xFFE8D030},
                                                             {"purple", 0xFF8030A0},
                                                             {"orange", 0xFFF08020},
                                                             {"black", 0xFF101010},
                                                             {"white", 0xFFF8F8F8}}};
inline constexpr std::array sceneShapes = {"circle", "square", "triangle", "cross", "ring", "diamond", "star", "bar"};
inline constexpr std::array<NamedColour, 6> sceneBackgrounds = {{{"grass", 0xFF7FB069},
                                                                 {"sand", 0xFFDDC89A},
                                                                 {"sky", 0xFF9CC8E8},
                                                                 {"night", 0xFF283048},
                                                                 {"brick", 0xFFA0604C},
                                                                 {"snow", 0xFFE0E8F0}}};

inline Scene randomScene(std::mt19937 &random)
{
    Scene scene;
    for (int i = 0; i < 2; ++i) {
        scene.colours[i] = static_cast<int>(random() % sceneColours.size());
        scene.shapes[i] = static_cast<int>(random() % sceneShapes.size());
        scene.isLarge[i] = random() % 2 == 0;
    }
    // Two that differ in both, so that exchanging colours says something else.
    if (scene.colours[1] == scene.colours[0])
        scene.colours[1] = (scene.colours[1] + 1) % static_cast<int>(sceneColours.size());
    if (scene.shapes[1] == scene.shapes[0])
        scene.shapes[1] = (scene.shapes[1] + 1) % static_cast<int>(sceneShapes.size());
    scene.background = static_cast<int>(random() % sceneBackgrounds.size());
    return scene;
}

/// Three ways to say it; the first is the full sentence.
inline QString captionOf(const Scene &scene, int form = 0)
{
    const auto thing = [&scene](int i) {
        return QStringLiteral("%1 %2 %3")
            .arg(QString::fromLatin1(scene.isLarge[i] ? "large" : "small"),
                 QString::fromLatin1(sceneColours[static_cast<std::size_t>(scene.colours[i])].name),
                 QString::fromLatin1(sceneShapes[static_cast<std::size_t>(scene.shapes[i])]));
    };
    const QString place = QString::fromLatin1(sceneBackgrounds[static_cast<std::size_t>(scene.background)].name);
    if (form == 1)
        return QStringLiteral("%1, %2, %3").arg(thing(1), thing(0), place);
    return QStringLiteral("a %1 and a %2 on %3").arg(thing(form == 0 ? 0 : 1), thing(form == 0 ? 1 : 0), place);
}

inline void paintShape(QPainter &painter, int shape, const QPointF &centre, double r)
{
    QPolygonF polygon;
    switch (shape) {
    case 0: painter.drawEllipse(centre, r, r); return;
    case 1: painter.drawRect(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r)); return;
    case 2: polygon << QPointF(0, -r) << QPointF(r, r) << QPointF(-r, r); break;
    case 3:
        painter.drawRect(QRectF(centre.x() - r, centre.y() - r / 3, 2 * r, 2 * r / 3));
        painter.drawRect(QRectF(centre.x() - r / 3, centre.y() - r, 2 * r / 3, 2 * r));
        return;
    case 4: {
        QPen pen(painter.brush().color(), r / 2);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, r * 0.75, r * 0.75);
        return;
    }
    case 5: polygon << QPointF(0, -r) << QPointF(r, 0) << QPointF(0, r) << QPointF(-r, 0); break;
    case 6:
        for (int i = 0; i < 10; ++i) {
            const double angle = M_PI * i / 5 - M_PI / 2, length = i % 2 == 0 ? r : r * 0.45;
            polygon << QPointF(length * std::cos(angle), length * std::sin(angle));
        }
        break;
    default: painter.drawRect(QRectF(centre.x() - r, centre.y() - r / 3, 2 * r, 2 * r / 3)); return;
    }
    painter.drawPolygon(polygon.translated(centre));
}

inline QImage renderScene(const Scene &scene, int side, std::mt19937 &random)
{
    const auto uniform = [&random](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(sceneBackgrounds[static_cast<std::size_t>(scene.background)].rgb);
    for (int i = 0; i < side * side / 6; ++i) {
        const int x = static_cast<int>(random() % static_cast<unsigned>(side));
        const int y = static_cast<int>(random() % static_cast<unsigned>(side));
        const QColor colour = image.pixelColor(x, y);
        image.setPixelColor(x, y, random() % 2 == 0 ? colour.lighter(110) : colour.darker(110));
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool turned = random() % 2 == 0;
    for (int i = 0; i < 2; ++i) {
        const bool isLeft = (i == 0) != turned;
        const QPointF centre(side * (isLeft ? uniform(0.22, 0.3) : uniform(0.7, 0.78)), side * uniform(0.3, 0.7));
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(sceneColours[static_cast<std::size_t>(scene.colours[i])].rgb));
        paintShape(painter, scene.shapes[i], centre,
                   side * (scene.isLarge[i] ? uniform(0.18, 0.22) : uniform(0.1, 0.13)));
    }
    return image;
}

/// Writes `count` scenes with captions.csv into a folder.
inline void writeScenes(const QString &folder, int count, int side, unsigned seed)
{
    QDir().mkpath(folder);
    QFile captions(folder + QStringLiteral("/captions.csv"));
    if (!captions.open(QIODevice::WriteOnly))
        qFatal("cannot write");
    captions.write("image,caption\n");
    std::mt19937 random(seed);
    for (int i = 0; i < count; ++i) {
        const Scene scene = randomScene(random);
        const QString name = QStringLiteral("scene%1.png").arg(i, 5, 10, QLatin1Char('0'));
        renderScene(scene, side, random).save(folder + QLatin1Char('/') + name);
        captions.write((name + QLatin1Char(',') + captionOf(scene) + QLatin1Char('\n')).toUtf8());
    }
}

} // namespace reminisce::test
