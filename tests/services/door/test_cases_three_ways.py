"""Cases 18 to 24, which need two devices or something that happened meanwhile: each at the office, offline, and merged.

`service`: two devices at the office's own door. `package`: two devices at a hall, offline, seen at the hall.
`merged`: two packages on two laptops, both brought home. The acts are the same; so must be what follows from them.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.door.attendance import CheckInReason, EventResult
from divide_app.domain.door.merge import HeldReason
from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.door.check_in import CheckIn, CheckInAnswer
from tests.support.city import City, at
from tests.support.databases import HandClock, count, opened, rows
from tests.support.halls import PASSWORD, Hall

OK, REFUSED = EventResult.OK, EventResult.REFUSED
WAYS = ("service", "package", "merged")

Act = Callable[[CheckIn], CheckInAnswer]


@pytest.fixture
def hall(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    sqlite_city.services.office.set_up("見本市", "デジタル推進課")
    return Hall(sqlite_city, tmp_path, monkeypatch)


@contextmanager
def played(hall: Hall, way: str, session: UUID, *acts: Act) -> Iterator[tuple[Services, list[CheckInAnswer]]]:
    """Play each act on a device of its own, one way; give where the truth then is, and the answers."""
    if way == "service":
        yield hall.city.services, [act(hall.city.services.check_in) for act in acts]
        return
    files = [hall.pack(session) for _ in acts] if way == "merged" else [hall.pack(session)] * len(acts)
    answers = []
    for number, (file, act) in enumerate(zip(files, acts, strict=True)):
        with hall.open(file, f"PC{number}") as there:
            answers.append(act(there.check_in))
    if way == "package":
        with hall.open(files[0], "PC9") as there:
            yield there, answers
        return
    for file in files:
        assert hall.merge(file).held == ()
    yield hall.city.services, answers


def scan(session: UUID, code: str, **parts: object) -> Act:
    return lambda door: door.receive_code(session, code, **parts)  # type: ignore[arg-type]


def events(services: Services) -> int:
    return count(services.database, "attendance_events")


@pytest.mark.parametrize("way", WAYS)
def test_18_two_devices_received_the_same_person(hall: Hall, way: str) -> None:
    course = hall.city.course()
    (session,) = hall.city.sessions(course)
    person, _, code = hall.city.apply(course)
    late, early = scan(session, code, at=at("9:50"), device="A"), scan(session, code, at=at("9:40"), device="B")
    with played(hall, way, session, late, early) as (services, answers):
        assert [one.status for one in answers] == [OK, OK]
        (shown,) = services.check_in.view(session).people
        assert (shown.attendee_id, shown.present, shown.first_in) == (person, True, at("9:40")), "the first time wins"
        assert (services.scheduling.session(session).present, events(services)) == (1, 2)


@pytest.mark.parametrize("way", WAYS)
def test_19_walk_ins_who_share_a_name_are_two_people(hall: Hall, way: str) -> None:
    (session,) = hall.city.sessions(hall.city.course())

    def guest(device: str) -> Act:
        return lambda door: door.receive_walk_in(session, "60代", name="高橋実", device=device, nonce="1")

    with played(hall, way, session, guest("A"), guest("B")) as (services, answers):
        assert len({one.participant for one in answers}) == 2
        people = services.check_in.view(session).people
        assert [(one.name, one.present) for one in people] == [("高橋実", True)] * 2
        assert services.scheduling.session(session).present == 2


def test_19_they_are_offered_as_look_alikes_when_the_second_comes_home(hall: Hall) -> None:
    (session,) = hall.city.sessions(hall.city.course())
    files = [hall.pack(session), hall.pack(session)]
    for number, file in enumerate(files):
        with hall.open(file, f"PC{number}") as there:
            there.check_in.receive_walk_in(session, "60代", name=("高橋 実", "髙橋実")[number])
    assert hall.merge(files[0]).lookalikes == ()
    (alike,) = hall.merge(files[1]).lookalikes
    assert (alike.class_session, len(set(alike.walk_ins))) == (session, 2)
    assert hall.merge(files[1]).lookalikes == ()


@pytest.mark.parametrize("way", WAYS)
def test_20_whatever_comes_a_second_time_is_known(hall: Hall, way: str, tmp_path: Path) -> None:
    """The nonce sent again; a hall that opens yesterday's copy of its file; a package merged again."""
    course = hall.city.course()
    (session,) = hall.city.sessions(course)
    _, _, code = hall.city.apply(course)
    act = scan(session, code, device="A", nonce="n")
    services = hall.city.services
    if way == "service":
        assert act(services.check_in).event == act(services.check_in).event
    else:
        file = hall.pack(session)
        yesterday = Path(shutil.copy(file, tmp_path / "yesterday"))
        with hall.open(file) as there:
            first = act(there.check_in).event
        shutil.copy(yesterday, file)
        with hall.open(file) as there:
            again = act(there.check_in)
            assert (again.event, again.is_repeat, events(there)) == (first, True, 1)
        done = [hall.merge(file) for _ in range(2)]
        assert [(one.accepted, one.known) for one in done] == [(1, 0), (0, 1)]
    assert (events(services), hall.city.present(session), hall.city.summed()) == (1, 1, 1)


