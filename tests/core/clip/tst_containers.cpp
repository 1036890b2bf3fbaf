// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/safetensors.h"
#include "core/clip/tensorfile.h"
#include "tests/support/shared.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace reminisce;
using namespace reminisce::clip;

class TestContainers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goodFilesGiveTheirValues();
    void badFilesAreRefused_data();
    void badFilesAreRefused();
    void everyCutIsRefused();
    void writtenFilesReadBack();
};

void TestContainers::goodFilesGiveTheirValues()
{
    REQUIRE_SHARED("conformance/containers");
    std::ifstream stream(test::shared("conformance/containers/expected.json"));
    const auto expected = nlohmann::json::parse(stream);
    int compared = 0;
    for (const auto &[name, tensors] : expected.items()) {
        if (!name.starts_with("ok-") || !tensors.is_object())
            continue;
        const auto file = TensorFile::open(test::shared("conformance/containers/" + name));
        QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
        for (const auto &[tensor, value] : tensors.items()) {
            const TensorView *view = file->find(tensor);
            QVERIFY2(view != nullptr, (name + ": " + tensor).c_str());
            QCOMPARE(view->shape, value["shape"].get<std::vector<std::int64_t>>());
            QCOMPARE(view->toDoubles(), value["values"].get<std::vector<double>>());
            ++compared;
        }
    }
    QVERIFY(compared > 20);
}

void TestContainers::badFilesAreRefused_data()
{
    QTest::addColumn<QString>("path");
    if (!test::hasShared("conformance/containers"))
        return;
    for (const auto &entry : std::filesystem::directory_iterator(test::shared("conformance/containers"))) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("bad-"))
            QTest::newRow(name.c_str()) << QString::fromStdString(entry.path().string());
    }
}

void TestContainers::badFilesAreRefused()
{
    REQUIRE_SHARED("conformance/containers");
    QFETCH(QString, path);
    const auto file = TensorFile::open(path.toStdString());
    QVERIFY(!file.ok());
    QCOMPARE(file.error().kind, ErrorKind::BadInput);
    QVERIFY(file.error().message.size() > 20);
}

/// A download that stopped anywhere is refused, whatever the format.
void TestContainers::everyCutIsRefused()
{
    REQUIRE_SHARED("conformance/containers");
    const QTemporaryDir folder;
    for (const char *name : {"ok-state-dict.bin", "ok-state-dict-legacy.bin", "ok-all-types.safetensors"}) {
        const auto whole = paths::readFile(test::shared(std::string("conformance/containers/") + name));
        QVERIFY(whole.ok());
        for (std::size_t size = 0; size < whole->size(); size += 7) {
            const std::filesystem::path cut = folder.filePath(QStringLiteral("cut")).toStdString();
            QVERIFY(paths::writeAtomically(cut, whole->substr(0, size)).ok());
            QVERIFY2(!TensorFile::open(cut).ok(), (std::string(name) + " cut to " + std::to_string(size)).c_str());
        }
    }
}

void TestContainers::writtenFilesReadBack()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("a.safetensors")).toStdString();
    const std::vector<float> values = {1.5F, -2.0F, 3.25F, 0.0F, 1e-20F, 7.0F};
    QVERIFY(writeSafetensors(path, {floatTensor("m", {2, 3}, values), floatTensor("s", {}, {4.0F})}, {{"name", "Ä\n"}})
                .ok());
    const auto file = TensorFile::open(path);
    QVERIFY(file.ok());
    QCOMPARE(file->find("m")->toFloats(), values);
    QCOMPARE(file->find("m")->shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(file->find("s")->elements(), 1);
    QCOMPARE(file->metadata().at("name"), std::string("Ä\n"));
}

QTEST_GUILESS_MAIN(TestContainers)
#include "tst_containers.moc"
