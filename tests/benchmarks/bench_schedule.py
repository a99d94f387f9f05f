"""予定 with 10,000 meetings in one fiscal year: opening, scrolling, filtering, and a meeting in the hand."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import Figure, held, p95
from shown_window import shown_window
from yardsticks import bare_python, bare_qt

from divide_app.bootstrap import open_services
from divide_app.domain.calendar import at_local
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.office.office import Office
from divide_app.domain.people.supporters import Assignment, AssignmentRole, Supporter
from divide_app.domain.planning.courses import ClassSession, Course, SessionKind, SessionState
from divide_app.domain.planning.venues import Room, Venue
from divide_app.foundation.ids import new_id

if TYPE_CHECKING:
    from divide_app.services import Services

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
FIRST = date(2026, 4, 1)
SESSIONS = 10_000
FRAME_TIMES = 1.6
"""16 ms on a quiet machine, where the bare form takes 10."""
CLASH_TIMES = 0.5
"""5 ms there, where the yardstick in Python takes 10."""
YEAR_TIMES = 30.0
"""300 ms there."""
MONTH_TIMES = 20.0
"""200 ms there, until the month is on screen; six weeks hold 1,150 meetings here."""
LIST_TIMES = 50.0
"""500 ms there; meanwhile 読み込んでいます is shown, and the window answers."""
TURN_TIMES = 5.0
"""50 ms there."""
MOVES = 120


def measure() -> list[Figure]:
    """Return the figures of one window over one city."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        services = make(Path(folder) / "city")
        with _window(services) as stage:
            return [*_opening(stage), *_scrolling(stage), *_filtering(stage), *_dragging(stage, services)]


