// SPDX-License-Identifier: GPL-3.0-or-later
//
// How OpenMP's threads wait in the program, as libgomp itself tells it.
#include <QProcess>
#include <QTest>

class TestWaiting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threadsSleep();
    void ownChoiceStays();

private:
    static QByteArray told(const QString &policy);
};

QByteArray TestWaiting::told(const QString &policy)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("OMP_WAIT_POLICY"));
    environment.remove(QStringLiteral("GOMP_SPINCOUNT"));
    environment.insert(QStringLiteral("OMP_DISPLAY_ENV"), QStringLiteral("verbose"));
    if (!policy.isEmpty())
        environment.insert(QStringLiteral("OMP_WAIT_POLICY"), policy);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(REMINISCE_CLI), {QStringLiteral("--version")});
    if (!process.waitForFinished())
        return "did not end";
    // It may have started itself anew: the last says how it runs.
    const QByteArray text = process.readAllStandardError();
    return text.mid(text.lastIndexOf("GOMP_SPINCOUNT")).split('\n').value(0).trimmed();
}

void TestWaiting::threadsSleep()
{
    QCOMPARE(told({}), QByteArray("GOMP_SPINCOUNT = '0'"));
}

void TestWaiting::ownChoiceStays()
{
    const QByteArray active = told(QStringLiteral("active"));
    QVERIFY2(active.startsWith("GOMP_SPINCOUNT") && active != "GOMP_SPINCOUNT = '0'", active.constData());
}

QTEST_GUILESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
