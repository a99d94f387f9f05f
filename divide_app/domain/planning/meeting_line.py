"""The read model of one meeting for lists, papers and the home screen; apart, because the start needs no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.domain.states import SessionKind, SessionState


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One meeting in a list.

    Attributes:
        present: People who came.
        supporters: Names in order of kana.
        lacking: Supporters missing by everything the meeting needs, roles and skills included; None where heads alone
            tell it.
    """

    id: UUID
    course_id: UUID
    course_title: str
    number: int
    sessions_in_course: int
    kind: SessionKind
    topic: str
    owners: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool
    venue_id: UUID | None
    venue: str
    district: str
    room_id: UUID | None
    room: str
    state: SessionState
    cancelled_reason: str
    forced_reason: str
    capacity: int | None
    accepted: int
    waiting: int
    present: int
    supporter_ids: tuple[UUID, ...]
    supporters: tuple[str, ...]
    people_per_supporter: int
    staffing: Staffing = NO_RULE
    lacking: int | None = None
