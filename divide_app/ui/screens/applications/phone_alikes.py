"""Registered people who may be the caller, with the reasons, beside the fields of a new person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.services.people.lookalikes import LookAlike
from divide_app.ui.widgets.labels import IconText
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label

_LEAST_HEIGHT = 62
"""Room for one of them; more where there is room."""


def reasons_words(one: LookAlike) -> str:
    """Return why: かなが同じ・電話番号が同じ."""
    return _("・").join(label(reason) for reason in one.verdict.reasons)


def alike_columns() -> list[Column[LookAlike]]:
    """Return who it may be and why, and what else tells them apart."""
    return [
        Column(
            _("登録済みの方"),
            lambda one: f"{one.line.name}　{one.line.kana}".strip(),
            sub=reasons_words,
            bold=True,
        ),
        Column(
            _("年代・電話"),
            lambda one: band_label(one.line.band),
            sub=lambda one: one.line.phone or one.line.district,
            width=148,
        ),
    ]


class Alikes(QWidget):
    """Look-alikes of what stands in the fields; nothing to see while there are none.

    Signals:
        picked: The caller is this one (a `LookAlike`).
        refused: The caller is none of them.
    """

    picked = Signal(LookAlike)
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = IconText("people", "", colour="warn")
        self.model: LinesTableModel[LookAlike] = LinesTableModel(alike_columns(), key=lambda one: one.line.id)
        self.table = TableView(self.model, accessible_name=_("同じ方かもしれない登録"), plain=True)
        self.table.horizontalHeader().hide()
        self.table.setSortingEnabled(False)
        sized(self.table, least_height=_LEAST_HEIGHT)
        # It takes the room that is there; its own wish would make the whole form scroll.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.opened.connect(lambda _line: self._pick())
        self.table.clicked.connect(lambda _index: self._pick())
        self.table.installEventFilter(self)
        column = VBox(self.words, spacing=4, margins=(0, 6, 0, 0), parent=self)
        column.add(self.table, 1)
        self.hide()

    @property
    def found(self) -> list[LookAlike]:
        """Who is shown."""
        return list(self.model.lines())

    def show_found(self, found: Sequence[LookAlike]) -> None:
        """Show these; none hides everything."""
        self.model.set_lines(found)
        self.words.set(_("登録済みの方かもしれません(F6 で選べます)"))
        self.setVisible(bool(found))

    def ask(self) -> None:
        """Ask before somebody is registered twice: Enter takes the one under the cursor, Esc says it is none."""
        self.words.set(_("同じ方なら Enter、別の方なら Esc"))
        self.table.setFocus()
        self.table.choose_row(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter choose and Esc say no, before the form takes them for its own."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._pick()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.refused.emit()
                return True
        return super().eventFilter(watched, event)

    def _pick(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < self.model.rowCount():
            self.picked.emit(self.model.line(row))
