"""Third step of an import: every row with its outcome; rows can be corrected, left out, or assigned to a person."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.translation import _
from divide_app.services.files.imports import CheckedFile, CheckedRow, Decisions
from divide_app.ui.screens.imports import words
from divide_app.ui.widgets.buttons import ButtonSize, RadioButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import VBox, clear, sized
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.tables import Column, LinesTableModel, Prepared, TableView, prepare
from divide_app.wording.import_fields import field_word
from divide_app.wording.sentences import sentence

Index = QModelIndex | QPersistentModelIndex

_FIXED = 2
"""Columns before the file's own: line and what becomes of it."""
_WIDE = 150
"""Width of a column of the file in pixels at 100 %: names, days and telephones stand in it whole."""
_WIDER = {"course": 210, "applied_at": 250, "address": 210, "title": 210, "memo": 210, "description": 210}


@dataclass
class Choices:
    """What a person decided so far; `frozen` is what the service takes."""

    corrections: dict[int, dict[str, str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    people: dict[int, UUID | None] = field(default_factory=dict)

    def frozen(self) -> Decisions:
        """Return the decisions as they are now."""
        return Decisions(
            {line: dict(said) for line, said in self.corrections.items()}, frozenset(self.left_out), dict(self.people)
        )


def columns_for(checked: CheckedFile, choices: Choices) -> list[Column[CheckedRow]]:
    """Return the table's columns for a file."""
    made: list[Column[CheckedRow]] = [
        Column(_("行"), lambda row: str(row.line), sort=lambda row: row.line, width=58),
        Column(
            _("どうなるか"),
            lambda row: words.row_word(
                row, is_out=row.line in choices.left_out, decided=choices.people.get(row.line, "")
            ),
            chip=lambda row: words.row_chip(
                row, is_out=row.line in choices.left_out, is_decided=row.line in choices.people
            ),
            width=120,
        ),
    ]
    for name, word in checked.fields:
        made.append(Column(field_word(word), _text_of(name), width=_WIDER.get(name, _WIDE)))
    return made


def counts_as(row: CheckedRow, choices: Choices) -> tuple[str, ...]:
    """Return what a row adds to among the figures above the table, as decided now."""
    if row.line in choices.left_out:
        return ("out",)
    if row.refusal:
        return ("refused",)
    if row.outcome is None:
        return ()
    if row.candidates and row.line not in choices.people:
        return row.outcome.value, "same"
    return (row.outcome.value,)


@dataclass
class CheckedTable:
    """A checked file with everything the table needs, made where 50,000 rows keep nobody waiting.

    Attributes:
        rows: Rows by their line in the file.
        prepared: Their cells.
        counted: What each row counts as.
        figures: How many rows count as what.
        wants_a_look: Whether any row does.
    """

    checked: CheckedFile
    rows: dict[int, CheckedRow]
    prepared: dict[int, Prepared[CheckedRow]]
    counted: dict[int, tuple[str, ...]]
    figures: Counter[str]
    wants_a_look: bool

    @classmethod
    def of(cls, checked: CheckedFile, choices: Choices) -> CheckedTable:
        """Make every cell, and count."""
        counted = {row.line: counts_as(row, choices) for row in checked.rows}
        return cls(
            checked,
            {row.line: row for row in checked.rows},
            {one.line.line: one for one in prepare(columns_for(checked, choices), checked.rows)},
            counted,
            Counter(word for words in counted.values() for word in words),
            any(row.wants_a_look for row in checked.rows),
        )

    def put(self, row: CheckedRow, columns: Sequence[Column[CheckedRow]], choices: Choices) -> None:
        """Take a row as it is after something was decided about it."""
        self.rows[row.line] = row
        self.prepared[row.line] = prepare(columns, [row])[0]
        self.figures.subtract(self.counted.get(row.line, ()))
        self.counted[row.line] = counts_as(row, choices)
        self.figures.update(self.counted[row.line])


def _text_of(name: str) -> Callable[[CheckedRow], str]:
    return lambda row: " ".join(row.texts.get(name, "").split())


class CheckModel(LinesTableModel[CheckedRow]):
    """Rows of a file whose cells may be typed into."""

    def __init__(
        self, checked: CheckedFile, choices: Choices, on_edit: Callable[[CheckedRow, str, str], object]
    ) -> None:
        super().__init__(columns_for(checked, choices), key=lambda row: row.line)
        self.fields = [name for name, _word in checked.fields]
        self._on_edit = on_edit

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the file's own cells be edited, where there is anything to edit."""
        found = super().flags(index)
        if index.isValid() and index.column() >= _FIXED and self.line(index.row()).texts:
            return found | Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the whole text for editing."""
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() >= _FIXED:
            return self.line(index.row()).texts.get(self.fields[index.column() - _FIXED], "")
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand a corrected cell on; the row is shown anew when it was looked at again."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() < _FIXED:
            return False
        row, name = self.line(index.row()), self.fields[index.column() - _FIXED]
        if str(value) != row.texts.get(name, ""):
            self._on_edit(row, name, str(value))
        return True

    def row_of(self, key: Hashable) -> int:
        """Return the row of a line of the file, or -1; the file's order stays, so 50,000 rows need no search."""
        assert isinstance(key, int)
        place = bisect_left(self._rows, key, key=lambda one: one.line.line)
        return place if place < len(self._rows) and self._rows[place].line.line == key else -1

    def replace_row(self, row: CheckedRow) -> None:
        """Show one row anew."""
        place = self.row_of(row.line)
        if place >= 0:
            self._rows[place] = prepare(self.columns, [row])[0]
            self._chips.clear()
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))


