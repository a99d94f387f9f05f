"""One check-in through the service, beside the same scan as raw SQLite statements with the same settings."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from figures import Figure, Yardstick, held
from sqlcipher3 import dbapi2

from divide_app.bootstrap import open_services
from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.door.ticket_code import CODE_BYTES, make_ticket_code
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.services import Services

PEOPLE = 1_200
WARM = 100
SCANS = 1_000
MOST_TIMES = 8.0
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def measure() -> list[Figure]:
    """Return the figures for plain and encrypted SQLite."""
    return [_measure("SQLite", None), _measure("encrypted SQLite", "ひらけごま 青い扉")]


def _measure(name: str, password: str | None) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        services, session, codes = _door(Path(folder) / "ours", password)
        raw = _raw(Path(folder) / "raw.sqlite", password, codes)

        def ours(number: int) -> None:
            answer = services.check_in.receive_code(session, codes[number + WARM], device="PC", nonce=f"n{number}")
            assert answer.status is EventResult.OK

        for number in range(WARM):
            services.check_in.receive_code(session, codes[number], device="PC", nonce=f"w{number}")
            raw(number)
        scans = iter(range(WARM, WARM + SCANS + 1))
        yardstick = Yardstick("the same scan as raw statements, same settings", lambda: raw(next(scans)))
        times = []
        for number in range(SCANS):
            begun = time.perf_counter()
            ours(number)
            times.append((time.perf_counter() - begun) * 1000)
            yardstick.take()
        services.close()
    return held(
        f"one check-in, {name}: look-up, rules, event, state, sums, audit chain, commit ({SCANS} of them)",
        times,
        yardstick,
        MOST_TIMES,
    )


def _door(folder: Path, password: str | None) -> tuple[Services, Any, list[str]]:
    services = open_services(folder, password=password, clock=lambda: NOW)
    plan = services.scheduling.plan(
        PlanDraft(
            "スマホ入門", venue="中央公民館", sessions=(MeetingDraft(NOW, datetime(2026, 11, 21, 3, 0, tzinfo=UTC)),)
        )
    )
    with services.database.write() as uow:
        people = [
            Participant(uow.make_id(), f"見本 {number}", "みほん", Birth(day=date(1950, 1, 1)))
            for number in range(PEOPLE)
        ]
        uow.participants.add_all(people)
        applications = [
            Application(
                uow.make_id(),
                plan.course,
                person.id,
                ApplicationStatus.ACCEPTED,
                NOW,
                place=number,
                ticket_code=make_ticket_code(os.urandom(CODE_BYTES)),
            )
            for number, person in enumerate(people, 1)
        ]
        uow.applications.add_all(applications)
        uow.audit("bench")
    return services, plan.class_sessions[0], [one.ticket_code for one in applications]


def _raw(file: Path, password: str | None, codes: list[str]) -> Any:
    """The same scan with nothing around it: look up, duplicate check, insert, log (docs/measured.md#durable-writes)."""
    connection = dbapi2.connect(str(file), isolation_level=None)
    if password is not None:
        connection.execute(f"PRAGMA key = '{password}'")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE tickets (code TEXT PRIMARY KEY, person TEXT, name TEXT)")
    connection.execute("CREATE TABLE events (id TEXT PRIMARY KEY, session TEXT, person TEXT, at TEXT, kind TEXT)")
    connection.execute("CREATE INDEX events_person ON events (session, person)")
    connection.execute("CREATE TABLE log (number INTEGER PRIMARY KEY, at TEXT, act TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO tickets VALUES (?, ?, ?)", [(code, code[::-1], "見本") for code in codes])
    connection.execute("COMMIT")

    def scan(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        person, _ = connection.execute("SELECT person, name FROM tickets WHERE code = ?", (codes[number],)).fetchone()
        seen = connection.execute("SELECT 1 FROM events WHERE session = ? AND person = ?", ("s", person)).fetchone()
        assert seen is None
        at = NOW.isoformat()
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", (codes[number], "s", person, at, "in"))
        connection.execute("INSERT INTO log (at, act) VALUES (?, ?)", (at, "check_in"))
        connection.execute("COMMIT")

    return scan
