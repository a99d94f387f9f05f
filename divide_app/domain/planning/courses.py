"""What is offered: courses, their meetings, and the states both go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.planning.lending import LendingNeed
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.domain.states import CourseState, SelectionKind, SessionKind, SessionState

__all__ = [
    "CatalogueEntry",
    "ClassSession",
    "Course",
    "CourseState",
    "SelectionKind",
    "SessionKind",
    "SessionState",
]


@dataclass(frozen=True, slots=True)
class Course:
    """One programme people apply to.

    Attributes:
        topic: Free or catalogue topic used for grouping in reports (スマートフォン入門, ...).
        capacity: Seats, or None when nobody applies beforehand.
        apply_from: First moment (UTC) at which applications are taken; None = at once.
        apply_until: Last moment (UTC); None = until the first session starts.
        owners: Names of the sections that own it.
        partners: Names of partner organisations.
        check_in_opens_minutes: Minutes before the start at which the door opens (docs/check-in-cases.md, case 9: 60).
        question: A question that must be answered at the door, or "".
        people_per_supporter: One supporter is wanted for so many people; 0 = no ratio is set.
        staffing: What else is asked of its supporters: the fewest, leads, kinds, abilities.
        source: The published file's own columns a course was read from, kept for a faithful way back.
        lending: Things lent at each of its meetings.
    """

    id: UUID
    title: str
    kana: str = ""
    kind: SessionKind = SessionKind.CLASS
    topic: str = ""
    capacity: int | None = None
    selection: SelectionKind = SelectionKind.FIRST_COME
    apply_from: datetime | None = None
    apply_until: datetime | None = None
    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    audience: str = ""
    description: str = ""
    apply_url: str = ""
    phone: str = ""
    contact: str = ""
    fee: str = ""
    belongings: str = ""
    check_in_opens_minutes: int = 60
    question: str = ""
    people_per_supporter: int = 0
    cancelled_reason: str = ""
    is_cancelled: bool = False
    source_key: str = ""
    source: tuple[tuple[str, str], ...] = ()
    staffing: Staffing = NO_RULE
    lending: tuple[LendingNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassSession:
    """One meeting (回) at one place and time; moments are UTC.

    Attributes:
        number: Its number in the course; given once and printed on tickets, so it does not follow a move.
        forced_reason: Why it stands where something hard is in its way; shown wherever the meeting is.
        lending: Things lent at this meeting; None = those of the course.
    """

    id: UUID
    course_id: UUID
    number: int
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    venue_id: UUID | None
    room_id: UUID | None
    state: SessionState = SessionState.PLANNED
    cancelled_reason: str = ""
    forced_reason: str = ""
    time_is_known: bool = True
    note: str = ""
    source_key: str = ""
    source: tuple[tuple[str, str], ...] = ()
    lending: tuple[LendingNeed, ...] | None = None

    @property
    def minutes(self) -> int:
        """Planned length in minutes; コマ (one hour, 稲沢市要綱第2条) is derived from it."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A kind of course offered again and again; minutes are for one meeting."""

    id: UUID
    title: str
    topic: str
    kind: SessionKind
    level: str
    minutes: int
    sessions: int
    prerequisites: str
    people_per_supporter: int
    materials: str
    description: str
    staffing: Staffing = NO_RULE
