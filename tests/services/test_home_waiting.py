"""What waits on other screens is counted at home with one statement, and as those screens count it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from divide_app.domain.planning.visit_requests import RequestState, VisitRequest
from divide_app.domain.scans.scans import MarkState
from divide_app.services.planning.visit_requests import wishes_of
from divide_app.storage.rows.every import Base
from tests.support.city import City, at
from tests.support.halls import Hall


def waiting(city: City) -> dict[str, int]:
    kinds = {"package_out", "inbox_waiting", "request_waiting", "scan_unsure"}
    return {task.kind.value: task.number for task in city.services.home.view().tasks if task.kind.value in kinds}


def test_nothing_waits_in_a_quiet_office(city: City) -> None:
    assert waiting(city) == {}


def test_packages_and_what_they_brought_are_named(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(city, tmp_path, monkeypatch)
    course = city.course()
    (session,) = city.sessions(course)
    _, application, code = city.apply(course)
    file = hall.pack(session)
    assert waiting(city) == {}, "a package made today is not late"
    with hall.open(file) as there:
        there.check_in.receive_code(session, code)
    city.services.applications.cancel(application)
    city.clock.moment = at("2026-11-22 9:00")
    assert waiting(city) == {"package_out": 1}
    hall.merge(file)
    inbox = city.services.hall_packages.inbox()
    assert waiting(city) == {"inbox_waiting": len(inbox)} == {"inbox_waiting": 1}
    city.services.hall_packages.resolve([inbox[0].item], accept=False)
    assert waiting(city) == {}


def test_requests_are_named_until_they_are_answered(city: City) -> None:
    visits = city.services.visit_requests
    request = VisitRequest(
        id=visits.new_id(),
        organisation="青葉自治会",
        wishes=wishes_of([(at("2026-12-05 10:00"), at("2026-12-05 12:00"))]),
        people=12,
        received_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    visits.save(request)
    assert waiting(city) == {"request_waiting": len(visits.waiting())} == {"request_waiting": 1}
    visits.decline(request.id, "支援員が足りません")
    assert waiting(city) == {}


def test_the_words_of_the_statement_are_those_the_rooms_write() -> None:
    assert MarkState.WAITING.value == "waiting"
    assert RequestState.RECEIVED.value == "received"
    for name, columns in (
        ("hall_packages", {"returned_at", "created_at"}),
        ("merge_inbox", {"state"}),
        ("visit_requests", {"state"}),
        ("scanned_marks", {"state"}),
    ):
        assert columns <= set(Base.metadata.tables[name].columns.keys())
