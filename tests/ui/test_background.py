"""The database thread: answers reach the right place, late ones none, and every trouble its own door."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.foundation.progress import Progress
from divide_app.ui.background import Background, Lane, WorldTrouble

Settle = Callable[[], None]


@dataclass(frozen=True)
class Saved:
    changes: frozenset[str]


class Places:
    """Stands for a state stack and for a field."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.retry: Callable[[], object] | None = None
        self.error: str | None = "before"

    def show_loading(self, cancel: Callable[[], object] | None = None) -> None:
        self.seen.append("loading")

    def show_trouble(self, text: str, retry: Callable[[], object] | None = None) -> None:
        self.seen.append(f"trouble {text}")
        self.retry = retry

    def show_content(self) -> None:
        self.seen.append("content")

    def set_error(self, text: str | None) -> None:
        self.error = text


def test_reads_run_on_another_thread_and_answers_come_on_the_main_one(background: Background, settle: Settle) -> None:
    threads: list[str] = []
    background.query(
        QObject(background),
        lambda: threading.current_thread().name,
        lambda name: threads.extend([name, threading.current_thread().name]),
    )
    settle()
    assert threads == ["divide-app-database", threading.main_thread().name]


def test_all_database_work_runs_on_one_thread_in_order(background: Background, settle: Settle) -> None:
    owner = QObject(background)
    seen: list[int] = []
    names: set[str] = set()

    def act(number: int) -> int:
        names.add(f"{threading.get_ident()}")
        return number

    for number in range(20):
        background.operate(owner, lambda number=number: act(number), seen.append)  # type: ignore[misc]
    settle()
    assert seen == list(range(20))
    assert len(names) == 1


def test_a_newer_query_of_the_same_key_drops_the_earlier_one(background: Background, settle: Settle) -> None:
    owner = QObject(background)
    answers: list[str] = []
    begun: list[str] = []

    def read(text: str) -> str:
        begun.append(text)
        time.sleep(0.03)
        return text

    for text in ("さ", "さと", "さとう"):
        background.query(owner, lambda text=text: read(text), answers.append, key="search")  # type: ignore[misc]
    settle()
    assert answers == ["さとう"]
    assert "さと" not in begun


def test_other_owners_keep_their_queries(background: Background, settle: Settle) -> None:
    answers: list[int] = []
    background.query(QObject(background), lambda: 1, answers.append, key="search")
    background.query(QObject(background), lambda: 2, answers.append, key="search")
    settle()
    assert answers == [1, 2]


def test_the_answer_for_a_deleted_owner_is_dropped(background: Background, settle: Settle, qtbot: Any) -> None:
    owner = QWidget()
    answers: list[int] = []
    gate = threading.Event()
    background.query(owner, lambda: (gate.wait(2), 7)[1], answers.append)
    owner.deleteLater()
    qtbot.wait(10)
    gate.set()
    settle()
    assert answers == []


def test_a_write_tells_everybody_even_when_its_owner_is_gone(
    background: Background, settle: Settle, qtbot: Any
) -> None:
    told: list[object] = []
    background.data_changed.connect(told.append)
    owner = QWidget()
    gate = threading.Event()
    background.operate(owner, lambda: (gate.wait(2), Saved(frozenset({"courses"})))[1])
    owner.deleteLater()
    qtbot.wait(10)
    gate.set()
    settle()
    assert told == [frozenset({"courses"})]


def test_a_read_changes_nothing(background: Background, settle: Settle) -> None:
    told: list[object] = []
    background.data_changed.connect(told.append)
    background.query(QObject(background), lambda: Saved(frozenset({"courses"})), lambda _answer: None)
    settle()
    assert told == []