def _spoilt(file: Path, how: str) -> None:
    whole = file.read_bytes()
    if how == "tampered":
        body = bytearray(whole[:-32])
        body[-20] ^= 1
        file.write_bytes(bytes(body) + hashlib.sha256(body).digest())
    elif how in {"older", "newer"}:
        body = bytearray(whole[:8] + {"older": 0, "newer": 2}[how].to_bytes(2, "big") + whole[10:-32])
        file.write_bytes(bytes(body) + hashlib.sha256(body).digest())
    elif how == "cut":
        file.write_bytes(whole[:-7])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("tampered", "package_damaged"),
        ("cut", "package_damaged"),
        ("older", "package_older"),
        ("newer", "package_newer"),
        ("locked", "bad_password"),
    ],
)
def test_21_a_package_that_is_not_right_is_refused_and_nothing_is_applied(
    hall: Hall, way: str, how: str, code: str
) -> None:
    """At the office's merge, at the hall's opening, and at a merge after the sound file came home already."""
    course = hall.city.course()
    (session,) = hall.city.sessions(course)
    _, _, ticket = hall.city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(session, ticket)(there.check_in)
    if way == "merged":
        hall.merge(file)
    before = events(hall.city.services)
    _spoilt(file, how)
    password = "違う" if how == "locked" else PASSWORD
    spoilt = file.read_bytes()
    with pytest.raises(EnvironmentProblem) as told:
        if way == "package":
            open_services(file, password=password).close()
        else:
            hall.city.services.hall_packages.merge(file, password)
    assert told.value.code == code
    assert (events(hall.city.services), file.read_bytes()) == (before, spoilt)


@pytest.mark.parametrize("way", WAYS)
def test_21_another_offices_package_is_never_taken_in(hall: Hall, way: str, tmp_path: Path) -> None:
    """Neither by merging it, nor by opening it at a hall, nor by what it holds when it was worked on there."""
    course = hall.city.course()
    (session,) = hall.city.sessions(course)
    _, _, ticket = hall.city.apply(course)
    file = hall.pack(session)
    if way != "service":
        with hall.open(file) as there:
            assert there.office.get() is not None
            scan(session, ticket)(there.check_in)
            if way == "package":
                with pytest.raises(DomainError, match="door_only"):
                    there.hall_packages.merge(file, PASSWORD)
    with opened("sqlite", tmp_path / "other", hall.city.clock) as database:
        other = Services(database)
        other.office.set_up("別市", "別課")
        with pytest.raises(DomainError, match="other_office"):
            other.hall_packages.merge(file, PASSWORD)
        assert (count(database, "hall_packages"), count(database, "attendance_events")) == (0, 0)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fate", ["cancelled", "forgotten"])
