"""Two offices, each a process of its own, want the same last seats: one gets it, the other is told, always."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.planning.courses import SelectionKind
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from tests.support.city import City, meeting
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place

ROOT = Path(__file__).parents[2]
ROUNDS = 15
ACCEPTED, WAITING = ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING


class Office:
    """One process and its two pipes."""

    def __init__(self, place: Place, number: int) -> None:
        where = place.url if place.url is not None else str(place.folder)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.office_process", str(where), str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.answer() == {"ready": True}

    def ask(self, *act: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([str(part) for part in act]) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found = json.loads(self.process.stdout.readline())
        assert isinstance(found, dict)
        return found

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        assert self.process.wait(20) == 0


@contextmanager
def offices(place: Place) -> Iterator[tuple[Office, Office]]:
    both = Office(place, 1), Office(place, 2)
    try:
        yield both
    finally:
        for office in both:
            office.close()


@pytest.fixture(params=[KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    made = fresh_place(request.param, tmp_path / "data")
    yield made
    if made.url is not None:
        drop_postgres(made)


def test_two_processes_share_the_last_seats_for_many_rounds(place: Place) -> None:
    clock = HandClock()
    services = Services(open_database(place, clock=clock))
    city = City(services, clock)

    def course(capacity: int, selection: SelectionKind = SelectionKind.FIRST_COME) -> Any:
        coming = meeting("2026-12-05 10:00", "2026-12-05 12:00")
        return city.course(f"講座{new_id()}", coming, capacity=capacity, selection=selection, venue="", room="")

    def held(one: Any) -> list[Any]:
        return [line.id for line in services.applications.of_course(one) if line.status is ACCEPTED]

    with offices(place) as (one, two):

        def at_once(first: tuple[object, ...], second: tuple[object, ...]) -> list[dict[str, Any]]:
            one.ask(*first)
            two.ask(*second)
            return [one.answer(), two.answer()]

        for _ in range(ROUNDS):
            # Two callers, one seat.
            last = course(1)
            said = at_once(("apply", last, city.person()), ("apply", last, city.person()))
            assert sorted((each["status"], each["place"]) for each in said) == [("accepted", 1), ("waiting", 1)]
            assert len(held(last)) == 1

            # A seat comes free: it goes to the first who waits, once, though both offices cancel and accept.
            full = course(2)
            ids = [city.apply(full)[1] for _ in range(5)]
            said = at_once(("cancel", ids[0]), ("accept", ids[4]))
            assert said[0]["status"] == "cancelled"
            assert said[1] in ({"error": "capacity_full"}, {"status": "accepted", "place": 2})
            assert len(held(full)) == 2
            waiting = [line.id for line in services.applications.of_course(full) if line.status is WAITING]
            assert waiting == [id_ for id_ in ids if id_ in waiting], "nobody changed places"

            # Two draws with two seeds: one counts, the other is told.
            lots = course(2, SelectionKind.LOTTERY)
            for _person in range(4):
                services.applications.apply(lots, city.person())
            said = at_once(("draw", lots, "一つ目"), ("draw", lots, "二つ目"))
            assert [each for each in said if "error" in each] == [{"error": "already_drawn"}]
            assert services.lottery.verify(lots).faults == ()
            assert len(held(lots)) == 2
    assert services.maintenance.check().faults == ()
    assert services.maintenance.audit_verdict().ok
    services.close()
