"""The log helps to find a fault and names nobody."""

from __future__ import annotations

import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.foundation import logs
from divide_app.foundation.logs import masked
from divide_app.foundation.problems import EnvironmentProblem

LOGGER = logging.getLogger("divide_app.test")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    yield logs.install_log(tmp_path / "log")
    logs.remove_log()


def test_message_reaches_the_file(log: Path):
    LOGGER.info("起動しました")
    assert "INFO divide_app.test 起動しました" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "123456789018",
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４５６７８９０１８",
        "090-1234-5678",
        "(03)5353-5111",
        "０９０－１２３４－５６７８",
        "+81 90 1234 5678",
        "0196514111",
    ],
)
def test_numbers_of_people_are_masked(text: str):
    assert masked(f"値 {text} です") == "値 *** です"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 10:00:00,123 INFO",
        "revision 0001, 12 rows in 35 ms",
        "01976f6e-9a3b-7c31-8d6a-0123456789ab",
        "2026-11-21T10:00:00+09:00",
    ],
)
def test_what_finds_a_fault_is_kept(text: str):
    assert masked(text) == text


@given(st.text("0123456789", min_size=12, max_size=12))
def test_no_twelve_digits_pass(digits: str):
    for written in (digits, f"{digits[:4]}-{digits[4:8]}-{digits[8:]}", f"{digits[:4]} {digits[4:8]} {digits[8:]}"):
        assert digits[4:8] not in masked(f"memo={written};").replace("***", "")


def test_exception_is_told_without_what_people_typed(log: Path, expected_logs: Any):
    expected_logs.expect("取り込めませんでした")
    try:
        try:
            raise ValueError("山田花子 090-1234-5678")
        except ValueError as error:
            raise DomainError("bad_date", text="昭和100年") from error
    except DomainError:
        LOGGER.exception("取り込めませんでした")
    text = log.read_text(encoding="utf-8")
    for personal in ("山田", "1234", "昭和"):
        assert personal not in text
    assert "builtins.ValueError" in text
    assert "divide_app.domain.errors.DomainError (bad_date)" in text
    assert "test_logs.py" in text


def test_values_kept_on_the_record_by_another_handler_stay_out(log: Path, expected_logs: Any):
    expected_logs.expect("困った")
    try:
        raise ValueError("山田花子")
    except ValueError as error:
        record = LOGGER.makeRecord(
            LOGGER.name, logging.ERROR, __file__, 1, "困った", (), (type(error), error, error.__traceback__)
        )
    logging.Formatter().format(record)
    LOGGER.handle(record)
    assert "山田" not in log.read_text(encoding="utf-8")
    assert "山田" in str(record.exc_text)


def test_log_turns_over_and_keeps_five_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "MAX_BYTES", 500)
    logs.install_log(tmp_path)
    try:
        for _ in range(100):
            LOGGER.info("x" * 100)
        assert len(list(tmp_path.glob("divide_app.log*"))) == logs.KEPT_FILES
        assert all(file.stat().st_size < 1_000 for file in tmp_path.iterdir())
    finally:
        logs.remove_log()


WRITER = """
import logging, sys
from pathlib import Path
from divide_app.foundation import logs
logs.MAX_BYTES, logs.KEPT_FILES = 20_000, int(sys.argv[3])
logs.install_log(Path(sys.argv[1]))
for number in range(400):
    logging.getLogger("divide_app.writer").info("writer %s line %d end", sys.argv[2], number)
"""


def write_at_once(folder: Path, writers: int, kept: int) -> list[str]:
    """Let several processes write 400 lines each; return their lines from the oldest file to the newest."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(number), str(kept)],
            cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True,
        )
        for number in range(writers)
    ]  # fmt: skip
    for one in running:
        _out, err = one.communicate(timeout=120)
        assert (one.returncode, err) == (0, "")
    files = sorted(folder.glob("divide_app.log*"), key=lambda file: -int(file.suffix.strip(".log") or 0))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line.partition("divide_app.writer ")[2] for line in lines]


def test_several_processes_share_the_files_without_loss(tmp_path: Path):
    lines = write_at_once(tmp_path, writers=4, kept=50)
    expected = [f"writer {writer} line {number} end" for writer in range(4) for number in range(400)]
    assert sorted(lines) == sorted(expected)
    for writer in "0123":
        own = [line for line in lines if line.startswith(f"writer {writer} ")]
        assert own == [f"writer {writer} line {number} end" for number in range(400)]
    assert len(list(tmp_path.glob("divide_app.log*"))) > 4


def test_what_several_processes_write_stays_bounded(tmp_path: Path):
    lines = write_at_once(tmp_path, writers=3, kept=3)
    files = list(tmp_path.glob("divide_app.log*"))
    assert len(files) == 3
    assert all(file.stat().st_size < 20_100 for file in files)
    assert len(lines) == len(set(lines))
    assert lines[-1].endswith("line 399 end")


def test_a_file_that_cannot_be_renamed_takes_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On Windows somebody reads it: an editor, a virus scanner."""

    def held(*_arguments: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(logs, "MAX_BYTES", 10)
    file = logs.install_log(tmp_path)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", held)
            LOGGER.info("まず")
            LOGGER.info("つぎ")
        assert ["まず" in line or "つぎ" in line for line in file.read_text(encoding="utf-8").splitlines()] == [
            True,
            True,
        ]
        LOGGER.info("あと")
    finally:
        logs.remove_log()
    assert file.read_text(encoding="utf-8").splitlines()[0].endswith("あと")


def test_a_process_that_stands_still_with_the_lock_holds_nobody_up(log: Path):
    import fcntl

    with log.with_suffix(".lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        LOGGER.info("待たずに")
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith("待たずに")


def test_a_disk_that_is_full_stops_nobody(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        LOGGER.info("書けない")
    assert capsys.readouterr().err == ""
    LOGGER.info("書ける")
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith("書ける")


def test_installing_again_moves_the_log(tmp_path: Path):
    try:
        first = logs.install_log(tmp_path / "a")
        second = logs.install_log(tmp_path / "b")
        LOGGER.info("一度だけ")
    finally:
        logs.remove_log()
    assert first.read_text(encoding="utf-8") == ""
    assert second.read_text(encoding="utf-8").count("一度だけ") == 1


def test_folder_that_takes_no_file_is_reported(tmp_path: Path):
    (tmp_path / "log").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="write_failed"):
        logs.install_log(tmp_path / "log")


def test_warnings_of_python_are_kept(log: Path, expected_logs: Any):
    expected_logs.expect("old call")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("old call", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    assert "old call" in log.read_text(encoding="utf-8")
