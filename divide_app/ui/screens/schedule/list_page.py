"""The fiscal year's meetings as a list; ten thousand lines are prepared once and filtered in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import SessionLine
from divide_app.foundation.translation import _
from divide_app.ui.screens.schedule.filters import Filter, hay_of
from divide_app.ui.widgets.buttons import SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.grouped import GroupedTableModel, GroupedTableView
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.session_looks import seats, session_hours, session_place, session_state, session_title
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, Prepared, prepare
from divide_app.wording.dates import short_day


class Group(StrEnum):
    """What the list is grouped by."""

    NONE = "none"  # まとめない
    VENUE = "venue"  # 会場
    SUPPORTER = "supporter"  # 支援者
    TOPIC = "topic"  # 分野


@dataclass(frozen=True, slots=True)
class ListRow:
    """One prepared line with the words it is found by."""

    row: Prepared[SessionLine]
    hay: str


def columns(now: datetime, *, people_width: int = 88) -> list[Column[SessionLine]]:
    """Return the columns of the list at `now` (UTC); a width matters only to the table on screen."""
    return [
        Column(
            _("日時"),
            lambda line: short_day(line.starts_at),
            sub=session_hours,
            sort=lambda line: line.starts_at,
            width=152,
        ),
        Column(_("講座"), session_title, sub=session_place, bold=True),
        Column(
            _("支援者"),
            lambda line: _("、").join(line.supporters) or _("－"),
            sort=lambda line: len(line.supporters),
            width=150,
        ),
        Column(
            _("人数"),
            lambda line: seats(line.accepted, line.capacity),
            sort=lambda line: line.accepted,
            align=Align.RIGHT,
            width=people_width,
        ),
        Column(
            _("状態"),
            lambda line: session_state(line, now)[0],
            chip=lambda line: session_state(line, now)[1],
            width=158,
        ),
    ]


def rows_of(lines: Sequence[SessionLine], now: datetime) -> list[ListRow]:
    """Prepare lines on the database thread."""
    prepared = prepare(columns(now), lines)
    return [ListRow(row, hay_of(row.line)) for row in prepared]


class ListPage(QWidget):
    """The list with its grouping and its count.

    Signals:
        chosen: The line under the cursor (a `SessionLine`).
        opened: Enter or a double press (a `SessionLine`).
    """

    chosen = Signal(SessionLine)
    opened = Signal(SessionLine)

    def __init__(self, on_clear: Callable[[], object], on_add: Callable[[], object]) -> None:
        """`on_clear` opens the filters again, `on_add` plans the first course."""
        super().__init__()
        self._on_clear, self._on_add = on_clear, on_add
        self._rows: list[ListRow] = []
        self._now = datetime.now().astimezone()
        self._filter = Filter()
        self._empty_words = ""
        self.model: GroupedTableModel[SessionLine] = GroupedTableModel(
            columns(self._now, people_width=room_for([_("{count}人").format(count=120)], least=88)),
            key=lambda line: line.id,
        )
        self.table = GroupedTableView(self.model, accessible_name=_("回の一覧"))
        self.table.chosen.connect(lambda line: self._tell(self.chosen, line))
        self.table.opened.connect(lambda line: self._tell(self.opened, line))
        self.states = StateStack(self.table)
        self.group = SegmentedControl(
            [
                (Group.NONE, _("日付順")),
                (Group.VENUE, _("会場ごと")),
                (Group.SUPPORTER, _("支援者ごと")),
                (Group.TOPIC, _("分野ごと")),
            ],
            accessible_name=_("まとめかた"),
        )
        self.group.chosen.connect(self.group_by)
        self.count = Label("", "small")
        head = QWidget()
        FlowRow(self.group, self.count, spacing=12, parent=head)
        column = VBox(head, spacing=8, parent=self)
        column.add(self.states, 1)
        self.setFocusProxy(self.table)

    @staticmethod
    def _tell(signal: SignalInstance, line: object) -> None:
        if isinstance(line, SessionLine):  # the head of a group is no meeting
            signal.emit(line)

    def show_rows(self, rows: list[ListRow], now: datetime, looked_at: Filter, empty_words: str) -> None:
        """Show what was read; `empty_words` say that there is nothing at all."""
        self._rows, self._now, self._empty_words = rows, now, empty_words
        self.show_filter(looked_at)

    def show_filter(self, looked_at: Filter) -> None:
        """Look at something else of the same lines."""
        self._filter = looked_at
        if not self._rows:
            self.count.clear()
            self.states.show_empty(
                self._empty_words,
                _("講座を作る"),
                self._on_add,
                below=_("講座の種類を選ぶと、回と会場までまとめて作れます。"),
                icon_name="calendar",
            )
            return
        shown = self._rows
        if not looked_at.is_open:
            shown = [one for one in self._rows if looked_at.fits(one.row.line, self._now, one.hay)]
        self.count.setText(_("{count}回").format(count=f"{len(shown):,}"))
        if not shown:
            words = " ".join(looked_at.words)
            text = _("「{text}」に合う回はありません").format(text=words) if words else _("合う回はありません")
            self.states.show_empty(text, _("しぼり込みをやめる"), self._on_clear, icon_name="search")
            return
        self.states.show_content()
        self.model.set_prepared([one.row for one in shown])

    def group_by(self, group: str) -> None:
        """Put the lines into groups."""
        self.group.set_value(group)
        self.model.group_by(_GROUPS[Group(group)])
        self.show_filter(self._filter)
        self.table.scrollToTop()


def _venue(line: SessionLine) -> tuple[str, ...]:
    return (line.venue or _("会場未定"),)


def _supporters(line: SessionLine) -> tuple[str, ...]:
    return line.supporters or (_("支援者がまだいません"),)


def _topic(line: SessionLine) -> tuple[str, ...]:
    return (line.topic or _("分野なし"),)


_GROUPS: dict[Group, Callable[[SessionLine], Sequence[str]] | None] = {
    Group.NONE: None,
    Group.VENUE: _venue,
    Group.SUPPORTER: _supporters,
    Group.TOPIC: _topic,
}
