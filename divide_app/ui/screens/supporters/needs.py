"""Sessions of the coming weeks, those that lack supporters first, with quick assignment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import AssignmentLine, SessionLine, SupporterLine
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.home import supporters_missing
from divide_app.services.people.supporters import AssignResult
from divide_app.services.roster.roster import SessionNeeds
from divide_app.ui.background import Trouble
from divide_app.ui.list_beside import ListBeside
from divide_app.ui.screens.supporters.month import open_words
from divide_app.ui.screens.supporters.need_panel import NeedPanel
from divide_app.ui.screens.supporters.nothing_shown import show_or_say_why
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.room_for import room_for_days
from divide_app.ui.widgets.session_looks import session_hours, session_place, session_title
from divide_app.ui.widgets.tables import Column
from divide_app.wording.clashes import clash_sentence
from divide_app.wording.dates import short_day
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.services import Services

_ASSIGNED = 3  # column
COMING_DAYS = 42
"""Six weeks: rosters are made about a month ahead."""


def missing_words(line: SessionLine) -> str:
    """Return あと2人, or that there are enough."""
    missing = supporters_missing(line)
    return _("あと{count}人").format(count=missing) if missing else _("足りています")


def need_columns() -> list[Column[SessionLine]]:
    """Return the columns of the list."""
    return [
        Column(
            _("日時"),
            lambda line: short_day(line.starts_at),
            sub=session_hours,
            sort=lambda line: line.starts_at,
            width=room_for_days(least=130),
        ),
        Column(_("回").capitalize(), session_title, sub=session_place, bold=True),
        Column(
            _("支援者"),
            missing_words,
            chip=lambda line: ChipKind.TROUBLE if supporters_missing(line) else ChipKind.DONE,
            sort=supporters_missing,
            width=128,
        ),
        Column(_("配置した人"), lambda line: _("、").join(line.supporters), width=220),
    ]


def coming_sessions(services: Services, today: date) -> list[SessionLine]:
    """Return the planned sessions of the coming weeks."""
    lines = services.scheduling.sessions(today, today + timedelta(days=COMING_DAYS))
    return [line for line in lines if line.state is SessionState.PLANNED]


def lacking(lines: Sequence[SessionLine]) -> int:
    """Return how many of the sessions lack supporters."""
    return sum(bool(supporters_missing(line)) for line in lines)


class NeedsView(ListBeside[SessionLine]):
    """人の足りない回.

    Signals:
        counted: How many of the coming sessions lack somebody.
    """

    topics = frozenset({"assignments", "class_sessions", "supporters", "applications", "courses"})
    counted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, need_columns(), key=lambda line: line.id, name=_("これからの回"))
        self._lines: list[SessionLine] = []
        self._line: SessionLine | None = None
        self._wanted: UUID | None = None
        self.words = Label("", "soft")
        self.only_missing = CheckBox(_("足りない回だけ"))
        self.only_missing.setChecked(True)
        self.only_missing.toggled.connect(lambda _on: self._show_lines())
        self.panel = NeedPanel()
        self.panel.assign_wanted.connect(self._assign)
        self.panel.unassign_wanted.connect(self._unassign)
        self.put_beside(self.panel, width=420, from_width=940, hides=_ASSIGNED)
        FlowRow(self.only_missing, self.words, parent=self.head)
        column = VBox(self.head, spacing=10, parent=self)
        column.add(self.side, 1)

    def open(self, *, class_session: UUID) -> None:
        """Show whom a meeting lacks."""
        self._wanted = class_session
        self.only_missing.setChecked(False)
        self.refetch()

    def refresh(self) -> None:
        """Read the sessions of the coming weeks."""
        services, today = self.shell.services, self.shell.today()
        self.query(lambda: coming_sessions(services, today), self._got, key="sessions", states=self.states)

    def _got(self, lines: Sequence[SessionLine]) -> None:
        # In front what lacks somebody, the nearest day first.
        self._lines = sorted(lines, key=lambda line: (not supporters_missing(line), line.starts_at))
        number = lacking(lines)
        self.words.setText(
            _("これから6週間の回 {count}。足りない回 {lacking}").format(count=len(lines), lacking=number)
        )
        self.counted.emit(number)
        self._show_lines()

    def _show_lines(self) -> None:
        shown = [line for line in self._lines if supporters_missing(line) or not self.only_missing.isChecked()]
        if self._line is not None and self._line.id not in {line.id for line in shown}:
            # The session just filled stays until another one is chosen, so that the panel does not run away.
            shown += [line for line in self._lines if line.id == self._line.id]
        self.model.set_lines(shown)
        left_out = bool(self._lines), self.only_missing, _("足りない回はありません"), _("すべての回を見る")
        show_or_say_why(
            self.states, self.shell, shown, left_out=left_out, none=_("これから6週間に、回の予定がありません")
        )
        if shown and self._wanted is not None and self.table.choose(self._wanted):
            self._wanted = None

    def show_line(self, line: SessionLine) -> None:
        """Read who is on a session and who might be."""
        self._line = line
        supporters, roster, year = self.shell.services.supporters, self.shell.services.roster, self.shell.fiscal_year

        def read() -> tuple[list[AssignmentLine], list[SupporterLine], SessionNeeds | None]:
            assigned = supporters.assignments(class_session_id=line.id)
            return assigned, supporters.all(year), roster.needs([line.id]).get(line.id)

        self.query(read, lambda answer: self._got_one(line, *answer), key="session")

    def _got_one(
        self,
        line: SessionLine,
        assigned: list[AssignmentLine],
        supporters: list[SupporterLine],
        needs: SessionNeeds | None,
    ) -> None:
        what = open_words(needs) if needs is not None and needs.open_needs else ""
        self.panel.show_session(line, missing_words(line), what, assigned, supporters)
        if what and needs is not None:
            self.panel.role.set_value(needs.open_needs[0][0].role)
        self.open_panel()

    def _assign(self, supporter: SupporterLine, role: AssignmentRole, reason: str) -> None:
        line, supporters = self._line, self.shell.services.supporters
        if line is None:
            return
        self.operate(
            lambda: supporters.assign(line.id, supporter.id, role=role, forced_reason=reason),
            lambda result: self._assigned(line, supporter, result),
            busy=[self.panel.candidates],
            on_trouble=lambda trouble: self._refused(supporter, role, trouble),
        )

    def _assigned(self, line: SessionLine, supporter: SupporterLine, result: AssignResult) -> None:
        text = _("{name}さんを「{title}」に配置しました").format(name=supporter.name, title=session_title(line))
        self.shell.notice(text, undo=lambda: self._take_off(result.assignment, supporter.name))

    def _refused(self, supporter: SupporterLine, role: AssignmentRole, trouble: Trouble) -> bool:
        if not isinstance(trouble, DomainError):
            return False
        clashes = trouble.details.get("clashes")
        if trouble.code == "clash" and isinstance(clashes, tuple):
            words = "\n".join(clash_sentence(clash, supporter.name) for clash in clashes)
            self.panel.ask_reason(supporter, role, words)
        else:
            self.panel.tell_refusal(sentence(trouble))
        return True

    def _unassign(self, assignment: AssignmentLine) -> None:
        self._take_off(assignment.id, assignment.supporter)

    def _take_off(self, assignment: UUID, name: str) -> None:
        supporters = self.shell.services.supporters

        def act() -> _Done:
            return _Done(supporters.unassign(assignment))

        self.operate(
            act,
            lambda _result: self.shell.notice(_("{name}さんを外しました").format(name=name), kind="info"),
        )


class _Done:
    """Changes of an act which returns nothing else, as `Background` reads them."""

    def __init__(self, changes: frozenset[str]) -> None:
        self.changes = frozenset(changes)
