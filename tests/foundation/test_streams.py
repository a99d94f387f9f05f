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
