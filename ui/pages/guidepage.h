// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTextBrowser;

namespace reminisce::ui {

/// The guide's page about how a model learns, as it stands in docs/guide, in the window's language.
class GuidePage : public QWidget {
    Q_OBJECT

public:
    explicit GuidePage(QWidget *parent = nullptr);

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitMargins();

    QTextBrowser *m_text;
};

} // namespace reminisce::ui
