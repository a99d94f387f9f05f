"""Handles unexpected exceptions: logged and reported with a text without personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, qVersion
from PySide6.QtWidgets import QWidget

import divide_app

if TYPE_CHECKING:
    from divide_app.ui.crash_dialog import CrashDialog

_log = logging.getLogger(__name__)
_PACKAGE = Path(divide_app.__file__).resolve().parent.parent


def report_text(error: BaseException) -> str:
    """Return where an error happened, without its message: messages may quote names or numbers of people."""
    import platform

    lines = [
        f"divide-app {getattr(divide_app, '__version__', '')}".strip(),
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}",
        "",
    ]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    # A path under somebody's home would name the person.
    path = Path(filename)
    return path.relative_to(_PACKAGE).as_posix() if path.is_relative_to(_PACKAGE) else path.name


class CrashDoor(QObject):
    """Takes every fault of ours, from slots and from the background, logs it and shows one dialog.

    Signals:
        told: The report text, after it was logged.
    """

    told = Signal(str)

    def __init__(self, window: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._open: CrashDialog | None = None
        self._before = sys.excepthook

    def install(self) -> None:
        """Catch what slots raise."""
        self._before = sys.excepthook
        sys.excepthook = self._hook

    def uninstall(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def tell(self, error: object) -> None:
        """Log and show one fault; while a dialog is open, further ones are only logged."""
        text = report_text(error) if isinstance(error, BaseException) else str(type(error))
        _log.error("fault: %s", text)
        self.told.emit(text)
        if self._open is None:
            from divide_app.ui.crash_dialog import CrashDialog

            self._open = CrashDialog(text, self._window())
            self._open.destroyed.connect(self._closed)
            self._open.open()

    def _closed(self) -> None:
        self._open = None

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        self.tell(error.with_traceback(trace))
