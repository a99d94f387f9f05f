"""予定 as a week: meetings are carried by mouse and by key, and what is in the way is said before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QWidget

from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.ui import theme
from divide_app.ui.screens.schedule.bubble import Bubble
from divide_app.ui.screens.schedule.clash_check import Verdict
from divide_app.ui.screens.schedule.week import Arrangement
from divide_app.ui.screens.schedule.week_layout import HoursLayout, RowsLayout
from tests.support.city import at, meeting
from tests.support.hand import carry, drag, put, take
from tests.support.stage import Stage, stage

SATURDAY = date(2026, 11, 21)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "schedule") as made:
        yield made


def week(on_stage: Stage, **arguments: object) -> Any:
    """Open the week of the usual day."""
    screen = on_stage.start("schedule", view="week", **arguments)
    on_stage.settle()
    return screen


def rect(screen: Any, session: UUID) -> QRect:
    """Return where a meeting is drawn."""
    view = screen.week.view
    return view.visualRect(view.items_model.index(view.items_model.place_of(session), 0))


def spot(screen: Any, day: date, clock: time) -> QPoint:
    """Return the point of the viewport at a day and time."""
    view = screen.week.view
    layout = view.layout_now
    assert isinstance(layout, HoursLayout)
    left, width = layout.days[layout.week.day_number(day)]
    return QPoint(
        layout.gutter + left + width // 2 - view.horizontalOffset(),
        layout.head + layout.top_of(clock.hour * 60 + clock.minute) - view.verticalOffset(),
    )


def key(on_stage: Stage, screen: Any, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(screen.week.view, key, modifiers)
    on_stage.settle()


def starts(on_stage: Stage, session: UUID) -> Any:
    return on_stage.services.scheduling.session(session).starts_at


def test_the_week_shows_its_meetings_by_day_and_hour(on_stage: Stage) -> None:
    course = on_stage.city.course(capacity=20)
    on_stage.city.apply(course)
    screen = week(on_stage)
    assert screen.title.text() == "令和8年11月16日〜22日"
    view = screen.week.view
    (item,) = view.items_model.items()
    assert (item.block.day, item.block.start, item.block.end) == (SATURDAY, 600, 720)
    assert item.block.spoken.startswith("令和8年11月21日(土)、10:00〜12:00、スマートフォン入門、市民センター 第1会議室")
    assert "1/20" in item.block.spoken
    layout = view.layout_now
    place = layout.rects[0]
    assert (place.top(), place.height()) == (layout.top_of(600) + 1, layout.top_of(720) - layout.top_of(600) - 2)
    assert layout.day_at(place.center().x()) == 5


def test_overlapping_meetings_stand_side_by_side_and_make_their_day_wider(on_stage: Stage) -> None:
    for number in range(5):
        on_stage.city.course(f"講座{number}", meeting("10:00", "12:00"), venue=f"会場{number}", room="")
    screen = week(on_stage)
    layout = screen.week.view.layout_now
    rects = layout.rects
    assert all(not one.intersects(other) for at, one in enumerate(rects) for other in rects[at + 1 :])
    assert len({one.top() for one in rects}) == 1
    widths = [width for _left, width in layout.days]
    assert widths[5] > widths[0]
    assert min(one.width() for one in rects) >= 50


def test_forty_meetings_of_a_week_are_seen_at_once_on_the_smallest_screen(on_stage: Stage) -> None:
    hours = (("9:30", "11:00"), ("10:00", "11:30"), ("10:30", "11:45"), ("10:45", "12:00"), ("13:00", "15:00"))
    for day in (17, 18, 19, 20, 21):
        for number, (start, end) in enumerate(hours):
            times = meeting(f"2026-11-{day} {start}", f"2026-11-{day} {end}")
            on_stage.city.course(f"講座{day}-{number}", times, venue=f"会場{number}", room="")
    screen = week(on_stage)
    view = screen.week.view
    assert view.horizontalScrollBar().maximum() == 0
    rects = view.layout_now.rects
    assert all(not one.intersects(other) for at, one in enumerate(rects) for other in rects[at + 1 :])
    two_signs = QFontMetrics(theme.font("small", bold=True)).horizontalAdvance("講座")
    assert min(one.width() for one in rects) >= two_signs + 8


def test_dragging_moves_a_meeting_to_another_day_and_quarter_hour(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    port = screen.week.view.viewport()
    start = rect(screen, session).center()
    grab = start.y() - rect(screen, session).top()
    end = spot(screen, date(2026, 11, 19), time(13, 20)) + QPoint(0, grab)
    drag(port, start, end)
    on_stage.settle()
    moved = on_stage.services.scheduling.session(session)
    assert (moved.starts_at, moved.ends_at) == (at("2026-11-19 13:15"), at("2026-11-19 15:15"))
    assert on_stage.notice == "「スマートフォン入門」を令和8年11月19日(木) 13:15〜15:15へ移しました"
    assert screen.week.view.drag is None
    assert screen.week.view.items_model.items()[0].block.day == date(2026, 11, 19)


def test_the_clash_is_said_in_words_while_dragging_and_escape_puts_it_back(on_stage: Stage) -> None:
    on_stage.city.course()
    other = on_stage.city.sessions(on_stage.city.course("写真講座", meeting("13:00", "15:00")))[0]
    screen = week(on_stage)
    view = screen.week.view
    start = rect(screen, other).center()
    take(view.viewport(), start)
    carry(view.viewport(), start, rect(screen, other).center() - QPoint(0, view.layout_now.hour * 2))
    assert view.drag is not None
    assert view.verdict.is_hard
    assert view.bubble.isVisible()
    assert "ここには置けません" in view.bubble.words
    assert "「スマートフォン入門」" in view.bubble.words
    view._say_free()
    assert "空いている時間" in view.bubble.words
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.drag is None
    assert not view.bubble.isVisible()
    put(view.viewport(), start)
    on_stage.settle()
    assert starts(on_stage, other) == at("13:00")


def test_where_there_is_no_room_for_every_reason_it_is_said_how_many_more_there_are(qtbot: Any) -> None:
    ground = QWidget()
    ground.resize(800, 600)
    qtbot.addWidget(ground)
    bubble = Bubble(ground)
    reasons = tuple(f"第{number}研修室は「書道」第1回で使われています。" for number in range(1, 6))
    bubble.say("11/27(金) 9:30〜11:00", Verdict(sentences=reasons))
    bubble.beside(QRect(100, 100, 50, 50), QRect(0, 0, 800, bubble.height() - 40))
    shown = [label.text() for label in bubble.findChildren(QLabel)]
    assert f"{reasons[0]}\nほか4件" in shown
    assert reasons[2] in bubble.words, "whoever listens hears more than there is room for"


def test_dropping_on_a_clash_asks_for_a_reason_in_the_panel_and_keeps_it(on_stage: Stage) -> None:
    on_stage.city.course()
    other = on_stage.city.sessions(on_stage.city.course("写真講座", meeting("13:00", "15:00")))[0]
    screen = week(on_stage)
    view = screen.week.view
    start = rect(screen, other).center()
    drag(view.viewport(), start, start - QPoint(0, view.layout_now.hour * 2))
    on_stage.settle()
    form = screen.panel.move_form
    assert form.isVisible()
    assert form.reason.isVisible()
    assert form.start.text == "11:00"
    assert view.drag is not None, "it lies there until the question is answered"
    form.save.click()
    on_stage.settle()
    assert starts(on_stage, other) == at("13:00")
    form.reason.set_text("講師が同じ時間しか来られないため")
    form.save.click()
    on_stage.settle()
    assert starts(on_stage, other) == at("11:00")
    assert on_stage.services.scheduling.session(other).forced_reason == "講師が同じ時間しか来られないため"
    assert view.drag is None


def test_leaving_the_question_puts_the_meeting_back(on_stage: Stage) -> None:
    on_stage.city.course()
    other = on_stage.city.sessions(on_stage.city.course("写真講座", meeting("13:00", "15:00")))[0]
    screen = week(on_stage)
    view = screen.week.view
    start = rect(screen, other).center()
    drag(view.viewport(), start, start - QPoint(0, view.layout_now.hour * 2))
    on_stage.settle()
    on_stage.press(screen.panel, "やめる")
    assert view.drag is None
    assert starts(on_stage, other) == at("13:00")


def test_edges_stretch_a_meeting(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    place = rect(screen, session)
    drag(view.viewport(), QPoint(place.center().x(), place.bottom() - 1), spot(screen, SATURDAY, time(12, 45)))
    on_stage.settle()
    line = on_stage.services.scheduling.session(session)
    assert (line.starts_at, line.ends_at) == (at("10:00"), at("12:45"))
    place = rect(screen, session)
    drag(view.viewport(), QPoint(place.center().x(), place.top() + 1), spot(screen, SATURDAY, time(9, 30)))
    on_stage.settle()
    line = on_stage.services.scheduling.session(session)
    assert (line.starts_at, line.ends_at) == (at("9:30"), at("12:45"))


def test_a_press_without_moving_opens_the_meeting(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    on_stage.qtbot.mouseClick(
        screen.week.view.viewport(), Qt.MouseButton.LeftButton, pos=rect(screen, session).center()
    )
    on_stage.settle()
    assert screen.panel.class_session == session
    assert starts(on_stage, session) == at("10:00")


def test_everything_the_mouse_does_the_keys_do(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    view.setFocus()
    key(on_stage, screen, Qt.Key.Key_Home)
    key(on_stage, screen, Qt.Key.Key_Left, CTRL)
    key(on_stage, screen, Qt.Key.Key_Down, CTRL)
    key(on_stage, screen, Qt.Key.Key_Down, SHIFT)
    key(on_stage, screen, Qt.Key.Key_Up, CTRL | SHIFT)
    assert (view.drag.wish.starts_at, view.drag.wish.ends_at) == (at("2026-11-20 10:00"), at("2026-11-20 12:30"))
    assert "11/20(金) 10:00〜12:30" in view.bubble.words
    assert "ここに置けます" in view.bubble.words
    assert starts(on_stage, session) == at("10:00"), "nothing is kept before Enter"
    key(on_stage, screen, Qt.Key.Key_Return)
    line = on_stage.services.scheduling.session(session)
    assert (line.starts_at, line.ends_at) == (at("2026-11-20 10:00"), at("2026-11-20 12:30"))


def test_keys_say_the_clash_and_carry_into_the_next_week(on_stage: Stage) -> None:
    on_stage.city.course("書道", meeting("2026-11-23 10:00", "2026-11-23 12:00"))
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    view.setFocus()
    screen.week.view.mark(session)
    key(on_stage, screen, Qt.Key.Key_Right, CTRL)
    key(on_stage, screen, Qt.Key.Key_Right, CTRL)
    assert view.week.first == date(2026, 11, 23)
    assert view.verdict.is_hard
    assert "「書道」" in view.bubble.words
    key(on_stage, screen, Qt.Key.Key_Escape)
    assert starts(on_stage, session) == at("10:00")


def test_rooms_are_changed_by_key_and_by_dragging_between_rows(on_stage: Stage) -> None:
    first = on_stage.city.sessions(on_stage.city.course())[0]
    second = on_stage.city.sessions(on_stage.city.course("写真講座", meeting("13:00", "15:00"), room="第2会議室"))[0]
    screen = week(on_stage)
    view = screen.week.view
    view.setFocus()
    view.mark(first)
    key(on_stage, screen, Qt.Key.Key_Right, CTRL | SHIFT)
    assert "市民センター 第2会議室" in view.bubble.words
    key(on_stage, screen, Qt.Key.Key_Return)
    assert on_stage.services.scheduling.session(first).room == "第2会議室"
    screen.week.arrange(Arrangement.PLACES)
    assert isinstance(view.layout_now, RowsLayout)
    names = [(lane.name, lane.below) for lane in view.layout_now.lanes]
    assert names == [("市民センター", "第1会議室"), ("市民センター", "第2会議室")]
    start = rect(screen, second).center()
    top, height = view.layout_now.rows[0]
    end = QPoint(start.x(), view.layout_now.head + top + height // 2)
    drag(view.viewport(), start, end)
    on_stage.settle()
    line = on_stage.services.scheduling.session(second)
    assert (line.room, line.starts_at) == ("第1会議室", at("13:00"))


def test_people_have_rows_and_a_meeting_stands_in_each_of_its_helpers(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    on_stage.city.course("写真講座", meeting("13:00", "15:00"))
    for name in ("支援一郎", "支援二郎"):
        on_stage.services.supporters.assign(session, on_stage.city.supporter(name))
    screen = week(on_stage)
    screen.week.arrange(Arrangement.PEOPLE)
    view = screen.week.view
    assert [lane.name for lane in view.layout_now.lanes] == ["まだいません", "支援一郎", "支援二郎"]
    assert [item.block.line.id for item in view.items_model.items()].count(session) == 2


def test_undo_and_redo_by_key_restore_exactly(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    before = on_stage.services.scheduling.session(session)
    view.setFocus()
    view.mark(session)
    key(on_stage, screen, Qt.Key.Key_Left, CTRL)
    key(on_stage, screen, Qt.Key.Key_Return)
    after = on_stage.services.scheduling.session(session)
    assert after != before
    key(on_stage, screen, Qt.Key.Key_Z, CTRL)
    assert on_stage.services.scheduling.session(session) == before
    assert on_stage.notice.startswith("元に戻しました")
    key(on_stage, screen, Qt.Key.Key_Y, CTRL)
    assert on_stage.services.scheduling.session(session) == after
    assert on_stage.notice.startswith("もう一度行いました")
    on_stage.undo()
    assert on_stage.services.scheduling.session(session) == before


def test_delete_asks_for_a_reason_and_n_adds(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    view.setFocus()
    view.mark(session)
    key(on_stage, screen, Qt.Key.Key_Delete)
    form = screen.panel.reason_form
    assert form.isVisible()
    form.reason.set_text("大雪のため")
    form.accept.click()
    on_stage.settle()
    assert on_stage.services.scheduling.session(session).state is SessionState.CANCELLED
    view.setFocus()
    key(on_stage, screen, Qt.Key.Key_N)
    assert on_stage.went[-1] == ("courses", {"wizard": True, "day": SATURDAY})


def test_a_meeting_held_or_cancelled_says_why_it_stays(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    on_stage.services.scheduling.cancel_session(session, "大雪のため")
    screen = week(on_stage)
    view = screen.week.view
    start = rect(screen, session).center()
    drag(view.viewport(), start, start - QPoint(200, 0))
    assert view.drag is None
    view.setFocus()
    key(on_stage, screen, Qt.Key.Key_Left, CTRL)
    assert "中止した回は動かせません" in view.bubble.words
    assert starts(on_stage, session) == at("10:00")


def test_arrows_walk_over_the_meetings_and_leave_the_week_at_its_end(on_stage: Stage) -> None:
    course = on_stage.city.course(
        "四回", *(meeting(f"2026-11-{day} 10:00", f"2026-11-{day} 12:00") for day in (16, 18))
    )
    first, second = on_stage.city.sessions(course)
    third = on_stage.city.sessions(on_stage.city.course("写真講座", meeting("2026-11-18 13:00", "2026-11-18 15:00")))[0]
    screen = week(on_stage)
    view = screen.week.view
    view.setFocus()
    key(on_stage, screen, Qt.Key.Key_Home)
    seen = [view.current_block().line.id]
    for pressed in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        key(on_stage, screen, pressed)
        seen.append(view.current_block().line.id)
    assert seen == [first, second, third, second, first]
    key(on_stage, screen, Qt.Key.Key_Left)
    assert view.week.first == date(2026, 11, 9)
    assert view.hasFocus()
    key(on_stage, screen, Qt.Key.Key_T)
    assert view.week.first == date(2026, 11, 16)


def test_days_off_and_hours_outside_are_shaded_with_their_words(on_stage: Stage) -> None:
    office = on_stage.services.office
    hall = Venue(office.new_id(), "南公民館", opens_at=time(9), closes_at=time(17), closed_weekdays=frozenset({1}))
    office.keep_venue(hall)
    office.add_closure(Closure(office.new_id(), None, date(2026, 11, 18), date(2026, 11, 18), "全館清掃"))
    session = on_stage.city.sessions(on_stage.city.course(venue="南公民館", room=""))[0]
    screen = week(on_stage)
    view = screen.week.view
    assert [day.off for day in view.week.days] == ["", "", "全館清掃", "", "", "", ""]
    assert [shade.words for shade in view._shades(2, 0)] == ["全館清掃"]
    assert [(shade.start, shade.end, shade.words) for shade in view._shades(3, 0)] == [
        (0, 540, "開館前"),
        (1020, 1440, "閉館後"),
    ]
    start = rect(screen, session).center()
    take(view.viewport(), start)
    carry(view.viewport(), start, start - QPoint(60, 0))
    assert [shade.words for shade in view._shades(0, 0)] == ["休館日"], "what is in the hand sees its own hall"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    put(view.viewport(), start)


def test_the_rooms_of_one_hall_divide_its_days(on_stage: Stage) -> None:
    office = on_stage.services.office
    id_ = office.new_id()
    rooms = tuple(Room(office.new_id(), id_, name) for name in ("第1和室", "第2和室"))
    office.keep_venue(Venue(id_, "南公民館", rooms=rooms))
    course = on_stage.city.course(venue="南公民館", room="第1和室")
    session = on_stage.city.sessions(course)[0]
    screen = week(on_stage)
    view = screen.week.view
    screen.week.legend.press(id_)
    on_stage.settle()
    assert [lane.below for lane in view.layout_now.rooms] == ["第1和室", "第2和室"]
    start = rect(screen, session).center()
    columns = view.layout_now.columns(5)
    drag(view.viewport(), start, start + QPoint(columns[1][0] - columns[0][0], 0))
    on_stage.settle()
    line = on_stage.services.scheduling.session(session)
    assert (line.room, line.starts_at) == ("第2和室", at("10:00"))
    screen.week.legend.press(id_)
    assert screen.filters.value.is_open


def test_filters_say_what_is_looked_at_and_can_be_left(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course(topic="スマホの基本"))[0]
    on_stage.city.course("相談会", meeting("13:00", "15:00"), venue="西部公民館", room="", topic="相談会")
    helper = on_stage.city.supporter("支援花子")
    on_stage.services.supporters.assign(session, helper)
    screen = week(on_stage)
    view, filters = screen.week.view, screen.filters

    def titles() -> list[str]:
        return [item.block.title for item in view.items_model.items()]

    assert titles() == ["スマートフォン入門", "相談会"]
    filters.topic.picked.emit("相談会")
    assert titles() == ["相談会"]
    filters.topic.picked.emit("")
    filters.supporter.picked.emit(helper)
    assert titles() == ["スマートフォン入門"]
    filters.supporter.picked.emit(None)
    filters.search.setText("西部 相談")
    filters.search._tell()
    assert titles() == ["相談会"]
    filters.search.setText("ない")
    filters.search._tell()
    assert titles() == []
    assert "しぼり込みに合う回" in view.accessibleDescription()
    filters.stop.click()
    assert titles() == ["スマートフォン入門", "相談会"]


def test_a_screen_reader_finds_a_list_of_sentences_where_they_are_drawn(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    QAbstractItemModelTester(view.items_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = QAccessible.queryAccessibleInterface(view)
    assert found.text(QAccessible.Text.Name) == "週の予定"
    assert found.role() is QAccessible.Role.List
    sentences = [found.child(at).text(QAccessible.Text.Name) for at in range(found.childCount())]
    assert any("スマートフォン入門" in words and "10:00〜12:00" in words for words in sentences)
    place = rect(screen, session)
    child = next(
        found.child(at) for at in range(found.childCount()) if "スマート" in found.child(at).text(QAccessible.Text.Name)
    )
    assert child.rect().size() == place.size()


def test_four_states_of_the_week(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from divide_app.foundation.problems import EnvironmentProblem

    screen = week(on_stage)
    assert screen.week.states.state == "empty"
    on_stage.press(screen.week.states, "講座を作る")
    assert on_stage.went == [("courses", {"wizard": True})]
    on_stage.city.course()

    def away(*_arguments: object, **_more: object) -> None:
        raise EnvironmentProblem("server_away")

    with monkeypatch.context() as patched:
        patched.setattr(on_stage.services.scheduling, "sessions", away)
        screen = week(on_stage)
        screen.refetch()
        on_stage.settle()
        assert screen.week.states.state == "trouble"
    on_stage.press(screen.week.states, "もう一度")
    assert screen.week.states.state == "content"
    screen.go(SATURDAY - timedelta(days=7))
    on_stage.settle()
    assert screen.week.states.state == "content"
    assert "この週に回はありません" in screen.week.view.accessibleDescription()


def test_the_line_of_now_moves_with_the_clock(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = week(on_stage)
    assert screen.week.view.week.now == at("9:30")
    on_stage.clock.moment = at("9:31")
    screen._move_now()
    on_stage.settle()
    assert screen.week.view.week.now == at("9:31")


def test_somebody_elses_plan_meanwhile_is_asked_about_and_not_overwritten(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = week(on_stage)
    view = screen.week.view
    on_stage.city.course("先に入った講座", meeting("2026-11-20 10:00", "2026-11-20 12:00"))
    view.setFocus()
    view.mark(session)
    key(on_stage, screen, Qt.Key.Key_Left, CTRL)
    assert not view.verdict.is_hard, "the board on screen is older"
    key(on_stage, screen, Qt.Key.Key_Return)
    assert starts(on_stage, session) == at("10:00")
    assert screen.panel.move_form.reason.isVisible()
    assert "先に入った講座" in screen.panel.move_form.clashes.sentences[0]


def test_the_week_is_drawn_in_every_arrangement_and_look(on_stage: Stage, qapp: Any) -> None:
    from divide_app.ui import theme

    for number in range(4):
        on_stage.city.course(f"講座{number}", meeting("10:00", "12:00"), venue=f"会場{number}", room="")
    screen = week(on_stage)
    for look in theme.Theme:
        for size in (theme.TextSize.STANDARD, theme.TextSize.LARGEST):
            theme.apply(qapp, look, size)
            on_stage.settle()
            for arrangement in Arrangement:
                screen.week.arrange(arrangement)
                picture = screen.week.view.grab().toImage()
                colours = {
                    picture.pixelColor(x, y).name()
                    for x in range(0, picture.width(), 7)
                    for y in range(0, picture.height(), 7)
                }
                assert theme.colour("surface").name() in colours
                assert len(colours) > 4