def make(folder: Path) -> Services:
    """Return services over a fiscal year of 10,000 meetings in twelve halls of three rooms, with 60 supporters."""
    chance = random.Random(11)
    services = open_services(folder, clock=lambda: NOW)
    with services.database.write() as uow:
        uow.offices.add(Office(new_id(), "みなみ野市", "", "生涯学習課"))
        venues = []
        for number in range(12):
            id_ = new_id()
            rooms = tuple(Room(new_id(), id_, f"第{room + 1}研修室", 20) for room in range(3))
            venues.append(Venue(id_, f"第{number + 1}公民館", f"だい{number + 1:02}", rooms=rooms))
            uow.venues.add(venues[-1])
        people = [Supporter(new_id(), f"支援{number}子") for number in range(60)]
        for person in people:
            uow.supporters.add(person)
        courses, meetings, assignments = [], [], []
        for number in range(SESSIONS):
            if number % 4 == 0:
                title = f"スマホ講座{number // 4}"
                courses.append(Course(new_id(), title, topic=f"分野{number % 9}", capacity=20, people_per_supporter=4))
            day = FIRST + timedelta(days=number * 365 // SESSIONS)
            turn = number % 72  # a room is taken twice a day at most, so that only some are in each other's way
            venue = venues[turn % 12]
            starts_at = at_local(day, _hour(turn))
            meetings.append(
                ClassSession(
                    id=new_id(),
                    course_id=courses[-1].id,
                    number=number % 4 + 1,
                    kind=SessionKind.CLASS,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    venue_id=venue.id,
                    room_id=venue.rooms[turn // 12 % 3].id,
                    state=SessionState.HELD if starts_at < NOW else SessionState.PLANNED,
                )
            )
            assignments += [
                Assignment(new_id(), meetings[-1].id, person.id, AssignmentRole.SUPPORT, planned_minutes=120)
                for person in chance.sample(people, 2)
            ]
        uow.courses.add_all(courses)
        for start in range(0, SESSIONS, 5_000):
            uow.class_sessions.add_all(meetings[start : start + 5_000])
        for assignment in assignments:
            uow.assignments.add(assignment)
        uow.targets.add(Target(new_id(), "講習", Metric.SESSIONS_HELD, 2026, 2026, at_least=9_000))
        uow.audit("bench.make")
    services.database.optimise()
    return services


def _hour(turn: int) -> Any:
    from datetime import time as clock

    return clock(10) if turn < 36 else clock(14)


class _Stage:
    """The window with a stop-watch on its event loop."""

    def __init__(self, app: Any, opened: Any) -> None:
        self.app, self.opened = app, opened
        self.screen: Any = None
        self.yardstick = bare_qt(app)

    def settle(self) -> float:
        """Wait until every question is answered; returns the longest turn of the event loop in milliseconds."""
        longest, quiet = 0.0, 0
        while quiet < 20:
            begun = time.perf_counter()
            self.app.processEvents()
            longest = max(longest, (time.perf_counter() - begun) * 1000)
            quiet = 0 if self.opened.background.pending else quiet + 1
            time.sleep(0.001)
        return longest

    def timed(self, act: Callable[[], object]) -> tuple[float, float]:
        """Return from the act to everything on screen, and the longest turn of the loop, in milliseconds.

        Both are the processor's time, of the whole program and of the window's thread: long work beside others gets a
        smaller share of the machine than the short turn of the yardstick, which has its own afterwards.
        """
        begun, turn = time.process_time(), time.thread_time()
        act()
        longest, done = (time.thread_time() - turn) * 1000, begun
        quiet = 0
        while quiet < 20:
            turn = time.thread_time()
            self.app.processEvents()
            longest = max(longest, (time.thread_time() - turn) * 1000)
            if self.opened.background.pending:
                quiet = 0
            else:
                if quiet == 0:
                    done = time.process_time()
                quiet += 1
            time.sleep(0.004)  # looking more often would be most of the work on a busy machine
        self.yardstick.take()
        return (done - begun) * 1000, longest


@contextmanager
def _window(services: Services) -> Iterator[_Stage]:
    with shown_window(services) as (app, opened):
        stage = _Stage(app, opened)
        stage.settle()
        opened.window.navigate("schedule", view="week")
        stage.settle()
        stage.screen = opened.window.current_screen
        yield stage


def _opening(stage: _Stage) -> list[Figure]:
    screen = stage.screen
    found = []
    for view, limit in (("year", YEAR_TIMES), ("week", YEAR_TIMES), ("month", MONTH_TIMES), ("list", LIST_TIMES)):
        times, turns = [], []
        for _round in range(6):
            screen.switch("week" if view != "week" else "month")
            stage.settle()
            taken, longest = stage.timed(lambda view=view: screen.switch(view))  # type: ignore[misc]
            times.append(taken)
            turns.append(longest)
        times, turns = times[1:], turns[1:]
        words = {"year": "the year", "week": "a week (191 meetings)", "month": "a month", "list": "the list"}[view]
        found.append(
            held(
                f"{words} opens, from the press to everything on screen, {SESSIONS:,} meetings",
                times,
                stage.yardstick,
                limit,
            )
        )
        found.append(held(f"longest turn of the window meanwhile ({view})", turns, stage.yardstick, TURN_TIMES))
    return found


def _scrolling(stage: _Stage) -> list[Figure]:
    screen = stage.screen
    found = []
    for view, words in (("week", "a week of 191 meetings"), ("list", "the list of 10,000")):
        screen.switch(view)
        stage.settle()
        area = screen.week.view if view == "week" else screen.list.table
        bar = area.verticalScrollBar()
        times = []
        for step in range(MOVES):
            begun = time.thread_time()
            bar.setValue(bar.minimum() + step * 37 % max(1, bar.maximum() - bar.minimum()))
            area.viewport().repaint()
            times.append((time.thread_time() - begun) * 1000)
            if step % 10 == 0:
                stage.yardstick.take()
        found.append(held(f"one frame while scrolling {words} (p95)", times, stage.yardstick, FRAME_TIMES, of=p95))
    return found


def _filtering(stage: _Stage) -> list[Figure]:
    screen = stage.screen
    screen.switch("list")
    stage.settle()
    times = []
    for words in ("スマホ講座1", "第3公民館 支援7子", "分野4", "ない", "第", ""):

        def search(words: str = words) -> None:
            screen.filters.search.setText(words)
            screen.filters.search._tell()

        times.append(stage.timed(search)[1])
    grouped = [stage.timed(lambda group=group: screen.list.group_by(group))[1] for group in ("venue", "supporter")]  # type: ignore[misc]
    screen.list.group_by("none")
    ordered = [stage.timed(lambda at=at: screen.list.table.sortByColumn(1, _order(at)))[1] for at in range(4)]  # type: ignore[misc]
    stage.settle()
    return [
        held("the list of 10,000 filtered by words, longest turn", times, stage.yardstick, TURN_TIMES, of=max),
        held("the list of 10,000 sorted by a column, longest turn", ordered, stage.yardstick, TURN_TIMES, of=max),
        held("the list of 10,000 put into groups, longest turn", grouped, stage.yardstick, TURN_TIMES, of=max),
    ]


def _order(number: int) -> Any:
    from PySide6.QtCore import Qt

    return Qt.SortOrder.AscendingOrder if number % 2 else Qt.SortOrder.DescendingOrder


def _dragging(stage: _Stage, services: Services) -> list[Figure]:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    screen = stage.screen
    screen.go(date(2026, 12, 2))
    screen.switch("week")
    stage.settle()
    view = screen.week.view
    port = view.viewport()
    items = view.items_model.items()
    at = next(
        number for number, item in enumerate(items) if view.visualRect(view.items_model.index(number, 0)).top() > 60
    )
    start = view.visualRect(view.items_model.index(at, 0)).center()
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(port, Qt.MouseButton.LeftButton, none, start)
    times = []
    for step in range(MOVES):
        point = QPoint(
            port.width() // 3 + step * 5 % (port.width() // 2), port.height() // 3 + step * 11 % (port.height() // 2)
        )
        begun = time.thread_time()
        QTest.mouseMove(port, point)
        port.repaint()
        times.append((time.thread_time() - begun) * 1000)
        if step % 10 == 0:
            stage.yardstick.take()
    view.let_go()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, none, start)
    stage.settle()
    board = services.scheduling.clash_board(FIRST, FIRST + timedelta(days=364))
    line = items[at].block.line

    def ask() -> None:
        for shift in range(20):
            moved = timedelta(minutes=15 * shift)
            board.clashes_if(line.id, line.starts_at + moved, line.ends_at + moved, line.venue_id, line.room_id)

    python = bare_python()
    asked = [one / 20 for one in python.beside(ask)]
    return [
        held(
            "one move of the mouse with a meeting in the hand: snap, clashes in words, frame (p95)",
            times,
            stage.yardstick,
            FRAME_TIMES,
            of=p95,
        ),
        held(f"the clash check alone among {SESSIONS:,} meetings", asked, python, CLASH_TIMES),
    ]


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(f"{'ok ' if figure.kept else 'NO '} {figure.work}: {figure.ours} ({figure.limit})\n")
