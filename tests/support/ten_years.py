"""Ten years of a large city, made quickly, for benchmarks: 100,000 people, 50,000 sessions, 1,000,000 attendances."""

from __future__ import annotations

import os
import random
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from divide_app.bootstrap import open_services
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.office.office import Office
from divide_app.domain.people.age_band import BANDS
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.planning.courses import ClassSession, Course, SessionKind, SessionState
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.bundled import database_file
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.storage.rows.door.attendance import AttendanceRow

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
FIRST = date(2017, 4, 1)
DAYS = 3_500
SESSIONS = 50_000
PEOPLE = 100_000
EACH = 20


def make(folder: Path, *, sessions: int = SESSIONS, people: int = PEOPLE, each: int = EACH) -> Services:
    """Return services over a new database with ten years in it."""
    chance = random.Random(7)
    services = open_services(folder, clock=lambda: NOW)
    names = tomllib.loads(database_file("reference", "sample_city.toml").read_text(encoding="utf-8"))["names"]
    bands = [band for band in BANDS if band not in {"0-5", "6", "7-9", "10-12"}]
    with services.database.write() as uow:
        uow.offices.add(Office(new_id(), "みなみ野市", "", "生涯学習課"))
        venues = [Venue(new_id(), f"第{number + 1}公民館", f"だい{number + 1:02}") for number in range(12)]
        for venue in venues:
            uow.venues.add(venue)
        persons = [_person(chance, names) for _ in range(people)]
        for start in range(0, people, 5_000):
            uow.participants.add_all(persons[start : start + 5_000])
        courses, meetings = [], []
        for number in range(sessions):
            if number % 4 == 0:
                courses.append(Course(new_id(), f"講座{number // 4}", topic=f"分野{number % 9}", capacity=20))
            starts_at = datetime(2017, 4, 1, 1, tzinfo=UTC) + timedelta(days=number * DAYS // sessions)
            meetings.append(
                ClassSession(
                    id=new_id(),
                    course_id=courses[-1].id,
                    number=number % 4 + 1,
                    kind=SessionKind.CLASS,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                    venue_id=venues[number % 12].id,
                    room_id=None,
                    state=SessionState.HELD if starts_at < NOW else SessionState.PLANNED,
                )
            )
        uow.courses.add_all(courses)
        for start in range(0, sessions, 5_000):
            uow.class_sessions.add_all(meetings[start : start + 5_000])
        uow.targets.add(Target(new_id(), "講習", Metric.SESSIONS_HELD, 2017, 2026, at_least=60_000))
        for start in range(0, sessions, 2_000):
            uow.connection.execute(
                insert(AttendanceRow), _attendances(chance, meetings[start : start + 2_000], persons, bands, each)
            )
        uow.connection.execute(text("UPDATE class_sessions SET present = :each"), {"each": each})
        uow.connection.execute(
            text(
                "INSERT INTO attendance_summaries (month, venue_id, band, sex, attendances)"
                " SELECT s.month, s.venue_id, a.band, a.sex, count(*)"
                " FROM attendances a JOIN class_sessions s ON s.id = a.class_session_id WHERE a.present"
                " GROUP BY 1, 2, 3, 4"
            )
        )
        uow.audit("bench.make")
    services.database.optimise()
    return services


def _person(chance: random.Random, names: dict[str, list[list[str]]]) -> Participant:
    family = chance.choice(names["family"])
    given = chance.choice(names["female"] + names["male"])
    other = chance.choice(names["female"] + names["male"])
    suffix = chance.choice(["", "", other[0][:1]])
    return Participant(
        id=new_id(),
        name=f"{family[0]} {given[0]}{suffix}",
        kana=f"{family[1]} {given[1]}{other[1][:1] if suffix else ''}",
        birth=Birth(day=date(chance.randint(1930, 1990), chance.randint(1, 12), chance.randint(1, 28))),
        sex=chance.choice([Sex.FEMALE, Sex.MALE]),
        phone=f"000-{chance.randint(0, 999):03}-{chance.randint(0, 9999):04}",
        district=f"第{chance.randint(1, 9)}地区",
    )


def _attendances(
    chance: random.Random, meetings: list[ClassSession], persons: list[Participant], bands: list[str], each: int
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for meeting in meetings:
        at = chance.randrange(len(persons) - each)
        rows.extend(_attendance(meeting, person, chance.choice(bands)) for person in persons[at : at + each])
    return rows


def _attendance(meeting: ClassSession, person: Participant, band: str) -> dict[str, object]:
    return {
        "class_session_id": meeting.id,
        "attendee_id": person.id,
        "participant_id": person.id,
        "is_walk_in": False,
        "band": band,
        "sex": person.sex.value,
        "district": person.district,
        "present": True,
        "is_inside": False,
        "first_in": meeting.starts_at,
        "last_out": meeting.ends_at,
        "minutes": 120,
    }


def kept(folder: Path | None = None) -> tuple[Services, Path]:
    """Return the large city, made once and kept in the temporary folder between benchmarks."""
    import tempfile

    place = folder or Path(tempfile.gettempdir()) / f"kakehashi-ten-years-{os.getuid()}"
    if (place / "made").exists():
        return open_services(place, clock=lambda: NOW), place
    place.mkdir(parents=True, exist_ok=True)
    services = make(place)
    (place / "made").touch()
    return services, place
