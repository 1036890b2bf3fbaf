// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace reminisce::ui {

/// The query field, with a chip for a picture that is searched by. Asks while the person types.
class QueryBar : public QWidget {
    Q_OBJECT

public:
    explicit QueryBar(QWidget *parent = nullptr);

    QString text() const { return m_edit->text().trimmed(); }
    void clear();
    void begin(const QString &firstLetters);                      ///< focus, with what was typed elsewhere
    void setPicture(const QPixmap &picture, const QString &name); ///< shows the chip; the text goes
    bool hasPicture() const;
    bool isEmpty() const { return text().isEmpty() && !hasPicture(); }

Q_SIGNALS:
    void changed(); ///< the text, after a short pause
    void fileDropped(const QString &path);
    void left(); ///< Down or Enter: the person wants the answers

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QLineEdit *m_edit;
    QWidget *m_chip;
    QLabel *m_chipPicture;
    QLabel *m_chipName;
    QTimer m_pause;
};

} // namespace reminisce::ui
