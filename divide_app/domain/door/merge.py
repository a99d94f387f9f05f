"""Decides for each act in a returned hall package: accepted, already known, or held for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import at_local, last_local_day, local_day
from divide_app.domain.door.attendance import ActKey, AttendanceEvent, EventKind, EventResult, act_key, in_order
from divide_app.domain.door.packages import PackageContent, PackedSession, PackedWalkIn
from divide_app.domain.names import name_key
from divide_app.domain.people.personal_data import FORGOTTEN_REASON
from divide_app.domain.planning.courses import SessionState


class HeldReason(StrEnum):
    """Why a person must decide about an act."""

    SESSION_GONE = "session_gone"
    PERSON_GONE = "person_gone"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_CONFIRMED = "session_confirmed"
    APPLICATION_CANCELLED = "application_cancelled"
    CLOCK = "clock"


class InboxState(StrEnum):
    """What became of an act a person had to decide about."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


CLOCK_REACH = timedelta(hours=5)
"""How far outside the door's hours an act may lie before the device's clock is doubted.

A clock set to another zone is nine hours off (UTC for Japan); a door is rarely open for more than four, so every act
of such a device lies more than five hours outside. A helper let in early, or a list typed in that evening, does not.
"""

CLOCK_SLACK = timedelta(hours=1)
"""How much the clocks of two PCs may differ: an act recorded before the package was made, or after it came home."""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What the office knows when a package comes home.

    Attributes:
        now: The present moment by the office's clock (UTC).
        sessions: The packed sessions as they stand now; one that is missing is gone.
        people: Who each of the packed people is now: another entry when two became one; who is missing is gone.
        applications: State of applications now, by course and participant.
        events: Ids of acts already stored or already kept for a person.
        acts: Accepted acts already stored, by what makes two events one act.
        waiting: Acts that wait for a person since an earlier merge, and why.
    """

    now: datetime
    sessions: Mapping[UUID, PackedSession]
    people: Mapping[UUID, UUID]
    applications: Mapping[tuple[UUID, UUID], ApplicationStatus]
    events: Set[UUID] = frozenset()
    acts: Mapping[ActKey, UUID] = field(default_factory=dict)
    waiting: Mapping[UUID, HeldReason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldAct:
    """An act a person must decide about."""

    event: AttendanceEvent
    reason: HeldReason


@dataclass(frozen=True, slots=True)
class MergeDecision:
    """The acts of a package, each in exactly one of three groups."""

    accepted: tuple[AttendanceEvent, ...]
    known: tuple[AttendanceEvent, ...]
    held: tuple[HeldAct, ...]


def decide(content: PackageContent, facts: OfficeFacts) -> MergeDecision:
    """Sort the acts of a package; their order in the file does not matter.

    Acts which were refused at the door change nobody's state and are stored whatever happened since, as long as their
    session is still there. An undo shares the fate of the act it takes back, so that neither arrives without the other.
    """
    packed = _Packed(content)
    accepted: list[AttendanceEvent] = []
    known: list[AttendanceEvent] = []
    held: list[HeldAct] = []
    seen = set(facts.events)
    acts = dict(facts.acts)
    reasons = dict(facts.waiting)
    same_as: dict[UUID, UUID] = {}
    # An undo is judged after all others: with a wrong clock it may seem to have happened before what it takes back.
    ordered = sorted(in_order(content.events), key=lambda event: event.kind is EventKind.UNDO)
    for event in ordered:
        if event.id in seen:
            known.append(event)
            continue
        seen.add(event.id)
        key = act_key(event)
        if key is not None and event.result is EventResult.OK:
            if key in acts:
                # The device sent one act twice, under two ids: whoever undid the copy meant the act.
                same_as[event.id] = acts[key]
                known.append(event)
                continue
            acts[key] = event.id
        one = event if event.undoes is None else replace(event, undoes=same_as.get(event.undoes, event.undoes))
        reason = _why_held(one, packed, facts)
        if reason is None and one.undoes is not None:
            reason = reasons.get(one.undoes)
        if reason is None:
            accepted.append(one)
        else:
            reasons[one.id] = reason
            held.append(HeldAct(_without_words(one, packed, facts), reason))
    return MergeDecision(tuple(accepted), tuple(known), tuple(held))


def lookalikes(new: Iterable[PackedWalkIn], there: Iterable[PackedWalkIn]) -> list[tuple[PackedWalkIn, PackedWalkIn]]:
    """Return pairs of different walk-ins of one session who share a written name: two people until someone says not."""
    by_name: dict[tuple[UUID, str], list[PackedWalkIn]] = {}
    for one in there:
        if one.name:
            by_name.setdefault((one.class_session_id, name_key(one.name)), []).append(one)
    found: list[tuple[PackedWalkIn, PackedWalkIn]] = []
    for one in new:
        if not one.name:
            continue
        same = by_name.setdefault((one.class_session_id, name_key(one.name)), [])
        found += [(one, other) for other in same if other.id != one.id]
        if all(other.id != one.id for other in same):
            same.append(one)
    return found


class _Packed:
    """State of the packed data as the hall knew it."""

    def __init__(self, content: PackageContent) -> None:
        self.created_at = content.created_at
        self.sessions = {session.id: session for session in content.sessions}
        self.opens = {course.id: timedelta(minutes=course.opens_minutes) for course in content.courses}
        self.applications = {(one.course_id, one.participant_id): one.status for one in content.applications}
        self.walk_ins = {walk_in.id for walk_in in content.walk_ins}


def _without_words(event: AttendanceEvent, packed: _Packed, facts: OfficeFacts) -> AttendanceEvent:
    """Return an act as it may be kept: of somebody forgotten meanwhile no free words, only that there were some."""
    who = event.attendee_id
    is_person = who is not None and not event.is_walk_in and who not in packed.walk_ins
    if not is_person or who in facts.people or not event.forced_reason:
        return event
    return replace(event, forced_reason=FORGOTTEN_REASON)


def _why_held(event: AttendanceEvent, packed: _Packed, facts: OfficeFacts) -> HeldReason | None:
    now = facts.sessions.get(event.class_session_id)
    if now is None:
        return HeldReason.SESSION_GONE
    if event.result is not EventResult.OK or event.attendee_id is None:
        return None
    was = packed.sessions.get(event.class_session_id, now)
    is_person = not event.is_walk_in and event.attendee_id not in packed.walk_ins
    if is_person and event.attendee_id not in facts.people:
        return HeldReason.PERSON_GONE
    if now.state is SessionState.CANCELLED:
        return HeldReason.SESSION_CANCELLED
    if now.state is SessionState.HELD:  # even before packing: a hall must not change it
        return HeldReason.SESSION_CONFIRMED
    if is_person and _was_cancelled_since(now.course_id, event.attendee_id, packed, facts):
        return HeldReason.APPLICATION_CANCELLED
    return HeldReason.CLOCK if _is_clock_doubtful(event, was, now, packed, facts.now) else None


def _was_cancelled_since(course: UUID, person: UUID, packed: _Packed, facts: OfficeFacts) -> bool:
    was = packed.applications.get((course, person))
    now = facts.applications.get((course, facts.people[person]), ApplicationStatus.CANCELLED)
    return was not in {None, ApplicationStatus.CANCELLED} and now is ApplicationStatus.CANCELLED


def _is_clock_doubtful(
    event: AttendanceEvent, was: PackedSession, now: PackedSession, packed: _Packed, merged_at: datetime
) -> bool:
    if not packed.created_at - CLOCK_SLACK <= event.recorded_at <= merged_at + CLOCK_SLACK:
        return True
    opens = packed.opens.get(was.course_id, timedelta())
    # The hall may have used the old time or may have been told the new one.
    return not any(_is_near(event.happened_at, session, opens) for session in (was, now))


def _is_near(at: datetime, session: PackedSession, opens: timedelta) -> bool:
    first, last = session.starts_at - opens, session.ends_at
    if not session.time_is_known:
        first = at_local(local_day(session.starts_at), time())
        last = at_local(last_local_day(session.starts_at, session.ends_at), time(), 1)
    return first - CLOCK_REACH <= at <= last + CLOCK_REACH
