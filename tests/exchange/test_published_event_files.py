"""Published event lists come in whole and go out again cell by cell: the cities' own and made-up ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from divide_app.exchange.event_courses import KnownCourse, KnownSession, group_into_courses, match_courses
from divide_app.exchange.events_file import parse_events
from divide_app.exchange.events_writer import EventLine, write_events
from divide_app.exchange.profiles import find_profile
from divide_app.exchange.tables import read_table
from tests.support.import_files import lines_of_course

HERE = Path(__file__).parent
FOLDERS = [folder for folder in (HERE / "files", HERE.parents[2] / "shared" / "data" / "events") if folder.is_dir()]
FILES = sorted({path.resolve() for folder in FOLDERS for path in folder.glob("*.csv")})


def courses_of(path: Path):
    return group_into_courses(parse_events(read_table(path)).drafts)


def lines_of(path: Path) -> list[EventLine]:
    pairs = [
        (session.line, line)
        for course in courses_of(path)
        for session, line in zip(course.sessions, lines_of_course(course), strict=True)
    ]
    return [line for _, line in sorted(pairs, key=lambda pair: pair[0])]


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_there_is_a_made_up_file_for_each_of_the_twelve_shapes():
    assert len(list((HERE / "files").glob("*.csv"))) == 12


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_is_kept_and_none_is_taken_for_an_individual_number(path):
    parsed = parse_events(read_table(path))
    assert parsed.problems == ()
    assert len(parsed.drafts) == parsed.read == len(rows_of(path)) - 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_unchanged_rows_go_out_exactly_as_they_came_in(path, tmp_path):
    out = tmp_path / "out.csv"
    written = write_events(out, find_profile("events-catalogue", "events"), lines_of(path))
    assert rows_of(out) == rows_of(path)
    assert out.read_bytes() == path.read_bytes()
    assert written.rows == len(rows_of(path)) - 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_older_format_says_the_same_of_every_row(path, tmp_path):
    out = tmp_path / "v1.csv"
    profile = find_profile("events-v1", "events")
    write_events(out, profile, lines_of(path))
    assert rows_of(out)[0] == [column.name for column in profile.columns]

    def said(file: Path) -> list[tuple[object, ...]]:
        return [
            (d.title, d.starts_at, d.ends_at, d.last_day, d.place, d.address, d.capacity, d.fee, d.apply_until, d.phone)
            for _, d in parse_events(read_table(file)).drafts
        ]

    assert said(out) == said(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_same_file_twice_finds_every_course_and_session_again(path):
    first, second = courses_of(path), courses_of(path)
    assert first == second
    keys = [session.source_key for course in first for session in course.sessions]
    assert len(set(keys)) == len(keys)
    known = [KnownCourse(c.source_key, tuple(KnownSession(s.source_key) for s in c.sessions)) for c in first]
    for match in match_courses(known, second):
        assert match.known_key == match.draft.source_key
        assert match.session_keys == tuple(session.source_key for session in match.draft.sessions)


def test_repeated_rows_of_one_title_and_place_are_sessions_of_one_course():
    (course,) = courses_of(HERE / "files" / "repeated_sessions.csv")
    assert len(course.sessions) == 6
    assert course.capacity == 20
    assert course.fee == "無料"
    assert [session.starts_at for session in course.sessions] == sorted(s.starts_at for s in course.sessions)


def test_one_title_at_several_places_is_several_courses():
    courses = courses_of(HERE / "files" / "two_lists_in_one.csv")
    assert [course.place for course in courses[2:]] == [f"{side}区民センター" for side in "東西南北"]


def test_numbers_that_restart_are_no_identity_and_rows_stay_apart():
    keys = [s.source_key for c in courses_of(HERE / "files" / "two_lists_in_one.csv") for s in c.sessions]
    assert all(key.split("|")[1] == "" for key in keys)


def test_a_period_is_one_session_of_its_first_day_with_a_warning():
    parsed = parse_events(read_table(HERE / "files" / "long_periods.csv"))
    _, weekly = parsed.drafts[1]
    assert (weekly.ends_at - weekly.starts_at).total_seconds() == 3600
    assert weekly.last_day > weekly.first_day
    assert [warning.code for warning in parsed.warnings] == ["period_row"] * 3
    assert "2026-04-21から2026-06-09まで" in parsed.warnings[1].message


def test_a_night_until_next_morning_is_one_long_meeting():
    _, night = parse_events(read_table(HERE / "files" / "long_periods.csv")).drafts[2]
    assert (night.ends_at - night.starts_at).total_seconds() == 6 * 3600


def test_no_length_is_invented_where_no_end_is_given():
    _, show = parse_events(read_table(HERE / "files" / "start_only.csv")).drafts[0]
    assert not show.time_is_known
    assert show.ends_at == show.starts_at


def test_a_course_whose_rows_differ_speaks_with_its_first_row_and_keeps_each_row():
    (course,) = courses_of(HERE / "files" / "rows_that_differ.csv")
    assert course.capacity == 12
    assert dict(course.sessions[2].source)["定員"] == "15"


def test_consultations_are_told_from_classes_by_their_title():
    courses = courses_of(HERE / "files" / "two_lists_in_one.csv")
    assert [course.kind.value for course in courses[:2]] == ["class", "consultation"]
