// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guidepage.h"

#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTextFrame>
#include <QVBoxLayout>
#include <algorithm>

namespace reminisce::ui {

namespace {

/// Longer lines are hard to read; in widths of an average letter.
constexpr int lineLetters = 115;

} // namespace

GuidePage::GuidePage(QWidget *parent) : QWidget(parent), m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("guidePage"));
    m_text->setObjectName(QStringLiteral("guideText"));
    m_text->setAccessibleName(tr("How a model learns"));
    m_text->setOpenExternalLinks(true);
    m_text->setFrameShape(QFrame::NoFrame);
    setFocusProxy(m_text);
    auto *back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("guideBack"));
    connect(back, &QPushButton::clicked, this, &GuidePage::closed);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
}

void GuidePage::showEvent(QShowEvent *event)
{
    if (m_text->document()->isEmpty()) {
        //: The file in docs/guide; a translation of the guide has a file of its own.
        m_text->setSource(QUrl(QStringLiteral("qrc:/guide/") + tr("how-a-model-learns.md")),
                          QTextDocument::MarkdownResource);
        fitMargins();
    }
    QWidget::showEvent(event);
}

void GuidePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitMargins();
}

void GuidePage::fitMargins()
{
    const int line = lineLetters * m_text->fontMetrics().averageCharWidth();
    QTextFrame *frame = m_text->document()->rootFrame();
    QTextFrameFormat format = frame->frameFormat();
    const int margin = std::max(8, (m_text->viewport()->width() - line) / 2);
    format.setLeftMargin(margin);
    format.setRightMargin(margin);
    frame->setFrameFormat(format);
}

} // namespace reminisce::ui
