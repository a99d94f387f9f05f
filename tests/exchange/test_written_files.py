"""What is written can be read back as the same, harms no spreadsheet, and is there whole or not at all."""

from __future__ import annotations

import csv
import errno
import os
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import icalendar
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.domain.people.phone import tidy_phone
from divide_app.exchange.calendar_file import CalendarEntry, write_calendar
from divide_app.exchange.event_courses import KnownCourse, KnownSession, group_into_courses, match_courses
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.events_writer import EventLine, write_events
from divide_app.exchange.people_files import parse_participants
from divide_app.exchange.profiles import Profile, find_profile
from divide_app.exchange.table_writer import harmless, write_table_csv, write_table_xlsx
from divide_app.exchange.tables import read_table
from divide_app.foundation.problems import EnvironmentProblem
from tests.support.import_files import lines_of_course

CATALOGUE = find_profile("events-catalogue", "events")
V1 = find_profile("events-v1", "events")
HERE = Path(__file__).parent

# --- event lists --------------------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=("Cs", "Cn")), max_size=20)
texts = words.map(str.strip).filter(lambda text: not contains_individual_number(text))
titles = texts.filter(bool)
days = st.dates(date(2020, 4, 1), date(2035, 3, 31))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@st.composite
def event_lines(draw) -> EventLine:
    starts_at = calendar.at_local(draw(days), draw(clocks))
    known = draw(st.booleans())
    length = timedelta(minutes=draw(st.integers(1, 24 * 60 - 1))) if known else timedelta()
    until = draw(st.none() | st.tuples(days, clocks))
    basic = st.integers(0, 99_999).map(lambda yen: f"{yen:,}円" if yen else "無料")
    return EventLine(
        title=draw(titles),
        starts_at=starts_at,
        ends_at=starts_at + length,
        time_is_known=known,
        kana=draw(texts),
        category=draw(texts),
        place=draw(texts),
        address=draw(texts | texts.map(lambda text: f"岩手県盛岡市{text}".strip())),
        latitude=draw(st.none() | st.integers(20_000_000, 46_000_000).map(lambda micro: micro / 1e6)),
        longitude=draw(st.none() | st.integers(122_000_000, 154_000_000).map(lambda micro: micro / 1e6)),
        owners=draw(titles.map(lambda name: (name,)) | st.just(())),
        audience=draw(texts),
        capacity=draw(st.none() | st.integers(1, 100_000)),
        apply_until=None if until is None else calendar.at_local(*until),
        description=draw(texts),
        apply_url=draw(texts),
        phone=draw(st.sampled_from(["", "019-651-4111", "(04)2998-9053", "090-1234-5678"])),
        contact=draw(texts),
        fee=draw(basic | texts.filter(lambda text: not text.endswith("円"))),
        access=draw(texts),
        note=draw(texts),
        is_cancelled=draw(st.booleans()),
    )


def told(line: EventLine, profile: Profile) -> dict[str, object]:
    """What of a line the format has columns for."""
    fields = profile.fields()
    said = {name: getattr(line, name) for name in ("title", "starts_at", "ends_at", "place", "address", "owners")}
    said |= {name: getattr(line, name) for name in ("latitude", "longitude", "capacity", "apply_until", "fee", "note")}
    said |= {name: getattr(line, name) for name in ("description", "apply_url", "contact", "access", "kana")}
    said["phone"] = tidy_phone(line.phone)
    said |= {name: getattr(line, name) for name in ("audience", "category") if name in fields}
    if "state" in fields:
        said["is_cancelled"] = line.is_cancelled
    return said


def read_back(path: Path) -> list[EventLine]:
    parsed = parse_events(read_table(path))
    assert parsed.problems == ()
    return [lines_of_course(course)[0] for draft in parsed.drafts for course in group_into_courses([draft])]


@pytest.mark.parametrize("profile", [CATALOGUE, V1], ids=lambda profile: profile.code)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(event_lines(), min_size=1, max_size=4))
def test_what_we_export_and_read_back_is_the_same(profile, lines, tmp_path):
    out = tmp_path / "out.csv"
    write_events(out, profile, lines, municipal_code="032018", municipality="盛岡市")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [column.name for column in profile.columns]
    assert {len(row) for row in rows} == {len(profile.columns)}
    back = read_back(out)
    assert [told(line, profile) for line in back] == [told(line, profile) for line in lines]
    # And a second time round nothing moves any more.
    again = tmp_path / "again.csv"
    write_events(again, profile, back)
    assert again.read_bytes() == out.read_bytes()


