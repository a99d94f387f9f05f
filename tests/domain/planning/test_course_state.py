"""A course's state follows from its window and its sessions at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.course_state import Span, course_state
from divide_app.domain.planning.courses import ClassSession, Course, CourseState, SessionKind, SessionState
from divide_app.domain.seats.placement import check_open

START = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)  # 10:00 in Japan
DAY = timedelta(days=1)
COURSE = Course(
    id=UUID(int=1), title="はじめてのスマートフォン", apply_from=START - 30 * DAY, apply_until=START - 7 * DAY
)


def session(number: int, starts_at: datetime = START, **more: object) -> ClassSession:
    return ClassSession(  # type: ignore[arg-type]
        **{
            "id": UUID(int=number),
            "course_id": COURSE.id,
            "number": number,
            "kind": SessionKind.CLASS,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "venue_id": None,
            "room_id": None,
            **more,
        }
    )


BOTH = [session(1), session(2, START + 7 * DAY)]


def state_of(course: Course, sessions: list[ClassSession], now: datetime) -> CourseState:
    return course_state(
        is_cancelled=course.is_cancelled,
        has_sessions=bool(sessions),
        apply_from=course.apply_from,
        apply_until=course.apply_until,
        standing=[
            Span(one.starts_at, one.ends_at, one.time_is_known)
            for one in sessions
            if one.state is not SessionState.CANCELLED
        ],
        now=now,
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (START - 31 * DAY, CourseState.PREPARING),
        (START - 30 * DAY, CourseState.OPEN),
        (START - 7 * DAY, CourseState.OPEN),
        (START - 6 * DAY, CourseState.CLOSED),
        (START, CourseState.RUNNING),
        (START + 3 * DAY, CourseState.RUNNING),
        (START + 7 * DAY + timedelta(hours=2), CourseState.FINISHED),
    ],
)
def test_a_course_goes_through_its_states(now: datetime, state: CourseState) -> None:
    assert state_of(COURSE, BOTH, now) is state


def test_a_cancelled_course_and_one_without_a_standing_session_are_cancelled() -> None:
    assert state_of(replace(COURSE, is_cancelled=True), BOTH, START) is CourseState.CANCELLED
    called_off = [replace(one, state=SessionState.CANCELLED) for one in BOTH]
    assert state_of(COURSE, called_off, START) is CourseState.CANCELLED


def test_a_cancelled_last_session_does_not_keep_the_course_running() -> None:
    shortened = [BOTH[0], replace(BOTH[1], state=SessionState.CANCELLED)]
    assert state_of(COURSE, shortened, START + DAY) is CourseState.FINISHED


def test_without_a_window_a_course_is_open_until_it_starts_and_without_sessions_it_is_prepared() -> None:
    free = replace(COURSE, apply_from=None, apply_until=None)
    assert state_of(free, BOTH, START - 90 * DAY) is CourseState.OPEN
    assert state_of(free, [], START) is CourseState.PREPARING
    assert state_of(COURSE, [], START - 20 * DAY) is CourseState.OPEN
    assert state_of(COURSE, [], START) is CourseState.CLOSED


def test_a_session_of_which_only_the_day_is_known_lasts_all_that_day() -> None:
    midnight = datetime(2026, 6, 9, 15, 0, tzinfo=UTC)
    one = session(1, midnight, ends_at=midnight, time_is_known=False)
    assert state_of(COURSE, [one], midnight + timedelta(hours=23)) is CourseState.RUNNING
    assert state_of(COURSE, [one], midnight + DAY) is CourseState.FINISHED
    whole = replace(one, ends_at=midnight + DAY)
    assert state_of(COURSE, [whole], midnight + DAY) is CourseState.FINISHED


ORDER = [
    CourseState.PREPARING,
    CourseState.OPEN,
    CourseState.CLOSED,
    CourseState.RUNNING,
    CourseState.FINISHED,
]


@given(st.integers(-60, 60), st.integers(0, 60))
def test_time_never_takes_a_course_back(start: int, later: int) -> None:
    before = state_of(COURSE, BOTH, START + start * DAY)
    after = state_of(COURSE, BOTH, START + (start + later) * DAY)
    assert ORDER.index(after) >= ORDER.index(before)


@given(st.integers(-1000, 1000))
def test_a_course_shown_as_open_takes_applications(hours: int) -> None:
    now = START + timedelta(hours=hours)
    try:
        check_open(COURSE, at=now, first_starts_at=START)
        takes = True
    except DomainError:
        takes = False
    assert takes == (state_of(COURSE, BOTH, now) is CourseState.OPEN)
