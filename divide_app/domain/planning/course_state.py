"""Derives the state of a course from its application window and its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import NamedTuple

from divide_app.domain.calendar import at_local, last_local_day, local_day
from divide_app.domain.planning.courses import CourseState


class Span(NamedTuple):
    """A time span (UTC) of one session, or from the first start to the last end of several.

    Attributes:
        time_is_known: When false only the days count; each is taken up as a whole.
    """

    starts_at: datetime
    ends_at: datetime
    time_is_known: bool = True


def course_state(
    *,
    is_cancelled: bool,
    has_sessions: bool,
    apply_from: datetime | None,
    apply_until: datetime | None,
    standing: Iterable[Span],
    now: datetime,
) -> CourseState:
    """Return the state a clerk sees at `now` (UTC).

    In this order: cancelled, or every session cancelled; finished once the last session that takes place has
    ended; running from the start of the first; preparing before `apply_from`; closed after `apply_until`; else
    open. A course without any session is preparing until it has a session or an application window that began.
    `standing` are the sessions that take place, `has_sessions` counts the cancelled ones too.
    """
    taken_up = [span if span.time_is_known else _whole_days(span) for span in standing]
    if is_cancelled or (has_sessions and not taken_up):
        return CourseState.CANCELLED
    if taken_up and max(span.ends_at for span in taken_up) <= now:
        return CourseState.FINISHED
    if taken_up and min(span.starts_at for span in taken_up) <= now:
        return CourseState.RUNNING
    is_unplanned = not taken_up and apply_from is None
    if is_unplanned or (apply_from is not None and now < apply_from):
        return CourseState.PREPARING
    if apply_until is not None and now > apply_until:
        return CourseState.CLOSED
    return CourseState.OPEN


def _whole_days(span: Span) -> Span:
    last_day = last_local_day(span.starts_at, span.ends_at)
    return Span(at_local(local_day(span.starts_at), time()), at_local(last_day, time(), 1))
