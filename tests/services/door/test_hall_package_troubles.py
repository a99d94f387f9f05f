"""What befalls a package's file and a hall's PC: nothing is lost, and the door opens again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.door.attendance import EventResult
from divide_app.domain.door.merge import HeldReason
from divide_app.domain.errors import DomainError
from divide_app.exchange import hall_package
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.storage.places import DATABASE_FILE
from tests.support.city import City
from tests.support.databases import HandClock, count, rows
from tests.support.halls import PASSWORD, Hall


@pytest.fixture
def hall(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    sqlite_city.services.office.set_up("見本市", "デジタル推進課")
    return Hall(sqlite_city, tmp_path, monkeypatch)


def packed(hall: Hall, people: int = 3) -> tuple[Path, UUID, list[str]]:
    course = hall.city.course()
    codes = [hall.city.apply(course)[2] for _ in range(people)]
    (session,) = hall.city.sessions(course)
    return hall.pack(session), session, codes


def scan(services: Services, session: UUID, code: str, **parts: str) -> None:
    assert services.check_in.receive_code(session, code, **parts).status is EventResult.OK


def working_database(hall: Hall, pc: str = "PC1") -> Path:
    (file,) = (hall.folder / pc).rglob(DATABASE_FILE)
    return file


def acts_in(file: Path) -> int:
    return len(hall_package.read(file, PASSWORD).content.events)


def while_writing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let something happen between the reading and the writing of the next package file."""
    write = hall_package.write

    def slow(path: Path, *parts: object) -> bytes:
        monkeypatch.setattr(hall_package, "write", write)
        act()
        return write(path, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(hall_package, "write", slow)


@pytest.mark.parametrize("damage", ["emptied", "cut", "overwritten", "one page"])
def test_a_hall_pc_whose_own_copy_was_damaged_opens_the_package_again(hall: Hall, damage: str, expected_logs) -> None:
    """A battery that failed in mid-writing must not shut the door for the day; every act is in the file."""
    file, session, codes = packed(hall)
    with hall.open(file) as there:
        scan(there, session, codes[0])
        ((root,),) = rows(there.database, "SELECT rootpage FROM sqlite_master WHERE name = 'attendance_events'")
    database = working_database(hall)
    whole, page = database.read_bytes(), (root - 1) * 4096  # a page in use, wherever the schema puts it
    database.write_bytes(
        {
            "emptied": b"",
            "cut": whole[: len(whole) // 2],
            "overwritten": bytes(len(whole)),
            "one page": whole[:page] + bytes(4096) + whole[page + 4096 :],
        }[damage]
    )
    expected_logs.expect("set aside")
    with hall.open(file) as there:
        assert there.check_in.view(session).present == 1
        scan(there, session, codes[1])
    assert len(list(database.parent.glob("broken*"))) >= 1, "what could not be read is kept, not thrown away"
    assert hall.merge(file).accepted == 2


def test_acts_that_only_the_spare_copy_had_survive_a_damaged_database(hall: Hall, expected_logs) -> None:
    file, session, codes = packed(hall)
    stick = hall.folder / "stick"
    stick.mkdir()
    file = Path(shutil.move(file, stick))
    expected_logs.expect("no_folder")
    expected_logs.expect("set aside")
    with pytest.raises(EnvironmentProblem, match="package_not_written"), hall.open(file) as there:
        stick.rename(hall.folder / "pocket")
        scan(there, session, codes[0])
    (hall.folder / "pocket").rename(stick)
    working_database(hall).write_bytes(bytes(8192))
    with hall.open(file) as there:
        assert there.check_in.view(session).present == 1
    assert acts_in(file) == 1


@pytest.mark.two_programs
def test_two_programs_on_one_pc_leave_both_acts_in_the_file(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other program may write its act between our reading and our writing; the file must not lose it."""
    file, session, codes = packed(hall)
    with hall.open(file) as one, hall.open(file) as other:
        while_writing(monkeypatch, lambda: scan(other, session, codes[1]))
        scan(one, session, codes[0])
        assert acts_in(file) == 2


def test_two_laptops_that_wrote_the_shared_file_at_once_mend_it_on_closing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, session, codes = packed(hall)
    with hall.open(file, "PC1") as one, hall.open(file, "PC2") as other:
        while_writing(monkeypatch, lambda: scan(other, session, codes[1]))
        scan(one, session, codes[0])
    assert hall.merge(file).accepted == 2


@pytest.mark.parametrize("state", ["newer", "damaged", "unreadable"])
def test_a_package_that_cannot_be_read_here_is_not_written_over(
    hall: Hall, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, session, _codes = packed(hall)
    whole = file.read_bytes()
    if state == "newer":
        body = whole[:8] + (9).to_bytes(2, "big") + whole[10:-32]
        file.write_bytes(body + hashlib.sha256(body).digest())
    elif state == "damaged":
        file.write_bytes(whole[:-1])
    else:
        problem = EnvironmentProblem("file_unreadable", path=str(file))
        monkeypatch.setattr(hall_package, "label_of", lambda _path: (_ for _ in ()).throw(problem))
    with pytest.raises(DomainError) as refused:
        hall.city.services.hall_packages.create([session], file, PASSWORD)
    assert (refused.value.code, refused.value.details) == ("package_exists", {"name": file.name})
    assert count(hall.city.services.database, "hall_packages") == 1


def test_who_a_walk_in_was_is_not_lost_when_it_was_said_after_the_merge(hall: Hall) -> None:
    city = hall.city
    course = city.course()
    person = city.apply(course)[0]
    (session,) = city.sessions(course)
    file = hall.pack(session)
    with hall.open(file) as there:
        guest = there.check_in.receive_walk_in(session, "70代").participant
        assert guest is not None
    hall.merge(file)
    with hall.open(file) as there:
        there.check_in.identify_walk_in(guest, person)
    packages = city.services.hall_packages
    with pytest.raises(DomainError, match="package_not_merged"):
        packages.put_away(file, PASSWORD)
    with pytest.raises(DomainError, match="package_exists"):
        packages.create([session], file, PASSWORD)
    hall.merge(file)
    assert city.services.reports.monthly(2026, 11).distinct_people == 1
    packages.put_away(file, PASSWORD)


def test_a_paper_asked_for_in_a_package_is_refused_before_any_file_is_written(hall: Hall) -> None:
    file, session, _codes = packed(hall)
    paper = hall.folder / "sheet.pdf"
    with hall.open(file) as there:
        made = there.prints.make("attendance-sheet", [str(session)])
        with pytest.raises(DomainError, match="door_only"):
            there.prints.save(made, paper)
    assert not paper.exists()


def test_a_laptop_whose_clock_battery_is_empty_is_set_right_in_one_act(hall: Hall) -> None:
    """Its day is in 1970: the acts wait, and the true time is some thirty million minutes away."""
    file, session, codes = packed(hall, 2)
    true = hall.city.clock()
    empty = HandClock(datetime(1970, 1, 1, tzinfo=UTC))
    with hall.open(file, clock=empty) as there:
        for code in codes:
            scan(there, session, code, forced_reason="時計が違う")
    held = hall.merge(file).held
    assert {one.reason for one in held} == {HeldReason.CLOCK}
    minutes = int((true - empty()).total_seconds()) // 60
    hall.city.services.hall_packages.resolve([one.item for one in held], accept=True, clock_minutes=minutes)
    people = hall.city.services.check_in.view(session).people
    assert {one.first_in for one in people} == {true}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("飛込\x1b[2J一郎", "bad_text"),
        ("飛込\0一郎", "bad_text"),
        ("飛" * 200_000, "text_too_long"),
        ("1234 5678 9018", "individual_number"),
        ("六二一四 九八三二 〇二五七", "individual_number"),
    ],
)
@pytest.mark.parametrize("place", ["name", "device", "nonce", "forced_reason"])
def test_texts_of_a_package_made_by_hand_pass_the_checks_of_typed_ones(
    hall: Hall, place: str, text: str, code: str
) -> None:
    file, session, codes = packed(hall, people=1)
    with hall.open(file) as there:
        scan(there, session, codes[0])
        there.check_in.receive_walk_in(session, "60代", name="飛込一郎")
    opened = hall_package.read(file, PASSWORD)
    content = opened.content
    if place == "name":
        content = replace(content, walk_ins=tuple(replace(one, name=text) for one in content.walk_ins))
    else:
        content = replace(content, events=tuple(replace(one, **{place: text}) for one in content.events))
    hall_package.write(file, opened.key, content)
    with pytest.raises(DomainError, match=code):
        hall.city.services.hall_packages.merge(file, PASSWORD)
    assert count(hall.city.services.database, "attendance_events") == 0