def changed_row(**changes) -> tuple[list[str], dict[str, str]]:
    (course,) = group_into_courses(parse_events(read_table(HERE / "files" / "repeated_sessions.csv")).drafts)
    line = replace(lines_of_course(course)[0], **changes)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        write_events(out, CATALOGUE, [line])
        with out.open(encoding="utf-8-sig", newline="") as file:
            header, row = csv.reader(file)
    before = dict(line.source)
    after = dict(zip(header, row, strict=True))
    return [name for name in header if after[name] != before.get(name, "")], after


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({}, []),
        ({"capacity": 25}, ["定員"]),
        ({"title": "別の題"}, ["名称"]),
        ({"fee": "500円"}, ["料金(基本)"]),
        ({"place": "別館"}, ["集合場所"]),
        ({"is_cancelled": True}, ["状態"]),
        ({"phone": "03-1234-5678"}, ["連絡先電話番号"]),
        ({"address": "岩手県盛岡市内丸1"}, ["住所都道府県", "住所市区町村", "住所町名"]),
    ],
)
def test_only_the_cells_of_changed_values_are_written_anew(changes, columns):
    assert changed_row(**changes)[0] == columns


def test_a_moved_session_writes_its_four_cells():
    start = calendar.at_local(date(2026, 6, 1), time(22))
    _, row = changed_row(starts_at=start, ends_at=start + timedelta(hours=2))
    assert [row[name] for name in ("開始日", "終了日", "開始時刻", "終了時刻")] == [
        "2026-06-01",
        "2026-06-01",
        "22:00",
        "24:00",
    ]


def test_signs_that_an_encoding_lacks_are_named_and_nothing_is_written(tmp_path):
    line = EventLine("𠮷田さんの講座", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, 1, tzinfo=UTC))
    with pytest.raises(DomainError) as caught:
        write_events(tmp_path / "out.csv", replace(V1, encoding="cp932"), [line])
    assert (caught.value.code, caught.value.details["signs"]) == ("cannot_encode", "𠮷")
    assert list(tmp_path.iterdir()) == []


def test_required_columns_left_blank_are_said(tmp_path):
    line = EventLine("講座", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, 1, tzinfo=UTC))
    written = write_events(tmp_path / "out.csv", V1, [line, line])
    assert [w.column for w in written.warnings] == ["イベント名_カナ", "説明", "場所名称", "住所"]
    assert "2行" in written.warnings[0].message


# --- finding rows again -------------------------------------------------------------------------------------------


def courses_of(tmp_path: Path, rows: list[str]):
    path = tmp_path / "list.csv"
    path.write_text("NO,名称,開始日,開始時刻,終了時刻,場所名称,定員\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return group_into_courses(parse_events(read_table(path)).drafts)


def known(courses, *, fixed: bool = False) -> list[KnownCourse]:
    return [KnownCourse(c.source_key, tuple(KnownSession(s.source_key, fixed) for s in c.sessions)) for c in courses]


BASE = [
    "1,スマホ,2026-05-01,10:00,12:00,南,20",
    "2,スマホ,2026-05-08,10:00,12:00,南,20",
    "3,地図,2026-05-09,10:00,12:00,北,10",
]


@pytest.mark.parametrize(
    "changed",
    [
        "3,地図,2026-05-09,10:00,12:30,北,15",
        "3,地図,2026-05-16,10:00,12:00,北,10",
        "3,地図アプリ,2026-05-09,10:00,12:00,北,10",
        "3,地図,2026-05-09,10:00,12:00,西,10",
    ],
)
def test_a_changed_row_is_the_same_session(tmp_path, changed):
    before = courses_of(tmp_path, BASE)
    after = match_courses(known(before), courses_of(tmp_path, [*BASE[:2], changed]))
    assert after[1].known_key == before[1].source_key
    assert after[1].session_keys == (before[1].sessions[0].source_key,)


def test_rows_renumbered_by_an_inserted_row_stay_themselves(tmp_path):
    before = courses_of(tmp_path, BASE)
    rows = ["1,新しい,2026-04-30,10:00,11:00,東,5", *(f"{n}{row[1:]}" for n, row in enumerate(BASE, start=2))]
    new, phones, maps = match_courses(known(before), courses_of(tmp_path, rows))
    assert new.known_key is None
    assert phones.session_keys == tuple(session.source_key for session in before[0].sessions)
    assert maps.session_keys == (before[1].sessions[0].source_key,)


def test_next_months_list_does_not_move_meetings_already_held(tmp_path):
    before = courses_of(tmp_path, BASE)
    later = courses_of(tmp_path, ["1,スマホ,2026-06-05,10:00,12:00,南,20"])
    (match,) = match_courses(known(before, fixed=True), later)
    assert match.known_key == before[0].source_key
    assert match.session_keys == (None,)


# --- lists for people ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝x", "＋x", "－x", "＠x", " =x", "　=x"])
def test_text_like_a_formula_is_escaped_in_csv_and_kept_as_text_in_xlsx(tmp_path, text):
    write_table_csv(tmp_path / "a.csv", ["氏名", "数"], [(text, -5)])
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"-5\r\n")
    (row,) = read_table(tmp_path / "a.csv").rows()
    assert row.cells == (f"'{text}", "-5")
    write_table_xlsx(tmp_path / "a.xlsx", ["氏名", "数"], [(text, -5)])
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page["A2"].data_type == "s"
    assert page["B2"].value == -5


