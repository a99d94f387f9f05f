"""Runs in the copied folder's Python with the real windows plugin: asks every class of widget for its font."""

import json
import sys
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from divide_app.ui import theme
from divide_app.ui.app import application


def said(font):
    return [font.family(), font.pixelSize(), round(font.pointSizeF(), 1)]


def every_widget():
    for name in sorted(dir(QtWidgets)):
        kind = getattr(QtWidgets, name)
        if isinstance(kind, type) and issubclass(kind, QWidget):
            try:
                yield name, kind()
            except Exception:  # an abstract class, or one that wants arguments
                continue


app = application()
theme.apply(app, "light", "standard")
widgets = dict(every_widget())
told = {"platform": QApplication.platformName(), "sizes": {}}
for size in ("standard", "large", "largest"):
    theme.apply(app, "light", size)
    app.processEvents()
    for widget in widgets.values():
        widget.ensurePolished()
    told["sizes"][size] = {
        "wanted": said(theme.font()),
        "widgets": {name: said(widget.font()) for name, widget in widgets.items()}
        | {"QToolTip": said(QToolTip.font())},
    }
Path(sys.argv[1]).write_text(json.dumps(told), encoding="utf-8")
