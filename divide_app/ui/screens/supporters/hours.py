"""Past sessions with unconfirmed hours of supporters, confirmed as planned with one press."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import AssignmentLine
from divide_app.domain.people.supporters import HoursChange
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services import Services
from divide_app.ui.list_beside import ListBeside
from divide_app.ui.screens.supporters.nothing_shown import show_or_say_why
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.in_card import in_card
from divide_app.ui.widgets.labels import ChipKind, Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.room_for import room_for, room_for_days, room_for_title
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.acts import actor_words
from divide_app.wording.dates import clock_range, duration, short_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Worked:
    """One past session with its supporters."""

    id: UUID
    lines: tuple[AssignmentLine, ...]

    @property
    def first(self) -> AssignmentLine:
        """Any of its lines, for what they share."""
        return self.lines[0]

    @property
    def is_confirmed(self) -> bool:
        """Whether everybody's minutes are known."""
        return all(line.actual_minutes is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Done:
    changes: frozenset[str]


def read_worked(services: Services) -> list[Worked]:
    """Return the sessions of the last months that are over, the latest first; runs on the database thread."""
    now = services.now()
    found: dict[UUID, list[AssignmentLine]] = {}
    day = now.date().replace(day=1)
    for _month in range(_MONTHS):
        for line in services.supporters.assignments(year=day.year, month=day.month):
            if line.ends_at <= now and line.session_state is not SessionState.CANCELLED:
                found.setdefault(line.class_session_id, []).append(line)
        day = (day - timedelta(days=1)).replace(day=1)
    worked = [Worked(id_, tuple(lines)) for id_, lines in found.items()]
    return sorted(worked, key=lambda one: one.first.starts_at, reverse=True)


def worked_columns() -> list[Column[Worked]]:
    """Return the columns of the list."""
    return [
        Column(
            _("日時"),
            lambda one: short_day(one.first.starts_at),
            sub=lambda one: clock_range(one.first.starts_at, one.first.ends_at),
            sort=lambda one: one.first.starts_at,
            width=room_for_days(least=130),
        ),
        Column(
            _("回").capitalize(),  # a unit elsewhere; heads begin with a capital letter where there is one
            lambda one: _("{title} 第{number}回").format(title=one.first.course_title, number=one.first.number),
            sub=lambda one: f"{one.first.venue} {one.first.room}".strip(),
            bold=True,
        ),
        Column(
            _("支援者"),
            lambda one: _("{count}人").format(count=len(one.lines)),
            width=max(room_for([_("{count}人").format(count=20)], least=84), room_for_title(_("支援者"), least=84)),
            align=Align.RIGHT,
        ),
        Column(
            _("時間").capitalize(),
            lambda one: _("確定済み") if one.is_confirmed else _("未確定"),
            chip=lambda one: ChipKind.DONE if one.is_confirmed else ChipKind.WARN,
            width=120,
        ),
    ]


def _minutes_words(minutes: int | None) -> str:
    return _("未確定") if minutes is None else duration(minutes)


class HoursView(ListBeside[Worked]):
    """時間の確定."""

    topics = frozenset({"assignments", "class_sessions"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, worked_columns(), key=lambda one: one.id, name=_("終わった回"))
        self._all: list[Worked] = []
        self._one: Worked | None = None
        self.fields: dict[UUID, NumberField] = {}
        self.only_open = CheckBox(_("未確定の回だけ"))
        self.only_open.setChecked(True)
        self.only_open.toggled.connect(lambda _on: self._show_lines())
        self.all_button = SecondaryButton(
            _("未確定の回を、まとめて予定どおり確定する"), self._confirm_all, icon_name="check"
        )
        self.panel = Card()
        self.title = Label("", "section", wrap=True)
        self.where = Label("", "soft", wrap=True)
        rows = QWidget()
        self._rows = VBox(spacing=6)
        VBox(self._rows, None, spacing=0, margins=(0, 0, 8, 0), parent=rows)
        self.reason = TextField(_("直す理由"), required=True)
        self.reason.line.returnPressed.connect(self._confirm)
        self.history = Label("", "small", wrap=True)
        self.confirm_button = PrimaryButton(_("この時間で確定する"), self._confirm, icon_name="check")
        hint = Label(_("予定どおりなら、そのまま確定してください。来なかった人は 0 にします。"), "small", wrap=True)
        for thing in (self.title, self.where, hint):
            self.panel.body.add(thing)
        self.panel.body.add(in_card(rows), 1)
        self.panel.body.add(self.history)
        self.panel.body.add(self.reason)
        self.panel.body.add(FlowRow(self.confirm_button))
        self.put_beside(self.panel, width=380, from_width=900, fills=True)
        FlowRow(self.only_open, self.all_button, parent=self.head)
        column = VBox(self.head, spacing=10, parent=self)
        column.add(self.side, 1)

    def refresh(self) -> None:
        """Read the past sessions."""
        services = self.shell.services
        self.query(lambda: read_worked(services), self._got, key="worked", states=self.states)

    def _got(self, worked: Sequence[Worked]) -> None:
        self._all = list(worked)
        self._show_lines()

    def _show_lines(self) -> None:
        self.all_button.setEnabled(any(not one.is_confirmed for one in self._all))
        shown = [one for one in self._all if not (one.is_confirmed and self.only_open.isChecked())]
        self.model.set_lines(shown)
        left_out = bool(self._all), self.only_open, _("未確定の回はありません"), _("確定済みの回も見る")
        show_or_say_why(
            self.states,
            self.shell,
            shown,
            left_out=left_out,
            none=_("この3か月に、支援者が入った回はありません"),
            icon_name="clock",
        )
        if self._one is not None and self._one.id not in {one.id for one in shown}:
            self._one = None
            self.side.close_panel()

    def show_line(self, line: Worked) -> None:
        """Show who worked how long."""
        one = self._one = line
        first = one.first
        self.title.setText(_("{title} 第{number}回").format(title=first.course_title, number=first.number))
        when = f"{short_day(first.starts_at)} {clock_range(first.starts_at, first.ends_at)}"
        self.where.setText(f"{when}　{first.venue} {first.room}")
        clear(self._rows)
        self.fields = {}
        for work in one.lines:
            minutes = work.planned_minutes if work.actual_minutes is None else work.actual_minutes
            planned = _("{role}　予定 {planned}").format(role=label(work.role), planned=duration(work.planned_minutes))
            field = NumberField(work.supporter, minutes, most=1440, hint=planned, unit=_("分"))
            field.line.returnPressed.connect(self._confirm)
            self.fields[work.id] = field
            self._rows.add(field)
        self.reason.set_text("")
        self.reason.setVisible(any(line.actual_minutes is not None for line in one.lines))
        self.history.hide()
        service, ids = self.shell.services.hours, [line.id for line in one.lines]
        self.query(
            lambda: {id_: service.history(id_) for id_ in ids},
            lambda found: self._got_history(one, found),
            key="history",
        )
        self.confirm_button.setText(_("この時間に直す") if one.is_confirmed else _("この時間で確定する"))
        self.open_panel()

    def _confirm(self) -> None:
        one = self._one
        if one is None or not self.confirm_button.isEnabled():
            return
        minutes: dict[UUID, int | None] = {}
        for id_, field in self.fields.items():
            try:
                minutes[id_] = field.number()
            except DomainError as error:
                field.set_error(sentence(error))
                return
        before = {line.id: line.actual_minutes for line in one.lines}
        title = self.title.text()
        self._save_minutes(minutes, lambda: self._kept(title, before), self.reason.text)

    def _kept(self, title: str, before: dict[UUID, int | None]) -> None:
        self.shell.notice(
            _("「{title}」の活動時間を確定しました").format(title=title),
            undo=lambda: self._save_minutes(
                before, lambda: self.shell.notice(_("確定を取り消しました"), kind="info"), _("確定の取り消し")
            ),
        )

    def _save_minutes(self, minutes: dict[UUID, int | None], on_done: Callable[[], object], reason: str = "") -> None:
        service = self.shell.services.hours
        self.operate(
            lambda: _Done(frozenset(service.confirm(minutes, reason=reason))),
            lambda _done: on_done(),
            fields={"reason": self.reason},
            busy=[self.confirm_button],
        )

    def _got_history(self, one: Worked, found: dict[UUID, list[HoursChange]]) -> None:
        """Show who changed what and why, for those whose hours were changed after the confirmation."""
        lines = [
            _("{name}：{before}→{after}　{reason}({actor}、{day})").format(
                name=line.supporter,
                before=_minutes_words(change.before),
                after=_minutes_words(change.after),
                reason=change.reason,
                actor=actor_words(change.actor),
                day=short_day(change.changed_at),
            )
            for line in one.lines
            for change in found.get(line.id, [])
            if change.before is not None
        ]
        self.history.setText("\n".join(lines))
        self.history.setVisible(bool(lines))

    def _confirm_all(self) -> None:
        """Confirm every open session with the minutes planned; one press back undoes them all."""
        open_ones = [one for one in self._all if not one.is_confirmed]
        ids = [one.id for one in open_ones]
        lines = [line.id for one in open_ones for line in one.lines if line.actual_minutes is None]
        service = self.shell.services.hours
        self.operate(
            lambda: _Done(frozenset(service.confirm_as_planned(ids))),
            lambda _done: self.shell.notice(
                _("{count}回の活動時間を、予定どおり確定しました").format(count=len(ids)),
                undo=lambda: self._save_minutes(
                    dict.fromkeys(lines),
                    lambda: self.shell.notice(_("確定を取り消しました"), kind="info"),
                    _("確定の取り消し"),
                ),
            ),
            busy=[self.all_button],
        )
