// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/modelpage.h"

#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace reminisce::ui {

namespace {
constexpr int listHeight = 240;
} // namespace

ModelPage::ModelPage(QWidget *parent)
    : QWidget(parent), m_downloader(new ModelDownloader(this)), m_list(new QListWidget(this)),
      m_about(new QLabel(this)), m_message(new QLabel(this)), m_use(new QPushButton(tr("Use this model"), this)),
      m_remove(new QPushButton(tr("Remove"), this)), m_ownWords(new QLabel(this)),
      m_learn(new QPushButton(tr("Learn my words"), this)), m_forget(new QPushButton(tr("Forget my words"), this)),
      m_download(new QPushButton(tr("Download"), this)), m_cancel(new QPushButton(tr("Stop the download"), this)),
      m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("modelPage"));
    auto *title = new QLabel(tr("Models"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    title->setFont(large);
    auto *sentence = new QLabel(tr("A model is what understands your photos and your words. The starter comes with "
                                   "Reminisce; a full CLIP model finds far more: download one below, or install "
                                   "one that you have."),
                                this);
    sentence->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("modelList"));
    m_list->setAccessibleName(tr("Installed models"));
    m_list->setMaximumHeight(listHeight);
    m_about->setObjectName(QStringLiteral("modelAbout"));
    m_about->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("modelMessage"));
    m_message->setWordWrap(true);
    m_use->setObjectName(QStringLiteral("useModel"));
    m_remove->setObjectName(QStringLiteral("removeModel"));
    auto *back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("modelBack"));
    auto *file = new QPushButton(tr("Install from a file…"), this);
    auto *folder = new QPushButton(tr("Install from a folder…"), this);

    auto *choices = new QHBoxLayout;
    choices->addWidget(m_use);
    choices->addWidget(m_remove);
    choices->addStretch();
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    buttons->addWidget(m_download);
    buttons->addWidget(file);
    buttons->addWidget(folder);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(sentence);
    layout->addWidget(m_list);
    layout->addWidget(m_about);
    layout->addLayout(choices);
    m_ownWords->setObjectName(QStringLiteral("ownWords"));
    m_ownWords->setWordWrap(true);
    m_learn->setObjectName(QStringLiteral("learnOwnWords"));
    m_learn->setToolTip(tr("From captions and tags in your photos' files: names of people, pets and places"));
    m_forget->setObjectName(QStringLiteral("forgetOwnWords"));
    auto *own = new QHBoxLayout;
    own->addWidget(m_ownWords, 1);
    own->addWidget(m_learn);
    own->addWidget(m_forget);
    layout->addLayout(own);
    layout->addWidget(m_message);
    auto *downloadRow = new QHBoxLayout;
    downloadRow->addWidget(m_progress, 1);
    downloadRow->addWidget(m_cancel);
    layout->addLayout(downloadRow);
    layout->addStretch();
    layout->addLayout(buttons);

    m_download->setObjectName(QStringLiteral("downloadModel"));
    m_download->setMenu(new QMenu(m_download));
    m_cancel->setObjectName(QStringLiteral("cancelDownload"));
    m_progress->setObjectName(QStringLiteral("downloadProgress"));
    setDownload(-1, 0);
    offerDownloads();
    connectDownloader();
    connect(m_list, &QListWidget::currentRowChanged, this, &ModelPage::showSelected);
    connect(back, &QPushButton::clicked, this, &ModelPage::closed);
    connect(file, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            this, tr("Weights of a CLIP model"), {}, tr("Weights (*.safetensors *.pt *.bin *.pth);;All files (*)"));
        if (!path.isEmpty())
            install(path);
    });
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("The folder of a CLIP model"));
        if (!path.isEmpty())
            install(path);
    });
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (m_list->currentRow() >= 0)
            Q_EMIT useRequested(m_models[m_list->currentRow()].name);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (m_list->currentRow() < 0)
            return;
        const QString name = m_models[m_list->currentRow()].name;
        if (QMessageBox::question(this, tr("Remove the model?"),
                                  tr("%1 is taken off this list and its installed copy is deleted. A model that you "
                                     "made here can still be "
                                     "found under “Make a model of your own”. Your photos stay as they are.")
                                      .arg(name)) == QMessageBox::Yes)
            Q_EMIT removeRequested(name);
    });
    connect(m_learn, &QPushButton::clicked, this, [this] {
        m_learn->setEnabled(false);
        m_ownWords->setText(tr("Learning your words…"));
        Q_EMIT learnOwnWordsRequested();
    });
    connect(m_forget, &QPushButton::clicked, this, &ModelPage::forgetOwnWordsRequested);
    setOwnWords({});
    showSelected();
}