class CheckStep(QWidget):
    """The table, and beside it what is said about the chosen row.

    Attributes:
        choices: What the person decided.
    """

    def __init__(self, on_recheck: Callable[[CheckedRow], object]) -> None:
        super().__init__()
        self._on_recheck = on_recheck
        self.choices = Choices()
        self._made: CheckedTable | None = None
        self.model: CheckModel | None = None
        self.table: TableView | None = None
        self.summary = QWidget()
        self._chips = FlowRow(spacing=8, parent=self.summary)
        self.notes = Label("", "soft", wrap=True)
        self.filter = SegmentedControl(
            [("look", _("確かめる行")), ("refused", _("取り込めない行")), ("all", _("すべて"))],
            accessible_name=_("どの行を見るか"),
        )
        self.filter.chosen.connect(lambda _name: self._fill())
        self.brief = Label("", wrap=True)
        self.brief.hide()
        self.panel = Card(margins=14)
        self.toggle = SecondaryButton("", self._toggle, size=ButtonSize.SMALL)
        self._group = QButtonGroup(self)
        self.people: list[RadioButton] = []
        self.said = QWidget()
        self._said = VBox(spacing=8, parent=self.said)
        self.panel.body.add(self.said)
        row = QWidget()
        FlowRow(self.toggle, parent=row)
        self.panel.body.add(row)
        self.panel.body.add(None)
        self._ground = QWidget()
        self._table_place = VBox(spacing=0, parent=self._ground)
        self.side = SidePanel(self._ground, self.panel, width=330, from_width=760)
        column = VBox(self.summary, self.notes, spacing=10, parent=self)
        bar = QWidget()
        FlowRow(self.filter, Label(_("F2 で直し、Space で外します"), "small"), spacing=12, parent=bar)
        column.add(bar)
        column.add(self.brief)
        column.add(self.side, 1)
        details = QShortcut(QKeySequence("Alt+Return"), self)
        details.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        details.activated.connect(self.side.open_panel)

    def begin(self) -> None:
        """Forget what was decided about the file before."""
        self.choices = Choices()
        self._made = None

    @property
    def checked(self) -> CheckedFile | None:
        """The file as it was looked at, None before."""
        return None if self._made is None else self._made.checked

    def prepare(self, checked: CheckedFile) -> CheckedTable:
        """Make every cell; called on the database thread, since a list may have 50,000 rows."""
        return CheckedTable.of(checked, self.choices)

    def show_checked(self, made: CheckedTable) -> None:
        """Show what would become of every row."""
        self._made, checked = made, made.checked
        self.model = CheckModel(checked, self.choices, self._edited)
        table = TableView(self.model, accessible_name=_("ファイルの行"))
        table.setSortingEnabled(False)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        table.chosen.connect(self._row_chosen)
        table.opened.connect(self._edit)
        table.clicked.connect(lambda _index: self.side.open_panel())
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._toggle)
        sized(table, least_height=220)
        clear(self._table_place)
        self._table_place.add(table, 1)
        self.table = table
        self.notes.setText("\n".join(checked.notes[:4]))
        self.notes.setVisible(bool(checked.notes))
        self.filter.set_value("look" if made.wants_a_look else "all")
        self._count()
        self._fill()
        table.setFocus()

    def show_row(self, row: CheckedRow) -> None:
        """Show a row that was looked at again."""
        self._put(row)
        self._row_chosen(row)

    def current(self) -> CheckedRow | None:
        """Return the row under the cursor."""
        line = self.table.current_line() if self.table is not None else None
        return self._row(line)

    def figures(self) -> Mapping[str, int]:
        """Return how many rows would be added, are refused, and so on, as decided now."""
        return Counter() if self._made is None else self._made.figures

    def _row(self, line: object) -> CheckedRow | None:
        return self._made.rows.get(line.line) if isinstance(line, CheckedRow) and self._made is not None else None

    def _put(self, row: CheckedRow) -> None:
        if self.model is None or self._made is None:
            return
        before = self._made.rows.get(row.line)
        if before is not None and row.line in self.choices.people and not row.candidates:
            row = replace(row, candidates=before.candidates)  # what was decided can be decided otherwise
        self._made.put(row, self.model.columns, self.choices)
        self.model.replace_row(row)
        self._count()

    def _count(self) -> None:
        found = self.figures()
        clear(self._chips)
        for key, word, kind in (
            ("added", _("追加 {number}"), ChipKind.DONE),
            ("updated", _("更新 {number}"), ChipKind.DONE),
            ("unchanged", _("変わらず {number}"), ChipKind.NEUTRAL),
            ("same", _("同じ人？ {number}"), ChipKind.WARN),
            ("refused", _("取り込めない {number}"), ChipKind.TROUBLE),
            ("out", _("外す {number}"), ChipKind.NEUTRAL),
        ):
            if found[key] or key in {"added", "refused"}:
                shown = ChipKind.NEUTRAL if not found[key] else kind
                self._chips.add(Chip(word.format(number=f"{found[key]:,}"), shown))

    def _fill(self) -> None:
        if self.model is None or self._made is None:
            return
        wanted = self.filter.value
        lines = [
            one
            for one in self._made.prepared.values()
            if wanted == "all"
            or (wanted == "refused" and one.line.refusal)
            or (wanted == "look" and one.line.wants_a_look)
        ]
        self.model.set_prepared(lines)
        if self.table is not None and lines:
            self.table.choose_row(0)
        else:
            self.side.close_panel()

    def _edit(self, _row: object) -> None:
        """Open the cell the trouble is in, else the one under the cursor."""
        row = self.current()
        if self.table is None or self.model is None or row is None:
            return
        if self.table.state() is QAbstractItemView.State.EditingState:
            return  # the Enter that ends an edit reaches the table as well
        index = self.table.currentIndex()
        wanted = row.field if row.field in self.model.fields else ""
        if wanted or index.column() < _FIXED:
            place = self.model.fields.index(wanted) if wanted else 0
            index = self.model.index(index.row(), _FIXED + place)
            self.table.setCurrentIndex(index)
        self.table.edit(index)

    def _edited(self, row: CheckedRow, name: str, text: str) -> None:
        if contains_individual_number(text):
            # It is not kept, not even to be refused later; the cell says what it said before.
            self._row_chosen(row)
            refusal = sentence(DomainError("individual_number"))
            self._said.add(Label(refusal, "trouble", wrap=True))
            self.brief.setText(refusal)
            self.brief.setVisible(self.side.is_narrow)
            return
        self.choices.corrections.setdefault(row.line, {})[name] = text
        self._on_recheck(row)

    def _toggle(self) -> None:
        row = self.current()
        if row is None:
            return
        out = self.choices.left_out
        (out.discard if row.line in out else out.add)(row.line)
        self.show_row(row)

    def _row_chosen(self, line: object) -> None:
        row = self._row(line)
        clear(self._said)
        self.people = []
        if row is None:
            return
        is_out = row.line in self.choices.left_out
        self._said.add(Label(_("{line}行目").format(line=row.line), "section"))
        if row.refusal:
            self._said.add(Label(row.refusal, "trouble", wrap=True))
        for note in row.notes:
            self._said.add(Label(note, wrap=True))
        if not row.wants_a_look:
            self._said.add(Label(_("このまま取り込めます。"), wrap=True))
        if row.candidates:
            self._ask_who(row)
        self.toggle.setText(_("この行も取り込む") if is_out else _("この行を外す"))
        self.brief.setText(row.refusal or (row.notes[0] if row.notes else ""))
        self.brief.setVisible(self.side.is_narrow and bool(self.brief.text()))
        if not self.side.is_narrow:
            self.side.open_panel()

    def _ask_who(self, row: CheckedRow) -> None:
        self._said.add(Label(_("この行はどなたですか"), "strong"))
        chosen = self.choices.people.get(row.line, _UNDECIDED)
        options: list[tuple[UUID | None, str]] = [(None, _("はじめての人として登録する"))]
        options += [(one.participant, words.candidate_words(one)) for one in row.candidates]
        for value, text in options:
            button = RadioButton(text)
            button.setChecked(chosen == value)
            button.clicked.connect(lambda _checked=False, value=value: self._decide(row, value))
            self._group.addButton(button)
            self.people.append(button)
            self._said.add(button)

    def _decide(self, row: CheckedRow, person: UUID | None) -> None:
        self.choices.people[row.line] = person
        if row.refusal:
            self._on_recheck(row)  # it may be taken now
        else:
            self._put(row)


_UNDECIDED = UUID(int=0)
