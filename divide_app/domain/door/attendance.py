"""Check-in rules: append-only events, the reasons for a refusal, and the attendance state derived from the events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import last_local_day, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Sex


class CheckInReason(StrEnum):
    """Why a check-in was not simply accepted; used by screen, package and command (docs/check-in-cases.md#reasons)."""

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
    """Kind of an event."""

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
        events: Accepted acts in order of happening, those taken back and the undos included; refused acts are not.
        first_device: Device of the first IN that stands.
    """

    attendee_id: UUID
    present: bool
    is_inside: bool
    first_in: datetime | None
    last_out: datetime | None
    minutes: int
    events: tuple[UUID, ...] = ()
    first_device: str = ""


Detail = str | int | datetime
"""A plain value for a sentence; moments are UTC."""

FORCEABLE = frozenset(
    {
        CheckInReason.CANCELLED_APPLICATION,
        CheckInReason.WAITING_NOT_ACCEPTED,
        CheckInReason.TOO_EARLY,
        CheckInReason.TOO_LATE,
    }
)
"""What staff may override with a reason.

The rest cannot be: nobody can be named from an unknown code; somebody already in gains nothing; a person with a
ticket for elsewhere is received there, or here as a walk-in; a cancelled session must first be taken back at the
office; a missing answer is answered; a revoked ticket has a newer one, and the name list finds its owner.
One exception: WRONG_SESSION for another session of the ticket's own course is only the wrong hour, so it yields.
"""


@dataclass(frozen=True, slots=True)
class OtherSession:
    """The session a ticket is for, when the person is at another one."""

    class_session_id: UUID
    course_id: UUID
    course_title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """Input of `judge`: everything the decision depends on.

    Attributes:
        at: Moment of the act by the device's clock (UTC).
        starts_at: Start of the session whose door this is (UTC).
        ends_at: Its end (UTC).
        is_cancelled: The session is cancelled.
        kind: IN or OUT.
        time_is_known: False when only the day of the session is known; the door is then open all that local day.
        opens_minutes: Minutes before the start at which the door opens.
        is_known: The code or the person was found.
        is_package: The door works from a hall package, which holds only some sessions.
        is_ours: The code was signed by this office (`ticket_code.is_signed`).
        belongs_here: The ticket or application is for this session's course.
        elsewhere: The session the ticket is for, or another session of this course whose door is open at `at`.
        elsewhere_is_same_course: `elsewhere` is a session of this session's own course.
        is_expected_here: The ticket is for another course, but its holder is accepted for this one as well.
        application: State of the person's application here; None for a walk-in.
        ticket_revoked: The presented code was replaced by a newer one.
        is_walk_in: The person came without an application; ticket and question are not judged.
        inside_since: First standing IN of a person who is inside now, else None.
        inside_device: Device of that IN.
        question: The question this session asks, or "".
        is_answered: The question was answered, earlier or with this act.
        forced_reason: Why staff override a refusal; blank = nobody does.
        capacity: Seats of the course, or None.
        accepted: Accepted applications of the course.
        present: People present in this session already.
    """

    at: datetime
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
    kind: EventKind = EventKind.IN
    time_is_known: bool = True
    opens_minutes: int = 60
    is_known: bool = True
    is_package: bool = False
    is_ours: bool = True
    belongs_here: bool = True
    elsewhere: OtherSession | None = None
    elsewhere_is_same_course: bool = False
    is_expected_here: bool = False
    application: ApplicationStatus | None = ApplicationStatus.ACCEPTED
    ticket_revoked: bool = False
    is_walk_in: bool = False
    inside_since: datetime | None = None
    inside_device: str = ""
    question: str = ""
    is_answered: bool = False
    forced_reason: str = ""
    capacity: int | None = None
    accepted: int = 0
    present: int = 0

    @property
    def opens_at(self) -> datetime:
        """Moment from which people are received."""
        return self.starts_at - timedelta(minutes=self.opens_minutes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the door.

    Attributes:
        result: ok, refused or incomplete.
        reason: Why not, or the reason that was overridden when `is_forced`.
        is_forced: Ok only because staff gave a reason.
        may_force: A refusal which staff may override by giving a reason.
        details: What the sentence needs: the first time, where to go, when the door opens, the question.
        over_capacity: More people than seats; a warning, never a refusal.
        may_accept: A seat is free, so the screen offers to accept the waiting application properly.
    """

    result: EventResult
    reason: CheckInReason | None = None
    is_forced: bool = False
    may_force: bool = False
    details: tuple[tuple[str, Detail], ...] = ()
    over_capacity: bool = False
    may_accept: bool = False


def judge(facts: DoorFacts) -> Verdict:
    """Decide one act at the door.

    The order is from what cannot be helped at this door to what can: a code nobody knows; a ticket for elsewhere
    (the person must walk on, whatever else is wrong here); the session cancelled; already in (nothing to do); the
    application cancelled; not accepted; the ticket revoked (after the two, because cancelling also revokes); the
    hour; the question. A forced act passes every check in `FORCEABLE` and keeps the first one as its reason.
    Leaving is never refused for the hour, the application or the question: an OUT without an IN is kept and shown.
    """
    overridden: CheckInReason | None = None
    overridden_details: tuple[tuple[str, Detail], ...] = ()
    for check in _CHECKS_OUT if facts.kind is EventKind.OUT else _CHECKS_IN:
        found = check(facts)
        if found is None:
            continue
        reason, details, may_force = found
        if may_force and facts.forced_reason.strip():
            if overridden is None:
                overridden, overridden_details = reason, details
            continue
        return Verdict(
            result=EventResult.INCOMPLETE if reason is CheckInReason.QUESTION_MISSING else EventResult.REFUSED,
            reason=reason,
            may_force=may_force,
            details=details,
            may_accept=reason is CheckInReason.WAITING_NOT_ACCEPTED and _seat_is_free(facts),
        )
    is_waiting = facts.application in _NOT_ACCEPTED and not facts.is_walk_in
    return Verdict(
        result=EventResult.OK,
        reason=overridden,
        is_forced=overridden is not None,
        details=overridden_details,
        over_capacity=(
            facts.kind is EventKind.IN and facts.capacity is not None and facts.present + 1 > facts.capacity
        ),
        may_accept=is_waiting and facts.kind is EventKind.IN and _seat_is_free(facts),
    )


_NOT_ACCEPTED = frozenset({ApplicationStatus.WAITING, ApplicationStatus.APPLIED, ApplicationStatus.REFUSED})

_Nonce = tuple[str, str, EventKind, UUID | None]
_Found = tuple[CheckInReason, tuple[tuple[str, Detail], ...], bool]


def _seat_is_free(facts: DoorFacts) -> bool:
    return facts.capacity is None or facts.accepted < facts.capacity


def _unknown(facts: DoorFacts) -> _Found | None:
    if facts.is_known or facts.is_walk_in:
        return None
    # A package holds only the tickets of its own sessions: an unknown code of this office may be valid elsewhere.
    if facts.is_package and facts.is_ours:
        return CheckInReason.NOT_IN_PACKAGE, (), False
    return CheckInReason.UNKNOWN_CODE, (), False


def _elsewhere(facts: DoorFacts) -> tuple[tuple[str, Detail], ...]:
    other = facts.elsewhere
    if other is None:
        return ()
    return (
        ("course", other.course_title),
        ("number", other.number),
        ("starts_at", other.starts_at),
        ("ends_at", other.ends_at),
        ("venue", other.venue),
        ("room", other.room),
        *((("expected_here", 1),) if facts.is_expected_here else ()),
    )


def _wrong_session(facts: DoorFacts) -> _Found | None:
    if facts.belongs_here or facts.is_walk_in:
        return None
    return CheckInReason.WRONG_SESSION, _elsewhere(facts), False


def _session_cancelled(facts: DoorFacts) -> _Found | None:
    return (CheckInReason.SESSION_CANCELLED, (), False) if facts.is_cancelled else None


def _already_in(facts: DoorFacts) -> _Found | None:
    if facts.inside_since is None:
        return None
    details: tuple[tuple[str, Detail], ...] = (("first_at", facts.inside_since), ("device", facts.inside_device))
    return CheckInReason.ALREADY_IN, details, False


def _application(facts: DoorFacts) -> _Found | None:
    if facts.is_walk_in:
        return None
    if facts.application is ApplicationStatus.CANCELLED:
        return CheckInReason.CANCELLED_APPLICATION, (), True
    if facts.application in _NOT_ACCEPTED:
        return CheckInReason.WAITING_NOT_ACCEPTED, (("status", facts.application.value),), True
    return None


def _revoked(facts: DoorFacts) -> _Found | None:
    return (CheckInReason.REVOKED_CODE, (), False) if facts.ticket_revoked and not facts.is_walk_in else None


def _hour(facts: DoorFacts) -> _Found | None:
    if facts.time_is_known:
        is_early, is_late = facts.at < facts.opens_at, facts.at > facts.ends_at
    else:
        is_early = local_day(facts.at) < local_day(facts.starts_at)
        is_late = local_day(facts.at) > last_local_day(facts.starts_at, facts.ends_at)
    if is_early:
        found: _Found = (
            CheckInReason.TOO_EARLY,
            (("opens_at", facts.opens_at), ("starts_at", facts.starts_at)),
            True,
        )
    elif is_late:
        found = CheckInReason.TOO_LATE, (("ended_at", facts.ends_at),), True
    else:
        return None
    if facts.elsewhere is not None and facts.elsewhere_is_same_course:
        return CheckInReason.WRONG_SESSION, _elsewhere(facts), True
    return found


def _question(facts: DoorFacts) -> _Found | None:
    if not facts.question or facts.is_answered or facts.is_walk_in:
        return None
    return CheckInReason.QUESTION_MISSING, (("question", facts.question),), False


_CHECKS_OUT: tuple[Callable[[DoorFacts], _Found | None], ...] = (_unknown, _wrong_session, _session_cancelled)
_CHECKS_IN = (*_CHECKS_OUT, _already_in, _application, _revoked, _hour, _question)


def in_order(events: Iterable[AttendanceEvent]) -> list[AttendanceEvent]:
    """Return events by `happened_at`; `recorded_at` and id only break ties, so the order of arrival has no effect."""
    return sorted(events, key=lambda event: (event.happened_at, event.recorded_at, event.id))


def repeated(events: Iterable[AttendanceEvent], device: str, nonce: str) -> AttendanceEvent | None:
    """Return the accepted act that a device already sent with `nonce`, which makes sending idempotent.

    A refused or incomplete act does not consume its nonce (docs/check-in-cases.md, case 3).

    Args:
        events: Acts of the one person and kind the device speaks of; for a new walk-in those of all walk-ins.
        device: The device that sends.
        nonce: Its own id of the act.
    """
    if not nonce:
        return None
    return next(
        (
            event
            for event in in_order(events)
            if event.result is EventResult.OK and (event.device, event.nonce) == (device, nonce)
        ),
        None,
    )


def judge_undo(event: AttendanceEvent | None, undos: Iterable[AttendanceEvent], device: str, *, by_staff: bool) -> None:
    """Refuse what cannot be taken back.

    A device takes back only its own acts, because only the person there saw what happened; staff at the office may
    take back any.

    Args:
        event: The act to take back, or None when it is not known.
        undos: Undo events already recorded (others are ignored).
        device: The device that asks.
        by_staff: A signed-in member of staff asks.

    Raises:
        DomainError: `event_unknown`, `undo_of_undo`, `undo_of_refused`, `already_undone` or `undo_other_device`.
    """
    if event is None:
        raise DomainError("event_unknown")
    if event.kind is EventKind.UNDO:
        raise DomainError("undo_of_undo")
    if event.result is not EventResult.OK:
        raise DomainError("undo_of_refused")
    if event.id in _taken_back(undos):
        raise DomainError("already_undone")
    if event.device != device and not by_staff:
        raise DomainError("undo_other_device", **({"device": event.device} if event.device else {}))


def derive(
    events: Iterable[AttendanceEvent],
    session_ends_at: datetime,
    identities: Mapping[UUID, UUID] | None = None,
) -> dict[UUID, Attendance]:
    """Return the state of every attendee of one session, from its events in any order.

    Refused and incomplete acts do not count. The same id, or the same device and nonce, is one act, whichever
    copies arrive. An undo takes back by event id, whenever it happened; an undo of an undo takes back nothing.

    Args:
        events: Events of one session, from any number of devices.
        session_ends_at: Where the minutes of somebody who never left stop (UTC).
        identities: Walk-in id to the id of the participant it was later found to be (chains are followed).
    """
    same_as = identities or {}
    accepted = in_order(event for event in events if event.result is EventResult.OK)
    kept: list[AttendanceEvent] = []
    seen: set[UUID] = set()
    first_of: dict[_Nonce, UUID] = {}
    copy_of: dict[UUID, UUID] = {}
    for event in accepted:
        if event.id in seen:
            continue
        seen.add(event.id)
        nonce = _nonce(event)
        if nonce is not None and nonce in first_of:
            copy_of[event.id] = first_of[nonce]
            continue
        if nonce is not None:
            first_of[nonce] = event.id
        kept.append(event)
    undone = {copy_of.get(one, one) for one in _taken_back(accepted)}
    by_attendee: dict[UUID, list[AttendanceEvent]] = {}
    for event in kept:
        if event.attendee_id is not None:
            by_attendee.setdefault(_identity(event.attendee_id, same_as), []).append(event)
    return {
        attendee: _attendance(attendee, acts, undone, session_ends_at) for attendee, acts in sorted(by_attendee.items())
    }


def _attendance(
    attendee: UUID, acts: Sequence[AttendanceEvent], undone: set[UUID], session_ends_at: datetime
) -> Attendance:
    first: AttendanceEvent | None = None
    entered_at: datetime | None = None
    last_out: datetime | None = None
    stayed = timedelta()
    for act in acts:
        if act.kind is EventKind.UNDO or act.id in undone:
            continue
        if act.kind is EventKind.IN:
            first = first or act
            # A second IN of somebody who is inside, from another device, has no effect: the first one counts.
            entered_at = entered_at or act.happened_at
        else:
            last_out = act.happened_at
            if entered_at is not None:
                stayed += act.happened_at - entered_at
                entered_at = None
    if entered_at is not None:
        stayed += max(timedelta(), session_ends_at - entered_at)
    return Attendance(
        attendee_id=attendee,
        present=first is not None,
        is_inside=entered_at is not None,
        first_in=first.happened_at if first else None,
        last_out=last_out,
        minutes=int(stayed.total_seconds() // 60),
        events=tuple(act.id for act in acts),
        first_device=first.device if first else "",
    )


def told_only_by(device: str, events: Iterable[AttendanceEvent]) -> dict[UUID, frozenset[EventKind]]:
    """Return, by attendee, the standing acts of coming and leaving that no other device than this one tells of."""
    acts = [one for one in events if one.result is EventResult.OK]
    undone = _taken_back(acts)
    devices: dict[UUID, dict[EventKind, set[str]]] = {}
    for one in acts:
        if one.kind is not EventKind.UNDO and one.id not in undone and one.attendee_id is not None:
            devices.setdefault(one.attendee_id, {}).setdefault(one.kind, set()).add(one.device)
    return {
        attendee: frozenset(kind for kind, own in kinds.items() if own == {device})
        for attendee, kinds in devices.items()
    }


def _taken_back(events: Iterable[AttendanceEvent]) -> set[UUID]:
    return {
        event.undoes
        for event in events
        if event.kind is EventKind.UNDO and event.result is EventResult.OK and event.undoes is not None
    }


ActKey = tuple[UUID, str, str, EventKind, UUID | None]
"""Session, device, nonce, kind and, but for a walk-in, the person: what makes two events one act."""


def act_key(event: AttendanceEvent) -> ActKey | None:
    """Return the key that is equal for repetitions of one act, or None for an act without a nonce."""
    nonce = _nonce(event)
    return None if nonce is None else (event.class_session_id, *nonce)


def _nonce(event: AttendanceEvent) -> _Nonce | None:
    """Return what makes two events one act; a nonce a device uses again for somebody else loses nobody.

    A walk-in sent again has a new id of its own, so there the device's word alone must do.
    """
    if not event.nonce:
        return None
    return event.device, event.nonce, event.kind, None if event.is_walk_in else event.attendee_id


def _identity(attendee: UUID, same_as: Mapping[UUID, UUID]) -> UUID:
    """Follow identifications to their end; a ring (two offices naming each other) ends at its smallest id."""
    seen = [attendee]
    while (known := same_as.get(seen[-1])) is not None:
        if known in seen:
            return min(seen[seen.index(known) :])
        seen.append(known)
    return seen[-1]
