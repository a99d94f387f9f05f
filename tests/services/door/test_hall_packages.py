"""Packages out and home: nothing doubled, nothing dropped, and what changed meanwhile waits for a person."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.bootstrap import open_services
from divide_app.domain.door.attendance import CheckInReason, EventKind, EventResult
from divide_app.domain.door.merge import HeldReason
from divide_app.domain.door.ticket_code import make_ticket_code
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Sex
from divide_app.exchange import hall_package
from divide_app.foundation.ids import new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.storage.places import parse_place
from tests.support.city import City, at, meeting
from tests.support.databases import count, id_text, opened, run
from tests.support.halls import PASSWORD, Hall

OK = EventResult.OK


@pytest.fixture
def hall(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    sqlite_city.services.office.set_up("見本市", "デジタル推進課")
    return Hall(sqlite_city, tmp_path, monkeypatch)


def scan(services: Services, session: UUID, code: str, **parts: object) -> UUID:
    answer = services.check_in.receive_code(session, code, **parts)  # type: ignore[arg-type]
    assert answer.status is OK, answer.reason
    assert answer.event is not None
    return answer.event


def acts(city: City) -> int:
    return count(city.services.database, "attendance_events")


def test_a_package_holds_no_more_of_a_person_than_the_door_needs(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    person = city.person(
        "青葉花子", kana="あおば はなこ", phone="019-000-0001", address="青葉1-2-3", district="中央", memo="内緒"
    )
    city.apply(course, person)
    file = hall.pack(*city.sessions(course))
    content = hall_package.read(file, PASSWORD).content
    (packed,) = content.people
    assert (packed.name, packed.kana, packed.band) == ("青葉花子", "あおば はなこ", "75-79")
    with hall.open(file) as there:
        (found,) = [there.participants.view(person).participant]
        assert (found.phone, found.address, found.district, found.memo, found.birth.day) == ("", "", "", "", None)
        assert found.sex is Sex.UNSTATED
        database = Path(str(there.database.place.database_file))
        assert "青葉".encode() not in database.read_bytes()
        assert not database.read_bytes().startswith(b"SQLite format 3")
    entries = [entry.act for entry in city.services.maintenance.audit_entries(1)]
    assert entries == ["package.create"]


def test_acts_at_the_hall_come_home_once(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, first = city.apply(course)
    _, _, second = city.apply(course)
    scan(city.services, session, first)
    file = hall.pack(session)
    with hall.open(file) as there:
        assert there.check_in.view(session).present == 1, "what happened before packing is known there"
        assert there.check_in.receive_code(session, first).reason is CheckInReason.ALREADY_IN
        scan(there, session, second, device="PC1")
        guest = there.check_in.receive_walk_in(session, "60代", sex=Sex.MALE, name="飛込一郎")
        assert guest.status is OK
    done = hall.merge(file)
    assert (done.accepted, done.known, done.held) == (3, 1, ())
    assert (city.present(session), city.summed(), acts(city)) == (3, 3, 4)
    again = hall.merge(file)
    assert (again.accepted, again.known, again.held) == (0, 4, ())
    assert (city.present(session), city.summed(), acts(city)) == (3, 3, 4)
    figures = city.services.reports.monthly(2026, 11)
    assert dict(figures.by_sex) == {Sex.FEMALE: 2, Sex.MALE: 1}, "sex stayed at the office and is counted there"
    last = city.services.maintenance.audit_entries(1)[0]
    assert (last.act, last.detail["accepted"], last.detail["known"]) == ("package.merge", 0, 4)


def test_the_file_itself_holds_every_act_at_once_even_when_the_laptop_is_lost(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code)
        copied = shutil.copy(file, file.with_name("copy.kakehashi"))
    assert hall.merge(Path(copied)).accepted == 1
    with hall.open(file, "another PC") as elsewhere:
        assert elsewhere.check_in.view(session).present == 1


def test_a_stick_pulled_out_loses_nothing(hall: Hall, expected_logs) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(2)]
    stick = hall.folder / "stick"
    stick.mkdir()
    file = Path(shutil.move(hall.pack(session), stick))
    away = hall.folder / "pocket"
    expected_logs.expect("no_folder")
    with pytest.raises(EnvironmentProblem) as told, hall.open(file) as there:
        stick.rename(away)
        scan(there, session, codes[0])
        scan(there, session, codes[1])
    assert told.value.code == "package_not_written"
    spare = Path(str(told.value.details["kept"]))
    assert len(hall_package.read(spare, PASSWORD).content.events) == 2
    away.rename(stick)
    with hall.open(file):
        assert len(hall_package.read(file, PASSWORD).content.events) == 2, "opening brings both together"
    assert hall.merge(file).accepted == 2


def test_18_two_copies_of_one_package_on_two_laptops(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(2)]
    file = hall.pack(session)
    copy = Path(shutil.copy(file, hall.folder / "copy.kakehashi"))
    with hall.open(file, "PC1") as one, hall.open(copy, "PC2") as other:
        scan(one, session, codes[0])
        scan(other, session, codes[1])
    assert [hall.merge(one).accepted for one in (file, copy)] == [1, 1]
    assert city.present(session) == 2


def test_two_laptops_on_one_file_lose_nothing_of_each_other(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    codes = [city.apply(course)[2] for _ in range(2)]
    file = hall.pack(session)
    with hall.open(file, "PC1") as one, hall.open(file, "PC2") as other:
        scan(one, session, codes[0])
        scan(other, session, codes[1])
        assert other.check_in.view(session).present == 2
    assert hall.merge(file).accepted == 2


def test_16_a_walk_in_identified_at_the_hall_is_the_person_at_home(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, _ = city.apply(course)
    file = hall.pack(session)
    hall.walk_in_found_to_be(person, session, file)
    with hall.open(file, "PC2") as elsewhere:
        assert [one.attendee_id for one in elsewhere.check_in.view(session).people] == [person]
    hall.merge(file)
    assert city.services.reports.monthly(2026, 11).distinct_people == 1
    assert city.present(session) == 1


def test_20_a_merge_cut_short_applies_nothing(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code)
    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        from divide_app.services.door import hall_packages

        cut.setattr(hall_packages, "_hold", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        hall.merge(file)
    assert (acts(city), city.present(session), city.summed()) == (0, 0, 0)
    assert hall.merge(file).accepted == 1


def test_21_a_package_of_another_office_is_refused(hall: Hall, tmp_path: Path) -> None:
    city = hall.city
    file = hall.pack(*city.sessions(city.course()))
    with opened("sqlite", tmp_path / "other", city.clock) as database:
        other = Services(database)
        for _ in range(2):
            with pytest.raises(DomainError, match="other_office"):
                other.hall_packages.merge(file, PASSWORD)
            if other.office.get() is None:
                other.office.set_up("別市", "別課")
        assert count(database, "hall_packages") == 0


def test_21_damage_and_wrong_passwords_apply_nothing(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code)
    whole = file.read_bytes()
    for password in ("違う", ""):
        with pytest.raises(EnvironmentProblem, match=r"bad_password|password_needed"):
            city.services.hall_packages.merge(file, password)
        with pytest.raises(EnvironmentProblem, match=r"bad_password|password_needed"):
            open_services(file, password=password)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EnvironmentProblem, match="package_damaged"):
        hall.merge(file)
    assert acts(city) == 0


def test_an_office_without_a_name_knows_its_own_packages(sqlite_city: City, tmp_path: Path, monkeypatch) -> None:
    hall = Hall(sqlite_city, tmp_path, monkeypatch)
    course = sqlite_city.course()
    (session,) = sqlite_city.sessions(course)
    _, _, code = sqlite_city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code)
    sqlite_city.services.office.set_up("見本市", "課")
    assert hall.merge(file).accepted == 1


def test_22_a_person_cancelled_meanwhile_waits_in_the_inbox(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, application, code = city.apply(course)
    file = hall.pack(session)
    city.services.applications.cancel(application)
    with hall.open(file) as there:
        event = scan(there, session, code, device="PC1")
    (held,) = hall.merge(file).held
    assert (held.reason, held.event, held.attendee, held.device) == (
        HeldReason.APPLICATION_CANCELLED, event, person, "PC1",
    )  # fmt: skip
    assert held.name
    assert (held.kind, city.present(session)) == (EventKind.IN, 0)
    assert hall.merge(file).known == 1, "waiting is known, too"
    assert city.services.hall_packages.inbox() == [held]
    done = city.services.hall_packages.resolve([held.item], accept=True)
    assert (done.accepted, done.waiting) == (1, ())
    assert (city.present(session), city.summed()) == (1, 1)
    with pytest.raises(DomainError, match="already_decided"):
        city.services.hall_packages.resolve([held.item], accept=False)
    with pytest.raises(DomainError, match="not_found"):
        city.services.hall_packages.resolve([new_id()], accept=False)


def test_22_a_person_purged_meanwhile_counts_as_a_stranger_when_accepted(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code, at=at("10:00"))
        scan(there, session, code, at=at("11:00"), leaving=True)
    database = city.services.database
    gone = id_text(database, person)
    run(database, "DELETE FROM applications WHERE participant_id = :id", id=gone)
    run(database, "DELETE FROM participant_search WHERE participant_id = :id", id=gone)
    run(database, "DELETE FROM participants WHERE id = :id", id=gone)
    done = hall.merge(file)
    assert [one.reason for one in done.held] == [HeldReason.PERSON_GONE] * 2
    assert [one.name for one in done.held] == ["", ""]
    city.services.hall_packages.resolve([one.item for one in done.held], accept=True)
    figures = city.services.reports.monthly(2026, 11)
    assert (figures.attendances, figures.unidentified_walk_ins) == (1, 1)
    (shown,) = city.services.check_in.view(session).people
    assert (shown.is_walk_in, shown.name, shown.is_inside) == (True, "", False)


def test_22_a_session_cancelled_meanwhile_waits_until_it_is_restored(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    city.services.scheduling.cancel_session(session, "大雪")
    with hall.open(file) as there:
        scan(there, session, code)
        there.check_in.receive_walk_in(session, "60代", name="飛込一郎")
    done = hall.merge(file)
    assert [one.reason for one in done.held] == [HeldReason.SESSION_CANCELLED] * 2
    assert {one.name for one in done.held} >= {"飛込一郎"}
    items = [one.item for one in done.held]
    with pytest.raises(DomainError, match="session_cancelled"):
        city.services.hall_packages.resolve(items, accept=True)
    assert len(city.services.hall_packages.inbox()) == 2
    rejected = city.services.hall_packages.resolve(items, accept=False)
    assert (rejected.rejected, rejected.waiting, city.present(session)) == (2, (), 0)
    assert count(city.services.database, "merge_inbox") == 2, "what was rejected stays on record"


def test_a_session_confirmed_meanwhile_asks_a_person(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, code)
    city.clock.moment = at("12:30")
    city.services.closing.confirm(session)
    (held,) = hall.merge(file).held
    assert held.reason is HeldReason.SESSION_CONFIRMED
    city.services.hall_packages.resolve([held.item], accept=True)
    assert city.present(session) == 1


def test_a_sound_ticket_from_elsewhere_is_not_in_the_package(hall: Hall) -> None:
    city = hall.city
    here, there_course = city.course(), city.course("LINE入門", meeting("13:00", "14:00"))
    (session,) = city.sessions(here)
    _, _, code = city.apply(there_course)
    file = hall.pack(session)
    with hall.open(file) as there:
        answers = [
            there.check_in.receive_code(session, one).reason for one in (code, make_ticket_code(b"0123456789"), "xyz")
        ]
        with pytest.raises(DomainError, match="not_found"):
            there.check_in.receive_code(city.sessions(there_course)[0], code)
    # The second has the right shape but not the office's signature.
    assert answers == [CheckInReason.NOT_IN_PACKAGE, CheckInReason.UNKNOWN_CODE, CheckInReason.UNKNOWN_CODE]
    assert hall.merge(file).accepted == 3, "refused acts are kept, too"


def test_only_the_door_writes_in_a_package(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person, application, _ = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        for act in (
            lambda: there.applications.cancel(application),
            lambda: there.scheduling.cancel_session(session, "x"),
            there.maintenance.back_up,
            lambda: there.hall_packages.create([session], file, "x"),
            lambda: there.hall_packages.merge(file, PASSWORD),
        ):
            with pytest.raises(DomainError, match="door_only"):
                act()
        assert there.check_in.view(session).people[0].attendee_id == person
        out = there.hall_packages.pack_home(hall.folder / "out.kakehashi")
    assert hall.merge(out).accepted == 0
    with pytest.raises(DomainError, match="not_a_hall"):
        city.services.hall_packages.pack_home(hall.folder / "no.kakehashi")


def test_a_package_with_acts_nobody_merged_is_not_written_over(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    file = hall.pack(session)
    create = city.services.hall_packages.create
    create([session], file, PASSWORD)
    with hall.open(file) as there:
        scan(there, session, code)
    for password in (PASSWORD, "べつの言葉 白い窓"):
        with pytest.raises(DomainError, match="package_exists"):
            create([session], file, password)
    hall.merge(file)
    create([session], file, PASSWORD)


def test_a_package_that_cannot_be_written_is_not_registered(hall: Hall) -> None:
    city = hall.city
    (session,) = city.sessions(city.course())
    create = city.services.hall_packages.create
    with pytest.raises(EnvironmentProblem, match="no_folder"):
        create([session], hall.folder / "missing" / "a.kakehashi", PASSWORD)
    with pytest.raises(DomainError, match="not_found"):
        create([new_id()], hall.folder / "a.kakehashi", PASSWORD)
    with pytest.raises(EnvironmentProblem, match="password_needed"):
        create([session], hall.folder / "a.kakehashi", "")
    assert count(city.services.database, "hall_packages") == 0


def test_a_package_is_known_by_its_beginning_whatever_its_name(hall: Hall) -> None:
    file = hall.pack(*hall.city.sessions(hall.city.course()))
    renamed = file.rename(file.with_name("hall.bin"))
    assert parse_place(str(renamed)).package == renamed
    assert str(parse_place(str(renamed))) == str(renamed)
    assert parse_place(str(hall.folder)).package is None
    with pytest.raises(EnvironmentProblem, match="missing_file"):
        open_services(hall.folder / "none.kakehashi", password=PASSWORD)
    with hall.open(renamed) as there:
        assert there.office.get() is not None


def test_events_before_the_package_was_made_survive_a_backup_put_back(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    _, _, code = city.apply(course)
    scan(city.services, session, code)
    file = hall.pack(session)
    database = city.services.database
    for table in ("attendance_events", "attendances", "attendance_summaries", "hall_packages"):
        run(database, f"DELETE FROM {table}")
    run(database, "UPDATE class_sessions SET present = 0")
    assert hall.merge(file).accepted == 1
    assert (city.present(session), count(database, "hall_packages")) == (1, 1)


def test_the_same_on_a_server(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds of office database create, merge, hold and decide alike."""
    hall = Hall(city, tmp_path, monkeypatch)
    course = city.course()
    (session,) = city.sessions(course)
    _, _, first = city.apply(course)
    _, application, second = city.apply(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        scan(there, session, first, nonce="n", device="PC")
        scan(there, session, second)
        there.check_in.receive_walk_in(session, "60代", name="飛込一郎")
    city.services.applications.cancel(application)
    done = hall.merge(file)
    assert (done.accepted, done.known, len(done.held)) == (2, 0, 1)
    assert hall.merge(file).known == 3
    city.services.hall_packages.resolve([done.held[0].item], accept=True)
    assert (city.present(session), city.summed()) == (3, 3)


def test_the_clock_of_packing_is_utc(hall: Hall) -> None:
    file = hall.pack(*hall.city.sessions(hall.city.course()))
    made = hall_package.read(file, PASSWORD).content.created_at
    assert made == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


def test_a_walk_in_called_like_an_applicant_is_offered_as_look_alike(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    (session,) = city.sessions(course)
    person = city.person("髙橋 実")
    city.apply(course, person)
    file = hall.pack(session)
    with hall.open(file) as there:
        guest = there.check_in.receive_walk_in(session, "60代", name="高橋実").participant
        there.check_in.receive_walk_in(session, "60代", name="青葉花子")
        known = there.check_in.receive_walk_in(session, "60代", name="髙橋実").participant
        assert known is not None
        there.check_in.identify_walk_in(known, person)
    offered = [one for one in hall.merge(file).lookalikes if one.applicants]
    assert [(one.class_session, one.walk_ins, one.applicants) for one in offered] == [(session, (guest,), (person,))]
    assert hall.merge(file).lookalikes == ()
