"""Where a course stands today is worked out from its window and its sessions, so that nobody has to keep it up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.courses import ClassSession, Course, CourseState, SessionState


def course_state(course: Course, sessions: Iterable[ClassSession], now: datetime) -> CourseState:
    """Return the state a clerk sees at `now` (UTC).

    In this order: cancelled, or every session cancelled; finished once the last session that takes place has
    ended; running from the start of the first; preparing before `apply_from`; closed after `apply_until`; else
    open. A course without any session is preparing until it has a session or an application window that began.
    A session of which only the day is known lasts all that local day.
    """
    planned = list(sessions)
    taking_place = [_span(one) for one in planned if one.state is not SessionState.CANCELLED]
    return course_state_of(
        is_cancelled=course.is_cancelled or (bool(planned) and not taking_place),
        apply_from=course.apply_from,
        apply_until=course.apply_until,
        first_starts_at=min((start for start, _ in taking_place), default=None),
        last_ends_at=max((end for _, end in taking_place), default=None),
        now=now,
    )


def course_state_of(
    *,
    is_cancelled: bool,
    apply_from: datetime | None,
    apply_until: datetime | None,
    first_starts_at: datetime | None,
    last_ends_at: datetime | None,
    now: datetime,
) -> CourseState:
    """Return the same from the ends of the sessions that take place (None without any), as lists read them."""
    if is_cancelled:
        return CourseState.CANCELLED
    if last_ends_at is not None and last_ends_at <= now:
        return CourseState.FINISHED
    if first_starts_at is not None and first_starts_at <= now:
        return CourseState.RUNNING
    is_unplanned = first_starts_at is None and apply_from is None
    if is_unplanned or (apply_from is not None and now < apply_from):
        return CourseState.PREPARING
    if apply_until is not None and now > apply_until:
        return CourseState.CLOSED
    return CourseState.OPEN


def _span(session: ClassSession) -> tuple[datetime, datetime]:
    if session.time_is_known:
        return session.starts_at, session.ends_at
    first = local_day(session.starts_at)
    # An end at midnight belongs to the day before it.
    last = max(first, local_day(session.ends_at - timedelta(microseconds=1)))
    return at_local(first, time()), at_local(last + timedelta(days=1), time())
