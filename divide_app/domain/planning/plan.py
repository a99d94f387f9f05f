"""The input for planning a course: its data, and its meetings one by one or by a recurrence rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from divide_app.domain.planning.courses import SelectionKind, SessionKind
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing


class OnClosed(StrEnum):
    """What to do with a repeated meeting that falls on a day the hall is shut or a holiday."""

    EXTEND = "extend"  # left out, and the series goes on until its count is reached; a rule with an end is as SKIP
    SKIP = "skip"
    SHIFT = "shift"  # the next day the hall is open


SINGLE_DAYS = (OnClosed.SKIP, OnClosed.SHIFT)
"""The choices where meetings stand on days of their own, without a rule that could go on."""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """One meeting to plan (UTC); venue and room by name, "" = the course's."""

    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class RepeatDraft:
    """Meetings by a rule of RFC 5545, counted in local time.

    Attributes:
        rrule: The rule without its name, e.g. `FREQ=WEEKLY;COUNT=3`.
        start: First start (UTC).
        minutes: Length of each meeting.
    """

    rrule: str
    start: datetime
    minutes: int
    on_closed: OnClosed = OnClosed.EXTEND


@dataclass(frozen=True, slots=True)
class LendingDraft:
    """So many things of a stock, by its name."""

    stock: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A course to plan; exactly one of `sessions` and `repeat` says when."""

    title: str
    kind: SessionKind = SessionKind.CLASS
    topic: str = ""
    venue: str = ""
    room: str = ""
    capacity: int | None = None
    selection: SelectionKind = SelectionKind.FIRST_COME
    apply_from: datetime | None = None
    apply_until: datetime | None = None
    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    apply_url: str = ""
    phone: str = ""
    contact: str = ""
    audience: str = ""
    description: str = ""
    fee: str = ""
    belongings: str = ""
    question: str = ""
    people_per_supporter: int = 0
    kana: str = ""
    sessions: tuple[MeetingDraft, ...] = ()
    repeat: RepeatDraft | None = None
    lending: tuple[LendingDraft, ...] = ()
    staffing: Staffing = NO_RULE


@dataclass(frozen=True, slots=True)
class MovedMeeting:
    """A repeated meeting that did not stay on its day (`moved_to` None: left out), and why."""

    starts_at: datetime
    moved_to: datetime | None
    reason: str
