"""The garbage collector waits until nobody is at the window, and never runs while answers are made."""

from __future__ import annotations

import gc
import threading
import weakref
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from divide_app.ui.app import Opened, open_window, start_now
from divide_app.ui.presence import Presence
from tests.support.stage import wait_for_answers


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def away(frame: Opened, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how many seconds nobody has touched the window."""
    seconds = [0.0]
    monkeypatch.setattr(Presence, "away", lambda _self: seconds[0])
    wait_for_answers(frame.background)
    return seconds


def _made() -> tuple[weakref.ref[_Cycle], list[list[int]]]:
    gone = weakref.ref(_Cycle())
    return gone, [[number] for number in range(2_000)]


def test_cycles_go_once_nobody_is_there(frame: Opened, away: list[float]) -> None:
    gone, _kept = _made()
    frame.collector.look()
    assert gone() is not None
    away[0] = 6.0
    frame.collector.look()
    assert gone() is None


def test_whoever_waits_for_an_answer_does_not_wait_for_the_collector(frame: Opened, away: list[float]) -> None:
    gone, _kept = _made()
    away[0] = 6.0
    goes_on = threading.Event()
    frame.background.query(frame.window, goes_on.wait, lambda _done: None)
    frame.collector.look()
    assert gone() is not None
    goes_on.set()
    wait_for_answers(frame.background)
    frame.collector.look()
    assert gone() is None


def test_a_window_that_is_never_left_alone_is_cleared_all_the_same(
    frame: Opened, away: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("divide_app.ui.idle_collector._MOST_MADE", 1_000)
    gone, _kept = _made()
    assert away[0] == 0
    frame.collector.look()
    assert gone() is None


def test_no_thread_collects_while_the_window_is_open(qapp: QApplication, frame: Opened) -> None:
    found: list[Any] = []
    noted = lambda phase, _info: found.append((phase, threading.current_thread().name))  # noqa: E731 - taken off again
    gc.callbacks.append(noted)
    try:
        frame.background.query(frame.window, lambda: [[number] for number in range(100_000)], lambda _rows: None)
        wait_for_answers(frame.background)
    finally:
        gc.callbacks.remove(noted)
    assert found == []


def test_python_collects_by_itself_again_after_the_window(qapp: QApplication) -> None:
    window = open_window(qapp, None, start_now(lambda: date(2026, 11, 21)))
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
