"""Our own faults: said plainly, logged, and with a text to pass on that holds no personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

import divide_app
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox

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


class CrashDialog(QDialog):
    """What happened, that nothing half-done was saved, and what to do next."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("かけはし"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = QPlainTextEdit(text)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("報告用の文"))
        self.close_button = PrimaryButton(_("閉じて続ける"), self.accept)
        VBox(
            Heading(_("プログラムの不具合が起きました"), level=2),
            Label(
                _(
                    "いまの操作は取り消しました。保存済みのデータはそのまま残っています。同じことがくり返すときは、下の文を写して担当者に渡してください。個人情報は含まれていません。"
                ),
                wrap=True,
            ),
            self.report,
            HBox(SecondaryButton(_("文を写す"), self._copy, icon_name="copy"), None, self.close_button),
            spacing=16,
            margins=24,
            parent=self,
        )
        self.resize(640, 420)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


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
