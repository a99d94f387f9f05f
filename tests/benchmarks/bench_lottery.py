"""A draw of 10,000 entrants through the service: read, draw, record, seats, audit, commit."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

from figures import Figure, Yardstick, held

from divide_app.bootstrap import open_services
from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.domain.seats.draws import Ticket, draw
from divide_app.domain.seats.rules import PriorityKind, PriorityRule, SeatRules

ENTRANTS = 10_000
SEATS = 2_000
MOST_TIMES = 28.0
"""1 s on a quiet machine, where the lots alone take 0.036 s; the record proven again takes half of that."""
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
RULES = SeatRules(
    priorities=(
        PriorityRule(PriorityKind.LOST_LAST_TIME, 1),
        PriorityRule(PriorityKind.FIRST_TIME, 2),
        PriorityRule(PriorityKind.AGE_FROM, 3, age=75),
        PriorityRule(PriorityKind.RESIDENT, None, 1),
    )
)


def measure() -> list[Figure]:
    """Return the figures without rules and with four of them, and for proving the record."""
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Path(folder) / "place", clock=lambda: NOW)
        found = []
        lots = Yardstick(
            "the lots alone",
            lambda: draw([Ticket((number,)) for number in range(1, ENTRANTS + 1)], SEATS, "種"),
            process_time,
        )
        for words, rules in (("everybody alike", SeatRules()), ("four rules of priority", RULES)):
            starts = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
            meeting = MeetingDraft(starts, starts.replace(hour=3))
            plan = PlanDraft(words, capacity=SEATS, selection=SelectionKind.LOTTERY, sessions=(meeting,))
            course = services.scheduling.plan(plan).course
            with services.database.write() as uow:
                people = [
                    Participant(uow.make_id(), f"見本{n}", birth=Birth(day=date(1930 + n % 60, 5, 5)), district="中央")
                    for n in range(ENTRANTS)
                ]
                uow.participants.add_all(people)
                uow.applications.add_all(
                    Application(uow.make_id(), course, one.id, ApplicationStatus.APPLIED, NOW, ticket_code=str(one.id))
                    for one in people
                )
                uow.audit("bench.setup")
            services.lottery.set_rules(course, rules)
            lots.take()
            began = process_time()
            done = services.lottery.draw(course, seed="種")
            taken = process_time() - began
            lots.take()
            assert len(done.winners) == SEATS
            assert len(done.waiting) == ENTRANTS - SEATS
            found.append(_figure(f"a lottery of {ENTRANTS:,} entrants drawn and kept, {words}", taken, lots))
        proven = lots.beside(lambda: services.lottery.verify(course).faults, 3)
        assert services.lottery.verify(course).faults == ()
        found.append(held(f"the record of {ENTRANTS:,} entrants proven again", proven, lots, MOST_TIMES / 2))
        services.close()
    return found


def _figure(words: str, taken: float, lots: Yardstick) -> Figure:
    return held(words, [taken * 1000], lots, MOST_TIMES)
