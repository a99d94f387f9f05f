"""出席の確定 as a page: three states by key or press, hours beside them, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from divide_app.domain.door.presence import Presence
from divide_app.domain.office.office import Actor, Role
from divide_app.domain.people.participants import Sex
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.courses import SessionState
from divide_app.services.door.attendance_list import AttendanceList
from divide_app.ui.widgets.labels import Label
from tests.support.city import at, meeting
from tests.support.stage import Stage, stage

NAMES = {"阿部 一": "あべ はじめ", "井上 春": "いのうえ はる", "上田 夏": "うえだ なつ", "遠藤 秋": "えんどう あき"}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "door") as made:
        yield made


def meeting_of_four(on_stage: Stage, came: int) -> tuple[UUID, dict[str, UUID]]:
    """A meeting with four people accepted, of whom the first `came` were received."""
    city = on_stage.city
    course = city.course("スマホ入門", capacity=20)
    (session,) = city.sessions(course)
    people = {}
    for place, (name, kana) in enumerate(NAMES.items()):
        people[name], _, code = city.apply(course, city.person(name, kana=kana))
        if place < came:
            city.scan(session, code)
    return session, people


def closed(on_stage: Stage, *, came: int = 1) -> tuple[Any, UUID, dict[str, UUID]]:
    """A meeting that is over, with four people of whom the first `came` were received; its page is open."""
    session, people = meeting_of_four(on_stage, came)
    on_stage.clock.moment = at("12:10")
    page = on_stage.start("door", closing=session).closing
    assert page.isVisible()
    return page, session, people


def said(on_stage: Stage, session: UUID) -> dict[str, Presence]:
    lines = AttendanceList(on_stage.services.database).lines(class_session_id=session)
    return {line.name: line.state for line in lines}


def words(page: Any) -> dict[str, str]:
    """Return what the list says of each."""
    return {
        page.model.line(row).name: page.model.data(page.model.index(row, 2)) for row in range(page.model.rowCount())
    }


def test_who_has_no_record_is_absent_where_the_door_was_used_and_one_press_keeps_it(on_stage: Stage) -> None:
    page, session, _people = closed(on_stage)
    assert words(page) == {"阿部 一": "出席", "井上 春": "欠席", "上田 夏": "欠席", "遠藤 秋": "欠席"}
    assert page.count.text() == "出席 1人　欠席 3人　不明 0人"
    on_stage.press(page, "出席を確定する")
    assert on_stage.services.scheduling.session(session).state is SessionState.HELD
    assert list(said(on_stage, session).values()) == [Presence.PRESENT, *[Presence.ABSENT] * 3]
    assert not page.confirm_button.isVisible()
    on_stage.undo()
    assert on_stage.services.scheduling.session(session).state is SessionState.PLANNED
    assert page.confirm_button.isVisible()


def test_where_nobody_was_received_the_page_says_why_they_are_unknown(on_stage: Stage) -> None:
    page, session, _people = closed(on_stage, came=0)
    assert set(words(page).values()) == {"不明"}
    assert "受付の記録が1人もなく" in page.rest_words.text()
    on_stage.press(page, "欠席にする")
    assert set(words(page).values()) == {"欠席"}
    on_stage.press(page, "不明にする")
    on_stage.press(page, "出席を確定する")
    assert set(said(on_stage, session).values()) == {Presence.UNKNOWN}


def test_the_keyboard_alone_says_all_three(on_stage: Stage) -> None:
    page, session, people = closed(on_stage)
    assert page.table.current_line().name == "井上 春"
    on_stage.key(page.table, Qt.Key.Key_U)
    assert page.table.current_line().name == "上田 夏"
    on_stage.key(page.table, Qt.Key.Key_1)
    assert on_stage.city.present(session) == 2
    assert page.table.current_line().name == "遠藤 秋"
    on_stage.key(page.table, Qt.Key.Key_Up)
    on_stage.key(page.table, Qt.Key.Key_A)  # said by mistake: written down afterwards, so taken back at once
    assert on_stage.city.present(session) == 1
    on_stage.key(page.table, Qt.Key.Key_Up)
    on_stage.key(page.table, Qt.Key.Key_P)
    assert words(page) == {"阿部 一": "出席", "井上 春": "不明", "上田 夏": "出席", "遠藤 秋": "欠席"}
    on_stage.qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    on_stage.settle()
    assert said(on_stage, session) == {
        "阿部 一": Presence.PRESENT,
        "上田 夏": Presence.PRESENT,
        "井上 春": Presence.UNKNOWN,
        "遠藤 秋": Presence.ABSENT,
    }
    assert people.keys() == said(on_stage, session).keys()


def test_a_record_of_the_door_is_taken_back_only_by_its_own_button(on_stage: Stage) -> None:
    page, session, people = closed(on_stage)
    page.table.choose(people["阿部 一"])
    on_stage.key(page.table, Qt.Key.Key_A)
    assert on_stage.city.present(session) == 1
    assert page.take_back_button.isVisible()
    on_stage.press(page, "受付を取り消す")
    assert on_stage.city.present(session) == 0
    assert page.rest_words.text().startswith("受付の記録が1人もなく")


def test_hours_remark_and_attendance_are_kept_together(on_stage: Stage) -> None:
    services = on_stage.services
    course = on_stage.city.course("スマホ入門")
    (session,) = on_stage.city.sessions(course)
    on_stage.city.apply(course)
    on_stage.services.supporters.assign(session, on_stage.city.supporter("石川 まこと"), role=AssignmentRole.SUPPORT)
    on_stage.city.clock.moment = at("12:10")
    page = on_stage.start("door", closing=session).closing
    (field,) = page.minutes.values()
    assert field.text == "120"
    field.set_text("90")
    page.remark.set_text("1台が故障")
    on_stage.press(page, "出席を確定する")
    view = services.closing.view(session)
    assert (view.helpers[0].actual_minutes, view.remark, view.line.state) == (90, "1台が故障", SessionState.HELD)
    assert [one.isEnabled() for one in page.minutes.values()] == [False]


def test_a_closed_meeting_is_reopened_with_a_reason_from_the_same_page(on_stage: Stage) -> None:
    page, session, _people = closed(on_stage)
    on_stage.press(page, "出席を確定する")
    on_stage.press(page, "確定を取り消す")
    page.reason_form.accept.click()
    on_stage.settle()
    assert page.reason_form.reason.error
    page.reason_form.reason.set_text("数え直し")
    page.reason_form.accept.click()
    on_stage.settle()
    assert on_stage.services.scheduling.session(session).state is SessionState.PLANNED
    assert page.confirm_button.isVisible()


def test_the_next_open_meeting_is_one_press_away(on_stage: Stage) -> None:
    old = on_stage.city.course("先の講座", meeting("2026-11-14 10:00", "2026-11-14 12:00"), room="第2会議室")
    page, session, _people = closed(on_stage)
    on_stage.press(page, "出席を確定する")
    assert page.next_button.text() == "次の未確定の回へ（あと1回）"
    on_stage.press(page, page.next_button.text())
    assert "先の講座" in page.title.text()
    on_stage.press(page, "出席を確定する")
    assert on_stage.services.scheduling.session(on_stage.city.sessions(old)[0]).state is SessionState.HELD
    on_stage.press(page, "おわる")
    assert not page.isVisible()
    assert session


def test_two_hundred_people_are_shown_at_once(on_stage: Stage) -> None:
    course = on_stage.city.course("大きな会")
    (session,) = on_stage.city.sessions(course)
    for _ in range(200):
        on_stage.city.apply(course)
    on_stage.city.clock.moment = at("12:10")
    page = on_stage.start("door", closing=session).closing
    assert page.model.rowCount() == 200
    on_stage.key(page.table, Qt.Key.Key_A)
    assert page.count.text() == "出席 0人　欠席 1人　不明 199人"


def with_walk_ins(on_stage: Stage, *, came: int = 1) -> tuple[Any, UUID, dict[str, UUID], UUID]:
    """The meeting of four with a walk-in named at the door; its page is open. Return the walk-in last."""
    session, people = meeting_of_four(on_stage, came)
    guest = on_stage.services.check_in.receive_walk_in(
        session, "70-74", sex=Sex.MALE, name="井上", at=at("9:50")
    ).participant
    assert guest is not None
    on_stage.clock.moment = at("12:10")
    return on_stage.start("door", closing=session).closing, session, people, guest


def typed(on_stage: Stage, page: Any, text: str) -> None:
    """Put kana into the search line, as an input method does, and wait for the answer."""
    page.who.people.line.setText(text)
    on_stage.qtbot.wait(90)
    on_stage.settle()


def shown_walk_ins(page: Any) -> list[str]:
    """Return the words of the card, line after line."""
    return [one.text() for one in page.walk_ins.lines.findChildren(Label)]


def test_a_walk_in_is_found_in_the_register_by_clicks_counted_once_and_given_back(on_stage: Stage) -> None:
    page, session, people, guest = with_walk_ins(on_stage, came=2)
    assert page.count.text() == "出席 3人　欠席 2人　不明 0人"
    assert shown_walk_ins(page) == ["井上さん（70〜74歳・男性・9:50）", "どなたか、まだ確かめていません"]
    on_stage.press(page, "登録済みの方か確かめる")
    assert page.who.about.text() == "井上さん（70〜74歳・男性・9:50）"
    on_stage.qtbot.wait(90)
    on_stage.settle()
    assert [one.name for one in page.who.people.model.lines()] == ["井上 春"], "the name told at the door is searched"
    rect = page.who.people.table.visualRect(page.who.people.model.index(0, 0))
    on_stage.qtbot.mouseClick(page.who.people.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert page.who.name.text() == "井上 春さん"
    assert "2つの記録をまとめて、1人と数えます" in page.who.effect.text()
    on_stage.press(page, "この方として記録する")
    assert on_stage.notice == "飛び込みの方を、井上 春さんとして記録しました"
    assert shown_walk_ins(page)[1] == "井上 春さんとして記録済み"
    assert page.count.text() == "出席 2人　欠席 2人　不明 0人"
    assert on_stage.city.present(session) == 2
    on_stage.press(page, "別の方に戻す")
    assert on_stage.notice == "飛び込みの方を、別の方に戻しました"
    assert page.count.text() == "出席 3人　欠席 2人　不明 0人"
    on_stage.undo()
    assert on_stage.services.closing.view(session).walk_ins[0].participant_id == people["井上 春"]
    assert page.count.text() == "出席 2人　欠席 2人　不明 0人"
    on_stage.press(page, "別の方に戻す")
    on_stage.press(page, "登録済みの方か確かめる")
    on_stage.press(page.who, "やめる")
    assert page.walk_ins.buttons[guest].isVisible()
    assert on_stage.city.present(session) == 3


def test_the_keyboard_alone_says_who_a_walk_in_was_and_the_notice_takes_it_back(on_stage: Stage) -> None:
    page, session, people, guest = with_walk_ins(on_stage)
    assert page.to_walk_ins.text() == "飛び込みの方を確かめる（1人）"
    on_stage.key(page.to_walk_ins, Qt.Key.Key_Space)
    button = page.walk_ins.buttons[guest]
    assert QApplication.focusWidget() is button
    assert button.visibleRegion().boundingRect().height() == button.height(), "it is in sight"
    assert "井上さん" in button.accessibleName()
    page.table.setFocus()
    for _ in range(40):
        if QApplication.focusWidget() is button:
            break
        on_stage.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button, "Tab comes here"
    on_stage.key(button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is page.who.people.line
    typed(on_stage, page, "いない")
    assert page.who.people.states.state == "empty"
    on_stage.key(page.who.people.line, Qt.Key.Key_Return)
    assert page.who.people.isVisible(), "nobody is chosen by Enter where nobody was found"
    typed(on_stage, page, "うえだ")
    on_stage.key(page.who.people.line, Qt.Key.Key_Return)
    assert "この方が出席になります" in page.who.effect.text()
    on_stage.key(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.who.people.isVisible(), "Esc goes one step back"
    on_stage.key(page.who.people.line, Qt.Key.Key_Return)
    on_stage.key(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert words(page)["上田 夏"] == "出席"
    assert page.count.text() == "出席 2人　欠席 2人　不明 0人"
    assert QApplication.focusWidget() is page.walk_ins.buttons[guest], "the keyboard is back where it was"
    assert page.walk_ins.buttons[guest].text() == "別の方に戻す"
    on_stage.undo()
    assert words(page)["上田 夏"] == "欠席"
    assert on_stage.services.closing.view(session).walk_ins[0].participant_id is None
    on_stage.key(page.walk_ins.buttons[guest], Qt.Key.Key_Space)
    on_stage.key(page.who.people.line, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.walk_ins.buttons[guest]
    assert page.isVisible(), "Esc leaves the search, not the meeting"
    assert people


def test_who_was_found_by_a_colleague_meanwhile_is_said_and_shown(on_stage: Stage) -> None:
    page, session, people, guest = with_walk_ins(on_stage)
    on_stage.press(page, "登録済みの方か確かめる")
    typed(on_stage, page, "えんどう")
    on_stage.key(page.who.people.line, Qt.Key.Key_Return)
    on_stage.services.check_in.identify_walk_in(guest, people["上田 夏"])
    on_stage.press(page, "この方として記録する")
    assert "もうどなたか確かめられています" in on_stage.notice
    assert shown_walk_ins(page)[1] == "上田 夏さんとして記録済み"
    assert on_stage.city.present(session) == 2


def test_a_coordinator_sees_of_the_people_found_no_more_than_anywhere_else(on_stage: Stage) -> None:
    page, _session, _people, _guest = with_walk_ins(on_stage)
    on_stage.city.person("岡田 冬", kana="おかだ ふゆ", phone="000-777-8888", district="北町")
    on_stage.press(page, "登録済みの方か確かめる")
    typed(on_stage, page, "おかだ")
    (line,) = page.who.people.model.lines()
    assert (line.phone, line.district) == ("000-777-8888", "北町")
    on_stage.services.database.actor = Actor("係員", Role.COORDINATOR)
    typed(on_stage, page, "おかだ ふ")
    (line,) = page.who.people.model.lines()
    assert (line.phone, line.district) == ("", "北町")
    on_stage.services.database.actor = Actor("係員")


def test_where_nobody_walked_in_there_is_no_card(on_stage: Stage) -> None:
    page, _session, _people = closed(on_stage)
    assert not page.walk_ins.isVisible()
    assert not page.to_walk_ins.isVisible()
