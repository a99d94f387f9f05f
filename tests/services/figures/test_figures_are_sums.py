"""Every figure is the sum of what can be named, a falsified one is found, and a killed program loses no answer."""

from __future__ import annotations

import ast
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import CountingRule, Metric, NotCounted, Target
from divide_app.domain.people.participants import Birth, Sex
from divide_app.domain.planning.courses import SessionKind, SessionState
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
from divide_app.wording.sentence_table import refusals
from divide_app.wording.trouble_table import troubles
from tests.support.city import City, at, meeting
from tests.support.databases import KINDS, HandClock, drop_postgres, fresh_place, id_text, rows, run
from tests.support.machines import run_machine

MONTHS = ("2026-03", "2026-04", "2026-11")


class AYearAtTheDoor(RuleBasedStateMachine):
    """Acts at the door and on sessions; after each, every figure equals one counted naively from the events."""

    kind = "sqlite"

    @initialize()
    def open_city(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = fresh_place(self.kind, self.folder / "data")
        clock = HandClock()
        self.city = City(Services(open_database(self.place, clock=clock)), clock)
        self.sessions = []
        for number, month in enumerate(MONTHS):
            course = self.city.course(
                f"講座{number}",
                meeting(f"{month}-10 10:00", f"{month}-10 12:00"),
                venue=f"会館{number % 2}",
                room="",
                kind=list(SessionKind)[number % 2],
            )
            self.sessions += self.city.sessions(course)
        bands = [
            Birth(),
            Birth(day=date(1950, 11, 10)),
            Birth(year=1990),
            Birth(band="60-69", band_as_of=date(2026, 1, 1)),
        ]
        self.people = [self.city.person(birth=birth, sex=list(Sex)[n % 4]) for n, birth in enumerate(bands)]
        self.events: list[object] = []
        self.walk_ins: list[tuple[object, object]] = []

    def teardown(self) -> None:
        if hasattr(self, "city"):
            self.city.services.close()
            if self.place.url is not None:
                drop_postgres(self.place)
            shutil.rmtree(self.folder, ignore_errors=True)

    @rule(session=st.integers(0, 2), person=st.integers(0, 3), leaving=st.booleans(), minute=st.integers(0, 110))
    def somebody_passes(self, session: int, person: int, leaving: bool, minute: int) -> None:
        start = self.city.services.scheduling.session(self.sessions[session]).starts_at
        done = self.city.services.check_in.receive_person(
            self.sessions[session], self.people[person], at=start + timedelta(minutes=minute), leaving=leaving
        )
        if done.status.value == "ok":
            self.events.append(done.event)

    @rule(session=st.integers(0, 2), band=st.sampled_from(["60代", "不明", "85歳以上"]))
    def a_walk_in_comes(self, session: int, band: str) -> None:
        start = self.city.services.scheduling.session(self.sessions[session]).starts_at
        done = self.city.services.check_in.receive_walk_in(self.sessions[session], band, at=start)
        if done.status.value == "ok":
            self.events.append(done.event)
            self.walk_ins.append((done.participant, self.sessions[session]))

    @precondition(lambda self: self.walk_ins)
    @rule(which=st.integers(0, 9), person=st.integers(0, 3))
    def a_walk_in_is_known(self, which: int, person: int) -> None:
        walk_in, _ = self.walk_ins.pop(which % len(self.walk_ins))
        self.city.services.check_in.identify_walk_in(walk_in, self.people[person])  # type: ignore[arg-type]

    @precondition(lambda self: self.events)
    @rule(which=st.integers(0, 30))
    def an_act_is_taken_back(self, which: int) -> None:
        event = self.events.pop(which % len(self.events))
        try:
            self.city.services.check_in.undo(event, by_staff=True)  # type: ignore[arg-type]
        except DomainError as refused:
            assert refused.code == "session_held"
            self.events.append(event)

    @rule(
        session=st.integers(0, 2), month=st.sampled_from(MONTHS), hour=st.integers(8, 20), minutes=st.integers(30, 180)
    )
    def a_session_is_moved_or_confirmed(self, session: int, month: str, hour: int, minutes: int) -> None:
        start = at(f"{month}-20 {hour}:00")
        kept = self.city.services.scheduling
        try:
            kept.move(
                self.sessions[session],
                starts_at=start,
                ends_at=start + timedelta(minutes=minutes),
                forced_reason="見本",
            )
        except DomainError as refused:
            assert refused.code == "session_held"
            kept.reopen(self.sessions[session], "見直し")
        else:
            if minutes < 60 and start < self.city.clock():
                self.city.services.closing.confirm(self.sessions[session])

    @rule(person=st.integers(0, 3))
    def a_birthday_is_corrected(self, person: int) -> None:
        kept = self.city.services.participants.get(self.people[person])
        self.city.services.participants.change(replace(kept, birth=Birth(year=1930), sex=Sex.OTHER))

    @invariant()
    def kept_figures_equal_recomputed_ones(self) -> None:
        if hasattr(self, "city"):
            assert self.city.services.maintenance.check().faults == ()

    @invariant()
    def months_equal_a_naive_count(self) -> None:
        if not hasattr(self, "city"):
            return
        services = self.city.services
        lines = {}
        with services.database.read() as uow:
            from divide_app.storage.queries.lists import attendance_lines

            for session in self.sessions:
                lines[session] = [
                    one for one in attendance_lines(uow.connection, class_session_id=session) if one.present
                ]
        for month in MONTHS:
            year, number = map(int, month.split("-"))
            here = [
                (session, one)
                for session in self.sessions
                if local(services.scheduling.session(session).starts_at).strftime("%Y-%m") == month
                for one in lines[session]
            ]
            figures = services.reports.monthly(year, number)
            assert figures.attendances == len(here)
            assert dict(figures.by_band) == Counter(one.band for _, one in here)
            assert dict(figures.by_sex) == Counter(one.sex.value for _, one in here)
            assert figures.distinct_people == len({one.participant_id for _, one in here} - {None})
            assert sum(
                c.attendances for c in services.reports.pivot(2025, 2026) if c.month == year * 100 + number
            ) == len(here)
        for session in self.sessions:
            assert self.city.present(session) == len(lines[session])


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_equals_a_naive_count_whatever_happens(kind: str) -> None:
    run_machine(AYearAtTheDoor, kind, sqlite=7, postgresql=3, steps=20)


def filled(city: City) -> tuple[object, object]:
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    city.scan(session, code)
    city.services.check_in.receive_walk_in(session, "60代")
    assert city.services.maintenance.check().ok
    city.is_checked_at_end = False
    return session, person


@pytest.mark.parametrize(
    ("forgery", "told"),
    [
        (
            "UPDATE attendance_summaries SET attendances = attendances + 1 WHERE band = '60-69'",
            "count:attendance_summaries:202611:",
        ),
        ("DELETE FROM attendance_summaries", "count:attendance_summaries:202611:"),
        ("UPDATE attendances SET present = NOT present WHERE is_walk_in", "state:attendances:"),
        ("UPDATE attendances SET minutes = 999", "state:attendances:"),
        ("DELETE FROM attendances WHERE is_walk_in", "state:attendances:"),
        ("UPDATE class_sessions SET present = 7", "count:class_sessions:"),
        ("UPDATE attendance_events SET result = 'refused'", "state:attendances:"),
        ("DELETE FROM audit_entries WHERE number = 2", "audit:2"),
    ],
)
def test_a_falsified_figure_is_found(city: City, forgery: str, told: str) -> None:
    filled(city)
    if city.services.database.is_shared:
        run(city.services.database, "ALTER TABLE audit_entries DISABLE TRIGGER USER")  # as its owner can
    run(city.services.database, forgery)
    found = city.services.maintenance.check()
    assert not found.ok
    assert any(fault.startswith(told) for fault in found.faults), found.faults


def test_somebody_added_to_the_state_without_any_event_is_found(city: City) -> None:
    session, _ = filled(city)
    stranger = city.person()
    key, person = (id_text(city.services.database, one) for one in (session, stranger))  # type: ignore[arg-type]
    run(
        city.services.database,
        "INSERT INTO attendances (class_session_id, attendee_id, participant_id, is_walk_in, band, sex, district,"
        f" present, is_inside, minutes) VALUES ('{key}', '{person}', '{person}', false, '60-69', 'female', '',"
        " true, true, 10)",
    )
    assert any(fault.startswith("state:attendances:") for fault in city.services.maintenance.check().faults)


def test_acts_of_a_session_that_is_gone_are_told_and_stop_no_check(sqlite_city: City) -> None:
    session, _ = filled(sqlite_city)
    sqlite_city.is_checked_at_end = False
    with closing(sqlite3.connect(sqlite_city.services.database.place.database_file)) as damaged:
        damaged.execute("DELETE FROM class_sessions WHERE id = ?", [session.hex])
        assert damaged.execute("SELECT count(*) FROM class_sessions").fetchone() == (0,)
        damaged.commit()
    faults = sqlite_city.services.maintenance.check().faults
    assert f"reference:attendances:{session}:class_session_id" in faults
    assert any(fault.startswith("reference:") for fault in faults)


def test_a_target_counts_with_a_reason_for_each_session_left_out(city: City) -> None:
    held = city.course("講習", meeting("2026-10-01 10:00", "2026-10-01 12:00"), topic="入門")
    talk = city.course("相談", meeting("2026-10-02 10:00", "2026-10-02 12:00"), kind=SessionKind.CONSULTATION, room="")
    stopped = city.course("中止", meeting("2026-10-03 10:00", "2026-10-03 12:00"))
    coming = city.course("これから", meeting("2026-12-03 10:00", "2026-12-03 12:00"))
    silent = city.course("未確定", meeting("2026-10-04 10:00", "2026-10-04 12:00"))
    city.services.scheduling.cancel_session(city.sessions(stopped)[0], "大雪")
    for course in (held, talk):
        city.services.closing.confirm(city.sessions(course)[0])
    target = Target(new_id(), "講習の回数", Metric.SESSIONS_HELD, 2026, 2028, 80)
    city.services.targets.save(target)
    (tally,) = city.services.targets.tally()
    assert tally.actual == 1
    assert [one.session.course_id for one in tally.counted] == [held]
    assert {one.session.course_id: one.reason for one in tally.not_counted} == {
        talk: NotCounted.CONSULTATION,
        stopped: NotCounted.CANCELLED,
        coming: NotCounted.NOT_YET_HELD,
        silent: NotCounted.NOT_CONFIRMED,
    }
    rule_ = CountingRule(((SessionKind.CLASS, Fraction(1)), (SessionKind.CONSULTATION, Fraction(1, 2))))
    city.services.targets.save(replace(target, rule=rule_))
    (tally,) = city.services.targets.tally()
    assert (tally.actual, tally.target.rule.version) == (Fraction(3, 2), 2)


def test_targets_keep_their_order_when_one_is_removed(city: City) -> None:
    made = [Target(new_id(), f"目標{n}", Metric.SESSIONS_HELD, 2026, 2026, 10) for n in range(4)]
    for target in made[:3]:
        city.services.targets.save(target)
    city.services.targets.remove(made[0].id)
    city.services.targets.save(made[3])
    assert [target.name for target in city.services.targets.all()] == ["目標1", "目標2", "目標3"]
    for wrong, code in (
        ({"name": " "}, "name_missing"),
        ({"last_year": 2025}, "bad_years"),
        ({"at_least": 0}, "bad_number"),
    ):
        with pytest.raises(DomainError, match=code):
            city.services.targets.save(replace(made[1], **wrong))  # type: ignore[arg-type]


def test_not_measured_is_not_zero(city: City) -> None:
    course = city.course("過去", meeting("2026-11-01 10:00", "2026-11-01 12:00"))
    (session,) = city.sessions(course)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.sessions_held, figures.attendances) == (0, 0)
    assert [one.id for one in figures.unmeasured] == [session]
    city.services.closing.confirm(session)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.sessions_held, figures.unmeasured) == (1, ())
    assert city.services.scheduling.session(session).state is SessionState.HELD


