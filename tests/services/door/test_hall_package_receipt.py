"""A package that came home is overwritten, and the hall's PC forgets its people once the office holds every act."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.door.packages import CODE_LENGTH, CODE_LETTERS, code_in_groups, password_form
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import COMMAND
from divide_app.exchange import hall_package
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.door.hall_packages import one_time_code
from tests.printing.sample_papers import page_text
from tests.support.city import City
from tests.support.databases import HandClock
from tests.support.halls import PASSWORD, Hall

CODES = st.text(st.sampled_from(CODE_LETTERS), min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@pytest.fixture
def hall(sqlite_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    sqlite_city.services.office.set_up("見本市", "デジタル推進課")
    return Hall(sqlite_city, tmp_path, monkeypatch)


def packed(hall: Hall, people: int = 3) -> tuple[Path, list[str], UUID]:
    city = hall.city
    course = city.course()
    codes = [city.apply(course)[2] for _ in range(people)]
    (session,) = city.sessions(course)
    return hall.pack(session), codes, session


def kept_at(hall: Hall, pc: str) -> list[Path]:
    return [file for file in (hall.folder / pc).rglob("*") if file.is_file() and "packages" in file.parts]


def test_a_package_is_put_away_only_when_every_act_is_home(hall: Hall) -> None:
    file, codes, session = packed(hall)
    packages = hall.city.services.hall_packages
    with hall.open(file) as there:
        there.check_in.receive_code(session, codes[0])
    before = file.read_bytes()
    with pytest.raises(DomainError) as refused:
        packages.put_away(file, PASSWORD)
    assert refused.value.code == "package_not_merged"
    assert refused.value.details["count"] == 1
    assert file.read_bytes() == before
    hall.merge(file)
    done = packages.put_away(file, PASSWORD)
    assert done.acts == 1
    receipt = hall_package.read(file, PASSWORD).content
    assert (receipt.people, receipt.applications, receipt.walk_ins, receipt.events) == ((), (), (), ())
    (line,) = packages.packages()
    assert line.wiped_at is not None
    assert [one.id for one in line.sessions] == [session]


def test_the_receipt_erases_what_the_hall_kept(hall: Hall) -> None:
    file, codes, session = packed(hall)
    with hall.open(file) as there:
        there.check_in.receive_code(session, codes[0])
    assert {one.name for one in kept_at(hall, "PC1")} >= {"copy.kakehashi"}
    hall.merge(file)
    hall.city.services.hall_packages.put_away(file, PASSWORD)
    with pytest.raises(EnvironmentProblem) as told, hall.open(file):
        pass
    assert told.value.code == "package_received"
    assert kept_at(hall, "PC1") == []


def test_a_receipt_that_lacks_an_act_of_this_pc_becomes_the_package_again(hall: Hall) -> None:
    file, codes, session = packed(hall)
    other = hall.folder / "copy-for-second-laptop.kakehashi"
    other.write_bytes(file.read_bytes())
    with hall.open(file, "PC1") as there:
        there.check_in.receive_code(session, codes[0])
    with hall.open(other, "PC2") as there:
        there.check_in.receive_code(session, codes[1])
    hall.merge(file)
    hall.city.services.hall_packages.put_away(file, PASSWORD)
    with hall.open(file, "PC2") as there:  # the first laptop's receipt, opened on the second
        assert there.check_in.view(session).present == 1
        assert len(there.check_in.view(session).people) == 3, "the people of the session are still known there"
    merged = hall.merge(file)
    assert merged.accepted == 1
    hall.city.services.hall_packages.put_away(file, PASSWORD)
    with pytest.raises(EnvironmentProblem) as told, hall.open(file, "PC2"):
        pass
    assert told.value.code == "package_received"
    assert kept_at(hall, "PC2") == []


def test_a_receipt_is_not_merged_and_not_put_away_again(hall: Hall) -> None:
    file, _codes, _session = packed(hall)
    hall.merge(file)
    packages = hall.city.services.hall_packages
    packages.put_away(file, PASSWORD)
    for act in (packages.merge, packages.put_away):
        with pytest.raises(DomainError) as refused:
            act(file, PASSWORD)
        assert refused.value.code == "already_received"


def test_an_act_sent_twice_does_not_keep_a_package_from_being_put_away(hall: Hall) -> None:
    file, codes, session = packed(hall)
    with hall.open(file) as there:
        first = there.check_in.receive_code(session, codes[0], nonce="n1")
    content = hall_package.read(file, PASSWORD)
    (event,) = [one for one in content.content.events if one.id == first.event]
    assert event.nonce == "n1"
    assert hall.merge(file).accepted == 1
    assert hall.merge(file).known == 1
    assert hall.city.services.hall_packages.put_away(file, PASSWORD).acts == 1


def test_acts_that_wait_in_the_inbox_are_home_too(hall: Hall) -> None:
    file, codes, session = packed(hall)
    with hall.open(file, clock=HandClock(hall.city.clock() + timedelta(days=2))) as there:
        there.check_in.receive_code(session, codes[0], forced_reason="日を間違えた")
    (held,) = hall.merge(file).held
    hall.city.services.hall_packages.put_away(file, PASSWORD)
    (line,) = hall.city.services.hall_packages.packages()
    assert line.waiting == 1
    assert held.package == line.id


def test_a_one_time_code_is_drawn_anew_each_time_and_opens_however_it_is_typed(hall: Hall, tmp_path: Path) -> None:
    codes = {one_time_code() for _ in range(50)}
    assert len(codes) == 50
    code = codes.pop()
    city = hall.city
    file = tmp_path / "coded.kakehashi"
    city.services.hall_packages.create(city.sessions(city.course()), file, code)
    full_width = "".join(chr(ord(one) + 0xFEE0) if one != "-" else "－" for one in code)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), full_width, f" {code} "):
        assert hall_package.read(file, typed).content.id


@given(CODES)
def test_a_code_has_one_form(code: str) -> None:
    assert password_form(code_in_groups(code)) == code
    assert password_form(code.lower()) == code


@given(st.text())
def test_a_password_keeps_its_own_letters(text: str) -> None:
    form = password_form(text)
    assert password_form(form) == form


def test_the_proof_names_the_file_and_nobody(hall: Hall) -> None:
    file, codes, session = packed(hall)
    packages, prints = hall.city.services.hall_packages, hall.city.services.prints
    with hall.open(file) as there:
        there.check_in.receive_code(session, codes[0])
    hall.merge(file)
    (line,) = packages.packages()
    with pytest.raises(DomainError) as refused:
        prints.make("package-proof", [str(line.id)])
    assert refused.value.code == "package_not_put_away"
    hall.city.services.actor = COMMAND
    done = packages.put_away(file, PASSWORD)
    made = prints.make("package-proof", [str(line.id)])
    words = "".join(page_text(made.pdf, 0).split())
    assert done.file_digest in words
    for part in ("受付パック消去記録", "1件。すべて事務所にあります。", "スマートフォン入門", "コマンド"):
        assert part in words
    assert "見本" not in words.replace("見本市", "")


def test_a_receipt_written_while_the_hall_still_has_the_package_open_stays_a_receipt(hall: Hall) -> None:
    """On a shared folder the office may be done before the laptop is; closing it must not bring the people back."""
    file, codes, session = packed(hall)
    with hall.open(file) as there:
        there.check_in.receive_code(session, codes[0])
        hall.merge(file)
        hall.city.services.hall_packages.put_away(file, PASSWORD)
    assert hall_package.read(file, PASSWORD).content.people == ()
    with pytest.raises(EnvironmentProblem, match="package_received"), hall.open(file):
        pass
    assert kept_at(hall, "PC1") == []


def test_an_act_after_the_receipt_makes_it_the_package_again(hall: Hall) -> None:
    file, codes, session = packed(hall)
    with hall.open(file) as there:
        hall.merge(file)
        hall.city.services.hall_packages.put_away(file, PASSWORD)
        there.check_in.receive_code(session, codes[0])
    assert hall.merge(file).accepted == 1
