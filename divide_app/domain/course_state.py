"""Where a course stands, so that the clerk's list sorts itself: derived from its window and meetings, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from divide_app.domain.courses import ClassSession, Course, CourseState, SessionState


def course_state(course: Course, sessions: Sequence[ClassSession], now: datetime) -> CourseState:
    """Return where a course stands at `now` (UTC); cancelled meetings do not move it."""
    standing = [session for session in sessions if session.state is not SessionState.CANCELLED]
    return course_state_of(
        is_cancelled=course.is_cancelled,
        apply_from=course.apply_from,
        apply_until=course.apply_until,
        first_starts_at=min((session.starts_at for session in standing), default=None),
        last_ends_at=max((session.ends_at for session in standing), default=None),
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
    """Return the state from plain moments (UTC), as list queries have them.

    A course without meetings is being prepared. Applications end with `apply_until`, else when the first meeting
    starts; between the first start and the last end the course is running.
    """
    if is_cancelled:
        return CourseState.CANCELLED
    if first_starts_at is None or last_ends_at is None:
        return CourseState.PREPARING
    if now > last_ends_at:
        return CourseState.FINISHED
    if now >= first_starts_at:
        return CourseState.RUNNING
    if apply_from is not None and now < apply_from:
        return CourseState.PREPARING
    if apply_until is not None and now > apply_until:
        return CourseState.CLOSED
    return CourseState.OPEN
