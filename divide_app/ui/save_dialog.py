"""Asks where a file should go without stopping the window, and remembers the folder while the program runs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.foundation.files import reachable

_UNFIT = '<>:"/\\|?*'
_LONGEST = 120
_LONGEST_ENDING = 10
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    name + digit for name in ("COM", "LPT") for digit in "0123456789¹²³"
}
"""Names Windows keeps for devices, with any ending."""

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


def fit_name(name: str) -> str:
    """Return a name every file system takes: 月次報告 R8/11 becomes 月次報告 R8_11; the ending is kept.

    Signs that show nothing or turn the direction of writing go: by them `…fdp.exe` can be shown as `…exe.pdf`.
    """
    seen = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cf", "Cs", "Cn", "Co"})
    fit = "".join("_" if sign in _UNFIT or unicodedata.category(sign) == "Cc" else sign for sign in seen)
    stem, suffix = _parts(fit.strip(" ."))
    if stem.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        stem = "_" + stem
    return stem[: _LONGEST - len(suffix)].strip(" .") + suffix if stem else ""


def _parts(name: str) -> tuple[str, str]:
    suffix = Path(name).suffix
    if len(suffix) > _LONGEST_ENDING or not suffix.isascii() or " " in suffix:
        return name, ""  # a dot in a title is no ending
    return name.removesuffix(suffix).rstrip(" ."), suffix


def _start() -> Path:
    if _folder:
        return _folder[0]
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place else Path.home()
