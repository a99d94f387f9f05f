"""Checks that Qt works: draws text offscreen with the plugin, style and image reader of the window."""

from __future__ import annotations

import os

from divide_app.foundation.translation import _


def draw_text() -> str:
    """Draw a text into a picture and see that there is ink; return Qt's version in words.

    Raises:
        ImportError: A library of Qt is missing.
        ValueError: Nothing was drawn. A missing plugin ends the process, so this runs in one of its own.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6 import QtCore, QtSvg, QtWidgets

    app = QtWidgets.QApplication(["divide-app"])
    label = QtWidgets.QLabel()
    label.resize(400, 80)
    blank = label.grab().toImage()
    label.setText(_("かけはし"))
    if label.grab().toImage() == blank:
        raise ValueError("nothing was drawn")
    svg = QtSvg.QSvgRenderer(b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')
    if not svg.isValid():
        raise ValueError("no SVG")
    label.deleteLater()
    app.processEvents()
    return f"Qt {QtCore.qVersion()}"
