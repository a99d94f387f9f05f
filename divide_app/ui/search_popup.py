"""Ctrl+K: incremental search over people, courses, sessions and commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from divide_app.domain.names import name_key
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.shell import Search, SearchHit, Shell
from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.labels import ChipKind, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView

_MOVES = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}


class SearchPopup(QFrame):
    """The list under the search line; the keyboard stays in the line.

    Signals:
        picked: The `SearchHit` the person chose.
    """

    picked = Signal(SearchHit)

    def __init__(self, field: SearchField, shell: Shell, search: Search, commands: Sequence[SearchHit] = ()) -> None:
        """Hang the list under `field`, in the same window; `commands` are found by their words without a query."""
        super().__init__(field.window())
        self.setProperty("sheet", "popup")
        self._field, self._shell, self._search = field, shell, search
        self._commands = list(commands)
        self._text = ""
        self._answered = ""
        self._pick_on_answer = False
        self.model: LinesTableModel[SearchHit] = LinesTableModel(
            [
                Column("", lambda hit: hit.kind, chip=lambda _hit: ChipKind.NEUTRAL, width=84),
                Column("", lambda hit: hit.title, sub=lambda hit: hit.detail, bold=True),
            ]
        )
        self.table = TableView(self.model, accessible_name=_("見つかったもの"), plain=True)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(lambda index: self._pick(index.row()))
        self._nothing = Label("", "soft")
        VBox(self._nothing, self.table, spacing=0, margins=8, parent=self)
        theme.dress(self)
        self.hide()
        field.searched.connect(self._ask)
        field.returnPressed.connect(self._pick_current)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows, leave with Esc, and go away with the focus."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES and self.isVisible():
                self._move(event.key())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._field.clear()
                self.hide()
                self._field.clearFocus()
                return True
        elif event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif event.type() is QEvent.Type.FocusIn and self._text:
            self._show()
        return super().eventFilter(watched, event)

    def _ask(self, text: str) -> None:
        self._text = text
        self._pick_on_answer = False
        if not text:
            self._answered = ""
            self.hide()
            return
        search = self._search
        self._shell.background.query(self, lambda: search(text), lambda hits: self._answer(text, hits), key="search")

    def _answer(self, text: str, hits: list[SearchHit]) -> None:
        folded = name_key(text)
        commands = [hit for hit in self._commands if folded and folded in name_key(f"{hit.title} {hit.detail}")]
        self.model.set_lines([*hits, *commands])
        found = self.model.rowCount() > 0
        self._nothing.setText(_("「{text}」は見つかりませんでした").format(text=text))
        self._nothing.setVisible(not found)
        self.table.setVisible(found)
        self.table.choose_row(0)
        self._answered = text
        if self._pick_on_answer and found:
            self._pick(0)
        elif self._field.hasFocus():
            self._show()

    def _show(self) -> None:
        rows = min(self.model.rowCount(), 8)
        row = self.table.verticalHeader().defaultSectionSize()
        height = (rows * row if rows else theme.px(36)) + theme.px(18)
        under = self._field.mapTo(self.window(), QPoint(0, self._field.height() + theme.px(6)))
        width = max(self._field.width(), theme.px(460))
        left = min(under.x(), self.window().width() - width - theme.px(16))
        self.setGeometry(left, under.y(), width, height)
        self.show()
        self.raise_()

    def _move(self, key: int) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}[Qt.Key(key)]
        row = min(max(self.table.currentIndex().row() + step, 0), self.model.rowCount() - 1)
        self.table.choose_row(row)

    def _pick_current(self) -> None:
        text = self._field.text().strip()
        if text and text != self._answered:
            # Enter came before the answer: what is on the list belongs to an earlier text.
            self._pick_on_answer = True
        elif self.isVisible():
            self._pick(self.table.currentIndex().row())

    def _pick(self, row: int) -> None:
        if not 0 <= row < self.model.rowCount():
            return
        hit = self.model.line(row)
        self._field.clear()
        self._text = ""
        self.hide()
        self.picked.emit(hit)
        if hit.act is not None:
            hit.act()
        elif hit.wanted is not None:
            self._shell.navigate(hit.wanted)