def test_22_who_was_cancelled_or_forgotten_is_on_record_and_counts_when_a_person_says_so(
    hall: Hall, way: str, fate: str
) -> None:
    """The door that knows refuses and may be overruled; an act from a door that could not know waits in the inbox."""
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, application, code = city.apply(course)

    def gone() -> None:
        if fate == "cancelled":
            city.services.applications.cancel(application)
        else:
            city.services.privacy.forget(person, with_cancel=True)

    if way == "merged":
        file = hall.pack(session)
        gone()
        with hall.open(file) as there:
            assert scan(session, code)(there.check_in).status is OK
        (held,) = hall.merge(file).held
        assert held.reason is (HeldReason.APPLICATION_CANCELLED if fate == "cancelled" else HeldReason.PERSON_GONE)
        assert city.present(session) == 0
        city.services.hall_packages.resolve([held.item], accept=True)
    else:
        gone()

        def decided(door: CheckIn) -> None:
            reasons = {"service": CheckInReason.UNKNOWN_CODE, "package": CheckInReason.NOT_IN_PACKAGE}
            refused = scan(session, code)(door)
            assert refused.reason is (CheckInReason.CANCELLED_APPLICATION if fate == "cancelled" else reasons[way])
            if fate == "cancelled":
                assert scan(session, code, forced_reason="窓口で撤回")(door).status is OK
            else:
                assert door.receive_walk_in(session, "70代").status is OK

        if way == "service":
            decided(city.services.check_in)
        else:
            file = hall.pack(session)
            with hall.open(file) as there:
                decided(there.check_in)
                assert there.scheduling.session(session).present == 1
            assert hall.merge(file).held == ()
        assert events(city.services) == 2, "the refused act is on record, too"
    assert (city.present(session), city.summed()) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_23_acts_belong_to_their_session_wherever_it_was_moved(hall: Hall, way: str) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)

    def move() -> None:
        city.services.scheduling.move(
            session, starts_at=at("2026-12-05 10:00"), ends_at=at("2026-12-05 12:30"), forced_reason="大雪"
        )

    if way == "merged":
        file = hall.pack(session)
        move()
        with hall.open(file) as there:
            assert scan(session, code)(there.check_in).status is OK
        assert hall.merge(file).held == (), "the hall kept to the hour it knew"
    else:
        assert scan(session, code)(city.services.check_in).status is OK
        move()
    if way == "package":
        with hall.open(hall.pack(session)) as there:
            (shown,) = there.check_in.view(session).people
            assert (shown.attendee_id, shown.present, shown.first_in) == (person, True, at("9:30"))
            again = scan(session, code, at=at("2026-12-05 10:00"))(there.check_in)
            assert again.reason is CheckInReason.ALREADY_IN
    assert city.services.reports.monthly(2026, 11).attendances == 0
    assert city.services.reports.monthly(2026, 12).attendances == 1
    assert [one.present for one in city.services.participants.view(person).attendances] == [True]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("off", "reason"),
    [
        (timedelta(days=-1), CheckInReason.TOO_EARLY),
        (timedelta(hours=9), CheckInReason.TOO_LATE),
        (timedelta(days=1), CheckInReason.TOO_LATE),
    ],
)
def test_24_a_wrong_clock_is_told_corrected_in_one_act_and_the_original_time_is_kept(
    hall: Hall, way: str, off: timedelta, reason: CheckInReason
) -> None:
    """A door tells at once what hour it takes it for; what it let in all the same is flagged when it comes home."""
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(2)]
    true, wrong = city.clock(), city.clock() + off

    def door(found: CheckIn) -> None:
        for code in codes:
            refused = scan(session, code)(found)
            assert (refused.status, refused.reason, refused.may_force) == (REFUSED, reason, True)
            assert refused.details.keys() & {"opens_at", "ended_at"}
            assert scan(session, code, forced_reason="時計が違う")(found).status is OK

    if way == "service":
        city.clock.moment = wrong
        door(city.services.check_in)
        # At the office the clock is set right and the acts are told again, with their true time.
        city.clock.moment = true + timedelta(hours=1)
        kept = rows(city.services.database, "SELECT id FROM attendance_events WHERE result = 'ok'")
        for (id_,) in kept:
            city.services.check_in.undo(UUID(id_), by_staff=True)
        for code in codes:
            assert scan(session, code, at=true)(city.services.check_in).status is OK
        times = rows(city.services.database, "SELECT happened_at FROM attendance_events WHERE result = 'refused'")
        assert len(times) == 2
    else:
        file = hall.pack(session)
        with hall.open(file, clock=HandClock(wrong)) as there:
            door(there.check_in)
            assert {one.first_in for one in there.check_in.view(session).people} == {wrong}
        city.clock.tick(hours=1)
        held = hall.merge(file).held
        assert [one.reason for one in held] == [HeldReason.CLOCK] * 2
        if way == "package":
            assert {one.happened_at for one in held} == {wrong}, "the inbox shows the device's own time"
        minutes = -int(off.total_seconds()) // 60
        items = [one.item for one in held]
        city.services.hall_packages.resolve(items, accept=True, clock_minutes=minutes)
        original = [row[0] for row in rows(city.services.database, "SELECT event FROM merge_inbox")]
        assert all(wrong.isoformat() in one for one in original)
    assert {one.first_in for one in city.services.check_in.view(session).people} == {true}
    assert (city.present(session), city.summed()) == (2, 2)
