// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace reminisce::ui {

/// Where models run, what is left out, and how much room the library takes.
class SettingsPage : public QWidget {
    Q_OBJECT

public:
    explicit SettingsPage(QWidget *parent = nullptr);
    void setSizes(qint64 catalogueBytes, qint64 thumbnailBytes);
    void setCopies(const QStringList &days);
    void load(); ///< shows the choices as they are on disk; what is changed is saved when the page is left

Q_SIGNALS:
    void closed();
    void deleteThumbnailsRequested();
    void deleteOtherVectorsRequested();
    void exclusionsChanged();
    void restoreRequested(const QString &day);
    void failed(const QString &message);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void save();

    bool m_isLoaded = false;
    QComboBox *m_appearance;
    QComboBox *m_device;
    QComboBox *m_precision;
    QPlainTextEdit *m_excluded;
    QLabel *m_sizes;
    QComboBox *m_copies;
    QPushButton *m_restore;
};

} // namespace reminisce::ui
