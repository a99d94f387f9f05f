"""Read models for lists, papers and exports: frozen rows that one query fills, so that no screen queries row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from divide_app.domain.applications import ApplicationState, ApplicationStatus, Channel
from divide_app.domain.people.participants import Need, PhoneKind, Sex
from divide_app.domain.people.supporters import AssignmentRole, SupporterKind
from divide_app.domain.planning.courses import CourseState, SelectionKind, SessionKind, SessionState
from divide_app.domain.planning.meeting_line import SessionLine

__all__ = [
    "ApplicationLine",
    "AssignmentLine",
    "AttendanceLine",
    "CourseLine",
    "DoorPerson",
    "ParticipantLine",
    "SessionLine",
    "SupporterLine",
    "WalkInLine",
]


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course in a list; moments are UTC."""

    id: UUID
    title: str
    kind: SessionKind
    topic: str
    capacity: int | None
    selection: SelectionKind
    apply_from: datetime | None
    apply_until: datetime | None
    owners: tuple[str, ...]
    state: CourseState
    sessions: int
    first_starts_at: datetime | None
    last_ends_at: datetime | None
    venues: tuple[str, ...]
    applied: int
    accepted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """One participant in a list; `band` is as of today."""

    id: UUID
    name: str
    kana: str
    band: str
    sex: Sex
    phone: str
    district: str
    needs: tuple[Need, ...]
    needs_text: str
    phone_kind: PhoneKind
    applications: int
    attendances: int


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application with the person and the course it belongs to."""

    id: UUID
    course_id: UUID
    course_title: str
    participant_id: UUID
    name: str
    kana: str
    band: str
    phone: str
    needs: tuple[Need, ...]
    needs_text: str
    phone_kind: PhoneKind
    status: ApplicationStatus
    place: int | None
    applied_at: datetime
    channel: Channel
    ticket_code: str
    ticket_revoked: bool
    receipt_number: str
    state: ApplicationState = ApplicationState.ACCEPTED
    number: int = 0
    group_id: UUID | None = None
    promoted_at: datetime | None = None
    reason: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class SupporterLine:
    """One supporter with this fiscal year's figures.

    Attributes:
        sessions: Sessions assigned, cancelled ones left out.
        planned_minutes: As planned for all of them.
        actual_minutes: As confirmed; those not confirmed yet add nothing.
    """

    id: UUID
    name: str
    kana: str
    kind: SupporterKind
    organisation: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    districts: tuple[str, ...]
    phone: str
    appointed_until: date | None
    is_appointed: bool
    sessions: int
    planned_minutes: int
    actual_minutes: int


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One supporter in one meeting."""

    id: UUID
    class_session_id: UUID
    course_title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue: str
    room: str
    session_state: SessionState
    supporter_id: UUID
    supporter: str
    kind: SupporterKind
    role: AssignmentRole
    planned_minutes: int
    actual_minutes: int | None
    is_locked: bool = False
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One attendee of one meeting; the name is empty for a walk-in who gave none."""

    class_session_id: UUID
    attendee_id: UUID
    participant_id: UUID | None
    name: str
    kana: str
    band: str
    sex: Sex
    district: str
    present: bool
    first_in: datetime | None
    last_out: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class DoorPerson:
    """What the door may see of one person: no address, no telephone, no date of birth."""

    attendee_id: UUID
    name: str
    kana: str
    row: str
    band: str
    needs: tuple[Need, ...]
    needs_text: str
    status: ApplicationStatus | None
    place: int | None
    is_walk_in: bool
    present: bool
    is_inside: bool
    first_in: datetime | None
    last_event_id: UUID | None
    asks_question: bool
    last_out: datetime | None = None
    group_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class WalkInLine:
    """Somebody who came to a meeting without an application: what is known of them, and who they were found to be.

    Attributes:
        came_at: When they came; None once that was taken back.
        participant_id: Whom they are recorded as; None while that is not known.
        known_name: That person's name; "" while it is not known.
    """

    id: UUID
    name: str
    band: str
    sex: Sex
    came_at: datetime | None
    participant_id: UUID | None
    known_name: str