DOOR = """
import sys
from pathlib import Path
from uuid import UUID
from divide_app.services import Services
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
services = Services(open_database(Place(folder=Path(sys.argv[1]))))
print("ready", flush=True)
for line in sys.stdin:
    code = line.strip()
    answer = services.check_in.receive_code(
        UUID(sys.argv[2]), code, device="A", nonce=code, forced_reason="見本"
    )
    print(answer.status.value, answer.event, code, flush=True)
"""


def test_25_a_program_killed_at_any_moment_keeps_every_ok_and_makes_none_twice(tmp_path: Path) -> None:
    place = fresh_place("sqlite", tmp_path / "data")
    clock = HandClock()
    city = City(Services(open_database(place, clock=clock)), clock)
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(250)]
    city.services.close()
    told: dict[str, str] = {}
    for wait in (0.0, 0.005, 0.02, 0.04, 0.07, 0.1):
        with subprocess.Popen(
            [sys.executable, "-c", DOOR, str(tmp_path / "data"), str(session)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.stdin.write("".join(f"{code}\n" for code in codes))
            process.stdin.flush()
            # Counted from the first answer, however slow the machine is; the first round dies before it.
            answered = [process.stdout.readline()] if wait else []
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            for line in (*answered, *process.stdout):
                if line.endswith("\n") and line.count(" ") == 2:
                    status, event, code = line.split()
                    assert status == "ok"
                    assert told.setdefault(code, event) == event, "sent again, it is the same act"
    services = Services(open_database(Place(folder=tmp_path / "data")))
    kept = rows(services.database, "SELECT nonce, id FROM attendance_events")
    assert len(kept) == len({nonce for nonce, _ in kept}), "none twice"
    by_code = dict(tuple(row) for row in kept)
    assert told
    assert all(by_code[code] == event.replace("-", "") for code, event in told.items()), "every ok is there"
    assert 0 <= len(kept) - len(told) <= 6, "at most one act for each kill was done without being told"
    assert services.maintenance.check().faults == ()
    services.close()


def test_every_refusal_and_trouble_of_these_rooms_has_a_sentence() -> None:
    root = Path(__file__).parents[3] / "divide_app"
    known = {"DomainError": set(refusals()), "EnvironmentProblem": set(troubles())}
    missing = []
    for room in ("services", "storage", "domain"):
        for file in sorted((root / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
                    first = node.args[0] if node.args else None
                    codes = [one.value for one in ast.walk(first) if isinstance(one, ast.Constant)] if first else []
                    missing += [
                        (file.name, code)
                        for code in codes
                        if isinstance(code, str)
                        and re.fullmatch(r"[a-z_]{4,}", code)
                        and code not in known[node.func.id]
                    ]
    assert missing == []
