"""The panel of the chosen meeting: data, participants, helpers, and acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import CancelPreview, SessionResult
from divide_app.ui.screens.schedule.acts import PlanningActs, quoted
from divide_app.ui.screens.schedule.cancel_words import cancel_words
from divide_app.ui.screens.schedule.days import Day
from divide_app.ui.screens.schedule.meeting_drag import Wish
from divide_app.ui.screens.schedule.move_form import MoveForm
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import CoursesWanted, DoorWanted, PrintsWanted, ReachingWanted
from divide_app.ui.widgets.buttons import (
    Button,
    ButtonSize,
    DangerButton,
    LinkButton,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
)
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, Heading, Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.ui.widgets.session_looks import (
    seats,
    session_hours,
    session_place,
    session_state,
    session_title,
)
from divide_app.ui.widgets.states import StateStack
from divide_app.wording.dates import clock, reiwa_day
from divide_app.wording.labels import label


@dataclass(frozen=True, slots=True)
class Chosen:
    """A meeting with what the panel needs beside it."""

    line: SessionLine
    venues: tuple[Venue, ...]
    now: datetime


class SchedulePanel(Card):
    """A day's meetings, or one meeting with its acts."""

    def __init__(
        self,
        screen: Screen,
        acts: PlanningActs,
        *,
        on_choose: Callable[[SessionLine], object],
        on_add: Callable[[date], object],
        on_moved: Callable[[], object],
    ) -> None:
        """`on_moved` hears that the form moved the meeting, before anything is read again."""
        super().__init__()
        self._screen, self._acts_on_plan = screen, acts
        self._on_moved = on_moved
        self._on_choose, self._on_add = on_choose, on_add
        self._chosen: Chosen | None = None
        self._pages = PageSwitch()
        self.day_page = QWidget()
        self._day_column = VBox(spacing=12, parent=self.day_page)
        self.facts = Facts()
        self._session_title = Label("", "section", wrap=True)
        self.chip = Chip()
        self._acts = QWidget()
        self._acts_row = FlowRow(parent=self._acts)
        self._more = QWidget()
        self._more_row = FlowRow(parent=self._more)
        self.session_page = QWidget()
        chips = QWidget()
        FlowRow(self.chip, parent=chips)
        VBox(self._session_title, chips, self.facts, self._acts, self._more, spacing=12, parent=self.session_page)
        self.session_states = StateStack(self.session_page)
        self._on_leave: Callable[[], object] = lambda: None
        self.move_form = MoveForm(screen, self._move, self._left_move)
        self.reason_form = ReasonForm(self._reason_given, self.show_session)
        self._reason_act: Callable[[str], object] = lambda _reason: None
        for page in (self.day_page, self.session_states, self.move_form, self.reason_form):
            self._pages.add(page)
        self.body.add(self._pages)

    @property
    def class_session(self) -> UUID | None:
        """The meeting shown."""
        return self._chosen.line.id if self._chosen is not None else None

    @property
    def is_editing(self) -> bool:
        """Whether a form is open."""
        return self._pages.current in {self.move_form, self.reason_form}

    def show_day(self, day: Day) -> None:
        """Show the meetings of a day."""
        self._chosen = None
        clear(self._day_column)
        self._day_column.add(Heading(reiwa_day(day.day), level=2))
        if day.off:
            self._day_column.add(Label(day.off, "soft", wrap=True))
        lines = CardLines()
        for meeting in day.meetings:
            line = meeting.line
            below = f"{session_place(line)}　{meeting.figures}"
            button = SecondaryButton(
                _("ひらく"),
                partial(self._on_choose, line),
                size=ButtonSize.SMALL,
                accessible_name=_("{what}をひらく").format(what=meeting.spoken),
            )
            time = Label(clock(line.starts_at) if line.time_is_known else "", "strong")
            lines.add_line(meeting.title, below, left=time, right=(button,))
        if day.meetings:
            self._day_column.add(lines)
        else:
            self._day_column.add(Label(_("この日に回はありません。"), "soft", wrap=True))
        add = SecondaryButton(_("この日から講座を作る"), lambda: self._on_add(day.day), icon_name="plus")
        row = QWidget()
        FlowRow(add, parent=row)
        self._day_column.add(row)
        self._pages.show_page(self.day_page)
        first = next(iter(self.day_page.findChildren(SecondaryButton)), None)
        if first is not None:
            first.setFocus()

    def load(self, class_session: UUID) -> None:
        """Read a meeting and show it."""
        services = self._screen.shell.services

        def read() -> Chosen:
            line = services.scheduling.session(class_session)
            return Chosen(line, tuple(services.office.venues()), services.now())

        self._pages.show_page(self.session_states)
        self._screen.query(read, self.show_chosen, key="chosen", states=self.session_states)

    def reload(self) -> None:
        """Read the meeting shown again, unless somebody is typing into a form."""
        if self._chosen is not None and not self.is_editing:
            self.load(self._chosen.line.id)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show a meeting that was read."""
        self._chosen = chosen
        line = chosen.line
        self._session_title.setText(session_title(line))
        self.chip.set(*session_state(line, chosen.now))
        people = seats(line.accepted, line.capacity)
        if line.waiting:
            people = _("{seats}　キャンセル待ち {count}人").format(seats=people, count=line.waiting)
        where = session_place(line)
        if line.district:
            where = _("{place}（{district}）").format(place=where, district=line.district)
        self.facts.set_facts(
            [
                (_("日時"), f"{reiwa_day(line.starts_at)}\n{session_hours(line)}"),
                (_("会場"), where),
                (_("受講決定"), people),
                (_("来た人"), _("{count}人").format(count=line.present) if _has_begun(chosen) else ""),
                (_("支援者"), _("、").join(line.supporters) or _("まだいません")),
                (_("種類"), _("、").join(part for part in (label(line.kind), line.topic) if part)),
                (_("担当"), _("、").join(line.owners)),
                (_("中止の理由"), line.cancelled_reason),
                (_("重なりの理由"), line.forced_reason),
            ]
        )
        self._fill_acts(chosen)
        self._pages.show_page(self.session_states)

    def show_session(self) -> None:
        """Leave a form and show the meeting again."""
        self._pages.show_page(self.session_states)
        if self._chosen is not None:
            self.load(self._chosen.line.id)
        self._acts.setFocus()

    def begin_move(self) -> None:
        """Open the form that moves the meeting."""
        chosen = self._chosen
        if chosen is not None and chosen.line.state is SessionState.PLANNED:
            self._pages.show_page(self.move_form)
            self.move_form.begin(chosen.line, chosen.venues)

    def ask_reason(self, chosen: Chosen, wish: Wish, found: Sequence[Clash], *, on_leave: Callable[[], object]) -> None:
        """Open the form for a meeting that was put where something is in the way, and ask why all the same.

        `on_leave` hears that the form was left without moving it.
        """
        self._chosen, self._on_leave = chosen, on_leave
        self._pages.show_page(self.move_form)
        self.move_form.begin(chosen.line, chosen.venues)
        self.move_form.wish_for(wish, found)

    def ask_cancel(self, chosen: Chosen) -> None:
        """Ask why a meeting is to be cancelled."""
        self.show_chosen(chosen)
        self._begin_cancel()

    def _fill_acts(self, chosen: Chosen) -> None:
        line = chosen.line
        shell = self._screen.shell
        acts: list[Button] = []
        more: list[Button] = []
        if line.state is SessionState.PLANNED:
            if _has_begun(chosen) and line.ends_at <= chosen.now:
                acts.append(PrimaryButton(_("出席を確定する"), self._confirm, icon_name="check"))
                acts.append(SecondaryButton(_("受付を開く"), self._open_door, icon_name="door"))
            else:
                acts.append(PrimaryButton(_("受付を開く"), self._open_door, icon_name="door"))
                if _has_begun(chosen):
                    acts.append(SecondaryButton(_("出席を確定する"), self._confirm, icon_name="check"))
            acts.append(SecondaryButton(_("移す"), self.begin_move, icon_name="calendar"))
        is_expected = bool(line.accepted or line.waiting or line.supporter_ids)
        if line.state is SessionState.CANCELLED and is_expected and not _has_begun(chosen):
            acts.append(
                PrimaryButton(
                    _("連絡する方を見る"), lambda: shell.navigate(ReachingWanted(part="news")), icon_name="phone"
                )
            )
        acts.append(
            SecondaryButton(
                _("印刷する"), lambda: shell.navigate(PrintsWanted(class_session=line.id)), icon_name="printer"
            )
        )
        if line.state is SessionState.PLANNED:
            more.append(DangerButton(_("中止する"), self._begin_cancel, size=ButtonSize.SMALL))
        elif line.state is SessionState.CANCELLED:
            more.append(QuietButton(_("中止を取り消す"), self._begin_reopen, size=ButtonSize.SMALL))
        else:
            more.append(QuietButton(_("確定を取り消す"), self._begin_reopen, size=ButtonSize.SMALL))
        more.append(LinkButton(_("講座を見る"), lambda: shell.navigate(CoursesWanted(course=line.course_id))))
        for row, buttons in ((self._acts_row, acts), (self._more_row, more)):
            clear(row)
            for button in buttons:
                row.add(button)

    def _open_door(self) -> None:
        if self._chosen is not None:
            self._screen.shell.navigate(DoorWanted(class_session=self._chosen.line.id))

    def _move(self, wish: Wish, reason: str) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._acts_on_plan.move(
                chosen.line,
                wish,
                reason,
                on_done=self._moved,
                busy=[self.move_form.save],
                on_trouble=lambda error: isinstance(error, DomainError) and self.move_form.show_refusal(error),
            )

    def _left_move(self) -> None:
        self._on_leave()
        self.show_session()

    def _moved(self) -> None:
        self._on_moved()
        self.show_session()

    def _confirm(self) -> None:
        if self._chosen is not None:
            self._screen.shell.navigate(DoorWanted(closing=self._chosen.line.id))

    def _begin_cancel(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        line = chosen.line
        what = f"{session_title(line)}　{reiwa_day(line.starts_at)}"
        self._ask(
            _("この回を中止する"),
            what,
            _("中止する"),
            lambda reason: self._cancel(line, reason),
            example=_("例：大雪のため"),
        )
        services = self._screen.shell.services

        def tell(preview: CancelPreview) -> None:
            if self._pages.current is self.reason_form and self._chosen is chosen:
                self.reason_form.tell("\n".join(part for part in (what, cancel_words(preview)) if part))

        self._screen.query(lambda: services.scheduling.cancel_session_preview(line.id), tell, key="cancel")

    def _begin_reopen(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        line = chosen.line
        was_cancelled = line.state is SessionState.CANCELLED
        self._ask(
            _("中止を取り消す") if was_cancelled else _("出席の確定を取り消す"),
            f"{session_title(line)}　{reiwa_day(line.starts_at)}",
            _("予定に戻す"),
            lambda reason: self._reopen(line, reason),
            is_loss=False,
        )

    def _ask(
        self,
        title: str,
        words: str,
        button: str,
        act: Callable[[str], object],
        *,
        example: str = "",
        is_loss: bool = True,
    ) -> None:
        self._reason_act = act
        self._pages.show_page(self.reason_form)
        self.reason_form.ask(title, words, button, example=example, is_loss=is_loss)

    def _reason_given(self, reason: str) -> None:
        self._reason_act(reason)

    def _cancel(self, line: SessionLine, reason: str) -> None:
        services = self._screen.shell.services
        self._screen.operate(
            lambda: services.scheduling.cancel_session(line.id, reason),
            lambda result: self._done(result, _("{title}を中止にしました").format(title=quoted(line))),
            fields={"reason": self.reason_form.reason},
            busy=[self.reason_form.accept],
        )

    def _reopen(self, line: SessionLine, reason: str) -> None:
        services = self._screen.shell.services
        self._screen.operate(
            lambda: services.scheduling.reopen(line.id, reason),
            lambda result: self._done(result, _("{title}を予定に戻しました").format(title=quoted(line))),
            fields={"reason": self.reason_form.reason},
            busy=[self.reason_form.accept],
        )

    def _done(self, result: SessionResult, words: str) -> None:
        self._acts_on_plan.done(result, words)
        self.show_session()


def _has_begun(chosen: Chosen) -> bool:
    return local_day(chosen.line.starts_at) <= local_day(chosen.now) or chosen.line.present > 0
