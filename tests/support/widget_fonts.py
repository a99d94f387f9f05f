"""Asks widgets of every class for their font, in whatever platform plugin runs: on Windows too, without pytest.

`python tests/support/widget_fonts.py` prints one line for each wrong font and ends with 1 when there is any.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDockWidget,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QMenuBar,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStatusBar,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QToolTip,
    QTreeWidget,
    QWidget,
)

from divide_app.foundation.settings import TextSize
from divide_app.ui import theme


def widgets() -> list[QWidget]:
    """Return one polished widget of every class a program of ours may show, with the parts they hold."""
    window = QMainWindow()
    tops: list[QWidget] = [
        window,
        QMenu(),
        QMessageBox(
            QMessageBox.Icon.Information,
            "題",
            "本文",
            QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel,
        ),
        QFileDialog(options=QFileDialog.Option.DontUseNativeDialog),
    ]
    window.setMenuBar(QMenuBar())
    window.setStatusBar(QStatusBar())
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, QDockWidget("題"))
    box = QComboBox()
    box.addItems(["一", "二"])
    box.setEditable(True)
    tabs = QTabWidget()
    tabs.addTab(QLabel("中"), "題")
    for plain in (
        QLabel("文"),
        QPushButton("押す"),
        QCheckBox("選ぶ"),
        QRadioButton("選ぶ"),
        QToolButton(),
        QLineEdit(),
        QPlainTextEdit(),
        QListWidget(),
        QTableWidget(2, 2),
        QTreeWidget(),
        QDateEdit(),
        QGroupBox("題"),
        box,
        tabs,
    ):
        plain.setParent(window)
    return tops


def parts(tops: list[QWidget]) -> list[QWidget]:
    """Return these and all within, polished as they are when shown."""
    found = [part for top in tops for part in (top, *top.findChildren(QWidget))]
    for one in found:
        one.ensurePolished()
    return found


_SIZED_BY_SHEET = {14}
"""Pixels at 100 % that window.qss gives to parts of its own (heads of tables)."""


def wrong(found: list[QWidget]) -> list[str]:
    """Return a line for each widget whose font is not the program's at the text size of now."""
    ours = theme.font()
    sizes = {ours.pixelSize(), *(theme.px(size) for size in _SIZED_BY_SHEET)}
    asked: list[tuple[str, QFont]] = [(type(one).__name__, one.font()) for one in found]
    asked += [(f"class {name}", theme.class_font(name)) for name in theme.OWN_FONTS]
    asked.append(("QToolTip", QToolTip.font()))
    return [
        f"{theme.percent()} %: {name} has {font.families()} {font.pixelSize()} px ({font.pointSize()} pt)"
        for name, font in asked
        if font.families() != ours.families() or font.pixelSize() not in sizes
    ]


def report(app: QApplication) -> list[str]:
    """Return every wrong font: of widgets made at one text size, of the same after each change, and of new ones."""
    theme.load_fonts()
    theme.apply(app)
    old = widgets()
    lines = wrong(parts(old))
    for size in (TextSize.LARGEST, TextSize.LARGE, TextSize.STANDARD):
        theme.apply(app, theme.current(), size)
        app.processEvents()
        new = widgets()
        lines += wrong(parts(old)) + wrong(parts(new))
    return lines


if __name__ == "__main__":
    found = report(QApplication(sys.argv[:1]))
    sys.stdout.write("\n".join([*found, f"fonts: {len(found)} wrong", ""]))
    sys.exit(1 if found else 0)
