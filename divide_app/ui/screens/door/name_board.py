"""The left side of the door: kana buttons, a line to type into, and the people as large cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from divide_app.domain.lines import DoorPerson
from divide_app.domain.names import KANA_ROWS
from divide_app.domain.presence import came_late, left_early
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.door.finding import matches, of_row
from divide_app.ui.screens.door.name_card import NameCard
from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, scrolled, sized

EVERYBODY = "everybody"
_OTHER = "他"
_LEAST_HIT = 44


class NameBoard(QWidget):
    """Who is expected, one press away.

    Signals:
        pressed: A card was pressed (`DoorPerson`).
        menu_wanted: The other acts of somebody are wanted (`DoorPerson`, the card).
    """

    pressed = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[DoorPerson, ...] = ()
        self._starts_at: datetime | None = None
        self._ends_at: datetime | None = None
        self._row = EVERYBODY
        self.cards: dict[UUID, NameCard] = {}
        self._spare: list[NameCard] = []
        self._columns = 0
        self.kana: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = HBox(spacing=6)
        for head in KANA_ROWS:
            button = QPushButton(head)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("kind", "kana")
            button.setAccessibleName(_("{row}行").format(row=head) if head != _OTHER else _("そのほかの方"))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(_LEAST_HIT)  # a finger does not grow with the text
            button.clicked.connect(partial(self.choose_row, head))
            self._group.addButton(button)
            self.kana[head] = button
            row.add(button, 1)
        self.line = SearchField(_("なまえをさがす"), delay_ms=40)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        sized(self.line, width=230)
        self.line.textChanged.connect(lambda _text: self._show())
        self.line.returnPressed.connect(self.receive_typed)
        self.line.installEventFilter(self)
        self.words = Label("", "body")
        holder = QWidget()
        self._grid = Grid(spacing=12, row_spacing=12)
        VBox(self._grid, None, spacing=0, margins=(2, 2, 8, 2), parent=holder)
        column = VBox(row, HBox(self.words, None, self.line), spacing=12, parent=self)
        column.add(scrolled(holder), 1)

    @property
    def shown(self) -> list[DoorPerson]:
        """Who is on the board now."""
        text = self.line.text().strip()
        if text:
            return matches(self._people, text)
        if self._row == EVERYBODY:
            return list(self._people)
        return of_row(self._people, self._row)

    def set_people(self, people: Sequence[DoorPerson], starts_at: datetime, ends_at: datetime) -> None:
        """Show other people or the same ones changed; rows without anybody cannot be pressed."""
        self._people, self._starts_at, self._ends_at = tuple(people), starts_at, ends_at
        rows = {person.row for person in people}
        for head, button in self.kana.items():
            button.setEnabled(head in rows)
        self.kana[_OTHER].setVisible(_OTHER in rows)
        if self._row not in rows:
            self._row = EVERYBODY
        self._show()

    def choose_row(self, row: str) -> None:
        """Show one row of the syllabary, or `EVERYBODY`."""
        self._row = row
        self.line.clear()
        self._show()

    def type_ahead(self, text: str) -> None:
        """Add typed signs to the search line, wherever the focus was."""
        self.line.setText(self.line.text() + text)
        self.line.setFocus()

    def receive_typed(self) -> None:
        """Receive the one person who fits what was typed; of several the first one gets the cursor."""
        self._show()  # the last letter may not have been looked for yet
        shown = self.shown
        if len(shown) == 1:
            self.pressed.emit(shown[0])
        else:
            self.go_to(0)

    def go_to(self, place: int) -> None:
        """Put the cursor on a card, counted from the first one."""
        shown = self.shown
        if 0 <= place < len(shown):
            self.cards[shown[place].attendee_id].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow lead from the search line to the cards."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.go_to(0)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as fit."""
        super().resizeEvent(event)
        if self._columns_now() != self._columns:
            self._show()

    def _columns_now(self) -> int:
        return 2 if self.width() >= theme.px(500) else 1

    def _show(self) -> None:
        text = self.line.text().strip()
        for head, button in self.kana.items():
            button.setChecked(not text and head == self._row)
        shown = self.shown
        self.words.setText(self._words(text, len(shown)))
        wanted = {person.attendee_id for person in shown}
        for id_ in [id_ for id_ in self.cards if id_ not in wanted]:
            card = self.cards.pop(id_)
            self._grid.removeWidget(card)
            card.hide()
            self._spare.append(card)
        self._columns = self._columns_now()
        for place, person in enumerate(shown):
            known = self.cards.get(person.attendee_id)
            card = known if known is not None else self._spare.pop() if self._spare else self._make_card()
            self.cards[person.attendee_id] = card
            late = self._starts_at is not None and came_late(person.first_in, self._starts_at)
            early = self._ends_at is not None and left_early(
                person.last_out, self._ends_at, is_inside=person.is_inside, has_come=person.present
            )
            card.show_person(person, is_late=late, left_early=early)
            self._grid.addWidget(card, place // self._columns, place % self._columns)
            card.show()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def _words(self, text: str, number: int) -> str:
        if text:
            return _("「{text}」の方　{number}人").format(text=text, number=number)
        if self._row == EVERYBODY:
            return _("みなさん　{number}人　お名前をおしてください").format(number=number)
        if self._row == _OTHER:
            return _("そのほかの方　お名前をおしてください")
        return _("「{row}」行の方　お名前をおしてください").format(row=self._row)

    def _make_card(self) -> NameCard:
        card = NameCard()
        card.clicked.connect(lambda _checked=False: self._pressed(card))
        card.menu_wanted.connect(lambda: self.menu_wanted.emit(card.person, card))
        card.stepped.connect(lambda columns, rows: self._step(card, columns, rows))
        return card

    def _step(self, card: NameCard, columns: int, rows: int) -> None:
        shown = [person.attendee_id for person in self.shown]
        if card.person is not None and card.person.attendee_id in shown:
            self.go_to(shown.index(card.person.attendee_id) + columns + rows * self._columns)

    def _pressed(self, card: NameCard) -> None:
        if card.person is not None:
            self.pressed.emit(card.person)
