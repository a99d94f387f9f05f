"""受付's counter: who is still expected, namesakes told apart, a family in one press, and keys that go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from divide_app.domain.people.participants import Birth
from tests.support.city import at, meeting
from tests.support.stage import Stage, door_stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with door_stage(qtbot, tmp_path / "data") as made:
        yield made


def begin(on_stage: Stage) -> Any:
    screen: Any = on_stage.start("door")
    screen.chooser.refetch()
    on_stage.settle()
    screen.chooser.buttons[0].click()
    on_stage.settle()
    return screen.board


def card(board: Any, name: str) -> Any:
    return next(card for card in board.names.cards.values() if card.person.name == name)


def press(on_stage: Stage, card: Any) -> None:
    card.click()
    on_stage.settle()


def names(board: Any) -> list[str]:
    return [person.name for person in board.names.shown]


def test_who_has_not_come_yet_is_one_press_and_the_board_follows(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=5)
    for name in ("青木 一", "井上 二", "上田 三"):
        on_stage.city.apply(course, on_stage.city.person(name, kana=""))
    board = begin(on_stage)
    press(on_stage, card(board, "井上 二"))
    on_stage.press(board, "まだの方 2人")
    assert sorted(names(board)) == ["上田 三", "青木 一"]
    press(on_stage, card(board, "青木 一"))
    assert names(board) == ["上田 三"], "who came leaves the list of those still expected"
    on_stage.press(board, "みんなを見る")
    assert len(names(board)) == 3


def test_walk_ins_are_counted_apart_from_those_expected(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=5)
    session = on_stage.city.sessions(course)[0]
    on_stage.city.apply(course, on_stage.city.person("青木 一"))
    on_stage.services.check_in.receive_walk_in(session, "70-74", name="飛入 客")
    board = begin(on_stage)
    assert (board.head.count.text(), board.head.of.text()) == ("0", "／ 1 人　飛び込み 1人")
    assert board.everybody_button.text() == "まだの方 1人"


def test_namesakes_say_what_tells_them_apart_and_the_door_asks_which(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=5)
    for year in (1950, 1941):
        person = on_stage.city.person("佐藤 茂", kana="さとう しげる", birth=Birth(year=year))
        on_stage.city.apply(course, person)
    on_stage.city.apply(course, on_stage.city.person("鈴木 和子"))
    board = begin(on_stage)
    cards = [one for one in board.names.cards.values() if one.person.name == "佐藤 茂"]
    above = sorted(one.above_words() for one in cards)
    assert above == ["75〜79歳・1番　さとう しげる", "80歳以上・2番　さとう しげる"]
    assert len({one.accessibleName() for one in cards}) == 2
    assert not card(board, "鈴木 和子").is_namesake
    press(on_stage, cards[0])
    assert "同じお名前の方が2人います。どの方ですか" in board.result.words.text()
    board.result.steady_s = 0
    older = next(button for button in board.result.buttons if button.text().startswith("80歳以上"))
    older.click()
    on_stage.settle()
    came = [one.person.band for one in board.names.cards.values() if one.person.present]
    assert came == ["80+"]
    press(on_stage, next(one for one in board.names.cards.values() if not one.person.present and one.is_namesake))
    assert "受付しました" in board.result.words.text(), "the one who is left needs no question"


def test_a_family_is_received_in_one_press_after_its_first(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=5)
    on_stage.city.apply_together(course, 3)
    board = begin(on_stage)
    first = next(iter(board.names.cards.values()))
    press(on_stage, first)
    board.result.steady_s = 0
    on_stage.press(board, "ご一緒の2人も受け付ける")
    assert board.count.text() == "3"
    assert board.result.name.text().count("さん") == 2


def test_undo_names_whom_it_takes_back_also_when_the_panel_tells_of_another(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=5)
    on_stage.city.apply(course, on_stage.city.person("青木 一"))
    board = begin(on_stage)
    assert not board.side.undo_name.isVisible()
    press(on_stage, card(board, "青木 一"))
    board.receive_code("ABCD-EFGH-JKLM-NPQR")
    on_stage.settle()
    assert "青木" not in board.result.name.text()
    assert board.side.undo_name.text() == "取り消せる受付：青木 一さん"
    assert board.undo_button.accessibleName() == "青木 一さんの受付を取り消す"
    board.undo_button.click()
    on_stage.settle()
    assert not board.side.undo_name.isVisible()


def test_keys_that_go_to_another_program_are_a_warning_over_the_full_width(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_stage.city.course("スマホ入門", capacity=5)
    board = begin(on_stage)
    assert not board.banner.isVisible()
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    QCoreApplication.sendEvent(on_stage.window, QEvent(QEvent.Type.WindowDeactivate))
    on_stage.qtbot.waitUntil(board.banner.isVisible)
    assert "ほかのプログラムが前に出ています" in board.banner.words.label.text()
    assert board.banner.width() == board.width()
    QCoreApplication.sendEvent(on_stage.window, QEvent(QEvent.Type.WindowActivate))
    assert not board.banner.isVisible()


def test_the_door_of_another_day_says_so(on_stage: Stage) -> None:
    on_stage.city.course("スマホ入門", meeting("2026-11-22 10:00", "2026-11-22 12:00"), capacity=5)
    screen: Any = on_stage.start("door")
    session = on_stage.services.scheduling.sessions(at("2026-11-22 0:00").date(), at("2026-11-23 0:00").date())[0]
    screen.open(class_session=session.id)
    on_stage.settle()
    board = screen.board
    assert board.banner.isVisible()
    assert "11月22日(日)の回です。このパソコンの日付は11月21日(土)です" in board.banner.words.label.text()
