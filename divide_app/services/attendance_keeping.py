"""Stores door events with everything derived from them; used by the door and by the merge of hall packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import Attendance, AttendanceEvent, EventKind, EventResult, derive
from divide_app.domain.door.packages import PackedWalkIn
from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import UNKNOWN, band_at
from divide_app.storage.queries.door import door, packing
from divide_app.storage.queries.door.door import DoorSession, TicketHolder
from divide_app.storage.repositories.door.attendance import Frozen, SummaryKey, WalkIn, summary_key
from divide_app.storage.unit_of_work import UnitOfWork


def state_of(events: list[AttendanceEvent], session: DoorSession, attendee: UUID | None) -> Attendance | None:
    """Return what follows from an attendee's events in a session, or None when there are none."""
    if attendee is None or not events:
        return None
    return derive(events, session.ends_at).get(attendee)


def undo_event(uow: UnitOfWork, event: AttendanceEvent, device: str) -> AttendanceEvent:
    """Return the act that takes another one back, now and by a device.

    It names whom that act names, not who stands for them now: should that be found a mistake, the two stay together.
    """
    return AttendanceEvent(
        id=uow.make_id(),
        class_session_id=event.class_session_id,
        attendee_id=uow.attendance.written_for(event.id),
        kind=EventKind.UNDO,
        result=EventResult.OK,
        happened_at=uow.now,
        recorded_at=uow.now,
        device=device,
        undoes=event.id,
        is_walk_in=event.is_walk_in,
        band=event.band,
        sex=event.sex,
    )


def keep_state(
    uow: UnitOfWork,
    session: DoorSession,
    attendee: UUID,
    before: list[AttendanceEvent],
    after: list[AttendanceEvent],
    frozen: Frozen,
    *,
    was: Attendance | None = None,
) -> Attendance:
    """Store the state that follows from the events, and carry a change of presence into the summary."""
    old = was or state_of(before, session, attendee)
    kept = uow.attendance.frozen_of(session.id, attendee) if before else None
    new = derive(after, session.ends_at)[attendee]
    uow.attendance.put_state(session.id, new, kept or frozen)
    change = int(new.present) - int(old is not None and old.present)
    uow.attendance.count(session.id, summary_key(session.starts_at, session.venue_id), kept or frozen, change)
    return new


def become_one(uow: UnitOfWork, session: DoorSession, walk_in: WalkIn, holder: TicketHolder) -> None:
    """Derive one state from the events of both: band, sex and district are the person's, whatever came first."""
    log, person = uow.attendance, holder.participant_id
    key = summary_key(session.starts_at, session.venue_id)
    came = False
    for attendee in (person, walk_in.id):
        frozen = log.frozen_of(session.id, attendee)
        if frozen is not None:
            log.count(session.id, key, frozen, -int(log.is_present(session.id, attendee)))
            came = True
    log.identify(walk_in, person)
    if came:
        kept = log.frozen_of(session.id, person) or _frozen(uow, session, [person])[person]
        kept = replace(kept, is_walk_in=holder.application_id is None)
        state = derive(log.events_of(session.id, person), session.ends_at)[person]
        log.put_state(session.id, state, kept)
        log.count(session.id, key, kept, int(state.present))


def become_two(uow: UnitOfWork, session: DoorSession, walk_in: WalkIn) -> None:
    """Derive two states again, when a walk-in was not the person after all; each in the band of their own."""
    log, person = uow.attendance, walk_in.participant_id
    assert person is not None
    key = summary_key(session.starts_at, session.venue_id)
    together = log.frozen_of(session.id, person)
    if together is not None:
        log.count(session.id, key, together, -int(log.is_present(session.id, person)))
    log.part(walk_in)
    states = derive(log.events_of_session(session.id), session.ends_at)
    for attendee, frozen in _frozen(uow, session, [one for one in (person, walk_in.id) if one in states]).items():
        log.put_state(session.id, states[attendee], frozen)
        log.count(session.id, key, frozen, int(states[attendee].present))


def take_bands_of(uow: UnitOfWork, participant_id: UUID) -> None:
    """Count somebody in the band they were in on the day of each session, after their birth was corrected."""
    for session_id in uow.attendance.sessions_of(participant_id):  # in one order of locks for all
        session = door.door_session(uow.connection, session_id, lock=True)
        if session is not None:
            key = summary_key(session.starts_at, session.venue_id)
            take_bands_again(uow, session.id, key, local_day(session.starts_at), only=participant_id)


