"""Published event lists come in: whole, once, and a changed list changes only what it says anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from divide_app.domain.calendar import local_day
from divide_app.domain.planning.courses import CourseState, SessionKind, SessionState
from divide_app.services import Services
from divide_app.services.files.imports import ImportKind, ImportResult, Reading
from tests.support.city import City, at
from tests.support.import_files import EVENT_FILES, PUBLISHED, event_row, headers_of, write_events_file
from tests.support.import_files import rows_of as cells_of


def bring_in(services: Services, path: Path, *, dry_run: bool = False) -> ImportResult:
    return services.imports.run(ImportKind.EVENTS, path, dry_run=dry_run)


def figures(result: ImportResult) -> tuple[int, int, int, int]:
    assert result.added + result.updated + result.unchanged + len(result.rejected) == result.read
    return result.added, result.updated, result.unchanged, len(result.rejected)


def test_every_list_comes_in_whole_and_a_second_time_changes_nothing(services):
    if PUBLISHED.is_dir():
        assert sum(path.parent == PUBLISHED for path in EVENT_FILES) == 12
    total = 0
    for path in EVENT_FILES:
        result = bring_in(services, path)
        assert figures(result) == (len(cells_of(path)), 0, 0, 0), path.name
        total += result.added
    sessions = services.scheduling.sessions()
    assert len(sessions) == total
    for path in EVENT_FILES:
        again = bring_in(services, path)
        assert figures(again) == (0, 0, again.read, 0), path.name
        assert again.changes == frozenset()
    assert services.scheduling.sessions() == sessions


def test_what_is_past_counts_as_planned_until_somebody_confirms_it(services):
    for path in EVENT_FILES:
        bring_in(services, path)
    states = {session.state for session in services.scheduling.sessions()}
    assert SessionState.HELD not in states


def test_a_course_of_which_only_the_day_is_known_runs_all_that_day(services, tmp_path, clock):
    rows = [
        event_row(名称="スマホの日", 開始日=day, 終了日=day, 開始時刻="", 終了時刻="")
        for day in ("2026-12-01", "2026-12-03")
    ]
    assert figures(bring_in(services, write_events_file(tmp_path / "a.csv", *rows))) == (2, 0, 0, 0)

    def state_at(moment: str) -> CourseState:
        clock.moment = at(moment)
        (line,) = services.scheduling.courses()
        return line.state

    assert state_at("2026-11-30 23:59") is CourseState.OPEN
    assert state_at("2026-12-01 00:30") is CourseState.RUNNING
    assert state_at("2026-12-03 23:59") is CourseState.RUNNING
    assert state_at("2026-12-04 00:00") is CourseState.FINISHED


def test_a_row_becomes_a_course_with_its_session_and_place(services, tmp_path):
    row = event_row(名称="スマホなんでも相談会", 共催団体="NPOみほん", 住所都道府県="岩手県盛岡市内丸1")
    result = bring_in(services, write_events_file(tmp_path / "a.csv", row))
    assert figures(result) == (1, 0, 0, 0)
    (line,) = services.scheduling.courses()
    view = services.scheduling.course(line.id)
    course, (session,) = view.course, view.sessions
    assert (course.title, course.topic, course.capacity) == ("スマホなんでも相談会", "スマートフォン", 20)
    assert course.kind is session.kind is SessionKind.CONSULTATION
    assert (course.owners, course.partners) == (("デジタル推進課",), ("NPOみほん",))
    assert (session.starts_at, session.ends_at) == (at("2026-12-01 10:00"), at("2026-12-01 12:00"))
    assert dict(course.source)["説明"] == course.description == "はじめての方向け"
    (venue,) = services.office.venues()
    assert (venue.name, venue.address, venue.municipal_code) == ("中央公民館", "岩手県盛岡市内丸1", "032018")
    assert "デジタル推進課" in services.office.sections()


def test_rows_of_one_title_and_place_are_sessions_of_one_course(services, tmp_path):
    rows = [event_row(NO=str(number), 開始日=f"2026-12-0{number}") for number in (3, 1, 2)]
    bring_in(services, write_events_file(tmp_path / "a.csv", *rows))
    (line,) = services.scheduling.courses()
    sessions = services.scheduling.course(line.id).sessions
    assert [session.number for session in sessions] == [1, 2, 3]
    assert [session.starts_at for session in sessions] == [at(f"2026-12-0{day} 10:00") for day in (1, 2, 3)]


def test_a_later_list_adds_its_sessions_to_the_course(services, tmp_path):
    bring_in(services, write_events_file(tmp_path / "a.csv", event_row()))
    later = bring_in(services, write_events_file(tmp_path / "b.csv", event_row(NO="2", 開始日="2027-01-10")))
    assert figures(later) == (1, 0, 0, 0)
    (line,) = services.scheduling.courses()
    assert [session.number for session in services.scheduling.course(line.id).sessions] == [1, 2]


@pytest.mark.parametrize(
    "said",
    [
        {"定員": "30"},
        {"開始時刻": "13:00", "終了時刻": "15:00"},
        {"開始日": "2026-12-08"},
        {"名称": "スマホ入門（午前）"},
        {"場所名称": "東公民館"},
        {"状態": "中止"},
        {"備考": "上ばきをお持ちください"},
        {"説明": ""},
    ],
    ids="+".join,
)
def test_a_changed_row_updates_its_session_and_then_rests(services, tmp_path, said):
    bring_in(services, write_events_file(tmp_path / "a.csv", event_row(), event_row(NO="2", 名称="別の講座")))
    changed = write_events_file(tmp_path / "b.csv", event_row(**said), event_row(NO="2", 名称="別の講座"))
    assert figures(bring_in(services, changed)) == (0, 1, 1, 0)
    assert figures(bring_in(services, changed)) == (0, 0, 2, 0)
    assert len(services.scheduling.sessions()) == 2
    assert len(services.scheduling.courses()) == 2


def test_a_cancelled_row_cancels_and_a_row_taken_back_plans_again(services, tmp_path):
    plain, cancelled = event_row(), event_row(状態="中止")
    bring_in(services, write_events_file(tmp_path / "a.csv", plain))
    bring_in(services, write_events_file(tmp_path / "b.csv", cancelled))
    (session,) = services.scheduling.sessions()
    assert session.state is SessionState.CANCELLED
    assert session.cancelled_reason
    assert services.scheduling.course(session.course_id).course.is_cancelled
    bring_in(services, write_events_file(tmp_path / "c.csv", plain))
    (session,) = services.scheduling.sessions()
    assert session.state is SessionState.PLANNED
    assert not services.scheduling.course(session.course_id).course.is_cancelled


def test_one_cancelled_session_of_two_leaves_the_course_open(services, tmp_path):
    rows = [event_row(), event_row(NO="2", 開始日="2026-12-08")]
    bring_in(services, write_events_file(tmp_path / "a.csv", *rows))
    result = bring_in(services, write_events_file(tmp_path / "b.csv", rows[1] | {"状態": "中止"}))
    assert figures(result) == (0, 1, 0, 0)
    (line,) = services.scheduling.courses()
    assert not services.scheduling.course(line.id).course.is_cancelled


def test_changes_made_in_the_office_stay_when_the_list_says_nothing_new(services, tmp_path):
    path = write_events_file(tmp_path / "a.csv", event_row())
    bring_in(services, path)
    (session,) = services.scheduling.sessions()
    services.scheduling.move(session.id, starts_at=at("2026-12-02 14:00"), ends_at=at("2026-12-02 15:00"))
    course = services.scheduling.course(session.course_id).course
    services.scheduling.change_course(replace(course, capacity=12))
    assert figures(bring_in(services, path)) == (0, 0, 1, 0)
    changed = write_events_file(tmp_path / "b.csv", event_row(説明="くわしく"))
    assert figures(bring_in(services, changed)) == (0, 1, 0, 0)
    view = services.scheduling.course(session.course_id)
    assert (view.course.capacity, view.course.description) == (12, "くわしく")
    assert view.sessions[0].starts_at == at("2026-12-02 14:00")


def test_a_held_session_is_never_changed_by_a_list(city: City, tmp_path):
    services = city.services
    bring_in(services, write_events_file(tmp_path / "a.csv", event_row(開始日="2026-11-20")))
    (session,) = services.scheduling.sessions()
    services.closing.confirm(session.id)
    changed = write_events_file(tmp_path / "b.csv", event_row(開始日="2026-11-20", 終了時刻="13:00"))
    result = bring_in(services, changed)
    assert [one.code for one in result.rejected] == ["held_kept"]
    assert "実施済み" in result.rejected[0].message
    (after,) = services.scheduling.sessions()
    assert (after.state, after.ends_at) == (SessionState.HELD, at("2026-11-20 12:00"))


def test_a_course_planned_here_is_found_in_a_list_and_not_made_twice(city: City, tmp_path):
    city.course("スマホ入門", venue="中央公民館", room="")
    same = event_row(開始日="2026-11-21", 定員="", 主催団体="", イベント種類="", 説明="")
    assert figures(bring_in(city.services, write_events_file(tmp_path / "a.csv", same))) == (0, 0, 1, 0)
    more = write_events_file(tmp_path / "b.csv", event_row(開始日="2026-11-21", 定員="25"))
    assert figures(bring_in(city.services, more)) == (0, 1, 0, 0)
    (line,) = city.services.scheduling.courses()
    assert line.capacity == 25


def test_what_the_file_has_no_column_for_is_not_blanked(services, tmp_path):
    bring_in(services, write_events_file(tmp_path / "a.csv", event_row(備考="上ばき")))
    narrow = tmp_path / "b.csv"
    narrow.write_text("名称,開始日,開始時刻,終了時刻,場所名称\nスマホ入門,2026-12-01,10:00,12:00,中央公民館\n", "utf-8")
    assert figures(bring_in(services, narrow)) == (0, 0, 1, 0)
    (line,) = services.scheduling.courses()
    assert (line.capacity, line.topic) == (20, "スマートフォン")


def test_bad_rows_are_named_and_the_good_ones_come_in(services, tmp_path):
    rows = [
        event_row(),
        event_row(NO="2", 開始日="2月30日"),
        event_row(NO="3", 名称=""),
        event_row(NO="4", 備考="123456789018"),
    ]
    result = bring_in(services, write_events_file(tmp_path / "a.csv", *rows))
    assert figures(result) == (1, 0, 0, 3)
    assert [(one.line, one.column, one.code) for one in result.rejected] == [
        (3, "開始日", "bad_date"),
        (4, "名称", "blank_cell"),
        (5, "備考", "individual_number"),
    ]
    assert "123456789018" not in repr(result)
    assert all("123456789018" not in one.message for one in result.rejected)


def test_a_repeated_row_is_read_once_and_still_counted(services, tmp_path):
    result = bring_in(services, write_events_file(tmp_path / "a.csv", event_row(), event_row()))
    assert figures(result) == (1, 0, 1, 0)
    assert [warning.code for warning in result.warnings] == ["repeated_row"]


def test_a_dry_run_tells_the_same_and_keeps_nothing(services, tmp_path):
    path = write_events_file(tmp_path / "a.csv", event_row())
    rehearsed = bring_in(services, path, dry_run=True)
    assert rehearsed.is_dry_run
    assert figures(rehearsed) == (1, 0, 0, 0)
    assert services.scheduling.sessions() == []
    assert services.office.venues() == []
    assert figures(bring_in(services, path)) == (1, 0, 0, 0)


def test_the_made_up_file_has_the_columns_of_the_published_format():
    assert set(headers_of(EVENT_FILES[0])) >= {"名称", "開始日"}


def test_a_title_of_thousands_of_characters_is_refused_and_the_rest_comes_in(services, tmp_path):
    rows = [event_row(名称="長" * 5_000), event_row(NO="2")]
    result = bring_in(services, write_events_file(tmp_path / "a.csv", *rows))
    assert figures(result) == (1, 0, 0, 1)
    assert [(one.line, one.code) for one in result.rejected] == [(2, "title_too_long")]
    assert [line.title for line in services.scheduling.courses()] == ["スマホ入門"]


YEARLESS = (
    "行事名,開催日,開始時間,終了時間,場所名称\r\n"
    "試験講座,１２月５日（土）,10：00,12：00,北館\r\n"
    "新年の講座,1月9日（土）,10：00,12：00,北館\r\n"
    "試験展,12月5日(土)～12月9日(水),10：00,12：00,北館\r\n"
    "夏の展示,8/13(木)〜15日,10：00,12：00,北館\r\n"
)


def days_of(services: Services) -> dict[str, tuple[date, bool]]:
    lines = services.scheduling.sessions(date(2026, 4, 1), date(2027, 3, 31))
    return {one.course_title: (local_day(one.starts_at), one.time_is_known) for one in lines}


def test_days_without_a_year_take_the_year_told_once_and_periods_stand_in_one_cell(services, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(YEARLESS, encoding="utf-8")
    asked = services.imports.run(ImportKind.EVENTS, path)
    assert [one.code for one in asked.rejected] == ["day_without_year"] * 4
    assert "何年度の一覧か" in asked.rejected[0].message
    done = services.imports.run(ImportKind.EVENTS, path, reading=Reading(values={"year": "令和8年度"}))
    assert (done.added, done.rejected) == (4, ())
    assert {title: day for title, (day, _known) in days_of(services).items()} == {
        "試験講座": date(2026, 12, 5),
        "新年の講座": date(2027, 1, 9),
        "試験展": date(2026, 12, 5),
        "夏の展示": date(2026, 8, 13),
    }
    assert [one.code for one in done.warnings].count("period_row") == 2
    again = services.imports.run(ImportKind.EVENTS, path, reading=Reading(values={"year": "2026"}))
    assert (again.added, again.updated, again.unchanged) == (0, 0, 4)


def test_a_weekday_of_another_year_refuses_its_row(services, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(YEARLESS, encoding="utf-8")
    done = services.imports.run(ImportKind.EVENTS, path, reading=Reading(values={"year": "2025"}))
    assert [one.code for one in done.rejected] == ["weekday_differs"] * 4
