"""予定: the month by keyboard and mouse, the list, and every act on the chosen meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Closure
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.ui import theme
from divide_app.ui.screens.schedule.calendar import lines_for, places
from divide_app.ui.screens.schedule.filters import Standing
from divide_app.ui.widgets.charts import TargetBar
from divide_app.ui.widgets.labels import ChipKind
from divide_app.ui.widgets.when_fields import parse_near
from tests.support.city import at, meeting
from tests.support.hand import carry, put, take
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "schedule") as made:
        yield made


def days_with_meetings(screen: Any) -> dict[date, list[str]]:
    return {day.day: [one.title for one in day.meetings] for day in screen.days.days() if day.meetings}


def test_month_shows_whole_weeks_with_meetings_holidays_and_closures(on_stage: Stage) -> None:
    on_stage.city.course()
    office = on_stage.services.office
    closed = Closure(office.new_id(), None, date(2026, 11, 26), date(2026, 11, 27), "全館清掃")
    office.add_closure(closed)
    screen = on_stage.start("schedule")
    days = screen.days.days()
    assert (days[0].day, days[-1].day) == (date(2026, 10, 26), date(2026, 12, 6))
    assert days_with_meetings(screen) == {date(2026, 11, 21): ["スマートフォン入門"]}
    off = {day.day.day: day.off for day in days if day.off and day.in_month}
    assert off == {3: "文化の日", 23: "勤労感謝の日", 26: "全館清掃", 27: "全館清掃"}
    assert [day.day for day in days if day.is_today] == [date(2026, 11, 21)]
    assert "今日" in next(day.spoken for day in days if day.is_today)
    QAbstractItemModelTester(screen.days, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(screen.list.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_arrow_keys_move_by_day_and_into_the_next_month(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("schedule")
    screen.month.setFocus()
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 11, 22)),
        (Qt.Key.Key_Down, date(2026, 11, 29)),
        (Qt.Key.Key_Home, date(2026, 11, 23)),
        (Qt.Key.Key_End, date(2026, 11, 29)),
        (Qt.Key.Key_Down, date(2026, 12, 6)),
        (Qt.Key.Key_Left, date(2026, 12, 5)),
        (Qt.Key.Key_PageUp, date(2026, 11, 5)),
        (Qt.Key.Key_PageDown, date(2026, 12, 5)),
        (Qt.Key.Key_T, date(2026, 11, 21)),
    ):
        on_stage.key(screen.month, key)
        assert screen.month.day == day
    assert screen.title.text() == "令和8年11月"
    assert screen.month.hasFocus()


def test_moving_into_april_takes_the_fiscal_year_along(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("schedule", day=date(2027, 3, 31))
    screen.month.setFocus()
    on_stage.key(screen.month, Qt.Key.Key_Right)
    assert screen.month.day == date(2027, 4, 1)
    assert on_stage.shell.fiscal_year == 2027


def test_enter_on_a_day_opens_its_only_meeting(on_stage: Stage) -> None:
    course = on_stage.city.course()
    screen = on_stage.start("schedule")
    screen.month.setFocus()
    on_stage.key(screen.month, Qt.Key.Key_Return)
    assert screen.side.is_open
    assert screen.panel.class_session == on_stage.city.sessions(course)[0]
    on_stage.key(screen.month, Qt.Key.Key_Escape)
    assert not screen.side.is_open


def test_pressing_a_meeting_shows_it_in_the_panel(on_stage: Stage) -> None:
    course = on_stage.city.course(capacity=20)
    on_stage.city.apply(course)
    screen = on_stage.start("schedule")
    index = screen.days.index_of(date(2026, 11, 21))
    found = places(screen.days.day(index), screen.month.visualRect(index), screen.month.lines_of(index.row()))
    middle = found.meetings[0][0].center()
    meeting_words = screen.month.meeting_at(middle).spoken
    on_stage.qtbot.mouseClick(screen.month.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle))
    on_stage.settle()
    assert screen.panel.class_session == on_stage.city.sessions(course)[0]
    assert screen.month.chosen == screen.panel.class_session
    assert screen.panel.chip.text == "予定"
    assert "1/20" in meeting_words
    assert "市民センター 第1会議室" in meeting_words


def test_more_meetings_than_fit_are_counted_and_open_the_day(on_stage: Stage) -> None:
    for hour in range(6, 22):
        on_stage.city.course(f"講座{hour}", meeting(f"{hour}:00", f"{hour + 1}:00"))
    screen = on_stage.start("schedule")
    index = screen.days.index_of(date(2026, 11, 21))
    day = screen.days.day(index)
    lines = lines_for(screen.days.week(index.row()), screen.month.rowHeight(index.row()))
    found = places(day, screen.month.visualRect(index), lines)
    assert lines == 1
    assert found.hidden == 16 - len(found.meetings) > 0
    on_stage.qtbot.mouseClick(screen.month.viewport(), Qt.MouseButton.LeftButton, pos=found.more.center())
    on_stage.settle()
    assert screen.panel.day_page.isVisible()
    on_stage.press(screen.panel.day_page, "ひらく")
    assert screen.panel.class_session is not None


def test_a_busy_week_takes_the_room_of_quiet_ones(on_stage: Stage) -> None:
    for hour in range(9, 16):
        on_stage.city.course(f"講座{hour}", meeting(f"{hour}:00", f"{hour + 1}:00"))
    screen = on_stage.start("schedule")
    heights = [screen.month.rowHeight(row) for row in range(screen.days.rowCount())]
    busy = screen.days.index_of(date(2026, 11, 21)).row()
    assert heights[busy] == max(heights) > 1.5 * min(heights)
    assert abs(sum(heights) - screen.month.viewport().height()) <= 1
    day = screen.days.day(screen.days.index_of(date(2026, 11, 21)))
    cell = screen.month.visualRect(screen.days.index_of(date(2026, 11, 21)))
    assert places(day, cell, screen.month.lines_of(busy)).hidden == 0


def test_the_largest_text_still_tells_hour_and_title_of_every_meeting(on_stage: Stage, qapp: Any) -> None:
    for hour in range(9, 16):
        on_stage.city.course(f"講座{hour}", meeting(f"{hour}:00", f"{hour + 1}:00"))
    theme.apply(qapp, theme.Theme.LIGHT, theme.TextSize.LARGEST)
    screen = on_stage.start("schedule")
    on_stage.qtbot.wait(1)
    index = screen.days.index_of(date(2026, 11, 21))
    lines = screen.month.lines_of(index.row())
    assert lines >= 2
    assert places(screen.days.day(index), screen.month.visualRect(index), lines).hidden == 0


def test_a_meeting_is_dragged_to_another_day_of_the_month(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule")
    cell = screen.month.visualRect(screen.days.index_of(date(2026, 11, 21)))
    found = places(screen.days.days()[26], cell, screen.month.lines_of(3))
    start = found.meetings[0][0].center()
    end = screen.month.visualRect(screen.days.index_of(date(2026, 11, 12))).center()
    take(screen.month.viewport(), start)
    carry(screen.month.viewport(), start, end)
    assert "11/12(木) 10:00〜12:00" in screen.month.bubble.words
    put(screen.month.viewport(), end)
    on_stage.settle()
    assert on_stage.services.scheduling.session(session).starts_at == at("2026-11-12 10:00")
    assert days_with_meetings(screen) == {date(2026, 11, 12): ["スマートフォン入門"]}
    on_stage.undo()
    assert on_stage.services.scheduling.session(session).starts_at == at("10:00")


def test_keys_carry_a_meeting_over_the_month_and_say_what_is_in_the_way(on_stage: Stage) -> None:
    on_stage.city.course("書道", meeting("2026-11-14 10:00", "2026-11-14 12:00"))
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule")
    month = screen.month
    month.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    on_stage.qtbot.keyClick(month, Qt.Key.Key_Up, control)
    on_stage.settle()
    assert month.verdict.is_hard
    assert "「書道」" in month.bubble.words
    on_stage.qtbot.keyClick(month, Qt.Key.Key_Left, control)
    on_stage.settle()
    assert not month.verdict.found
    on_stage.key(month, Qt.Key.Key_Return)
    assert on_stage.services.scheduling.session(session).starts_at == at("2026-11-13 10:00")
    on_stage.qtbot.keyClick(month, Qt.Key.Key_Right, control)
    on_stage.key(month, Qt.Key.Key_Escape)
    assert month.drag is None
    assert on_stage.services.scheduling.session(session).starts_at == at("2026-11-13 10:00")


def test_the_list_is_grouped_sorted_and_counted(on_stage: Stage) -> None:
    on_stage.city.course("い講座", topic="相談会")
    on_stage.city.course("あ講座", meeting("13:00", "15:00"), venue="西部公民館", room="", topic="相談会")
    on_stage.city.course("う講座", meeting("16:00", "17:00"))
    screen = on_stage.start("schedule", view="list")
    page = screen.list
    page.group_by("venue")
    shown = [getattr(line, "name", getattr(line, "course_title", "")) for line in page.model.lines()]
    assert shown == ["市民センター", "い講座", "う講座", "西部公民館", "あ講座"]
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    shown = [getattr(line, "name", getattr(line, "course_title", "")) for line in page.model.lines()]
    assert shown == ["市民センター", "う講座", "い講座", "西部公民館", "あ講座"]
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [head.count for _row, head in page.model.heads()] == [2, 1]
    assert page.table.columnSpan(0, 0) == page.model.columnCount()
    page.group_by("topic")
    assert [head.name for _row, head in page.model.heads()] == ["分野なし", "相談会"]
    screen.filters.topic.picked.emit("相談会")
    assert page.count.text() == "2回"
    page.group_by("none")
    assert page.model.rowCount() == 2
    page.table.choose_row(0)
    on_stage.settle()
    assert screen.panel.class_session is not None


def test_the_year_shows_months_days_and_pace_and_leads_to_the_month(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    on_stage.city.course("相談会", meeting("2027-03-05 10:00", "2027-03-05 12:00"), topic="相談会")
    on_stage.services.scheduling.cancel_session(session, "大雪のため")
    office = on_stage.services.targets
    office.save(Target(office.new_id(), "講習", Metric.SESSIONS_HELD, 2026, 2026, at_least=26))
    screen = on_stage.start("schedule", view="year")
    tiles = screen.year.tiles
    assert [(tile.month.year, tile.month.month) for tile in tiles[:1] + tiles[-1:]] == [(2026, 4), (2027, 3)]
    november = tiles[7]
    assert november.accessibleName() == "令和8年11月、0回、中止 1回"
    assert tiles[11].accessibleName() == "令和9年3月、1回"
    bars = screen.year.findChildren(TargetBar)
    assert [bar.accessibleName() for bar in bars] == ["講習、0 / 26回、予定より16回おくれ"]
    cell = november._cell(date(2026, 11, 3))
    assert november.day_at(cell.center()) == date(2026, 11, 3)
    screen.filters.topic.picked.emit("相談会")
    on_stage.settle()
    assert tiles[7].accessibleName() == "令和8年11月、0回"
    screen.filters.standing.picked.emit(Standing.CANCELLED)
    screen.filters.topic.picked.emit("")
    on_stage.settle()
    assert tiles[11].accessibleName() == "令和9年3月、0回"
    assert tiles[7].accessibleName() == "令和8年11月、0回、中止 1回"
    tiles[7].setFocus()
    on_stage.key(tiles[7], Qt.Key.Key_Right)
    assert tiles[8].hasFocus()
    tiles[11].click()
    on_stage.settle()
    assert (screen.view, screen.title.text()) == ("month", "令和9年3月")


def test_the_days_on_screen_leave_as_a_calendar_file(on_stage: Stage, tmp_path: Path) -> None:
    on_stage.city.course()
    on_stage.city.course("次の週", meeting("2026-11-25 10:00", "2026-11-25 12:00"))
    screen = on_stage.start("schedule", view="week")
    path = tmp_path / "week.ics"
    screen.out_button.write_calendar(path)
    on_stage.settle()
    assert path.read_text(encoding="utf-8").count("BEGIN:VEVENT") == 1
    assert on_stage.notice == "11/16(月)〜11/22(日)の1回を「week.ics」に書き出しました"
    screen.out_button.monthly.trigger()
    assert on_stage.went[-1][0] == "prints"


def test_venue_filter_keeps_only_its_meetings_and_shades_its_days(on_stage: Stage) -> None:
    on_stage.city.course()
    on_stage.city.course("相談会", meeting("13:00", "15:00"), venue="西部公民館", room="")
    venue = next(one for one in on_stage.services.office.venues() if one.name == "西部公民館")
    screen = on_stage.start("schedule")
    screen.filters.venue.set_value(venue.id)
    screen.filters.venue.picked.emit(venue.id)
    on_stage.settle()
    assert days_with_meetings(screen) == {date(2026, 11, 21): ["相談会"]}


def test_a_day_without_a_year_is_taken_near_today() -> None:
    today = date(2026, 11, 21)
    days = {text: parse_near(text, today) for text in ("11/28", "１２月１日", "3/1", "10/1", "9/1", "2/29", "R9.1.2")}
    assert days == {
        "11/28": date(2026, 11, 28),
        "１２月１日": date(2026, 12, 1),
        "3/1": date(2027, 3, 1),
        "10/1": date(2026, 10, 1),
        "9/1": date(2027, 9, 1),
        "2/29": date(2028, 2, 29),
        "R9.1.2": date(2027, 1, 2),
    }


def test_a_clash_is_said_and_the_move_is_not_saved(on_stage: Stage) -> None:
    first = on_stage.city.course()
    other = on_stage.city.course("写真講座", meeting("13:00", "15:00"))
    session = on_stage.city.sessions(other)[0]
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "移す")
    form = screen.panel.move_form
    form.start.set_text("11:00")
    form.ask()
    on_stage.settle()
    assert form.clashes.isVisible()
    assert len(form.clashes.sentences) == 1
    assert "スマートフォン入門" in form.clashes.sentences[0]
    form.save.click()
    on_stage.settle()
    assert form.reason.error
    assert on_stage.services.scheduling.session(session).starts_at == at("13:00")
    assert on_stage.services.scheduling.session(on_stage.city.sessions(first)[0]).starts_at == at("10:00")


def test_a_clash_not_asked_for_yet_is_still_refused_by_the_service(on_stage: Stage) -> None:
    on_stage.city.course()
    other = on_stage.city.course("写真講座", meeting("13:00", "15:00"))
    session = on_stage.city.sessions(other)[0]
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "移す")
    form = screen.panel.move_form
    form.start.set_text("11:00")
    form.save.click()
    on_stage.settle()
    assert form.clashes.sentences
    assert form.reason.isVisible()
    assert on_stage.services.scheduling.session(session).starts_at == at("13:00")
    form.reason.set_text("同じ講師のため")
    form.save.click()
    on_stage.settle()
    moved = on_stage.services.scheduling.session(session)
    assert (moved.starts_at, moved.forced_reason) == (at("11:00"), "同じ講師のため")


def test_a_move_is_undone_from_the_notice_line(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "移す")
    form = screen.panel.move_form
    form.day.set_text("11/28")
    form.start.set_text("午後1時")
    form.end.set_text("15:00")
    form.save.click()
    on_stage.settle()
    assert on_stage.services.scheduling.session(session).starts_at == at("2026-11-28 13:00")
    assert days_with_meetings(screen) == {date(2026, 11, 28): ["スマートフォン入門"]}
    on_stage.undo()
    assert on_stage.services.scheduling.session(session).starts_at == at("10:00")
    assert days_with_meetings(screen) == {date(2026, 11, 21): ["スマートフォン入門"]}


def test_an_unreadable_time_is_said_beside_its_row(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "移す")
    screen.panel.move_form.start.set_text("25時70分")
    screen.panel.move_form.save.click()
    assert "25時70分" in screen.panel.move_form.start.error


def test_cancelling_asks_for_a_reason_and_can_be_undone(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "中止する")
    form = screen.panel.reason_form
    form.accept.click()
    on_stage.settle()
    assert form.reason.error
    assert on_stage.services.scheduling.session(session).state is SessionState.PLANNED
    form.reason.set_text("大雪のため")
    form.accept.click()
    on_stage.settle()
    assert on_stage.services.scheduling.session(session).cancelled_reason == "大雪のため"
    assert screen.panel.chip.text == "中止"
    on_stage.undo()
    assert on_stage.services.scheduling.session(session).state is SessionState.PLANNED


def test_cancelling_says_who_must_be_told_and_what_a_target_loses(on_stage: Stage) -> None:
    course = on_stage.city.course("写真講座", meeting("2026-11-28 10:00", "2026-11-28 12:00"), capacity=1)
    session = on_stage.city.sessions(course)[0]
    for _number in range(3):
        on_stage.city.apply(course)
    on_stage.services.supporters.assign(session, on_stage.city.supporter("支援花子"))
    targets = on_stage.services.targets
    targets.save(Target(targets.new_id(), "講習", Metric.SESSIONS_HELD, 2026, 2026, at_least=26))
    screen = on_stage.start("schedule", class_session=session)
    on_stage.press(screen.panel, "中止する")
    assert screen.panel.reason_form.words.split("\n") == [
        "写真講座　令和8年11月28日(土)",
        "受講が決まっている1人に連絡が要ります。",
        "キャンセル待ちの2人にも、順番が回らないことを伝えてください。",
        "支援者：支援花子",
        "目標「講習」に数える予定の回が1回減ります。",
    ]


def test_after_the_meeting_the_panel_leads_to_the_confirming_of_attendance(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    on_stage.clock.moment = at("18:00")
    screen = on_stage.start("schedule", class_session=session)
    assert (screen.panel.chip.text, screen.panel.chip.kind) == ("出席 未確定", ChipKind.WARN)
    on_stage.press(screen.panel, "出席を確定する")
    assert on_stage.went == [("door", {"closing": session})]


def test_panel_leads_to_door_prints_and_course(on_stage: Stage) -> None:
    course = on_stage.city.course()
    session = on_stage.city.sessions(course)[0]
    screen = on_stage.start("schedule", class_session=session)
    for word in ("受付を開く", "印刷する", "講座を見る"):
        on_stage.window.navigate("schedule")
        on_stage.settle()
        on_stage.press(screen.panel, word)
    assert on_stage.went == [
        ("door", {"class_session": session}),
        ("prints", {"class_session": session}),
        ("courses", {"course": course}),
    ]


def test_adding_goes_to_the_wizard(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("schedule")
    screen.add_button.click()
    assert on_stage.went == [("courses", {"wizard": True})]


def test_list_is_filtered_by_words_and_chooses_a_meeting(on_stage: Stage) -> None:
    on_stage.city.course()
    other = on_stage.city.course("写真講座", meeting("13:00", "15:00"), venue="西部公民館", room="")
    screen = on_stage.start("schedule", view="list")
    assert screen.list.model.rowCount() == 2
    screen.filters.search.setText("写真 西部")
    screen.filters.search._tell()
    assert [line.course_title for line in screen.list.model.lines()] == ["写真講座"]
    screen.list.table.choose_row(0)
    on_stage.settle()
    assert screen.panel.class_session == on_stage.city.sessions(other)[0]
    screen.filters.search.setText("ありえない")
    screen.filters.search._tell()
    assert screen.list.states.state == "empty"


def test_an_empty_office_is_told_what_to_do(on_stage: Stage) -> None:
    screen = on_stage.start("schedule")
    assert screen.month_states.state == "empty"
    on_stage.press(screen.month_states, "講座を作る")
    assert on_stage.went == [("courses", {"wizard": True})]
    on_stage.window.navigate("schedule", view="list")
    on_stage.settle()
    assert screen.list.states.state == "empty"


def test_trouble_is_said_with_a_way_to_try_again(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    on_stage.city.course()

    def away(*_arguments: object, **_more: object) -> None:
        raise EnvironmentProblem("server_away")

    with monkeypatch.context() as patched:
        patched.setattr(on_stage.services.scheduling, "month", away)
        screen = on_stage.start("schedule")
        assert screen.month_states.state == "trouble"
    on_stage.press(screen.month_states, "もう一度")
    assert screen.month_states.state == "content"
    assert days_with_meetings(screen)


def test_a_write_elsewhere_is_seen_here(on_stage: Stage) -> None:
    session = on_stage.city.sessions(on_stage.city.course())[0]
    screen = on_stage.start("schedule", class_session=session)
    services = on_stage.services
    screen.operate(lambda: services.scheduling.cancel_session(session, "都合により"))
    on_stage.settle()
    assert screen.panel.chip.text == "中止"


def test_when_narrow_the_panel_takes_the_place_of_the_month(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("schedule", width=900)
    screen.month.setFocus()
    on_stage.key(screen.month, Qt.Key.Key_Return)
    assert screen.panel.isVisible()
    assert not screen.month.isVisible()
    screen.side.back.click()
    assert screen.month.isVisible()
