"""予定: all meetings as week, month, list or year, with the chosen one beside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year, fiscal_year_days, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.ui.background import Trouble
from divide_app.ui.screens.schedule.acts import PlanningActs
from divide_app.ui.screens.schedule.clash_check import ClashCheck, Verdict
from divide_app.ui.screens.schedule.days import Day, DaysModel, days_of
from divide_app.ui.screens.schedule.filters import Filter, FilterBar, Offers, offers_of
from divide_app.ui.screens.schedule.hand_over import OutButton
from divide_app.ui.screens.schedule.list_page import ListPage, ListRow, rows_of
from divide_app.ui.screens.schedule.meeting_drag import MeetingDrag
from divide_app.ui.screens.schedule.month_view import PlanningMonth
from divide_app.ui.screens.schedule.panel import Chosen, SchedulePanel
from divide_app.ui.screens.schedule.week import monday, week_of
from divide_app.ui.screens.schedule.week_page import FoundWeek, WeekPage
from divide_app.ui.screens.schedule.year_data import read_year
from divide_app.ui.screens.schedule.year_page import YearPage
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import CoursesWanted
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.wording.dates import fiscal_year_label, reiwa_month, week_span

WEEK, MONTH, LIST, YEAR = "week", "month", "list", "year"
_NOW_MS = 60_000
"""The line of this moment moves once a minute."""


@dataclass(frozen=True, slots=True)
class _FoundMonth:
    days: tuple[Day, ...]
    venues: tuple[Venue, ...]
    offers: Offers
    now: datetime
    nothing_yet: bool


@dataclass(frozen=True, slots=True)
class _FoundList:
    rows: list[ListRow]
    offers: Offers
    venues: tuple[Venue, ...]
    now: datetime


class ScheduleScreen(Screen):
    """The calendar of the office."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.CLASS_SESSIONS, Topic.COURSES, Topic.VENUES, Topic.APPLICATIONS, Topic.ATTENDANCE, Topic.ASSIGNMENTS}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._day = shell.today()
        self._venues: tuple[Venue, ...] = ()
        self._now: datetime | None = None
        self._focus_view = False
        self.acts = PlanningActs(self)
        self._make_head()
        self.filters = FilterBar()
        self.filters.changed.connect(self._filter_changed)
        self._make_week()
        self._make_month()
        self.list = ListPage(self.filters.clear, lambda: self._add_on(None))
        self.list.chosen.connect(self._row_chosen)
        self.list.opened.connect(self._choose)
        self.year = YearPage()
        self.year.month_wanted.connect(self._open_month)
        self._pages: dict[str, QWidget] = {
            WEEK: self.week,
            MONTH: self.month_states,
            LIST: self.list,
            YEAR: self.year,
        }
        self._views = PageSwitch(self.month_states, self.week, self.list, self.year)
        self.panel = SchedulePanel(self, self.acts, on_choose=self._choose, on_add=self._add_on, on_moved=self._settle)
        self.side = SidePanel(self._views, self.panel)
        self.side.closed.connect(self._panel_closed)
        self._views.setFocusProxy(self.month)
        column = VBox(self._head, self.filters, spacing=10, margins=(24, 16, 24, 20), parent=self)
        column.add(self.side, 1)
        self._clock = QTimer(self, interval=_NOW_MS)
        self._clock.timeout.connect(self._move_now)

    # What the frame asks

    def first_stop(self) -> QWidget | None:
        """Return the view on top, where the arrows go from day to day."""
        view = self._views.focusProxy()
        return view if view is not None and view.isVisible() else super().first_stop()

    def refresh(self) -> None:
        """Read what is on screen."""
        {WEEK: self._read_week, MONTH: self._read_month, LIST: self._read_list, YEAR: self._read_year}[self.view]()
        self.panel.reload()

    def open(
        self,
        *,
        class_session: UUID | None = None,
        day: date | None = None,
        venue: UUID | None = None,
        view: str | None = None,
    ) -> None:
        """Show a meeting, a day, the meetings of one venue, or another view (week, month, list or year)."""
        if view is not None:
            self.switch(view)
        if day is not None:
            if self.view not in {WEEK, MONTH}:
                self.switch(MONTH)  # the list and the year stand on no day
            self.go(day)
        if venue is not None:
            self.filters.clear()
            self.filters.choose(Filter(venue=venue))
        if class_session is not None:
            services = self.shell.services
            self.query(lambda: services.scheduling.session(class_session), self._go_and_choose, key="go")

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the view on screen."""
        common = [("T", _("今日へ")), ("Esc", _("右の欄を閉じる")), ("Ctrl+Y", _("元に戻した操作をやり直す"))]
        if self.view == WEEK:
            return [
                ("← ↑ ↓ →", _("回を移る")),
                ("Ctrl+↑ ↓ / ← →", _("回を15分・1日動かす（Enter で置く）")),
                ("Shift+↑ ↓", _("終わりを15分動かす")),
                ("Ctrl+Shift+↑ ↓", _("始まりを15分動かす")),
                ("Ctrl+Shift+← →", _("前の部屋・次の部屋へ")),
                ("Enter / Delete / N", _("ひらく・中止する・回を追加する")),
                ("PageUp / PageDown", _("前の週・次の週")),
                *common,
            ]
        return [
            ("← ↑ ↓ →", _("日を移る")),
            ("Ctrl+← ↑ ↓ →", _("その日の回を動かす（Enter で置く）")),
            ("Enter", _("その日の回をひらく")),
            ("PageUp / PageDown", _("前の月・次の月")),
            *common,
        ]

    def take_back(self) -> bool:
        """Take the newest act on the plan back; tells whether there was one."""
        return self.acts.undo()

    def do_again(self) -> bool:
        """Do again what was taken back; tells whether there was anything."""
        return self.acts.redo()

    @property
    def view(self) -> str:
        """`week`, `month`, `list` or `year`."""
        return self.segments.value

    @property
    def day(self) -> date:
        """The day the view stands on."""
        return self._day

    # Parts

    def _make_head(self) -> None:
        self.title = Heading()
        self.before = QuietButton("", lambda: self._step(-1), icon_name="chevron_left", accessible_name=_("前へ"))
        self.after = QuietButton("", lambda: self._step(1), icon_name="chevron_right", accessible_name=_("次へ"))
        self.today_button = SecondaryButton(_("今日"), self._to_today)
        self.segments = SegmentedControl(
            [(WEEK, _("週")), (MONTH, _("月")), (LIST, _("一覧")), (YEAR, _("年"))], accessible_name=_("見かた")
        )
        self.segments.set_value(MONTH)
        self.segments.chosen.connect(self.switch)
        self.out_button = OutButton(self, self._span)
        self.add_button = PrimaryButton(_("回を追加する"), lambda: self._add_on(None), icon_name="plus")
        self._head = QWidget()
        FlowRow(
            self.title,
            self.before,
            self.today_button,
            self.after,
            None,
            self.segments,
            self.out_button,
            self.add_button,
            spacing=10,
            parent=self._head,
        )
        self._show_title()

    def _make_week(self) -> None:
        self.week = WeekPage(self.filters.choose)
        view = self.week.view
        view.meeting_chosen.connect(self._choose)
        view.put_down.connect(self._put_down)
        view.cancel_wanted.connect(self._cancel_wanted)
        view.add_wanted.connect(self._add_on)
        view.week_left.connect(self.go)
        view.today_wanted.connect(self._to_today)

    def _make_month(self) -> None:
        self.days = DaysModel()
        self.month = PlanningMonth(self.days)
        self.month.day_chosen.connect(self._day_chosen)
        self.month.day_opened.connect(self._open_day)
        self.month.meeting_chosen.connect(self._choose)
        self.month.month_left.connect(self.go)
        self.month.today_wanted.connect(self._to_today)
        self.month.put_down.connect(self._put_down)
        self.month_states = StateStack(self.month)

    # Reading

    def _read_week(self) -> None:
        services, today, first = self.shell.services, self.shell.today(), monday(self._day)

        def read() -> FoundWeek:
            venues = tuple(services.office.venues())
            last = first + timedelta(days=6)
            lines = tuple(services.scheduling.sessions(first, last))
            holidays, closures = services.scheduling.days_off(first, last)
            now = services.now()
            week = week_of(first, lines, venues, closures, holidays, today=today, now=now)
            return FoundWeek(week, lines, not lines and services.year_plans.is_empty())

        self.query(read, self._show_week, key="view", states=self.week.states)

    def _read_month(self) -> None:
        services, today = self.shell.services, self.shell.today()
        year, month, looked_at = self._day.year, self._day.month, self.filters.value

        def read() -> _FoundMonth:
            venues = tuple(services.office.venues())
            venue = next((one for one in venues if one.id == looked_at.venue), None)
            found = services.scheduling.month(year, month)
            now = services.now()
            nothing_yet = not found.sessions and services.year_plans.is_empty()
            shown = replace(found, sessions=tuple(one for one in found.sessions if looked_at.fits(one, now)))
            days = tuple(days_of(shown, today, now, venue))
            return _FoundMonth(days, venues, offers_of(found.sessions), now, nothing_yet)

        self.query(read, self._show_month, key="view", states=self.month_states)

    def _read_list(self) -> None:
        services = self.shell.services
        first, last = fiscal_year_days(self.shell.fiscal_year)

        def read() -> _FoundList:
            now = services.now()
            lines = services.scheduling.sessions(first, last)
            return _FoundList(rows_of(lines, now), offers_of(lines), tuple(services.office.venues()), now)

        self.query(read, self._show_list, key="view", states=self.list.states)

    def _read_year(self) -> None:
        services, year, looked_at = self.shell.services, self.shell.fiscal_year, self.filters.value
        self.query(
            lambda: read_year(services, year, looked_at),
            self.year.show_plan,
            key="view",
            states=self.year.states,
        )

    def _show_week(self, found: FoundWeek) -> None:
        self._got_venues(found.week.venues, offers_of(found.lines), found.week.now)
        if found.nothing_yet:
            self._say_nothing_yet(self.week.states)
        self.week.show_found(found, self.filters.value)
        self._give_focus(self.week.view)
        self._read_board(found.week.first - timedelta(days=7), found.week.first + timedelta(days=20))

    def _show_month(self, found: _FoundMonth) -> None:
        self._got_venues(found.venues, found.offers, found.now)
        if found.nothing_yet:
            self._say_nothing_yet(self.month_states)
        had_focus = self.month.hasFocus() or self._focus_view
        self.days.set_days(found.days)
        self.month.choose_day(self._day)
        self.month.show_again()
        self._read_board(found.days[0].day, found.days[-1].day)
        self._focus_view = had_focus
        self._give_focus(self.month)

    def _show_list(self, found: _FoundList) -> None:
        self._got_venues(found.venues, found.offers, found.now)
        words = _("{year}の回はまだありません").format(year=fiscal_year_label(self.shell.fiscal_year))
        self.list.show_rows(found.rows, found.now, self.filters.value, words)

    def _read_board(self, first: date, last: date) -> None:
        """Read what says while dragging what is in the way, after the view is on screen."""
        services = self.shell.services
        self.query(lambda: ClashCheck(services.scheduling.clash_board(first, last)), self._got_clash_check, key="board")

    def _got_clash_check(self, clash_check: ClashCheck) -> None:
        self.week.view.set_clash_check(clash_check)
        self.month.set_clash_check(clash_check)

    def _got_venues(self, venues: tuple[Venue, ...], offers: Offers, now: datetime) -> None:
        self._venues, self._now = venues, now
        self.filters.offer(venues, offers)

    def _give_focus(self, view: QWidget) -> None:
        if self._focus_view:
            view.setFocus()
            self._focus_view = False

    def _say_nothing_yet(self, states: StateStack) -> None:
        states.show_empty(
            _("まだ回がありません"),
            _("講座を作る"),
            lambda: self._add_on(None),
            below=_("講座の種類を選ぶと、回と会場までまとめて作れます。"),
            icon_name="calendar",
        )

    # Looking around

    def switch(self, view: str) -> None:
        """Show another view."""
        self.segments.set_value(view)
        page = self._pages[view]
        self._views.show_page(page)
        self._views.setFocusProxy({WEEK: self.week.view, MONTH: self.month, LIST: self.list.table}.get(view, page))
        for button in (self.before, self.after, self.today_button):
            button.setVisible(view in {WEEK, MONTH})
        self._show_title()
        self.refetch()

    def go(self, day: date) -> None:
        """Show the week or the month of a day."""
        same = _span_of(self.view, day) == _span_of(self.view, self._day)
        self._day = day
        self.shell.set_fiscal_year(fiscal_year(day))
        if same and self.view == MONTH and self.days.rowCount():
            self.month.choose_day(day)
            return
        if same and self.view == WEEK and self.week.week is not None:
            return
        self._focus_view = self.month.hasFocus() or self.week.view.hasFocus()
        self._show_title()
        self.refetch()

    def refetch(self) -> None:
        """Follow the fiscal year of the frame, then read again."""
        if fiscal_year(self._day) != self.shell.fiscal_year:
            first, last = fiscal_year_days(self.shell.fiscal_year)
            today = self.shell.today()
            self._day = today if first <= today <= last else first
        self._show_title()
        super().refetch()

    def _show_title(self) -> None:
        year = fiscal_year_label(self.shell.fiscal_year)
        if self.view == WEEK:
            first = monday(self._day)
            self.title.setText(week_span(first, first + timedelta(days=6)))
        elif self.view == MONTH:
            self.title.setText(reiwa_month(self._day.year, self._day.month))
        elif self.view == LIST:
            self.title.setText(_("{year}の回").format(year=year))
        else:
            self.title.setText(year)

    def _step(self, steps: int) -> None:
        if self.view == WEEK:
            self.go(self._day + timedelta(days=7 * steps))
            return
        year, month = divmod(self._day.year * 12 + self._day.month - 1 + steps, 12)
        self.go(date(year, month + 1, 1))

    def _to_today(self) -> None:
        self.go(self.shell.today())

    def _filter_changed(self) -> None:
        if self.view == WEEK:
            self.week.show_filter(self.filters.value)
        elif self.view == LIST:
            self.list.show_filter(self.filters.value)
        else:
            self.refetch()

    def _open_month(self, first: object) -> None:
        if isinstance(first, date):
            self._day = first
            self.switch(MONTH)

    def _span(self) -> tuple[date, date]:
        """Return the first and last day of what is on screen."""
        if self.view == WEEK:
            first = monday(self._day)
            return first, first + timedelta(days=6)
        if self.view == MONTH:
            first = self._day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return fiscal_year_days(self.shell.fiscal_year)

    def _move_now(self) -> None:
        services = self.shell.services
        self.query(services.now, self.week.view.set_now, key="now")

    def showEvent(self, event: QShowEvent) -> None:
        """Let the line of this moment run while the screen is seen."""
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        self._clock.stop()
        super().hideEvent(event)

    # Choosing

    def _go_and_choose(self, line: SessionLine) -> None:
        self.go(local_day(line.starts_at))
        self._choose(line)
        self.list.table.choose(line.id)

    def _day_chosen(self, day: date) -> None:
        if (day.year, day.month) == (self._day.year, self._day.month):
            self._day = day

    def _open_day(self, day: date) -> None:
        found = next((one for one in self.days.days() if one.day == day), None)
        if found is None:
            return
        if len(found.meetings) == 1:
            self._choose(found.meetings[0].line)
            return
        self.month.mark(None)
        self.side.open_panel()
        self.panel.show_day(found)

    def _choose(self, line: SessionLine) -> None:
        self._mark(line.id)
        self.side.open_panel()
        self.panel.load(line.id)

    def _row_chosen(self, line: object) -> None:
        if isinstance(line, SessionLine) and self.view == LIST and not self.side.is_narrow:
            self._choose(line)

    def _panel_closed(self) -> None:
        self._let_go()
        self._mark(None)

    def _mark(self, class_session: UUID | None) -> None:
        self.month.mark(class_session)
        self.week.view.mark(class_session)

    # Acting

    def _put_down(self, drag: MeetingDrag, verdict: Verdict) -> None:
        """Keep a meeting where it was put, or ask why it should stand in something's way."""
        if verdict.is_hard:
            self._ask_reason(drag, verdict)
            return

        def refused(error: Trouble) -> bool:
            # Somebody else planned there meanwhile: the form says so and asks.
            if isinstance(error, DomainError) and error.code in {"clash", "people_received"}:
                found = error.details.get("clashes", ())
                self._ask_reason(drag, Verdict(found if isinstance(found, tuple) else ()))
                self.panel.move_form.show_refusal(error)
                return True
            self._let_go()
            return False

        self.acts.move(drag.line, drag.wish, "", on_done=self._settle, on_trouble=refused)

    def _ask_reason(self, drag: MeetingDrag, verdict: Verdict) -> None:
        chosen = self._chosen_of(drag.line)
        self._mark(drag.line.id)
        self.side.open_panel()
        self.panel.ask_reason(chosen, drag.wish, verdict.found, on_leave=self._let_go)

    def _cancel_wanted(self, line: SessionLine) -> None:
        self._mark(line.id)
        self.side.open_panel()
        self.panel.ask_cancel(self._chosen_of(line))

    def _chosen_of(self, line: SessionLine) -> Chosen:
        return Chosen(line, self._venues, self._now or line.starts_at)

    def _settle(self) -> None:
        for view in (self.week.view, self.month):
            view.settle()

    def _let_go(self) -> None:
        for view in (self.week.view, self.month):
            view.let_go()

    def _add_on(self, day: object) -> None:
        if isinstance(day, date):
            self.shell.navigate(CoursesWanted(wizard=True, day=day))
        else:
            self.shell.navigate(CoursesWanted(wizard=True))


def _span_of(view: str, day: date) -> object:
    return monday(day) if view == WEEK else (day.year, day.month)
