"""Chooses the session of the door: today's first, other days one press away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import SessionLine
from divide_app.domain.office.office import Role
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import HallState
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.screens.door.hall_line import HallLine
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import PackagesWanted, ScansWanted, ScheduleWanted
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox, clear, scrolled
from divide_app.ui.widgets.session_looks import session_hours, session_place, session_title
from divide_app.ui.widgets.states import StateStack
from divide_app.wording.dates import reiwa_day, short_day


class SessionChooser(Screen):
    """Large cards of one day's sessions.

    Signals:
        chosen: Open this session's door (`SessionLine`).
    """

    topics = frozenset({"class_sessions", "courses", "applications", "attendance"})
    chosen = Signal(SessionLine)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.day = shell.today()
        self.title = Heading(_("受付"))
        self.words = Label("", "section")
        door = ButtonSize.DOOR
        self.before = SecondaryButton(_("前の日"), lambda: self._go(-1), icon_name="chevron_left", size=door)
        self.today_button = SecondaryButton(_("今日"), self._today, icon_name="today", size=door)
        self.after = SecondaryButton(_("次の日"), lambda: self._go(1), icon_name="chevron_right", size=door)
        self.buttons: list[PrimaryButton] = []
        page = QWidget()
        self.hall = HallLine()
        self._cards = VBox(spacing=14)
        VBox(self._cards, None, margins=(2, 2, 8, 2), parent=page)
        self.states = StateStack(scrolled(page))
        head = QWidget()
        FlowRow(self.title, self.words, None, self.before, self.today_button, self.after, spacing=12, parent=head)
        self.packages = QuietButton(
            _("受付パック（ネットのない会場へ持っていく）"),
            lambda: shell.navigate(PackagesWanted()),
            icon_name="box",
            size=door,
        )
        self.scans = QuietButton(
            _("紙の出席簿を読み取る"), lambda: shell.navigate(ScansWanted()), icon_name="paper", size=door
        )
        for button in (self.before, self.today_button, self.after, self.packages, self.scans):
            set_compact(button, is_compact=True)
        below = QWidget()
        asked = Label(_("受付をする回の「受付をはじめる」をおしてください"), "soft")
        FlowRow(self.scans, self.packages, parent=below)
        column = VBox(head, self.hall, asked, spacing=10, margins=(24, 16, 24, 12), parent=self)
        column.add(self.states, 1)
        column.add(below)

    def refresh(self) -> None:
        """Read the sessions of the day."""
        services, day = self.shell.services, self.day
        if services.is_hall:
            self._refresh_hall()
            return
        is_helper = services.actor.role is Role.VOLUNTEER
        for part in (self.before, self.today_button, self.after, self.packages, self.scans):
            part.setVisible(not is_helper)  # a volunteer sees today's meetings and nothing else
        self.words.setText(reiwa_day(day))
        self.query(lambda: services.scheduling.sessions(day, day), self._got, key="sessions", states=self.states)

    def _refresh_hall(self) -> None:
        """Show every session of the package: there are few, and a day with none would only puzzle."""
        services = self.shell.services
        for part in (self.before, self.today_button, self.after, self.packages, self.scans):
            part.hide()  # at a hall's PC there is the door and nothing else

        def read() -> tuple[HallState | None, list[SessionLine]]:
            return services.hall_packages.hall_state(), services.scheduling.sessions()

        def got(found: tuple[HallState | None, list[SessionLine]]) -> None:
            self.hall.show_state(found[0])
            self._got(found[1])

        self.query(read, got, key="sessions", states=self.states)

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.day = day
        self.refetch()

    def _go(self, days: int) -> None:
        self.show_day(self.day + timedelta(days=days))

    def _today(self) -> None:
        self.show_day(self.shell.today())

    def _got(self, lines: Sequence[SessionLine]) -> None:
        clear(self._cards)
        self.buttons = []
        self.today_button.setEnabled(self.day != self.shell.today())
        if not lines and self.shell.services.actor.role is Role.VOLUNTEER:
            self.states.show_empty(
                _("今日、受け付ける回はありません"),
                below=_("担当のはずの回が見えないときは、職員に声をかけてください。"),
                icon_name="calendar",
            )
            return
        if not lines:
            self.states.show_empty(
                _("この日に行う回はありません"),
                _("予定を見る"),
                lambda: self.shell.navigate(ScheduleWanted()),
                below=_("ほかの日は、右上のボタンで選べます。"),
                icon_name="calendar",
            )
            return
        for line in lines:
            self._cards.add(self._card(line))

    def _card(self, line: SessionLine) -> Card:
        card = Card(margins=18)
        expected = _("受付 {present}／{accepted}人") if line.accepted else _("受付 {present}人")
        words = VBox(Label(session_title(line), "title", wrap=True), spacing=4)
        words.add(Label(f"{session_place(line)}", "body", wrap=True))
        words.add(Label(_("、").join(line.supporters), "small", wrap=True))
        figures = VBox(spacing=6)
        figures.add(Label(expected.format(present=line.present, accepted=line.accepted), "section"))
        chip = _state(line)
        if chip is not None:
            figures.add(chip)
        row = HBox(spacing=18)
        when = session_hours(line)
        time = Label(f"{short_day(line.starts_at)}\n{when}" if self.shell.services.is_hall else when, "title")
        row.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        row.add(words, 1)
        card.body.add(row)
        button = PrimaryButton(
            _("受付をはじめる"),
            lambda: self.chosen.emit(line),
            size=ButtonSize.DOOR,
            icon_name="door",
            accessible_name=_("{title}の受付をはじめる").format(title=session_title(line)),
        )
        button.setEnabled(line.state is not SessionState.CANCELLED)
        self.buttons.append(button)
        foot = HBox(figures, None, button, spacing=12)
        card.body.add(foot)
        card.setAccessibleName(f"{session_hours(line)} {session_title(line)}")
        return card


def _state(line: SessionLine) -> Chip | None:
    if line.state is SessionState.CANCELLED:
        return Chip(_("中止"), ChipKind.NEUTRAL)
    if line.state is SessionState.HELD:
        return Chip(_("出席 確定済み"), ChipKind.DONE)
    return None