def raising(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_a_refusal_goes_beside_its_field(background: Background, settle: Settle) -> None:
    field = Places()
    troubles: list[object] = []
    background.trouble.connect(troubles.append)
    background.operate(QObject(background), raising(DomainError("bad_date", field="day")), fields={"day": field})
    assert field.error is None
    settle()
    assert field.error == "bad_date"
    assert troubles == []


def test_a_refusal_without_a_field_goes_to_the_notice_line(background: Background, settle: Settle) -> None:
    troubles: list[Any] = []
    background.trouble.connect(troubles.append)
    background.operate(QObject(background), raising(DomainError("room_taken")))
    settle()
    assert troubles == [WorldTrouble("room_taken", None)]


def test_the_worlds_trouble_can_be_tried_again(background: Background, settle: Settle) -> None:
    troubles: list[WorldTrouble] = []
    answers: list[int] = []
    tries: list[int] = []
    background.trouble.connect(troubles.append)

    def act() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise EnvironmentProblem("locked")
        return 5

    background.operate(QObject(background), act, answers.append)
    settle()
    retry = troubles[0].retry
    assert retry is not None
    retry()
    settle()
    assert answers == [5]


def test_a_screen_may_deal_with_trouble_itself(background: Background, settle: Settle) -> None:
    seen: list[str] = []
    troubles: list[object] = []
    background.trouble.connect(troubles.append)
    background.operate(
        QObject(background), raising(DomainError("clash")), on_trouble=lambda error: seen.append(error.code) is None
    )
    settle()
    assert seen == ["clash"]
    assert troubles == []


def test_cancelling_is_silent(background: Background, settle: Settle) -> None:
    seen: list[object] = []
    background.trouble.connect(seen.append)
    background.crashed.connect(seen.append)
    background.operate(QObject(background), raising(UserCancelled()))
    settle()
    assert seen == []


def test_our_own_faults_go_to_the_crash_door(background: Background, settle: Settle) -> None:
    faults: list[object] = []
    background.crashed.connect(faults.append)
    error = RuntimeError("boom")
    background.operate(QObject(background), raising(error))
    settle()
    assert faults == [error]


def test_the_thread_survives_a_fault(background: Background, settle: Settle) -> None:
    background.crashed.connect(lambda _error: None)
    owner = QObject(background)
    answers: list[int] = []
    background.operate(owner, raising(RuntimeError()))
    background.query(owner, lambda: 3, answers.append)
    settle()
    assert answers == [3]


def test_a_fast_read_shows_no_loading(background: Background, settle: Settle, qtbot: Any) -> None:
    places = Places()
    background.query(QObject(background), lambda: 1, lambda _answer: None, states=places)
    settle()
    qtbot.wait(200)
    assert places.seen == ["content"]


def test_a_slow_read_shows_loading_then_content(background: Background, settle: Settle) -> None:
    places = Places()
    background.query(QObject(background), lambda: time.sleep(0.25), lambda _answer: None, states=places)
    settle()
    assert places.seen == ["loading", "content"]


def test_a_failed_read_shows_trouble_with_a_retry(background: Background, settle: Settle) -> None:
    places = Places()
    background.query(QObject(background), raising(EnvironmentProblem("locked")), lambda _a: None, states=places)
    settle()
    assert places.seen == ["trouble locked"]
    assert places.retry is not None


def test_a_button_cannot_be_pressed_twice_while_its_act_runs(
    background: Background, settle: Settle, qtbot: Any
) -> None:
    button = QPushButton("保存する")
    qtbot.addWidget(button)
    background.operate(button, lambda: None, busy=[button])
    assert not button.isEnabled()
    settle()
    assert button.isEnabled()


def test_long_work_is_shown_after_a_second_and_can_be_stopped(background: Background, qtbot: Any) -> None:
    started: list[Any] = []
    ended: list[object] = []
    answers: list[object] = []
    background.long_started.connect(started.append)
    background.long_ended.connect(ended.append)

    def act(progress: Progress) -> None:
        for step in range(1000):
            progress(step, 1000)
            time.sleep(0.01)

    background.work(QObject(background), act, answers.append, title="名簿を読み込んでいます")
    qtbot.waitUntil(lambda: bool(started), timeout=3000)
    assert started[0].title == "名簿を読み込んでいます"
    started[0].cancel()
    qtbot.waitUntil(lambda: background.pending == 0, timeout=3000)
    assert len(ended) == 1
    assert answers == []


def test_drawing_paper_does_not_hold_up_the_database(background: Background, qtbot: Any) -> None:
    owner = QObject(background)
    gate = threading.Event()
    answers: list[str] = []
    background.query(owner, lambda: (gate.wait(2), "paper")[1], answers.append, lane=Lane.PAPER)
    background.query(owner, lambda: "data", answers.append)
    qtbot.waitUntil(lambda: answers == ["data"], timeout=2000)
    gate.set()
    qtbot.waitUntil(lambda: background.pending == 0, timeout=2000)
    assert answers == ["data", "paper"]


def test_closing_leaves_no_thread_and_tells_nothing_more(qtbot: Any) -> None:
    background = Background(lambda error: error.code)
    done: list[int] = []
    saved: list[int] = []
    background.operate(QObject(background), lambda: saved.append(1), lambda _r: done.append(1))
    background.close()
    qtbot.wait(20)
    assert saved == [1]
    assert done == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("divide-app")]


@pytest.mark.parametrize("kind", ["query", "operate"])
def test_nothing_begins_after_closing(kind: str, qtbot: Any) -> None:
    background = Background(lambda error: error.code)
    background.close()
    begun: list[int] = []
    getattr(background, kind)(QObject(background), lambda: begun.append(1), lambda _answer: None)
    qtbot.wait(20)
    assert begun == []
    assert background.pending == 0
