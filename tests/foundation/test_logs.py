"""The log helps to find a fault and names nobody."""

from __future__ import annotations

import logging
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
        assert len(list(tmp_path.iterdir())) == logs.KEPT_FILES
    finally:
        logs.remove_log()


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
