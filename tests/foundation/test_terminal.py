"""Who can be asked for a password. Windows' NUL, which calls itself a terminal, is tried by tests/windows."""

from __future__ import annotations

import io
import os

from divide_app.foundation.terminal import is_terminal


def test_no_stream_a_file_and_a_pipe_are_no_terminal_and_a_console_is(tmp_path):
    assert not is_terminal(None)
    assert not is_terminal(io.StringIO())
    with (tmp_path / "words").open("w") as file:
        assert not is_terminal(file)
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "r") as console:
        assert is_terminal(console)
    os.close(ours)
