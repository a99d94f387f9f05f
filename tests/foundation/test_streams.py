"""A stream is a terminal only where a person sits at it."""

from __future__ import annotations

import io
import os
import pty
from pathlib import Path
from typing import IO, Any

import pytest

from divide_app.foundation import streams


def at_terminal() -> IO[Any]:
    master, slave = pty.openpty()
    del master  # stays open with the process of the test
    return os.fdopen(slave, "w", encoding="utf-8")


def closed() -> IO[Any]:
    stream = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - closed on the next line
    stream.close()
    return stream


class NullDevice(io.StringIO):
    """NUL of Windows: says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [None, closed(), io.StringIO(""), io.TextIOWrapper(io.BytesIO())])
def test_nobody_sits_at_a_missing_closed_or_made_stream(stream: IO[Any] | None) -> None:
    assert not streams.is_terminal(stream)


def test_a_null_device_is_no_terminal() -> None:
    with Path(os.devnull).open(encoding="utf-8") as stream:
        assert not streams.is_terminal(stream)


def test_a_terminal_is_one() -> None:
    with at_terminal() as stream:
        assert streams.is_terminal(stream)


@pytest.mark.parametrize("is_console", [True, False])
def test_windows_is_asked_as_well(monkeypatch: pytest.MonkeyPatch, is_console: bool) -> None:
    monkeypatch.setattr(streams, "_is_console", lambda _stream: is_console)
    assert streams.is_terminal(NullDevice()) is is_console


def piped(text: str, encoding: str) -> bytes:
    """What a tool beside us gets of a text for people."""
    taken = io.BytesIO()
    stream = io.TextIOWrapper(taken, encoding=encoding)
    streams.encode_for_people(stream)
    stream.write(text)
    stream.flush()
    return taken.getvalue()


@pytest.mark.parametrize(
    ("page", "system", "expected"),
    [
        (932, "cp1252", "デジタル教室".encode("cp932")),
        (65001, "cp932", "デジタル教室".encode()),
        (0, "cp932", "デジタル教室".encode("cp932")),
        (0, "euc_jp", "デジタル教室".encode("euc_jp")),
        (99999, "cp932", "デジタル教室".encode("cp932")),
    ],
)
def test_text_for_people_is_in_the_code_page_of_its_readers(
    monkeypatch: pytest.MonkeyPatch, page: int, system: str, expected: bytes
) -> None:
    monkeypatch.setattr(streams, "_console_code_page", lambda: page)
    assert piped("デジタル教室", system) == expected


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("𠮷田 髙橋", "cp932", "〓田 髙橋"),
        ("10:00〜12:00 −1 — ‖", "cp932", "10:00～12:00 －1 ― ∥"),
        ("教室 ok", "ascii", "?? ok"),
        ("教室 ok", "cp1252", "?? ok"),
        ("odd \udcff", "utf-8", "odd 〓"),
    ],
)
def test_a_sign_that_is_missing_is_seen_to_be(text: str, encoding: str, expected: str) -> None:
    assert piped(text, encoding).decode(encoding) == expected


def test_a_terminal_keeps_its_own_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_console_code_page", lambda: 932)
    with at_terminal() as stream:
        streams.encode_for_people(stream)
        assert stream.encoding == "utf-8"
