"""What is written goes whole to a file of its own kind, or not at all, and every refusal has its own sentence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest

from divide_app.foundation import file_trouble, files
from divide_app.foundation.file_trouble import reading, reading_problem
from divide_app.foundation.files import PLACE_FILE, is_same_kind, make_scratch_file, scratch_folder, written_whole
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.wording.sentences import sentence
from divide_app.wording.trouble_table import troubles

CONTENT = {
    ".pdf": b"%PDF-1.7\n...",
    ".xlsx": b"PK\x03\x04...",
    ".csv": "氏名,ふりがな\r\n".encode("utf-8-sig"),
    ".ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    ".json": b'{"a": 1}',
    ".png": b"\x89PNG\r\n\x1a\n...",
    ".jpg": b"\xff\xd8\xff\xe0...",
    ".kakehashi": b"KAKEHAS\x1a...",
}
FOREIGN = {
    "database": b"SQLite format 3\0" + bytes(84),
    "encrypted": bytes(range(256)) * 4,
    "paper": b"%PDF-1.4",
    "workbook": b"PK\x03\x04\x14\0",
    "picture": b"\x89PNG\r\n\x1a\n",
    "package": b"KAKEHAS\x1a\0\x01",
    "program": b"MZ\x90\0\x03",
}


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


Over = Callable[[Path], bool] | None


def anything(_path: Path) -> bool:
    return True


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(EnvironmentProblem) as caught:
        act()
    assert caught.value.code in troubles(), "every trouble has its own sentence"
    assert "{" not in sentence(caught.value)
    return caught.value.code


def write(path: Path, data: bytes | None = None, *, over: Over = is_same_kind, is_private: bool = False) -> None:
    with written_whole(path, over=over, is_private=is_private) as file:
        file.write(CONTENT.get(path.suffix, b"x") if data is None else data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- what may be replaced -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", CONTENT)
def test_a_file_of_the_same_kind_is_replaced_and_one_of_another_is_not(tmp_path: Path, ending: str):
    path = tmp_path / f"a{ending}"
    write(path)
    write(path, CONTENT[ending] + b"new")
    assert path.read_bytes() == CONTENT[ending] + b"new"
    path.write_bytes(b"")
    write(path)
    refused = 0
    for content in FOREIGN.values():
        path.write_bytes(content)
        if is_same_kind(path):
            continue
        refused += 1
        assert code_of(lambda: write(path)) == "other_kind"
        assert path.read_bytes() == content
    assert refused >= len(FOREIGN) - 1
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("name", [PLACE_FILE, "Kakehashi.SQLite", f"{PLACE_FILE}-wal", f"{PLACE_FILE}.replaced"])
def test_the_names_of_a_places_files_are_never_written_to(tmp_path: Path, name: str):
    assert code_of(lambda: write(tmp_path / name, over=anything)) == "place_file"
    (tmp_path / name).write_bytes(b"data")
    (tmp_path / "link.bak").symlink_to(name)
    for path in (tmp_path / name, tmp_path / "link.bak", tmp_path / "sub" / ".." / name):
        assert code_of(lambda path=path: write(path, over=anything)) == "place_file"
    assert (tmp_path / name).read_bytes() == b"data"


def test_an_open_file_is_kept_from_writing_by_any_name_until_it_is_closed(tmp_path: Path):
    opened = tmp_path / "opened.bak"
    opened.write_bytes(b"data")
    (tmp_path / "hard.bak").hardlink_to(opened)
    (tmp_path / "soft.bak").symlink_to(opened)
    files.keep_from_writing(opened)
    try:
        for name in ("opened.bak", "hard.bak", "soft.bak"):
            assert code_of(lambda name=name: write(tmp_path / name, over=anything)) == "place_file"
    finally:
        files.let_go(opened)
    assert opened.read_bytes() == b"data"
    write(opened, over=anything)
    assert opened.read_bytes() == b"x"


def test_a_link_is_replaced_and_never_followed(tmp_path: Path):
    victim = tmp_path / "victim.pdf"
    victim.write_bytes(CONTENT[".pdf"])
    for target in (victim, tmp_path / "nothing.pdf"):
        link = tmp_path / "link.pdf"
        link.symlink_to(target)
        write(link, b"%PDF-new")
        assert not link.is_symlink()
        assert link.read_bytes() == b"%PDF-new"
        link.unlink()
    assert victim.read_bytes() == CONTENT[".pdf"]
    assert not (tmp_path / "nothing.pdf").exists()


def test_a_planted_link_lends_no_rights(tmp_path: Path) -> None:
    everybodys = tmp_path / "everybodys.csv"
    everybodys.write_bytes(b"a,b\n")
    everybodys.chmod(0o666)
    link = tmp_path / "list.csv"
    link.symlink_to(everybodys)
    with written_whole(link) as out:
        out.write("氏名\n".encode())
    assert (link.is_symlink(), rights(link)) == (False, 0o600)
    assert everybodys.read_bytes() == b"a,b\n"


def test_a_scratch_file_follows_no_link_should_one_be_planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    victim = tmp_path / "victim"
    victim.write_bytes(b"data")
    monkeypatch.setattr(files.secrets, "token_hex", lambda _count: "guessed")
    (tmp_path / ".guessed.part").symlink_to(victim)
    with pytest.raises(FileExistsError):
        make_scratch_file(tmp_path)
    assert victim.read_bytes() == b"data"


def test_folders_and_devices_are_told_apart_from_files(tmp_path: Path):
    (tmp_path / "a.pdf").mkdir()
    assert code_of(lambda: write(tmp_path / "a.pdf")) == "is_folder"
    os.mkfifo(tmp_path / "pipe.pdf")
    assert code_of(lambda: write(tmp_path / "pipe.pdf")) == "other_kind"
    (tmp_path / "file").write_bytes(b"x")
    assert code_of(lambda: write(tmp_path / "file" / "a.pdf")) == "no_folder"
    assert code_of(lambda: write(tmp_path / "none" / "a.pdf")) == "no_folder"


@pytest.mark.parametrize("name", ["NUL.pdf", "a:b.pdf", "a\u202efdp.pdf", "a\x1b[2J.pdf", "con.pdf", "a?.pdf"])
def test_a_name_that_windows_would_lose_is_refused_everywhere(tmp_path: Path, name: str):
    assert code_of(lambda: write(tmp_path / name)) == "bad_file_name"
    assert names(tmp_path) == []


# --- rights -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("umask")
def test_whatever_is_new_is_for_one_person(tmp_path: Path):
    write(tmp_path / "a.pdf")
    write(tmp_path / "a.kakehashi", is_private=True)
    write(tmp_path / "own", over=None, is_private=True)
    assert [rights(tmp_path / name) for name in ("a.pdf", "a.kakehashi", "own")] == [0o600] * 3


@pytest.mark.usefixtures("umask")
def test_what_an_office_shared_itself_stays_shared_and_a_private_file_becomes_private(tmp_path: Path):
    for name in ("a.pdf", "a.kakehashi", "own"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o664)
    write(tmp_path / "a.pdf")
    write(tmp_path / "a.kakehashi", is_private=True)
    write(tmp_path / "own", over=None, is_private=True)
    assert [rights(tmp_path / name) for name in ("a.pdf", "a.kakehashi", "own")] == [0o664, 0o600, 0o664]


# --- whole or not at all ------------------------------------------------------------------------------------------

TROUBLES = [
    (OSError(errno.ENOSPC, "x"), "disk_full"),
    (OSError(errno.EDQUOT, "x"), "disk_full"),
    (OSError(errno.EFBIG, "x"), "disk_full"),
    (OSError(errno.EROFS, "x"), "disk_protected"),
    (OSError(errno.ENAMETOOLONG, "x"), "name_too_long"),
    (OSError(errno.EIO, "x"), "disk_error"),
    (OSError(errno.ESTALE, "x"), "drive_missing"),
    (PermissionError(errno.EACCES, "x"), "not_writable"),
    (OSError(errno.EMFILE, "x"), "write_failed"),
]


@pytest.mark.parametrize("stage", ["open", "write", "fsync", "close", "replace"])
@pytest.mark.parametrize(("error", "code"), TROUBLES, ids=[errno.errorcode[one.errno or 0] for one, _code in TROUBLES])
def test_each_trouble_at_each_step_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, error: OSError, code: str
):
    path = tmp_path / "a.kakehashi"
    path.write_bytes(CONTENT[".kakehashi"])

    def fail(*_arguments: object, **_named: object) -> NoReturn:
        raise error

    def act() -> None:
        with written_whole(path, is_private=True) as file:
            file.write(b"new")
            if stage == "write":
                fail()

    monkeypatch.setattr(files, "sleep", lambda _seconds: None)
    if stage == "open":
        monkeypatch.setattr(os, "open", fail)
    elif stage == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif stage == "replace":
        monkeypatch.setattr(Path, "replace", fail)
        # The folder has just taken a new file: what is in the way is the old one, which a program holds open.
        code = "file_locked" if code == "not_writable" else code
    elif stage == "close":
        monkeypatch.setattr(files, "open", lambda *given, **named: _Shut(open(*given, **named), fail), raising=False)  # noqa: SIM115, PTH123
    assert code_of(act) == code
    monkeypatch.undo()
    assert path.read_bytes() == CONTENT[".kakehashi"]
    assert names(tmp_path) == ["a.kakehashi"]


class _Shut:
    """A file that closes with trouble, as on a share whose disk is full."""

    def __init__(self, file: BinaryIO, fail: Callable[[], NoReturn]) -> None:
        self.file, self.fail = file, fail

    def __enter__(self) -> BinaryIO:
        return self.file

    def __exit__(self, *_error: object) -> None:
        self.file.close()
        self.fail()


def test_a_folder_that_may_not_be_written_to_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tries = []

    def forbidden(path: str, *_arguments: object, **_named: object) -> NoReturn:
        tries.append(path)
        raise PermissionError(errno.EACCES, "denied", path)

    monkeypatch.setattr(os, "open", forbidden)
    assert code_of(lambda: write(tmp_path / "a.csv")) == "not_writable"
    assert len(tries) == 1
    with pytest.raises(PermissionError):
        make_scratch_file(tmp_path)
    assert len(tries) == 2


def test_a_pc_without_room_for_scratch_folders_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def forbidden(*_arguments: object, **_named: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "denied")

    with scratch_folder() as folder:
        assert rights(folder) == 0o700
        (folder / "x").write_bytes(b"x")
    assert not folder.exists()
    monkeypatch.setattr(Path, "mkdir", forbidden)

    def act() -> None:
        with scratch_folder():
            pass

    assert code_of(act) == "not_writable"


def test_an_interruption_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), written_whole(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    with pytest.raises(ValueError, match="a fault"), written_whole(path) as file:
        raise ValueError("a fault of ours")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


def test_what_comes_to_lie_there_meanwhile_is_not_written_over(tmp_path: Path):
    path = tmp_path / "a.csv"

    def act() -> None:
        with written_whole(path) as file:
            file.write(b"list")
            path.write_bytes(FOREIGN["database"])

    assert code_of(act) == "other_kind"
    assert path.read_bytes() == FOREIGN["database"]
    assert names(tmp_path) == ["a.csv"]


# --- held open by another program -----------------------------------------------------------------------------------


def windows_error(number: int) -> OSError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = number
    return error


@pytest.mark.parametrize("error", [windows_error(32), windows_error(33), windows_error(5)], ids=["32", "33", "5"])
def test_a_file_open_in_excel_is_told_and_the_finished_one_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
):
    path = tmp_path / "月報.xlsx"
    path.write_bytes(CONTENT[".xlsx"])
    (tmp_path / "月報 (2).xlsx").write_bytes(b"somebody's")
    real, waits = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        if target == path:
            raise error
        return real(self, target)

    monkeypatch.setattr(files, "sleep", waits.append)
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(EnvironmentProblem) as caught:
        write(path, b"PK\x03\x04new")
    assert caught.value.code == "file_locked_kept"
    kept = tmp_path / "月報 (3).xlsx"
    assert kept.read_bytes() == b"PK\x03\x04new"
    assert path.read_bytes() == CONTENT[".xlsx"]
    assert "Excel" in sentence(caught.value)
    assert str(kept) in sentence(caught.value)
    assert sum(waits) < 1, "virus scanners let go soon; nobody waits longer"
    assert len(names(tmp_path)) == 3


def test_a_virus_scanner_that_lets_go_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.csv"
    path.write_text("old")
    real, tries = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 3:
            raise windows_error(5)
        return real(self, target)

    monkeypatch.setattr(files, "sleep", lambda _seconds: None)
    monkeypatch.setattr(Path, "replace", held)
    write(path)
    assert path.read_bytes() == CONTENT[".csv"]


def test_a_private_file_is_not_left_under_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.kakehashi"
    path.write_bytes(CONTENT[".kakehashi"])

    def held(_self: Path, _target: Path) -> NoReturn:
        raise windows_error(32)

    monkeypatch.setattr(files, "sleep", lambda _seconds: None)
    monkeypatch.setattr(Path, "replace", held)
    assert code_of(lambda: write(path, is_private=True)) == "file_locked"
    assert names(tmp_path) == ["a.kakehashi"]


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_file_in_use_and_one_without_rights_are_told_apart_when_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.csv"
    path.write_text("x")
    plain = PermissionError(errno.EACCES, "denied")
    assert reading_problem(windows_error(32), path).code == "file_locked"
    assert reading_problem(plain, path).code == "no_right"
    monkeypatch.setattr(file_trouble, "_ON_WINDOWS", True)
    assert reading_problem(plain, path).code == "file_locked"
    assert reading_problem(plain, tmp_path).code == "is_folder"


def test_reading_what_is_not_there_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def read(path: Path) -> str:
        def act() -> None:
            with reading(path):
                path.read_bytes()

        return code_of(act)

    assert read(tmp_path / "none.csv") == "missing_file"
    assert read(tmp_path) == "is_folder"
    assert read(tmp_path / ("長" * 200)) == "name_too_long"
    monkeypatch.setattr(file_trouble, "_is_there", lambda _folder: False)  # Q: without its stick
    assert read(tmp_path / "none.csv") == "drive_missing"
