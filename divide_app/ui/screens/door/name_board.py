"""The left side of the door: kana buttons, a search line, and people as large cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from divide_app.domain.door.presence import came_late, left_early
from divide_app.domain.door.ticket_code import is_ticket_code, normalise_code
from divide_app.domain.lines import DoorPerson
from divide_app.domain.names import KANA_ROWS, name_key
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.door.compact import LEAST_HIT, set_compact
from divide_app.ui.screens.door.finding import is_missing, matches, of_row, spelled
from divide_app.ui.screens.door.name_card import NameCard
from divide_app.ui.screens.door.one_line import OneLine
from divide_app.ui.screens.door.toggles import KanaButton
from divide_app.ui.widgets.fields import SearchField
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, HBox, VBox, scrolled, sized

EVERYBODY = "everybody"
_OTHER = "他"
_TWO_FROM, _THREE_FROM = 500, 800
"""Width in pixels at 100 % from which two and three cards stand beside each other."""
_MOST_COLUMNS = 3
_AT_ONCE = 30
"""More cards than the largest screen shows; the others follow in the next turns of the window."""
_FEW = 8
"""So many people are seen at one glance in two columns; more of them stand in three where there is width."""


class NameBoard(QWidget):
    """Who is expected, one press away.

    Attributes:
        by_keys: The last act came by keyboard or scanner, so the keyboard is where one looks next.

    Signals:
        pressed: A card was pressed (`DoorPerson`).
        menu_wanted: The other acts of somebody are wanted (`DoorPerson`, the card).
        code_typed: Somebody typed a ticket's code by hand.
        filtered: Others are on the board.
    """

    pressed = Signal(DoorPerson)
    menu_wanted = Signal(DoorPerson, QWidget)
    code_typed = Signal(str)
    filtered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[DoorPerson, ...] = ()
        self._starts_at: datetime | None = None
        self._ends_at: datetime | None = None
        self._row = EVERYBODY
        self._is_missing_only = False
        self._namesakes: frozenset[str] = frozenset()
        self._cards: dict[UUID, NameCard] = {}
        self._places: dict[UUID, tuple[int, int]] = {}
        self._to_place: list[tuple[int, DoorPerson]] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._place_some)
        self._spare: list[NameCard] = []
        self._columns = 0
        self._last: UUID | None = None
        self._outstanding: frozenset[UUID] = frozenset()
        self.by_keys = False
        self.kana: dict[str, KanaButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = HBox(spacing=6)
        for head in KANA_ROWS:
            button = KanaButton(head)
            button.setAccessibleName(_("{row}行").format(row=head) if head != _OTHER else _("そのほかの方"))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(LEAST_HIT)  # a finger does not grow with the text
            button.clicked.connect(partial(self.choose_row, head))
            self._group.addButton(button)
            self.kana[head] = button
            row.add(button, 1)
        self.line = SearchField(_("なまえをさがす"), delay_ms=40)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        sized(self.line, width=230, height=LEAST_HIT)
        self.line.textChanged.connect(lambda _text: self._show())
        self.line.returnPressed.connect(self.receive_typed)
        self.line.installEventFilter(self)
        self.words = OneLine(("body", "small"))
        self.nothing = sized(Label("", "door_note", wrap=True), least_height=150)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        row_of_words = HBox(spacing=12)
        row_of_words.add(self.words, 1)
        row_of_words.add(self.line)
        holder = QWidget()
        self._grid = Grid(spacing=10, row_spacing=10)
        VBox(self._grid, self.nothing, None, spacing=0, margins=(2, 2, 8, 2), parent=holder)
        self._column = VBox(row, row_of_words, spacing=12, parent=self)
        self._area = scrolled(holder)
        self._column.add(self._area, 1)

    @property
    def cards(self) -> dict[UUID, NameCard]:
        """The cards on the board, by whose they are."""
        while self._to_place:
            self._place_some()
        return self._cards

    @property
    def shown(self) -> list[DoorPerson]:
        """Who is on the board now."""
        text = self.line.text().strip()
        if text:
            return matches(self._people, text)
        found = list(self._people) if self._row == EVERYBODY else of_row(self._people, self._row)
        return [person for person in found if is_missing(person)] if self._is_missing_only else found

    @property
    def is_filtered(self) -> bool:
        """Whether only some stand on the board."""
        return self._is_missing_only or self._row != EVERYBODY or bool(self.line.text().strip())

    @property
    def missing(self) -> int:
        """How many are still expected."""
        return sum(map(is_missing, self._people))

    def namesakes(self, person: DoorPerson) -> list[DoorPerson]:
        """Return everybody expected who has the same name, this one too; nobody when the name is theirs alone."""
        key = name_key(person.name)
        if key not in self._namesakes:
            return []
        return [one for one in self._people if name_key(one.name) == key and not one.is_walk_in]

    def set_people(self, people: Sequence[DoorPerson], starts_at: datetime, ends_at: datetime) -> None:
        """Show other people or the same ones changed; rows without anybody cannot be pressed."""
        self._people, self._starts_at, self._ends_at = tuple(people), starts_at, ends_at
        names = Counter(name_key(person.name) for person in people if person.name and not person.is_walk_in)
        self._namesakes = frozenset(key for key, times in names.items() if times > 1)
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
        self._is_missing_only = False
        self.line.clear()
        self._show()

    def show_missing(self) -> None:
        """Show those still expected; who comes leaves the board."""
        self.choose_row(EVERYBODY)
        self._is_missing_only = True
        self._show()

    def set_outstanding(self, attendees: frozenset[UUID]) -> None:
        """Mark those whose act could not be recorded yet."""
        if attendees != self._outstanding:
            self._outstanding = attendees
            self._show()

    def set_compact(self, is_compact: bool) -> None:
        """Take less height, or again all that is good."""
        for button in self.kana.values():
            set_compact(button, is_compact=is_compact)
        self._column.setSpacing(theme.px(8 if is_compact else 12))

    def type_ahead(self, text: str) -> None:
        """Add typed signs to the search line, wherever the focus was.

        The first letter came without the input method, so the others shall, too: half of each makes no name. Latin
        letters are read as kana. Whoever presses the line with the mouse types into it with the input method.
        """
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.line.setText(self.line.text() + text)
        self.line.setFocus()

    def receive_typed(self) -> None:
        """Receive the one person who fits what was typed; of several the first one gets the cursor."""
        self._show()  # the last letter may not have been looked for yet
        self.by_keys = True
        shown, code = self.shown, normalise_code(self.line.text())
        if is_ticket_code(code):
            self.line.clear()
            self.code_typed.emit(code)
        elif len(shown) == 1:
            self.pressed.emit(shown[0])
        else:
            self.go_to(0)

    def go_on(self) -> None:
        """Put the cursor on the next person still expected, counted from the one of the last act; else on the first."""
        shown = self.shown
        places = {person.attendee_id: place for place, person in enumerate(shown)}
        since = places.get(self._last, 0) if self._last is not None else 0
        order = [*range(since, len(shown)), *range(since)]
        self.go_to(next((place for place in order if not shown[place].present), since % max(len(shown), 1)))

    def go_on_from(self, attendee: UUID | None) -> bool:
        """Be ready for the person after `attendee`; tells whether the cursor stayed on the card, for the arrows."""
        self._last = attendee
        card = None if attendee is None else self._cards.get(attendee)
        stays = card is not None and self.by_keys and card.hasFocus()
        self.line.clear()  # the next person has another name
        if stays and card is not None:
            QTimer.singleShot(0, card, lambda: self._area.ensureWidgetVisible(card))
        return stays

    def go_to(self, place: int) -> None:
        """Put the cursor on a card, counted from the first one."""
        shown = self.shown
        if 0 <= place < len(shown):
            self.cards[shown[place].attendee_id].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow lead from the search line to the cards; a press of the mouse brings the input method."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
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
        if self.width() >= theme.px(_THREE_FROM) and len(self._people) > _FEW:
            return 3
        return 2 if self.width() >= theme.px(_TWO_FROM) else 1

    def _show(self) -> None:
        text = self.line.text().strip()
        for head, button in self.kana.items():
            button.setChecked(not text and head == self._row)
        shown = self.shown
        self.words.setText(self._words(text, len(shown)))
        self.nothing.setText("" if shown else self._nothing(text))
        self.nothing.setVisible(not shown)
        wanted = {person.attendee_id for person in shown}
        for id_ in [id_ for id_ in self._cards if id_ not in wanted]:
            card = self._cards.pop(id_)
            del self._places[id_]
            self._grid.removeWidget(card)
            card.hide()
            self._spare.append(card)
        self._columns = self._columns_now()
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
        self._to_place = list(enumerate(shown))
        self._place_some()
        self.filtered.emit()

    def _place_some(self) -> None:
        """Place the next cards: two hundred at once would keep the window from its next turn for 60 ms."""
        now, self._to_place = self._to_place[:_AT_ONCE], self._to_place[_AT_ONCE:]
        for place, person in now:
            self._place(place, person)
        if self._to_place:
            self._later.start()

    def _place(self, place: int, person: DoorPerson) -> None:
        id_ = person.attendee_id
        known = self._cards.get(id_)
        card = known if known is not None else self._spare.pop() if self._spare else self._make_card()
        self._cards[id_] = card
        late = self._starts_at is not None and came_late(person.first_in, self._starts_at)
        early = self._ends_at is not None and left_early(
            person.last_out, self._ends_at, is_inside=person.is_inside, has_come=person.present
        )
        card.show_person(
            person,
            is_late=late,
            left_early=early,
            is_outstanding=id_ in self._outstanding,
            is_namesake=bool(self.namesakes(person)),
        )
        where = divmod(place, self._columns)
        if self._places.get(id_) != where:
            self._places[id_] = where
            self._grid.addWidget(card, *where)
            card.show()

    def _words(self, text: str, number: int) -> str:
        if text:
            return _("「{text}」の方　{number}人").format(text=spelled(text), number=number)
        if not self._people:
            return ""
        if self._is_missing_only:
            return _("まだいらっしゃらない方　{number}人").format(number=number)
        if self._row == EVERYBODY:
            return _("みなさん　{number}人　お名前をおしてください").format(number=number)
        if self._row == _OTHER:
            return _("そのほかの方　お名前をおしてください")
        return _("「{row}」行の方　お名前をおしてください").format(row=self._row)

    def _nothing(self, text: str) -> str:
        walk_in = _("名簿にない方は、下の「名簿にない方(飛び込み)」で受け付けます。")
        if text:
            return _("この回の名簿には見つかりません。\n読み方をかえて、さがしてみてください。") + "\n" + walk_in
        if self._is_missing_only:
            return _("みなさん、いらっしゃいました。")
        return _("この回に申し込んだ方は、まだいません。") + "\n" + walk_in

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
        self.by_keys = card.by_keys
        if card.person is not None:
            self.pressed.emit(card.person)