def take_bands_again(
    uow: UnitOfWork, session_id: UUID, key: SummaryKey, day: date, *, only: UUID | None = None
) -> None:
    """Count everybody of a session in the band they are in on its day, after the day was corrected.

    A stated band, and that of somebody whose birth is no longer kept, stays.
    """
    log = uow.attendance
    frozen = log.all_frozen(session_id)
    people = uow.participants.by_ids([one.participant_id for one in frozen.values() if one.participant_id is not None])
    for attendee, before in frozen.items():
        if only not in {None, before.participant_id}:
            continue
        person = None if before.participant_id is None else people.get(before.participant_id)
        band = UNKNOWN if person is None else band_at(person.birth, day)
        if band not in {UNKNOWN, before.band}:
            change = int(log.is_present(session_id, attendee))
            log.count(session_id, key, before, -change)
            log.set_band(session_id, attendee, band)
            log.count(session_id, key, replace(before, band=band), change)


def bring_in(uow: UnitOfWork, walk_ins: Sequence[PackedWalkIn], events: Sequence[AttendanceEvent]) -> None:
    """Take in acts that happened elsewhere and are not stored here yet, with those who came without an application.

    The state of everybody concerned is derived anew from all acts, old and new, whatever their order. Somebody the
    hall found a walk-in to be becomes one with them, unless they are not known here or it was said differently here:
    that the walk-in is somebody else, or that this was a mistake.

    Raises:
        DomainError: `not_found`, for an unknown session.
    """
    log = uow.attendance
    identities = [one for one in walk_ins if one.participant_id is not None]
    for walk_in in walk_ins:
        if log.walk_in(walk_in.id) is None:
            log.add_walk_in(WalkIn(walk_in.id, walk_in.class_session_id, walk_in.band, walk_in.sex, walk_in.name))
    by_session: dict[UUID, list[AttendanceEvent]] = {one.class_session_id: [] for one in identities}
    for event in events:
        by_session.setdefault(event.class_session_id, []).append(event)
    for session_id in sorted(by_session):  # one order of locks for all
        session = door.door_session(uow.connection, session_id, lock=True)
        if session is None:
            raise DomainError("not_found", id=str(session_id), kind="class_sessions")
        _take_in(uow, session, by_session[session_id])
        for one in identities:
            walk_in_here = log.walk_in(one.id)
            if one.class_session_id != session_id or one.participant_id is None or walk_in_here is None:
                continue
            holder = door.holder_of_person(uow.connection, one.participant_id, session.course_id)
            if holder is None or holder.participant_id in walk_in_here.found_not:
                continue
            if walk_in_here.participant_id is None:
                become_one(uow, session, walk_in_here, holder)


def _take_in(uow: UnitOfWork, session: DoorSession, events: Sequence[AttendanceEvent]) -> None:
    if not events:
        return
    log = uow.attendance
    before = _by_attendee(log.events_of_session(session.id))
    log.append_all(events)
    new = {event.id for event in events if event.result is EventResult.OK}
    after = _by_attendee(log.events_of_session(session.id))
    touched = {attendee: acts for attendee, acts in after.items() if any(act.id in new for act in acts)}
    frozen = _frozen(uow, session, list(touched))
    for attendee, acts in touched.items():
        keep_state(uow, session, attendee, before.get(attendee, []), acts, frozen[attendee])


def _frozen(uow: UnitOfWork, session: DoorSession, attendees: Sequence[UUID]) -> dict[UUID, Frozen]:
    """Return what a statistic needs of each attendee, as it stands on the session's day."""
    people = uow.participants.by_ids(attendees)
    applied = {one.participant_id for one in packing.applications(uow.connection, [session.course_id])}
    day = local_day(session.starts_at)
    found = {
        id_: Frozen(id_, band_at(one.birth, day), one.sex, one.district, is_walk_in=id_ not in applied)
        for id_, one in people.items()
    }
    for attendee in attendees:
        walk_in = None if attendee in found else uow.attendance.walk_in(attendee)
        if walk_in is not None:
            found[attendee] = Frozen(walk_in.participant_id, walk_in.band, walk_in.sex, "", is_walk_in=True)
    return found


def _by_attendee(events: Sequence[AttendanceEvent]) -> dict[UUID, list[AttendanceEvent]]:
    found: dict[UUID, list[AttendanceEvent]] = {}
    for event in events:
        if event.attendee_id is not None:
            found.setdefault(event.attendee_id, []).append(event)
    return found
