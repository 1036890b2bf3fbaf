// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/appearance.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace reminisce::ui {

namespace {

struct Colours {
    QColor window, base, alternate, text, dimmed, button, accent, onAccent, tip, line;
};

const Colours light = {QColor(0xF6F6F5), QColor(0xFFFFFF), QColor(0xEFEFEE), QColor(0x1E1E1E), QColor(0x77777A),
                       QColor(0xFFFFFF), QColor(0x2F6FB5), QColor(0xFFFFFF), QColor(0x2B2B2D), QColor(0xDDDDDA)};
const Colours dark = {QColor(0x202124), QColor(0x18191B), QColor(0x2A2B2F), QColor(0xE8E8E6), QColor(0x9A9AA0),
                      QColor(0x303136), QColor(0x5B9BE0), QColor(0x10151B), QColor(0x3A3B40), QColor(0x3A3B3F)};

QPalette paletteOf(const Colours &c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.dimmed);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.tip);
    palette.setColor(QPalette::ToolTipText, Qt::white);
    palette.setColor(QPalette::Mid, c.line);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.dimmed);
    return palette;
}

/// One scale of spacing (4, 8, 12, 16, 24); colours come from the palette only.
constexpr const char *styleSheet = R"(
QStatusBar::item { border: none; }
#queryField { border: 1px solid palette(mid); border-radius: 18px; padding: 4px 16px; background: palette(base); }
#queryField:focus { border: 2px solid palette(highlight); padding: 3px 15px; }
#pictureChip { background: palette(alternate-base); border-radius: 16px; padding: 4px 8px; }
#side, #sideBar { background: palette(window); }
#modelList::item { padding: 8px; }
#sideBar { border: none; padding: 4px; outline: none; }
#sideBar::item { padding: 6px 8px; border-radius: 6px; }
#sideBar::item:selected { background: palette(alternate-base); color: palette(text); }
#libraryMenu { padding: 12px; text-align: left; font-weight: 600; }
#libraryMenu::menu-indicator { subcontrol-position: right center; right: 8px; }
QPushButton { padding: 6px 16px; border: 1px solid palette(mid); border-radius: 6px; background: palette(button); }
QPushButton:hover { background: palette(alternate-base); }
QPushButton:focus { border: 2px solid palette(highlight); padding: 5px 15px; }
QPushButton:default { background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight); }
QPushButton:disabled { background: palette(alternate-base); color: palette(placeholder-text); border-color: palette(mid); }
QListWidget, QTreeWidget, QPlainTextEdit { border: 1px solid palette(mid); border-radius: 6px; padding: 4px; }
QSplitter::handle { background: palette(mid); }
)";

} // namespace

void applyAppearance(QApplication &application, const QString &appearance)
{
    // As they were before this function first changed them.
    static const QString desktopStyle = QApplication::style()->objectName();
    static const QPalette desktopPalette = QApplication::palette();
    if (appearance == QLatin1String("light") || appearance == QLatin1String("dark")) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setPalette(paletteOf(appearance == QLatin1String("dark") ? dark : light));
    } else {
        const bool hasTheme = desktopStyle.compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0;
        // No desktop theme has a say: our own light colours, or dark ones where the desktop asks for them.
        const Colours &own = desktopPalette.color(QPalette::Window).lightness() < 128 ? dark : light;
        QApplication::setStyle(QStyleFactory::create(desktopStyle));
        QApplication::setPalette(hasTheme ? desktopPalette : paletteOf(own));
    }
    application.setStyleSheet(QString::fromLatin1(styleSheet));
}

} // namespace reminisce::ui
