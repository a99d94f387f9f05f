"""出席の確定 as a page: three states by key or press, hours beside them, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from divide_app.domain.courses import SessionState
from divide_app.domain.presence import Presence
from divide_app.domain.supporters import AssignmentRole
from divide_app.services.attendance_list import AttendanceList
from tests.support.city import ACTOR, at, meeting
from tests.support.stage import Stage, stage

NAMES = {"阿部 一": "あべ はじめ", "井上 春": "いのうえ はる", "上田 夏": "うえだ なつ", "遠藤 秋": "えんどう あき"}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "door") as made:
        yield made


def closed(on_stage: Stage, *, came: int = 1) -> tuple[Any, UUID, dict[str, UUID]]:
    """A meeting that is over, with four people of whom the first `came` were received; its page is open."""
    city = on_stage.city
    course = city.course("スマホ入門", capacity=20)
    (session,) = city.sessions(course)
    people = {}
    for place, (name, kana) in enumerate(NAMES.items()):
        people[name], _, code = city.apply(course, city.person(name, kana=kana))
        if place < came:
            city.scan(session, code)
    city.clock.moment = at("12:10")
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
    on_stage.services.supporters.assign(
        session, on_stage.city.supporter("石川 まこと"), actor=ACTOR, role=AssignmentRole.SUPPORT
    )
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
