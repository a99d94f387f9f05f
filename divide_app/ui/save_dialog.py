"""A non-blocking save dialog that remembers the folder while the program runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.foundation.file_names import fit_name, reachable

_folder: list[Path] = []


def ask_where(parent: QWidget, title: str, name: str, kind: str, on_path: Callable[[Path], object]) -> QFileDialog:
    """Show the dialog and call `on_path` once the person chose.

    Args:
        parent: The screen that asks; the dialog goes with it.
        title: What is saved.
        name: Suggested file name with its ending; characters Windows refuses are replaced.
        kind: Words and pattern, e.g. `PDF (*.pdf)`.
        on_path: Gets the path, with the ending of `name` when none was typed.
    """
    suffix = Path(name).suffix
    dialog = QFileDialog(parent, title, str(_start() / fit_name(name)), kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix.lstrip("."))
    dialog.selectFile(fit_name(name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(path: str) -> None:
        _folder[:] = [Path(path).parent]
        on_path(reachable(path))

    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog


def _start() -> Path:
    if _folder:
        return _folder[0]
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place else Path.home()
