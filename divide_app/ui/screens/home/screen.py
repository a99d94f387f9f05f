"""ホーム: meetings of today and tomorrow, things to do, and progress towards the published targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.services.home import HomeView, still_told, supporters_missing
from divide_app.ui.screens.home import words as home_words
from divide_app.ui.screens.home.parts import FirstStepsCard, NoTargetCard, SessionsCard, TargetCard, TasksCard
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import SettingsWanted, Wanted
from divide_app.ui.widgets.buttons import LinkButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.charts import HorizontalBars
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.states import StateStack
from divide_app.wording.band_layouts import layout

BARS_LAYOUT = "decades"
_AFTER_PAINTING_MS = 40


@dataclass(frozen=True, slots=True)
class _Shown:
    view: HomeView
    is_new: bool


class HomeScreen(Screen):
    """The first screen of the day."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {
            Topic.OFFICE,
            Topic.COURSES,
            Topic.CLASS_SESSIONS,
            Topic.APPLICATIONS,
            Topic.ATTENDANCE,
            Topic.ASSIGNMENTS,
            Topic.SUPPORTERS,
            Topic.TARGETS,
            Topic.VENUES,
            Topic.PACKAGES,
            Topic.SCANS,
            Topic.REQUESTS,
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.title = Heading()
        self.sessions = SessionsCard(self._go)
        self.tasks = TasksCard(self._go)
        self.targets = VBox(spacing=16)
        self.first_steps = VBox(spacing=16)
        self.year = Card(_("今年度の参加"), spacing=6)
        self.bars = HorizontalBars()
        self.nobody = Label(_("まだ参加の記録はありません。"), "small", wrap=True)
        self.year.body.add(self.bars)
        self.year.body.add(self.nobody)
        self.copies = Label("", "small")
        self.no_copy = Chip(_("毎日の控えを作れませんでした"), ChipKind.WARN)
        self.why_no_copy = LinkButton(_("理由と直し方を見る"), lambda: self._go(SettingsWanted(section="backup")))
        copies = (self.copies, self.no_copy, self.why_no_copy)
        for one in copies:
            one.hide()
        left = VBox(self.sessions, self.first_steps, self.tasks, None, spacing=12)
        right = VBox(self.targets, self.year, None, spacing=16)
        content = QWidget()
        VBox(Reflow(left, right, shares=(17, 8)), None, spacing=0, parent=content)
        self.states = StateStack(content)
        self._shown: _Shown | None = None
        # The first picture of the day waits for no rule of the roster: what only they tell is put right after it.
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_PAINTING_MS)
        self._soon.timeout.connect(self._ask_gaps)
        column = VBox(FlowRow(self.title, None, *copies), spacing=8, margins=(24, 12, 24, 8), parent=self)
        column.add(self.states, 1)

    def refresh(self) -> None:
        """Ask for the day."""
        services, year = self.shell.services, self.shell.fiscal_year

        def read() -> _Shown:
            view = services.home.view(year)
            is_empty = not (view.sessions or view.next_session or view.tallies)
            return _Shown(view, is_empty and not services.scheduling.courses())

        self.query(read, self._show, key="home", states=self.states)

    def _show(self, shown: _Shown) -> None:
        if self._shown is not None:  # what the second look told stands until it tells otherwise: no line comes and goes
            shown = replace(shown, view=still_told(shown.view, self._shown.view))
        self._put(shown)
        self._shown = shown
        self._soon.start()

    def _show_copies(self) -> None:
        from divide_app.foundation.settings import load
        from divide_app.ui.copy_words import copy_trouble, last_copy

        copies = load()[0].copies
        words, is_trouble = last_copy(copies), bool(copy_trouble(copies))
        self.copies.setText(words)
        self.copies.setVisible(bool(words) and not is_trouble)
        self.no_copy.setVisible(is_trouble)
        self.why_no_copy.setVisible(is_trouble)

    def _ask_gaps(self) -> None:
        services, shown = self.shell.services, self._shown
        self._show_copies()
        if shown is not None:
            view = shown.view
            self.query(lambda: services.home.gaps(view), lambda told: self._put_right(shown, told), key="gaps")

    def _put_right(self, shown: _Shown, told: HomeView) -> None:
        before = shown.view
        missing, missing_before = (list(map(supporters_missing, view.sessions)) for view in (told, before))
        if missing != missing_before or told.tasks != before.tasks:
            self._shown = replace(shown, view=told)
            self._put(self._shown)

    def _put(self, shown: _Shown) -> None:
        view = shown.view
        self.title.setText(home_words.greeting(view.now))
        self.sessions.show_sessions(view.sessions, view.next_session, view.today, view.now)
        self.tasks.show_tasks(view.tasks)
        self.sessions.setVisible(not shown.is_new)
        self.tasks.setVisible(not shown.is_new)
        clear(self.first_steps)
        if shown.is_new:
            self.first_steps.add(FirstStepsCard(self._go))
        clear(self.targets)
        for tally in view.tallies:
            self.targets.add(TargetCard(tally, self._go))
        if not view.tallies:
            self.targets.add(NoTargetCard(self._go))
        self._show_year(view)

    def _show_year(self, view: HomeView) -> None:
        total = sum(view.by_band.values())
        words = home_words.year_title(view.fiscal_year, fiscal_year(view.today), total)
        if self.year.heading is not None:
            self.year.heading.setText(words)
        self.year.setAccessibleName(words)
        self.bars.set_lines(home_words.year_bars(view.by_band, layout(BARS_LAYOUT)) if total else [])
        self.bars.setVisible(bool(total))
        self.nobody.setVisible(not total)

    def _go(self, wanted: Wanted) -> None:
        self.shell.navigate(wanted)
