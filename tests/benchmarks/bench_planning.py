"""Planning among 10,000 meetings of one year with 50,000 accepted people: clashes, repetition, copying, going back."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench_schedule import FIRST, SESSIONS, make
from figures import Figure, held, p95
from yardsticks import bare_python

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.calendar import at_local
from divide_app.domain.people.participants import Need, Participant
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.plan import OnClosed, PlanDraft, RepeatDraft
from divide_app.foundation.ids import new_id

if TYPE_CHECKING:
    from divide_app.services import Services

CLASH_TIMES = 0.5
"""5 ms on a quiet machine, where the yardstick takes 10."""
ASKED_TIMES = 5.0
"""50 ms there."""
BOARD_TIMES = 300.0
"""3 s there; read once when the calendar is shown, on the database thread; the window answers meanwhile."""
LIST_TIMES = 30.0
PREVIEW_TIMES = 30.0
"""300 ms there: above this the list of meetings lags behind the hand of a clerk who types a rule."""
KEPT_TIMES = 100.0
COPY_TIMES = 2_000.0
PEOPLE = 3_000
MOVES = 400


def measure() -> list[Figure]:
    """Return the figures over one made-up city."""
    with tempfile.TemporaryDirectory() as folder:
        services = make(Path(folder) / "city")
        try:
            _fill(services)
            return [*_board(services), _asked(services), _year(services), *_planning(services)]
        finally:
            services.close()


def _fill(services: Services) -> None:
    """Accept twenty people for every course, one in ten wishing to borrow, and lend at every fourth course."""
    chance = random.Random(5)
    with services.database.write() as uow:
        stock = Stock(new_id(), "貸出スマートフォン", 200, turnaround_minutes=60, serves_wishes=True)
        uow.stocks.add(stock)
        people = [
            Participant(
                new_id(), f"見本{number}", needs=frozenset({Need.LOAN_PHONE}) if number % 10 == 0 else frozenset()
            )
            for number in range(PEOPLE)
        ]
        uow.participants.add_all(people)
        applications = []
        for number, course in enumerate(uow.courses.all()):
            if number % 4 == 0:
                uow.courses.change(replace(course, lending=(LendingNeed(stock.id, 8),)))
            for place, person in enumerate(chance.sample(people, 20), 1):
                applications.append(
                    Application(
                        id=new_id(),
                        course_id=course.id,
                        participant_id=person.id,
                        status=ApplicationStatus.ACCEPTED,
                        applied_at=datetime(2026, 3, 1, tzinfo=UTC),
                        place=place,
                        ticket_code=f"{len(applications):010}",
                    )
                )
        for start in range(0, len(applications), 5_000):
            uow.applications.add_all(applications[start : start + 5_000])
        uow.audit("bench.fill")
    services.database.optimise()


def _board(services: Services) -> list[Figure]:
    yardstick = bare_python()
    read = yardstick.beside(lambda: services.scheduling.clash_board(FIRST, FIRST + timedelta(days=364)), 3)
    board = services.scheduling.clash_board(FIRST, FIRST + timedelta(days=364))
    lines = services.scheduling.sessions(FIRST, FIRST + timedelta(days=364))
    chance = random.Random(3)
    rooms = [room for venue in services.office.venues() for room in venue.rooms]
    times, said = [], 0
    for _ in range(MOVES):
        line, room = chance.choice(lines), chance.choice(rooms)
        starts_at = at_local(FIRST + timedelta(days=chance.randrange(360)), line.starts_at.time()) + timedelta(
            minutes=15 * chance.randrange(40)
        )
        begun = yardstick.clock()
        answer = board.clashes_if(line.id, starts_at, starts_at + timedelta(hours=2), room.venue_id, room.id)
        times.append((yardstick.clock() - begun) * 1000)
        said += len(answer.sentences)
        yardstick.take()
    assert said > MOVES // 10, "a board that never finds anything measures nothing"
    return [
        held(
            f"clash check while dragging among {SESSIONS:,} meetings, with people, things lent and words (p95)",
            times,
            yardstick,
            CLASH_TIMES,
            of=p95,
            also=f"worst {max(times):.2f}; {said} sentences",
        ),
        held(
            f"reading what dragging asks, a whole year of {SESSIONS:,} meetings with 50,000 accepted people",
            read,
            yardstick,
            BOARD_TIMES,
        ),
    ]


def _asked(services: Services) -> Figure:
    """The same question with the database, as a form asks it."""
    (line, *_rest) = services.scheduling.sessions(date(2026, 12, 10), date(2026, 12, 12))
    yardstick = bare_python()
    times = yardstick.beside(lambda: services.scheduling.clashes_at(line.id, line.starts_at, line.ends_at), 15)
    return held(f"one clash check asked of the database among {SESSIONS:,} meetings", times, yardstick, ASKED_TIMES)


def _year(services: Services) -> Figure:
    yardstick = bare_python()
    times = yardstick.beside(lambda: services.year_plans.view(2026), 5)
    return held(f"the year view's question at {SESSIONS:,} meetings", times, yardstick, LIST_TIMES)


def _planning(services: Services) -> list[Figure]:
    rule = RepeatDraft(
        "FREQ=MONTHLY;BYDAY=2TU,4TU;COUNT=24", at_local(date(2026, 12, 1), _TEN), 120, on_closed=OnClosed.SHIFT
    )
    draft = PlanDraft("測る講座", venue="第1公民館", room="第1研修室", capacity=20, repeat=rule)
    yardstick = bare_python()
    preview = yardstick.beside(lambda: services.scheduling.preview(draft), 7)
    kept = yardstick.beside(lambda: _kept(services, draft), 5)
    begun = yardstick.clock()
    copied = services.course_copies.preview_year(2026, 2027)
    took = (yardstick.clock() - begun) * 1000
    yardstick.take()
    return [
        held(
            f"a year of two Tuesdays a month shown before it is kept, among {SESSIONS:,} meetings",
            preview,
            yardstick,
            PREVIEW_TIMES,
        ),
        held("the same kept and taken back exactly", kept, yardstick, KEPT_TIMES),
        held(
            f"a whole year of {len(copied.sessions):,} meetings moved by weekday and shown with every clash",
            [took],
            yardstick,
            COPY_TIMES,
            also=f"{len(copied.moved):,} moved, {len(copied.clashes):,} in the way",
        ),
    ]


def _kept(services: Services, draft: PlanDraft) -> None:
    services.scheduling.plan(draft, forced_reason="計測")
    services.planning_history.undo()


_TEN = datetime(2026, 1, 1, 10, 0, tzinfo=UTC).time()