@given(st.text(max_size=20))
def test_no_text_begins_like_a_formula_once_made_harmless(text):
    assert (
        not harmless(text).lstrip(" \u3000").startswith(("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"))
    )
    assert harmless(text).endswith(text)


def test_a_list_reads_back_with_days_moments_and_blanks(tmp_path):
    row = (
        "髙橋 花子",
        date(2026, 11, 21),
        datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
        time(9, 5),
        12,
        None,
        True,
        'a"b\nc,d',
    )
    headers = ["氏名", "日", "日時", "時", "数", "空", "はい", "備考"]
    expected = ("髙橋 花子", "2026-11-21", "2026-11-21 13:30", "09:05", "12", "", "TRUE", 'a"b\nc,d')
    assert write_table_csv(tmp_path / "a.csv", headers, [row]) == 1
    assert write_table_xlsx(tmp_path / "a.xlsx", headers, [row]) == 1
    for name in ("a.csv", "a.xlsx"):
        table = read_table(tmp_path / name)
        assert table.columns == tuple(headers)
        assert [found.cells for found in table.rows()] == [expected]


def test_exported_participants_come_back(tmp_path):
    write_table_csv(tmp_path / "a.csv", ["氏名", "ふりがな", "生年月日"], [("𠮷田 葛󠄀子", "よしだ", date(1950, 3, 3))])
    parsed = parse_participants(read_table(tmp_path / "a.csv"), as_of=date(2026, 11, 21))
    assert (parsed.drafts[0][1].person().name, parsed.warnings) == ("𠮷田 葛󠄀子", ())


@pytest.mark.parametrize("headers", [[], ["a", "a"], ["a", ""]])
def test_headers_must_be_there_and_differ(tmp_path, headers):
    with pytest.raises(DomainError):
        write_table_csv(tmp_path / "a.csv", headers, [])


# --- whole or not at all ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EACCES, "not_writable"),
        (errno.EROFS, "disk_protected"),
        (errno.EIO, "disk_error"),
        (errno.EFAULT, "write_failed"),
    ],
)
def test_trouble_while_writing_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch, number, code):
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")

    def fail(_descriptor: int) -> None:
        raise OSError(number, "trouble")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EnvironmentProblem) as caught:
        write_table_csv(path, ["a"], [("x",)])
    assert caught.value.code == code
    assert path.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EnvironmentProblem) as caught:
        write_table_csv(tmp_path / "none" / "a.csv", ["a"], [])
    assert caught.value.code == "no_folder"


def test_stopping_half_way_leaves_nothing(tmp_path):
    def rows():
        yield ("x",)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table_csv(tmp_path / "a.csv", ["a"], rows())
    assert list(tmp_path.iterdir()) == []


# --- calendars ----------------------------------------------------------------------------------------------------


def test_a_calendar_holds_each_session_in_japans_time_with_a_stable_uid(tmp_path):
    start = calendar.at_local(date(2026, 11, 21), time(13, 30))
    entries = [
        CalendarEntry("b", "スマホ入門, 第2回", start, start + timedelta(hours=2), place="中央公民館", revision=3),
        CalendarEntry("a", "展示", start - timedelta(days=1), start - timedelta(days=1), time_is_known=False),
        CalendarEntry("c", "中止の回", start, start + timedelta(hours=1), is_cancelled=True),
    ]
    path = tmp_path / "a.ics"
    assert write_calendar(path, entries, name="講座", now=start) == 3
    raw = path.read_bytes()
    assert b"\r\n" in raw
    assert b"DTSTART;TZID=Asia/Tokyo:20261121T133000" in raw
    assert b"TZOFFSETTO:+0900" in raw
    book = icalendar.Calendar.from_ical(raw)
    events = {str(event["uid"]): event for event in book.walk("VEVENT")}
    assert set(events) == {"a@kakehashi", "b@kakehashi", "c@kakehashi"}
    assert events["b@kakehashi"].decoded("dtstart").astimezone(UTC) == start
    assert str(events["b@kakehashi"]["summary"]) == "スマホ入門, 第2回"
    assert events["a@kakehashi"].decoded("dtstart") == date(2026, 11, 20)
    assert events["a@kakehashi"].decoded("dtend") == date(2026, 11, 21)
    assert str(events["c@kakehashi"]["status"]) == "CANCELLED"
    write_calendar(path, entries, name="講座", now=start)
    assert path.read_bytes() == raw