void ModelPage::setOwnWords(const OwnWordsState &state)
{
    constexpr int named = 12;
    m_learn->setEnabled(true);
    m_forget->setVisible(!state.words.isEmpty());
    if (state.words.isEmpty()) {
        m_ownWords->setText(state.wasAsked ? state.reason
                                           : tr("The model in use can learn names from the captions and tags in your "
                                                "photos' files."));
        return;
    }
    QString words = QLocale().createSeparatedList(state.words.mid(0, named));
    if (state.words.size() > named)
        words = tr("%1 and %n more", nullptr, static_cast<int>(state.words.size()) - named)
                    .arg(state.words.mid(0, named).join(QStringLiteral(", ")));
    QString text = tr("Knows your words: %1.").arg(words);
    if (state.wasAsked && !state.reason.isEmpty())
        text += QLatin1Char(' ') + state.reason;
    else if (state.wasAsked)
        text +=
            QLatin1Char(' ') + tr("In photos held back, %1 of 100 of them are found among the first five; before, %2.")
                                   .arg(static_cast<int>(state.after * 100 + 0.5))
                                   .arg(static_cast<int>(state.before * 100 + 0.5));
    m_ownWords->setText(text);
}

void ModelPage::setModels(const QVector<ModelInfo> &models)
{
    const int row = m_list->currentRow();
    m_models = models;
    m_list->clear();
    int current = 0;
    for (int i = 0; i < models.size(); ++i) {
        m_list->addItem(models[i].isCurrent ? tr("%1 — in use").arg(models[i].name) : models[i].name);
        if (models[i].isCurrent)
            current = i;
    }
    m_list->setCurrentRow(row >= 0 && row < models.size() ? row : current);
    showSelected();
}

void ModelPage::install(const QString &path)
{
    setMessage(tr("Checking and copying %1…").arg(path));
    Q_EMIT installRequested(path);
}

void ModelPage::connectDownloader()
{
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_downloader->cancel();
        setDownload(-1, 0);
        setMessage(tr("The download was stopped. What has come is kept for the next time."));
    });
    connect(m_downloader, &ModelDownloader::progressed, this, &ModelPage::setDownload);
    connect(m_downloader, &ModelDownloader::failed, this, [this](const QString &reason) {
        setDownload(-1, 0);
        setMessage(reason);
        Q_EMIT failed(reason);
    });
    connect(m_downloader, &ModelDownloader::finished, this, [this](const QString &folder) {
        setDownload(-1, 0);
        setMessage(tr("Checking and copying…"));
        Q_EMIT installRequested(folder);
    });
}

void ModelPage::offerDownloads()
{
    const QVector<DownloadEntry> entries = ModelDownloader::offered();
    for (const DownloadEntry &entry : entries)
        m_download->menu()->addAction(
            tr("%1 · about %2 MB · %3").arg(entry.name).arg(entry.megabytes).arg(entry.licence), this,
            [this, entry] { confirmDownload(entry); });
    m_download->setEnabled(!entries.isEmpty());
}

void ModelPage::confirmDownload(const DownloadEntry &entry)
{
    QString text = tr("<p><b>%1</b></p><p>Licence: %2<br>Size: about %3 MB</p><p>%4</p>")
                       .arg(entry.name.toHtmlEscaped(), entry.licence.toHtmlEscaped())
                       .arg(entry.megabytes)
                       .arg(entry.note.toHtmlEscaped());
    for (const DownloadFile &file : entry.files) {
        const QString hash = file.sha256.isEmpty()
                                 ? tr("computed at the first download and compared with it from then on")
                                 : file.sha256;
        text += tr("<p>%1<br><small>SHA-256: %2</small></p>").arg(file.url.toHtmlEscaped(), hash);
    }
    QMessageBox box(QMessageBox::Question, tr("Download this model?"), text, QMessageBox::Cancel, this);
    const QPushButton *yes = box.addButton(tr("Download"), QMessageBox::AcceptRole);
    box.exec();
    if (box.clickedButton() != yes)
        return;
    setMessage(tr("Downloading %1…").arg(entry.name));
    setDownload(0, 0);
    m_downloader->start(entry);
}

void ModelPage::setDownload(qint64 received, qint64 total)
{
    const bool running = received >= 0;
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
    m_download->setEnabled(!running && !m_download->menu()->isEmpty());
    if (!running)
        return;
    constexpr qint64 unit = 1024; // the bar counts in int
    m_progress->setRange(0, static_cast<int>(total / unit));
    m_progress->setValue(static_cast<int>(received / unit));
    m_progress->setFormat(
        tr("%1 of %2")
            .arg(QLocale().formattedDataSize(received), total > 0 ? QLocale().formattedDataSize(total) : tr("?")));
}

void ModelPage::setMessage(const QString &message)
{
    m_message->setText(message);
}

void ModelPage::showSelected()
{
    const int row = m_list->currentRow();
    const bool valid = row >= 0 && row < m_models.size();
    m_use->setEnabled(valid && !m_models[row].isCurrent);
    m_remove->setEnabled(valid && !m_models[row].isStarter);
    if (!valid) {
        m_about->clear();
        return;
    }
    const ModelInfo &model = m_models[row];
    QString text =
        model.isStarter
            ? tr("The starter is small and was trained for some 300 everyday things: animals, food, rooms, "
                 "sports, landscapes, weather. Words outside that it only guesses at.")
            : tr("An installed model. When you use it, Reminisce looks at all photos once more; until that is "
                 "done, searches go on with the model before it. You can go back at any time.");
    if (model.photos > 0)
        text += QLatin1Char(' ') + tr("It has seen %Ln of your photos.", nullptr, static_cast<int>(model.photos));
    m_about->setText(text);
}

} // namespace reminisce::ui
