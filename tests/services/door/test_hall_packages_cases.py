"""The cases of the door give the same answers through a package, and the same figures once it is merged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.calendar import local_month
from divide_app.domain.door.attendance import CheckInReason
from divide_app.domain.people.participants import Sex
from divide_app.services import Services
from divide_app.services.door.check_in import CheckIn, CheckInAnswer
from divide_app.ui.screens.door.finding import matches
from tests.support.city import City, at, meeting
from tests.support.databases import HandClock, opened
from tests.support.halls import Hall

IN = CheckInReason.ALREADY_IN

Play = Callable[[CheckIn, list[Any], HandClock], list[CheckInAnswer]]
"""Acts at the door: takes the door, what was prepared, and the clock; returns the answers."""


def scan(door: CheckIn, session: Any, code: str, **parts: Any) -> CheckInAnswer:
    return door.receive_code(session, code, **parts)


def _usual(city: City) -> list[Any]:
    course = city.course(capacity=2)
    (session,) = city.sessions(course)
    return [session, *[city.apply(course)[2] for _ in range(3)]]


def _cancelled_application(city: City) -> list[Any]:
    course = city.course()
    (session,) = city.sessions(course)
    _, application, code = city.apply(course)
    city.services.applications.cancel(application)
    return [session, code]


def _two_meetings(city: City) -> list[Any]:
    course = city.course("連続", meeting("10:00", "12:00"), meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    return [*city.sessions(course), city.apply(course)[2]]


def _two_courses(city: City) -> list[Any]:
    here, there = city.course(), city.course("LINE入門", meeting("10:00", "11:00"), venue="北公民館", room="和室")
    return [*city.sessions(here), *city.sessions(there), city.apply(there)[2]]


def _cancelled_session(city: City) -> list[Any]:
    prepared = _usual(city)
    city.services.scheduling.cancel_session(prepared[0], "大雪")
    return prepared


def _question(city: City) -> list[Any]:
    course = city.course(question="機種は?")
    (session,) = city.sessions(course)
    return [session, city.apply(course)[2]]


def _known_person(city: City) -> list[Any]:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    return [session, code, person]


def _at_night(start: str, end: str, now: str) -> Callable[[City], list[Any]]:
    def prepare(city: City) -> list[Any]:
        city.clock.moment = at(now)
        course = city.course("夜の講座", meeting(start, end), apply_until=at("2030-01-01 0:00"))
        (session,) = city.sessions(course)
        return [session, city.apply(course)[2], city.apply(course)[2]]

    return prepare


def _two_hundred(city: City) -> list[Any]:
    course = city.course("大きな会", capacity=200)
    (session,) = city.sessions(course)
    return [session, *[city.apply(course)[2] for _ in range(200)]]


CASES: dict[str, tuple[Callable[[City], list[Any]], Play, list[CheckInReason | None]]] = {
    "01 a valid ticket": (_usual, lambda door, p, c: [scan(door, p[0], p[1])], [None]),
    "02 the same ticket again": (
        _usual,
        lambda door, p, c: [scan(door, p[0], p[1], device="A"), scan(door, p[0], p[1], device="B")],
        [None, CheckInReason.ALREADY_IN],
    ),
    "03 the same nonce again": (
        _usual,
        lambda door, p, c: [
            scan(door, p[0], p[1], at=at("8:00"), device="A", nonce="n"),
            scan(door, p[0], p[1], device="A", nonce="n"),
            scan(door, p[0], p[1], device="A", nonce="n"),
        ],
        [CheckInReason.TOO_EARLY, None, None],
    ),
    "04 a cancelled application": (
        _cancelled_application,
        lambda door, p, c: [scan(door, *p), scan(door, *p, forced_reason="窓口で撤回")],
        [CheckInReason.CANCELLED_APPLICATION] * 2,
    ),
    "05 the waiting list": (
        _usual,
        lambda door, p, c: [scan(door, p[0], p[3]), scan(door, p[0], p[3], forced_reason="席がある")],
        [CheckInReason.WAITING_NOT_ACCEPTED] * 2,
    ),
    "06 another session of the course": (
        _two_meetings,
        lambda door, p, c: [scan(door, p[1], p[2]), scan(door, p[0], p[2])],
        [CheckInReason.WRONG_SESSION, None],
    ),
    "07 another course": (_two_courses, lambda door, p, c: [scan(door, p[0], p[2])], [CheckInReason.WRONG_SESSION]),
    "08 codes": (
        _usual,
        lambda door, p, c: [scan(door, p[0], "xyz"), scan(door, p[0], f" ]Q3KAKEHASHI:{p[1].lower()}\n")],
        [CheckInReason.UNKNOWN_CODE, None],
    ),
    "09 too early and too late": (
        _usual,
        lambda door, p, c: [
            scan(door, p[0], p[1], at=at("8:59")),
            scan(door, p[0], p[1], at=at("12:01")),
            scan(door, p[0], p[1], at=at("12:01"), forced_reason="遅れて着いた"),
        ],
        [CheckInReason.TOO_EARLY, CheckInReason.TOO_LATE, CheckInReason.TOO_LATE],
    ),
    "10 a cancelled session": (
        _cancelled_session,
        lambda door, p, c: [scan(door, p[0], p[1])],
        [CheckInReason.SESSION_CANCELLED],
    ),
    "11 a question": (
        _question,
        lambda door, p, c: [scan(door, *p), scan(door, *p, answer="らくらくホン"), scan(door, *p)],
        [CheckInReason.QUESTION_MISSING, None, CheckInReason.ALREADY_IN],
    ),
    "12 out and in and out": (
        _usual,
        lambda door, p, c: [
            scan(door, p[0], p[1], at=at("10:00")),
            scan(door, p[0], p[1], at=at("10:30"), leaving=True),
            scan(door, p[0], p[1], at=at("11:00")),
            scan(door, p[0], p[1], at=at("11:15"), leaving=True),
        ],
        [None] * 4,
    ),
    "13 out before in": (_usual, lambda door, p, c: [scan(door, p[0], p[1], leaving=True)], [None]),
    "14 an earlier act arrives later": (
        _usual,
        lambda door, p, c: [
            scan(door, p[0], p[1], at=at("11:00"), leaving=True),
            scan(door, p[0], p[1], at=at("10:00")),
        ],
        [None, None],
    ),
    "15 walk-ins": (
        _usual,
        lambda door, p, c: [
            door.receive_walk_in(p[0], "60代", sex=Sex.MALE, name="飛込一郎"),
            door.receive_walk_in(p[0], "不明"),
        ],
        [None, None],
    ),
    "16 a walk-in found to be a known person": (_known_person, lambda door, p, c: _identified(door, p), [None, IN]),
    "27 across midnight": (
        _at_night("2026-11-21 22:00", "2026-11-22 01:00", "2026-11-21 22:30"),
        lambda door, p, c: [
            scan(door, p[0], p[1], at=at("2026-11-21 22:00")),
            scan(door, p[0], p[2], at=at("2026-11-22 00:30")),
            scan(door, p[0], p[1], at=at("2026-11-22 00:45"), leaving=True),
        ],
        [None] * 3,
    ),
    "27 the last evening of a fiscal year": (
        _at_night("2027-03-31 22:00", "2027-04-01 01:00", "2027-03-31 22:30"),
        lambda door, p, c: [scan(door, p[0], p[1]), scan(door, p[0], p[2], at=at("2027-04-01 00:10"))],
        [None, None],
    ),
    "27 a leap day": (
        _at_night("2028-02-29 10:00", "2028-02-29 12:00", "2028-02-29 9:30"),
        lambda door, p, c: [scan(door, p[0], p[1]), scan(door, p[0], p[2], at=at("2028-02-29 12:00"))],
        [None, None],
    ),
    "28 two hundred people and four devices": (
        _two_hundred,
        lambda door, p, c: [scan(door, p[0], code, device=f"受付{n % 4}") for n, code in enumerate(p[1:])],
        [None] * 200,
    ),
    "17 undo": (
        _usual,
        lambda door, p, c: _undone(door, p),
        [None, None],
    ),
}


def _identified(door: CheckIn, prepared: list[Any]) -> list[CheckInAnswer]:
    session, code, person = prepared
    came = door.receive_walk_in(session, "70代", sex=Sex.FEMALE)
    assert came.participant is not None
    door.identify_walk_in(came.participant, person)
    return [came, scan(door, session, code)]


def _undone(door: CheckIn, prepared: list[Any]) -> list[CheckInAnswer]:
    first, second = (scan(door, prepared[0], code, device="A") for code in prepared[1:3])
    assert first.event is not None
    door.undo(first.event, device="A")
    return [first, second]


def _figures(services: Services, prepared: list[Any]) -> dict[str, Any]:
    session = prepared[0]
    month = services.reports.monthly(*divmod(local_month(services.scheduling.session(session).starts_at), 100))
    return {
        "attendances": month.attendances,
        "people": month.distinct_people,
        "bands": dict(month.by_band),
        "sexes": dict(month.by_sex),
        "door": sorted(
            (one.present, one.is_inside, str(one.first_in), one.band, one.asks_question)
            for one in services.check_in.view(session).people
        ),
        "present": services.scheduling.session(session).present,
    }


@pytest.mark.parametrize("name", CASES)
def test_a_package_answers_and_counts_as_the_office_does(
    name: str, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, play, expected = CASES[name]
    outcomes = []
    for way in ("direct", "package"):
        with opened("sqlite", tmp_path / way, clock) as database:
            city = City(Services(database), clock)
            prepared = prepare(city)
            if way == "direct":
                answers = play(city.services.check_in, prepared, clock)
            else:
                hall = Hall(city, tmp_path, monkeypatch)
                file = hall.pack(*[one.id for one in city.services.scheduling.sessions()])
                with hall.open(file) as there:
                    answers = play(there.check_in, prepared, clock)
                done = hall.merge(file)
                assert done.held == ()
            assert city.services.maintenance.check().faults == ()
            outcomes.append(
                ([(one.status, one.reason, one.name) for one in answers], _figures(city.services, prepared))
            )
    assert [reason for _status, reason, _name in outcomes[0][0]] == expected
    assert outcomes[0] == outcomes[1]


def test_26_a_name_is_found_in_a_package_as_at_the_office(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened("sqlite", tmp_path / "office", clock) as database:
        city = City(Services(database), clock)
        course = city.course()
        (session,) = city.sessions(course)
        for name, kana in (("佐藤 キヨ", "さとう きよ"), ("斎藤 春", "さいとう はる"), ("阿部 一", "あべ はじめ")):
            city.apply(course, city.person(name, kana=kana))
        city.person("佐藤 よそ", kana="さとう よそ")  # of no session
        hall = Hall(city, tmp_path, monkeypatch)
        with hall.open(hall.pack(session)) as there:
            here, away = (one.check_in.view(session).people for one in (city.services, there))
            for typed in ("さ", "さと", "ｻﾄｳ", "sato", "佐", "2", "abe", "x"):
                found = [[one.name for one in matches(people, typed)] for people in (here, away)]
                assert found[0] == found[1], typed
            assert [one.name for one in matches(away, "さ")] == ["斎藤 春", "佐藤 キヨ"]
            assert [one.name for one in matches(away, "ｻﾄｳ")] == ["佐藤 キヨ"]
