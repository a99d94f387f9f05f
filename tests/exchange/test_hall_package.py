"""A package is opened whole with its password, or not at all and with the right reason."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import AttendanceEvent, CheckInReason, EventKind, EventResult
from divide_app.domain.door.packages import (
    PackageContent,
    PackedApplication,
    PackedCourse,
    PackedPerson,
    PackedSession,
    PackedWalkIn,
)
from divide_app.domain.people.participants import Need, Sex
from divide_app.domain.planning.courses import SessionKind, SessionState
from divide_app.exchange import hall_package
from divide_app.exchange.package_content import from_json, to_json
from divide_app.foundation.problems import EnvironmentProblem

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
PACKAGE, OFFICE = UUID(int=1), UUID(int=2)
CONTENT = PackageContent(
    PACKAGE,
    "見本市 デジタル推進課",
    NOW,
    (PackedCourse(UUID(int=3), "スマートフォン入門", SessionKind.CLASS, 10, 60, "機種は?"),),
    (
        PackedSession(
            UUID(int=4), UUID(int=3), 1, SessionKind.CLASS, NOW, NOW, True, SessionState.PLANNED,
            UUID(int=5), "市民センター", None, "",
        ),
    ),
    (PackedPerson(UUID(int=6), "𠮷田 髙子", "よしだ たかこ", "70-74", (Need.WRITING,), "筆談で"),),
    (PackedApplication(UUID(int=7), UUID(int=3), UUID(int=6), ApplicationStatus.WAITING, 1, "ABC", False, ""),),
    (PackedWalkIn(UUID(int=8), UUID(int=4), "60-69", Sex.MALE, "", None),),
    (
        AttendanceEvent(
            UUID(int=9), UUID(int=4), None, EventKind.IN, EventResult.REFUSED, NOW, NOW, "PC", "n",
            reason=CheckInReason.UNKNOWN_CODE,
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("package") / "a.kakehashi"
    hall_package.write(path, hall_package.new_key(PACKAGE, OFFICE, "合い言葉"), CONTENT)
    return path.read_bytes()


@pytest.fixture
def file(tmp_path: Path, sealed: bytes) -> Path:
    path = tmp_path / "a.kakehashi"
    path.write_bytes(sealed)
    return path


def code_of(path: Path, password: str = "合い言葉") -> str:
    with pytest.raises(EnvironmentProblem) as refused:
        hall_package.read(path, password)
    return refused.value.code


def with_right_digest(data: bytes) -> bytes:
    body = data[:-32]
    return body + hashlib.sha256(body).digest()


def test_content_comes_back_as_it_was(file: Path):
    opened = hall_package.read(file, "合い言葉")
    assert opened.content == CONTENT
    assert (opened.key.package_id, opened.key.office_id) == (PACKAGE, OFFICE)
    assert opened.stamp == hall_package.stamp_of(file)
    assert hall_package.read_again(file, opened.key).content == CONTENT


def test_nothing_of_a_person_can_be_read_from_outside(sealed: bytes):
    for word in ("髙子", "よしだ", "スマートフォン", "市民センター", "ABC"):
        assert word.encode() not in sealed
    assert from_json(to_json(CONTENT)) == CONTENT


def test_each_writing_looks_different(file: Path):
    opened = hall_package.read(file, "合い言葉")
    before = file.read_bytes()
    assert hall_package.write(file, opened.key, CONTENT) != opened.stamp
    assert file.read_bytes()[:-32] != before[:-32], "a nonce is never used twice"


def test_a_password_in_another_unicode_form_is_the_same(tmp_path: Path):
    path = tmp_path / "b.kakehashi"
    hall_package.write(path, hall_package.new_key(PACKAGE, OFFICE, "ガギ12"), CONTENT)
    assert hall_package.read(path, "ｶﾞｷﾞ１２").content == CONTENT


def test_the_wrong_password_and_none_are_told_apart(file: Path):
    assert code_of(file, "違う") == "bad_password"
    assert code_of(file, "") == "password_needed"


def test_a_file_cut_at_any_byte_is_refused(file: Path, sealed: bytes):
    for length in range(len(sealed)):
        file.write_bytes(sealed[:length])
        assert code_of(file) == ("package_damaged" if length else "not_a_package"), length


def test_a_file_with_bytes_added_is_refused(file: Path, sealed: bytes):
    file.write_bytes(sealed + b"\0")
    assert code_of(file) == "package_damaged"


def test_any_flipped_bit_is_noticed(file: Path, sealed: bytes):
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << at % 8
        file.write_bytes(bytes(changed))
        assert code_of(file) == ("not_a_package" if at < 8 else "package_damaged"), at


def test_a_forger_who_mends_the_digest_is_noticed_too(file: Path, sealed: bytes):
    for at in sorted(random.Random(5).sample(range(27, len(sealed) - 32), 12)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        file.write_bytes(with_right_digest(bytes(changed)))
        assert code_of(file) in {"package_damaged", "bad_password"}, at


@pytest.mark.parametrize(("version", "code"), [(0, "package_older"), (2, "package_newer"), (65535, "package_newer")])
def test_another_version_is_refused_by_name(file: Path, sealed: bytes, version: int, code: str):
    file.write_bytes(with_right_digest(sealed[:8] + version.to_bytes(2, "big") + sealed[10:]))
    assert code_of(file) == code


@pytest.mark.parametrize(("at", "value"), [(10, 4), (10, 10**9), (14, 65_537), (14, 2**31), (10, 0), (14, 1)])
def test_a_header_that_asks_too_much_of_this_pc_is_refused(file: Path, sealed: bytes, at: int, value: int):
    file.write_bytes(with_right_digest(sealed[:at] + value.to_bytes(4, "big") + sealed[at + 4 :]))
    assert code_of(file) == "package_damaged"


def test_other_files_are_no_packages(tmp_path: Path):
    path = tmp_path / "x.kakehashi"
    for data in (b"", b"SQLite format 3\0", b"PK\x03\x04", b"\0" * 1000):
        path.write_bytes(data)
        assert code_of(path) == "not_a_package"
    assert code_of(tmp_path / "missing.kakehashi") == "missing_file"
    assert code_of(tmp_path) == "is_folder"


def test_another_package_under_the_same_key_name_is_refused(file: Path):
    opened = hall_package.read(file, "合い言葉")
    hall_package.write(file, opened.key, replace(CONTENT, id=UUID(int=55)))
    assert code_of(file) == "package_damaged"


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"null", b'{"id": 3}', to_json(CONTENT)[:-1], b"\xff"])
def test_content_of_another_shape_is_a_value_error(text: bytes):
    with pytest.raises(ValueError):
        from_json(text)
