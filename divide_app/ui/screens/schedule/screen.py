"""予定: when and where everything is, as a month or as a list, with the chosen meeting beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year, fiscal_year_days, local_day
from divide_app.domain.lines import SessionLine
from divide_app.domain.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.ui.screens.schedule.calendar import MonthView
from divide_app.ui.screens.schedule.days import Day, DaysModel, days_of
from divide_app.ui.screens.schedule.panel import SchedulePanel
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.room_for import room_for
from divide_app.ui.widgets.session_looks import seats, session_hours, session_place, session_state, session_title
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, Prepared, TableView, prepare
from divide_app.wording.dates import fiscal_year_label, reiwa_month, short_day

MONTH, LIST = "month", "list"


@dataclass(frozen=True, slots=True)
class _MonthView:
    days: tuple[Day, ...]
    venues: tuple[Venue, ...]
    nothing_yet: bool


@dataclass(frozen=True, slots=True)
class _ListView:
    rows: list[Prepared[SessionLine]]
    venues: tuple[Venue, ...]


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


class ScheduleScreen(Screen):
    """The calendar of the office."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.CLASS_SESSIONS, Topic.COURSES, Topic.VENUES, Topic.APPLICATIONS, Topic.ATTENDANCE, Topic.ASSIGNMENTS}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._day = shell.today()
        self._venue: UUID | None = None
        self._venues: tuple[Venue, ...] = ()
        self._rows: list[Prepared[SessionLine]] = []
        self._focus_month = False
        self._make_head()
        self._make_month()
        self._make_list()
        self._views = PageSwitch(self.month_states, self._list_page)
        self.panel = SchedulePanel(self, on_choose=self._choose, on_add=self._add_on)
        self.side = SidePanel(self._views, self.panel)
        self.side.closed.connect(self._panel_closed)
        self._views.setFocusProxy(self.month)
        column = VBox(self._head, spacing=12, margins=(24, 18, 24, 24), parent=self)
        column.add(self.side, 1)

    def refresh(self) -> None:
        """Read what is on screen."""
        if self.view == MONTH:
            self._read_month()
        else:
            self._read_list()
        self.panel.reload()

    def open(self, **arguments: object) -> None:
        """Show a meeting (`class_session`), a day (`day`), or another view (`view`: month or list)."""
        view = arguments.get("view")
        if view in {MONTH, LIST}:
            self._switch(str(view))
        class_session, day = arguments.get("class_session"), arguments.get("day")
        if isinstance(day, date):
            self._go(day)
        if isinstance(class_session, UUID):
            services = self.shell.services
            self.query(lambda: services.scheduling.session(class_session), self._go_and_choose, key="go")

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the month."""
        return [
            ("← ↑ ↓ →", _("日を移る")),
            ("Enter", _("その日の回をひらく")),
            ("PageUp / PageDown", _("前の月・次の月")),
            ("T", _("今日へ")),
            ("Esc", _("右の欄を閉じる")),
        ]

    @property
    def view(self) -> str:
        """`month` or `list`."""
        return self.segments.value

    def _make_head(self) -> None:
        self.title = Heading()
        self.before = QuietButton("", lambda: self._step(-1), icon_name="chevron_left", accessible_name=_("前の月"))
        self.after = QuietButton("", lambda: self._step(1), icon_name="chevron_right", accessible_name=_("次の月"))
        self.today_button = SecondaryButton(_("今日"), self._to_today)
        self.segments = SegmentedControl([(MONTH, _("月")), (LIST, _("一覧"))], accessible_name=_("見かた"))
        self.segments.chosen.connect(self._switch)
        self.venue_box: ChoiceBox[UUID | None] = ChoiceBox([(None, _("会場：すべて"))], accessible_name=_("会場"))
        self.venue_box.picked.connect(self._venue_picked)
        self.add_button = PrimaryButton(_("回を追加"), lambda: self._add_on(None), icon_name="plus")
        self._head = QWidget()
        FlowRow(
            self.title,
            self.before,
            self.today_button,
            self.after,
            None,
            self.segments,
            self.venue_box,
            self.add_button,
            spacing=10,
            parent=self._head,
        )
        self._show_title()

    def _make_month(self) -> None:
        self.days = DaysModel()
        self.month = MonthView(self.days)
        self.month.day_chosen.connect(self._day_chosen)
        self.month.day_opened.connect(self._open_day)
        self.month.meeting_chosen.connect(self._choose)
        self.month.month_left.connect(self._go)
        self.month.today_wanted.connect(self._to_today)
        self.month_states = StateStack(self.month)

    def _make_list(self) -> None:
        self.filter = SearchField(_("講座・会場・支援者でしぼる"))
        sized(self.filter, most_width=420)
        self.filter.searched.connect(lambda _text: self._show_rows())
        self.model: LinesTableModel[SessionLine] = LinesTableModel(
            columns(datetime.now().astimezone(), people_width=room_for([_("{count}人").format(count=120)], least=88)),
            key=lambda line: line.id,
        )
        self.table = TableView(self.model, accessible_name=_("回の一覧"))
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(self._row_opened)
        self.list_states = StateStack(self.table)
        self._list_page = QWidget()
        column = VBox(self.filter, spacing=12, parent=self._list_page)
        column.add(self.list_states, 1)

    def _read_month(self) -> None:
        services, today = self.shell.services, self.shell.today()
        year, month, venue_id = self._day.year, self._day.month, self._venue

        def read() -> _MonthView:
            venues = tuple(services.office.venues())
            venue = next((one for one in venues if one.id == venue_id), None)
            found = services.scheduling.month(year, month, venue_id=venue_id)
            nothing_yet = not found.sessions and not services.scheduling.courses()
            return _MonthView(tuple(days_of(found, today, services.database.now(), venue)), venues, nothing_yet)

        self.query(read, self._show_month, key="view", states=self.month_states)

    def _read_list(self) -> None:
        services, venue_id = self.shell.services, self._venue
        first, last = fiscal_year_days(self.shell.fiscal_year)

        def read() -> _ListView:
            venues = tuple(services.office.venues())
            lines = services.scheduling.sessions(first, last, venue_id=venue_id)
            return _ListView(prepare(columns(services.database.now()), lines), venues)

        self.query(read, self._show_list, key="view", states=self.list_states)

    def _show_month(self, found: _MonthView) -> None:
        self._offer_venues(found.venues)
        if found.nothing_yet:
            self.month_states.show_empty(
                _("まだ回がありません"),
                _("講座を作る"),
                lambda: self._add_on(None),
                below=_("講座の種類を選ぶと、回と会場までまとめて作れます。"),
                icon_name="calendar",
            )
        had_focus = self.month.hasFocus() or self._focus_month
        self.days.set_days(found.days)
        self.month.choose_day(self._day)
        if had_focus:
            self.month.setFocus()
            self._focus_month = False

    def _show_list(self, found: _ListView) -> None:
        self._offer_venues(found.venues)
        self._rows = found.rows
        self._show_rows()

    def _show_rows(self) -> None:
        words = self.filter.text().casefold().split()
        shown = [row for row in self._rows if _fits(row.line, words)] if words else self._rows
        if not self._rows:
            self.list_states.show_empty(
                _("{year}の回はまだありません").format(year=fiscal_year_label(self.shell.fiscal_year)),
                _("講座を作る"),
                lambda: self._add_on(None),
                below=_("講座の種類を選ぶと、回と会場までまとめて作れます。"),
                icon_name="calendar",
            )
            return
        if not shown:
            self.list_states.show_empty(
                _("「{text}」に合う回はありません").format(text=self.filter.text().strip()),
                _("しぼり込みをやめる"),
                self.filter.clear,
                icon_name="search",
            )
            return
        self.list_states.show_content()
        self.model.set_prepared(shown)

    def _offer_venues(self, venues: Sequence[Venue]) -> None:
        if tuple(venues) != self._venues:
            self._venues = tuple(venues)
            choices = [(venue.id, _("会場：{name}").format(name=venue.name)) for venue in venues]
            self.venue_box.set_choices([(None, _("会場：すべて")), *choices])

    def _venue_picked(self, venue: object) -> None:
        self._venue = venue if isinstance(venue, UUID) else None
        self.refresh()

    def _switch(self, view: str) -> None:
        self.segments.set_value(view)
        self._views.show_page(self.month_states if view == MONTH else self._list_page)
        self._views.setFocusProxy(self.month if view == MONTH else self.table)
        for button in (self.before, self.after, self.today_button):
            button.setVisible(view == MONTH)
        self._show_title()
        self.refetch()

    def _show_title(self) -> None:
        if self.view == MONTH:
            self.title.setText(reiwa_month(self._day.year, self._day.month))
        else:
            self.title.setText(_("{year}の回").format(year=fiscal_year_label(self.shell.fiscal_year)))

    def refetch(self) -> None:
        """Follow the fiscal year of the frame, then read again."""
        if fiscal_year(self._day) != self.shell.fiscal_year:
            first, last = fiscal_year_days(self.shell.fiscal_year)
            today = self.shell.today()
            self._day = today if first <= today <= last else first
        self._show_title()
        super().refetch()

    def _step(self, months: int) -> None:
        year, month = divmod(self._day.year * 12 + self._day.month - 1 + months, 12)
        self._go(date(year, month + 1, 1))

    def _to_today(self) -> None:
        self._go(self.shell.today())

    def _go(self, day: date) -> None:
        same = (day.year, day.month) == (self._day.year, self._day.month)
        self._day = day
        self.shell.set_fiscal_year(fiscal_year(day))
        if same and self.days.rowCount():
            self.month.choose_day(day)
            return
        self._focus_month = self.month.hasFocus()
        self._show_title()
        self.refetch()

    def _go_and_choose(self, line: SessionLine) -> None:
        self._go(local_day(line.starts_at))
        self._choose(line)
        self.table.choose(line.id)

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
        self.month.mark(line.id)
        self.side.open_panel()
        self.panel.load(line.id)

    def _row_chosen(self, line: object) -> None:
        if isinstance(line, SessionLine) and self.view == LIST and not self.side.is_narrow:
            self._choose(line)

    def _row_opened(self, line: object) -> None:
        if isinstance(line, SessionLine):
            self._choose(line)

    def _panel_closed(self) -> None:
        self.month.mark(None)

    def _add_on(self, day: date | None) -> None:
        if day is None:
            self.shell.navigate("courses", wizard=True)
        else:
            self.shell.navigate("courses", wizard=True, day=day)


def _fits(line: SessionLine, words: Sequence[str]) -> bool:
    text = " ".join((session_title(line), session_place(line), line.district, line.topic, *line.supporters)).casefold()
    return all(word in text for word in words)
