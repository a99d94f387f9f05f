"""A search line with a list to pick from, operated by keyboard."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView

L = TypeVar("L")


class PickList(QWidget, Generic[L]):
    """A line to type into with its list below: arrows move, Enter picks, without leaving the line.

    Enter pressed before the answer is there waits for it, so that fast fingers never pick a stale line.

    Signals:
        searched: Text to look for.
        picked: The line that was picked.
        nothing_picked: Enter was pressed and nothing fits (the text).
    """

    searched = Signal(str)
    picked = Signal(object)
    nothing_picked = Signal(str)

    def __init__(
        self,
        placeholder: str,
        columns: Sequence[Column[L]],
        key: object,
        *,
        accessible_name: str,
        empty_text: str,
        delay_ms: int = 60,
    ) -> None:
        super().__init__()
        self.line = SearchField(placeholder, delay_ms=delay_ms, accessible_name=accessible_name)
        self.model: LinesTableModel[L] = LinesTableModel(columns, key=key)  # type: ignore[arg-type]
        self.table = TableView(self.model, accessible_name=accessible_name, plain=True)
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.horizontalHeader().hide()
        self.table.setSortingEnabled(False)
        self.states = StateStack(self.table)
        self._empty_text = empty_text
        self._answered = ""
        self._waits = False
        column = VBox(self.line, spacing=8, parent=self)
        column.add(self.states, 1)
        self.line.searched.connect(self.searched)
        self.line.installEventFilter(self)
        self.table.clicked.connect(lambda index: self._pick(index.row()))
        self.table.opened.connect(lambda _line: self._pick(self.table.currentIndex().row()))
        self.states.show_empty(empty_text, icon_name="search")

    def set_results(self, text: str, lines: Sequence[L], nothing_text: str, *, chosen: Hashable = None) -> None:
        """Show what was found for `text`, the first line chosen; Enter pressed meanwhile takes effect now."""
        self._answered = text
        self.model.set_lines(lines)
        if lines:
            self.states.show_content()
            if chosen is None or not self.table.choose(chosen):
                self.table.choose_row(0)
                self.table.scrollToTop()
        else:
            self.states.show_empty(nothing_text, icon_name="search")
        if self._waits and text == self.line.text().strip():
            self._waits = False
            self._enter()

    def reset(self) -> None:
        """Empty line and list."""
        self._waits = False
        self._answered = ""
        self.line.clear()
        self.model.set_lines([])
        self.states.show_empty(self._empty_text, icon_name="search")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send arrows to the list and let Enter pick."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
                QApplication.sendEvent(self.table, event)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.line.returnPressed.emit()
                if self._answered == self.line.text().strip():
                    self._enter()
                else:
                    self._waits = True
                return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < self.model.rowCount():
            self._pick(row)
        else:
            self.nothing_picked.emit(self.line.text().strip())

    def _pick(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.picked.emit(self.model.line(row))
