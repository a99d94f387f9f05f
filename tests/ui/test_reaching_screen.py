"""連絡する方: a snow day is called down the list with one key each; letters and files are for exactly those."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from divide_app.domain.applications import ApplicationState
from divide_app.domain.reaching import TellingChannel
from divide_app.domain.seats.rules import SeatRules
from divide_app.services.papers.reaching_papers import MessageKind
from divide_app.ui import printer
from tests.support.city import City, at, meeting
from tests.support.stage import Stage, stage

TOMORROW = "2026-11-22"


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "home", "schedule", "reaching") as made:
        made.city.services.office.set_up("見本市", "生涯学習課")
        yield made


def tomorrow(city: City, people: int = 12, **parts: Any) -> tuple[UUID, UUID, list[UUID]]:
    """Plan a course of tomorrow with people of numbered names; return it, its meeting, and the applications."""
    room = meeting(f"{TOMORROW} 10:00", f"{TOMORROW} 12:00", "市民センター", "第1会議室")
    course = city.course("はじめてのスマホ", room, **parts)
    asked = [
        city.apply(
            course,
            city.person(
                f"見本 {n:02}郎", kana=f"みほん {n:02}ろう", phone=f"0900000{n:04}" if n else "0587000000",
                address="見本市中央1-2-3" if n % 2 else "", email=f"no{n}@example.jp" if n < 2 else "",
            ),
        )[1]
        for n in range(people)
    ]  # fmt: skip
    city.clock.tick(minutes=1)
    return course, city.sessions(course)[0], asked


def tasks(on_stage: Stage) -> str:
    """Return all the words in 今日すること."""
    screen = on_stage.start("home")
    screen.refetch()
    on_stage.settle()
    on_stage.qtbot.wait(60)  # the second look at the day follows the first picture
    on_stage.settle()
    return " ".join(label.text() for label in screen.tasks.findChildren(QLabel))


def test_a_snow_day_stands_on_the_home_screen_and_is_called_with_one_key_each(on_stage: Stage) -> None:
    _course, session, _asked = tomorrow(on_stage.city)
    assert "伝える方" not in tasks(on_stage)
    done = on_stage.services.scheduling.cancel_session(session, "大雪のため")
    assert "変更などを伝える方が12人います" in tasks(on_stage)
    on_stage.press(on_stage.window.current_screen, "順に電話する")
    screen: Any = on_stage.window.current_screen
    names = []
    for _call in range(12):
        names.append(screen.panel.title.text())
        words = screen.panel.words.text()
        assert f"{screen.panel.kana.text()}様のお電話でしょうか。見本市 生涯学習課の" in words
        assert "「はじめてのスマホ」（令和8年11月22日(日) 10:00〜12:00）は、中止になりました。" in words
        assert "大雪のため" in words
        on_stage.key(screen.table, Qt.Key.Key_F6)
    assert names == sorted(names)
    assert len(set(names)) == 12, "each person once, 12 keys"
    assert screen.states.state == "empty"
    assert "伝える方" not in tasks(on_stage)
    on_stage.city.clock.tick(minutes=1)
    on_stage.services.scheduling.history.undo(done.undo)
    assert "変更などを伝える方が12人います" in tasks(on_stage), "they were told of a cancellation that is not"


def test_who_does_not_answer_stays_and_the_next_is_shown(on_stage: Stage) -> None:
    _course, session, _asked = tomorrow(on_stage.city, people=3)
    on_stage.services.scheduling.cancel_session(session, "大雪のため")
    screen = on_stage.start("reaching")
    first = screen.panel.title.text()
    on_stage.key(screen.table, Qt.Key.Key_F7)
    assert screen.panel.title.text() != first
    assert len(screen.model.lines()) == 3
    line = next(one for one in screen.model.lines() if one.contact.name == first)
    assert [one.outcome.value for one in line.tries] == ["no_answer"]
    on_stage.key(screen.table, Qt.Key.Key_F6)
    assert len(screen.model.lines()) == 2
    on_stage.undo()
    assert len(screen.model.lines()) == 3


def test_an_undone_change_takes_its_people_off_the_open_list(on_stage: Stage) -> None:
    _course, session, _asked = tomorrow(on_stage.city, people=2)
    done = on_stage.services.scheduling.cancel_session(session, "大雪のため")
    screen = on_stage.start("reaching")
    assert len(screen.model.lines()) == 2
    screen.operate(lambda: on_stage.services.scheduling.history.undo(done.undo))
    on_stage.settle()
    assert screen.states.state == "empty"


def test_an_offered_seat_is_answered_where_the_call_is_made(on_stage: Stage) -> None:
    course, _session, asked = tomorrow(on_stage.city, people=2, capacity=1)
    on_stage.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True))
    on_stage.services.applications.cancel(asked[0])
    screen = on_stage.start("reaching")
    assert "空きが出ました。受講なさいますか。" in screen.panel.words.text()
    assert "市民センター 第1会議室" in screen.panel.words.text(), "the whole of when and where"
    on_stage.press(screen, "受講する (F6)")
    assert on_stage.services.applications.desk(course).lines[0].line.state is ApplicationState.ACCEPTED
    assert screen.states.state == "empty"


def test_letters_are_for_exactly_those_with_an_address_and_note_them(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _course, session, _asked = tomorrow(on_stage.city, people=4)
    on_stage.services.scheduling.cancel_session(session, "大雪のため")
    monkeypatch.setattr(printer, "has_printer", lambda: False)
    screen = on_stage.start("reaching")
    path = tmp_path / "letters.pdf"
    monkeypatch.setattr(screen, "ask_paper", lambda paper, _name, on_out: screen.save_paper(paper, path, on_out))
    on_stage.press(screen, "手紙")
    assert path.read_bytes().startswith(b"%PDF")
    assert [one.contact.address for one in screen.model.lines()] == ["", ""]
    assert "2人に伝えたものとして記録しました（郵便）" in on_stage.notice
    on_stage.undo()
    assert len(screen.model.lines()) == 4


def test_the_printed_list_notes_nobody(on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _course, session, _asked = tomorrow(on_stage.city, people=2)
    on_stage.services.scheduling.cancel_session(session, "大雪のため")
    monkeypatch.setattr(printer, "has_printer", lambda: False)
    screen = on_stage.start("reaching")
    path = tmp_path / "list.pdf"
    monkeypatch.setattr(screen, "ask_paper", lambda paper, _name, on_out: screen.save_paper(paper, path, on_out))
    on_stage.press(screen, "電話連絡リスト")
    assert path.read_bytes().startswith(b"%PDF")
    assert len(screen.model.lines()) == 2


def test_reminders_go_to_the_tool_as_numbers_and_texts_and_are_kept(on_stage: Stage, tmp_path: Path) -> None:
    _course, session, _asked = tomorrow(on_stage.city, people=3)
    on_stage.services.supporters.assign(session, on_stage.city.supporter("支援 花子", phone="08011112222"))
    assert "11/22(日)の回にいらっしゃる方にお知らせできます" in tasks(on_stage)
    on_stage.press(on_stage.window.current_screen, "お知らせする")
    screen: Any = on_stage.window.current_screen
    path = tmp_path / "sms.csv"
    screen.save_messages(MessageKind.SMS, path)
    on_stage.settle()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["電話番号", "本文", "講座", "日時"]
    assert all("11月22日(日) 10:00" in row[3] for row in rows[1:])
    assert sorted(row[0] for row in rows[1:]) == ["08011112222", "09000000001", "09000000002"]
    assert all("見本市" in row[1] and "11月22日(日) 10:00" in row[1] for row in rows[1:])
    left = [one.contact.phone for one in screen.model.lines() if not one.is_told]
    assert left == ["0587000000"], "a number that takes no short message is left to be called"
    assert "届かない方が1人います" in on_stage.notice
    told = [one for one in screen.model.lines() if one.is_told]
    assert {one.tries[-1].channel for one in told} == {TellingChannel.SMS.value}
    assert at(f"{TOMORROW} 10:00") == told[0].due
    path = tmp_path / "mail.csv"
    screen.save_messages(MessageKind.EMAIL, path)
    on_stage.settle()
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("no0@example.jp,")


def test_a_snow_day_takes_six_acts_and_one_for_each_person(on_stage: Stage) -> None:
    """From 予定 to the last call: the measure of the list is 12 + 6 for twelve people."""
    _course, session, _asked = tomorrow(on_stage.city)
    on_stage.start("home")
    acts = 0

    def act(done: Callable[[], object]) -> None:
        nonlocal acts
        acts += 1
        done()
        on_stage.settle()

    act(on_stage.window.rail.buttons["schedule"].click)
    screen: Any = on_stage.window.current_screen
    act(lambda: screen.open(class_session=session))  # a press on the meeting
    act(lambda: on_stage.press(screen.panel, "中止する"))
    act(lambda: screen.panel.reason_form.reason.set_text("大雪のため"))
    act(screen.panel.reason_form.accept.click)
    act(lambda: on_stage.press(screen.panel, "連絡する方を見る"))
    assert acts == 6
    calling: Any = on_stage.window.current_screen
    for _call in range(12):
        act(lambda: on_stage.key(calling.table, Qt.Key.Key_F6))
    assert acts == 12 + 6
    assert on_stage.services.reaching.to_tell() == ()
