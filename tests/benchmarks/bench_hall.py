"""The door and the hall package: from a scan to the word on screen, and packages of twenty sessions."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from figures import Figure, held, p95
from support import ten_years
from yardsticks import bare_python, bare_qt

from divide_app.bootstrap import open_services
from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.door.ticket_code import qr_text
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.services import Services
from divide_app.services.seats.ticketing import new_ticket_code

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
PASSWORD = "ひらけごま 青い扉"
SESSIONS, PEOPLE = 20, 30
ROUNDS = 5
PACKAGE_TIMES = 100.0
"""1 s on a quiet machine, where the yardstick takes 10 ms."""
AT_THE_DOOR = 200
SCANS = 120
SCREEN_TIMES = 5.0
"""50 ms there, where the bare form takes 10."""
SEARCHES, TURNS = 40, 8
_BLINK_S = 0.000_2
"""A loop that never sleeps would keep the database thread from its turn."""


def measure() -> list[Figure]:
    """Return the figures of the package, and of the door in a small city and after ten years."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with mock.patch.dict(os.environ, {"XDG_DATA_HOME": str(folder / "pc"), "LOCALAPPDATA": str(folder / "pc")}):
            figures = _packages(folder)
        small = open_services(folder / "small", clock=lambda: NOW)
        figures += _door(small, f"{AT_THE_DOOR} people at the door")
        kept, place = ten_years.kept()
        kept.close()
        old = open_services(shutil.copytree(place, folder / "old"), clock=lambda: NOW)
        figures += _door(old, f"{AT_THE_DOOR} people at the door, ten years of data")
    return figures


def _course(services: Services, title: str, people: int, room: str) -> tuple[UUID, list[str]]:
    """Plan a course that begins now, with accepted people; return its session and their tickets."""
    meeting = MeetingDraft(NOW, NOW + timedelta(hours=2), "計測会場", room)
    plan = services.scheduling.plan(PlanDraft(title, venue="計測会場", sessions=(meeting,)))
    with services.database.write() as uow:
        made = [
            Participant(uow.make_id(), f"見本 {number}", f"みほん {number}", Birth(day=date(1950, 1, 1)))
            for number in range(people)
        ]
        uow.participants.add_all(made)
        applications = [
            Application(
                uow.make_id(),
                plan.course,
                person.id,
                ApplicationStatus.ACCEPTED,
                NOW,
                place=number,
                ticket_code=new_ticket_code(uow),
            )
            for number, person in enumerate(made, 1)
        ]
        uow.applications.add_all(applications)
        uow.audit("bench")
    return plan.class_sessions[0], [one.ticket_code for one in applications]


def _packages(folder: Path) -> list[Figure]:
    office = open_services(folder / "office", clock=lambda: NOW)
    office.office.set_up("見本市", "生涯学習課")
    courses = [_course(office, f"講座{number}", PEOPLE, f"部屋{number}") for number in range(SESSIONS)]
    create, merge, acts = [], [], 0
    yardstick = bare_python()
    for number in range(ROUNDS):
        yardstick.take()
        file = folder / f"{number}.kakehashi"
        begun = yardstick.clock()
        office.hall_packages.create([session for session, _codes in courses], file, PASSWORD)
        create.append((yardstick.clock() - begun) * 1000)
        hall = open_services(file, password=PASSWORD, clock=lambda: NOW)
        with mock.patch.object(type(hall.database), "refresh_file", lambda _self: True):
            # The file is written after each act; here only the last writing is wanted.
            for session, codes in courses:
                for code in codes:
                    hall.check_in.receive_code(
                        session, code, device=f"PC{number}", nonce=f"{number}{code}", forced_reason="再"
                    )
                    acts += 1
        hall.database.refresh_file()  # type: ignore[attr-defined] - a package's database has it
        hall.close()
        begun = yardstick.clock()
        office.hall_packages.merge(file, PASSWORD)
        merge.append((yardstick.clock() - begun) * 1000)
    office.close()
    size = f"{SESSIONS} sessions x {PEOPLE} people"
    return [
        held(f"hall package of {size}: create ({ROUNDS} times)", create, yardstick, PACKAGE_TIMES),
        held(f"hall package of {size}: merge {acts // ROUNDS} acts ({ROUNDS} times)", merge, yardstick, PACKAGE_TIMES),
    ]


def _door(services: Services, words: str) -> list[Figure]:
    """Scan ticket after ticket in a real window, each until its word is painted; then search and show all again."""
    from divide_app.ui.app import application, open_window, start_of

    session, codes = _course(services, "計測の講座", AT_THE_DOOR, f"部屋{UUID(int=0)}")
    line = services.scheduling.session(session)
    app = application()
    opened = open_window(app, services, replace(start_of(services, lambda: date(2026, 11, 21)), is_new=False))
    opened.window.navigate("door")
    board: Any = opened.window.current_screen.board  # type: ignore[union-attr] - the door was just opened
    opened.window.current_screen._begin(line)  # type: ignore[union-attr]

    def settle() -> None:
        deadline = time.perf_counter() + 10
        while opened.background.pending and time.perf_counter() < deadline:
            app.processEvents()
            time.sleep(_BLINK_S)
        app.processEvents()

    settle()
    board.sound.is_on = False
    yardstick = bare_qt(app, time.perf_counter)
    times = []
    for number, code in enumerate(codes[:SCANS]):
        before = board.result.words.text(), board.result.name.text()
        begun = time.perf_counter()
        board.receive_code(qr_text(code))
        while (board.result.words.text(), board.result.name.text()) == before or not board.result.name.text():
            app.processEvents()
            time.sleep(_BLINK_S)
            if time.perf_counter() - begun > 5:
                raise RuntimeError(f"no answer to scan {number}")
        board.result.repaint()
        times.append((time.perf_counter() - begun) * 1000)
        settle()
        yardstick.take()
    turns = []
    for number in range(SEARCHES):
        yardstick.take()
        turn = time.perf_counter()
        board.names.line.setText(f"{number + 1}" if number % 2 else "")
        for _turn in range(TURNS):
            app.processEvents()
            now = time.perf_counter()
            turns.append((now - turn) * 1000)
            turn = now
    board._end()
    opened.close()
    services.close()
    return [
        held(
            f"a scan at the door until its word is painted, {words} (p95 of {SCANS})",
            times,
            yardstick,
            SCREEN_TIMES,
            of=p95,
        ),
        held(
            f"turns of the window while one is searched and all are shown again, {words} (p95 of {len(turns)})",
            turns,
            yardstick,
            SCREEN_TIMES,
            of=p95,
        ),
    ]
