"""The door: append-only check-in events, the table of reasons, and the state derived from the events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from divide_app.domain.people import Sex


class CheckInReason(StrEnum):
    """Why a check-in was not simply ok; the one table for screen, package and command (COMMANDS.md)."""

    ALREADY_IN = "already_in"
    UNKNOWN_CODE = "unknown_code"
    WRONG_SESSION = "wrong_session"
    CANCELLED_APPLICATION = "cancelled_application"
    WAITING_NOT_ACCEPTED = "waiting_not_accepted"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    SESSION_CANCELLED = "session_cancelled"
    QUESTION_MISSING = "question_missing"
    REVOKED_CODE = "revoked_code"
    NOT_IN_PACKAGE = "not_in_package"


class EventKind(StrEnum):
    """What an event says happened."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class EventResult(StrEnum):
    """Answer given at the door; refused acts are events too."""

    OK = "ok"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class AttendanceEvent:
    """One act at the door, never changed afterwards.

    Attributes:
        attendee_id: The participant, or for a walk-in the walk-in's own id.
        happened_at: Moment of the act by the device's clock (UTC).
        recorded_at: Moment it reached this database (UTC).
        nonce: The device's own id of the act; the same nonce sent again is the same act.
        undoes: For UNDO, the event taken back.
        reason: Reason of a refusal, or the reason overridden when `forced_reason` is set.
    """

    id: UUID
    class_session_id: UUID
    attendee_id: UUID | None
    kind: EventKind
    result: EventResult
    happened_at: datetime
    recorded_at: datetime
    device: str = ""
    nonce: str = ""
    undoes: UUID | None = None
    reason: CheckInReason | None = None
    forced_reason: str = ""
    is_walk_in: bool = False
    band: str | None = None
    sex: Sex = Sex.UNSTATED


@dataclass(frozen=True, slots=True)
class Attendance:
    """State of one attendee in one session, derived from events ordered by `happened_at`.

    Attributes:
        present: Came at all (an IN that was not undone), counts once whatever the number of INs.
        is_inside: The last standing event is an IN.
        minutes: Whole minutes between INs and OUTs; an open IN runs to the session's end.
    """

    attendee_id: UUID
    present: bool
    is_inside: bool
    first_in: datetime | None
    last_out: datetime | None
    minutes: int
    events: tuple[UUID, ...] = ()
