// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures for the guide, made by the program's own widgets: learningpictures OUT [MINUTES]. Trains on rendered scenes
// and keeps the matrix of the first and of the last batch and the curves between them.
#include "core/training/config.h"
#include "tests/support/scenes.h"
#include "ui/training/curves.h"
#include "ui/training/similaritymatrix.h"
#include "ui/training/trainingrun.h"

#include <QApplication>
#include <QTemporaryDir>
#include <cstdio>

using namespace reminisce;
using namespace reminisce::ui;

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: learningpictures OUT [MINUTES]\n");
        return 2;
    }
    const QString out = QString::fromLocal8Bit(argv[1]);
    const QTemporaryDir dir;
    qputenv("XDG_CACHE_HOME", dir.filePath(QStringLiteral("cache")).toUtf8());
    test::writeScenes(dir.filePath(QStringLiteral("scenes")), 6000, 48, 1);

    training::TrainingConfig config;
    config.data = dir.filePath(QStringLiteral("scenes")).toStdString();
    config.output = dir.filePath(QStringLiteral("model")).toStdString();
    config.minutes = argc > 2 ? std::atof(argv[2]) : 5;
    config.pictureSize = 48;
    config.pictures.width = 16;
    config.batch = 128;
    config.learningRate = 1e-3;
    config.warmup = 50;
    config.smoothing = 0;
    config.smallestCrop = 1;
    config.degrade = 0;
    config.saveEveryMinutes = 0;
    const QString file = dir.filePath(QStringLiteral("config.json"));
    QFile settings(file);
    if (!settings.open(QIODevice::WriteOnly))
        return 1;
    settings.write(QByteArray::fromStdString(training::configText(config)));
    settings.close();

    SimilarityMatrix matrix;
    matrix.resize(320, 320);
    Curves losses(QObject::tr("Loss: lower is better"),
                  {QObject::tr("picture to words"), QObject::tr("words to picture"), QObject::tr("mean")});
    Curves recall(QObject::tr("Own caption nearest, in a batch"), {QObject::tr("share of pictures")});
    losses.resize(480, 200);
    recall.resize(480, 200);
    TrainingRun run;
    bool first = true;
    QObject::connect(&run, &TrainingRun::progressed, &run, [&](const TrainingSnapshot &s) {
        matrix.setMatrix(s.matrix, s.captions);
        losses.add({s.imageToText, s.textToImage, s.loss});
        recall.add({s.recall1});
        recall.setLevel(s.chance1, QObject::tr("chance"));
        if (first)
            matrix.grab().save(out + QStringLiteral("/matrix-before.png"));
        first = false;
        std::printf("step %lld, loss %.2f, recall in the batch %.2f, chance %.3f, contrast %.2f\n",
                    static_cast<long long>(s.step), s.loss, s.recall1, s.chance1, matrix.contrast());
        std::fflush(stdout);
    });
    QObject::connect(&run, &TrainingRun::ended, &application, [&](bool) {
        matrix.grab().save(out + QStringLiteral("/matrix-after.png"));
        losses.grab().save(out + QStringLiteral("/losses.png"));
        recall.grab().save(out + QStringLiteral("/recall.png"));
        QApplication::exit(0);
    });
    QObject::connect(&run, &TrainingRun::failed, &application, [](const QString &message) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
        QApplication::exit(1);
    });
    run.start(file, true);
    return QApplication::exec();
}
