"""Check-in by ticket, by name or as a walk-in; every act is an event, and the state is derived from the events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import (
    Attendance,
    AttendanceEvent,
    CheckInReason,
    Detail,
    DoorFacts,
    EventKind,
    EventResult,
    Verdict,
    judge,
    judge_undo,
    repeated,
)
from divide_app.domain.door.merge import CLOCK_SLACK
from divide_app.domain.door.ticket_code import is_signed, normalise_code
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import DoorPerson
from divide_app.domain.people.age_band import UNKNOWN, band_at, parse_band
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.services.attendance_keeping import become_one, become_two, keep_state, state_of, undo_event
from divide_app.services.changes import NOTHING, Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import EVERYBODY, OFFICE, Service, allowed
from divide_app.services.seats.applications import APPLICATIONS, seat
from divide_app.services.sight import refuse_out_of_sight
from divide_app.storage.queries.door import door
from divide_app.storage.queries.door.door import DoorSession, TicketHolder
from divide_app.storage.repositories.door.attendance import Frozen, WalkIn
from divide_app.storage.unit_of_work import UnitOfWork

_ATTENDANCE = changes(Topic.ATTENDANCE)
_NO_DETAILS: Mapping[str, Detail] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckInAnswer:
    """Result of one act at the door.

    Attributes:
        status: ok, refused or incomplete.
        reason: Why not, or what was overridden.
        event: The event kept for this act; for a repeated nonce the first one.
        first_at: When the person first came in, if they are in (UTC).
        participant: Participant id, or a walk-in's own id; None when the code is unknown.
        name: Name to show, "" for a walk-in who gave none.
        details: Plain values for the sentence.
        may_force: Staff may override this refusal with a reason.
        may_accept: A seat is free: the application can be accepted properly.
        over_capacity: More people than seats, a warning.
    """

    status: EventResult
    reason: CheckInReason | None
    event: UUID | None
    first_at: datetime | None
    participant: UUID | None
    name: str = ""
    kana: str = ""
    needs_text: str = ""
    details: Mapping[str, Detail] = field(default_factory=lambda: _NO_DETAILS)
    may_force: bool = False
    may_accept: bool = False
    over_capacity: bool = False
    is_repeat: bool = False
    changes: Changes = NOTHING


@dataclass(frozen=True, slots=True)
class DoorView:
    """Everything the door screen shows of one session; nothing a bystander should not see."""

    class_session_id: UUID
    course_title: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue: str
    room: str
    state: SessionState
    expected: int
    present: int
    question: str
    people: tuple[DoorPerson, ...]


@dataclass(frozen=True, slots=True)
class UndoAnswer:
    """Result of taking an act back."""

    status: EventResult
    event: UUID
    undone: UUID
    changes: Changes = _ATTENDANCE


class CheckIn(Service):
    """Acts at the door of one class session; a volunteer's are refused with `meeting_out_of_sight` elsewhere."""

    @allowed(EVERYBODY)
    def receive_code(
        self,
        class_session_id: UUID,
        code: str,
        *,
        at: datetime | None = None,
        device: str = "",
        nonce: str = "",
        leaving: bool = False,
        forced_reason: str = "",
        answer: str = "",
    ) -> CheckInAnswer:
        """Receive whoever holds a ticket.

        Args:
            class_session_id: Session whose door this is.
            code: What the scanner typed; prefixes, case, width and spaces do not matter.
            at: Moment of the act (UTC); now when None.
            device: Name of this PC.
            nonce: The device's own id of the act; sending it again adds nothing.
            leaving: The person goes out.
            forced_reason: Why staff override a refusal.
            answer: Answer to the course's question.

        Raises:
            DomainError: `not_found` when there is no such session; `individual_number` when a reason, an answer
                or the device's name holds what may be one.
        """
        act = _Act(class_session_id, at, device, nonce, leaving=leaving, forced_reason=forced_reason, answer=answer)
        with self.database.write() as uow:
            session = self._session(uow, class_session_id)
            plain = normalise_code(code)
            holder = door.holder_of_code(uow.connection, plain) if plain else None
            is_ours = holder is not None or _is_ours(uow, plain)
            return _receive(uow, session, holder, act, is_ours=is_ours)

    @allowed(EVERYBODY)
    def receive_person(
        self,
        class_session_id: UUID,
        participant_id: UUID,
        *,
        at: datetime | None = None,
        device: str = "",
        nonce: str = "",
        leaving: bool = False,
        forced_reason: str = "",
        answer: str = "",
    ) -> CheckInAnswer:
        """Receive a participant chosen by name; one without an application is a known walk-in.

        Raises:
            DomainError: `not_found` for an unknown session or person, `person_forgotten`.
        """
        act = _Act(class_session_id, at, device, nonce, leaving=leaving, forced_reason=forced_reason, answer=answer)
        with self.database.write() as uow:
            session = self._session(uow, class_session_id)
            holder = door.holder_of_person(uow.connection, participant_id, session.course_id)
            if holder is None:
                walk_in = uow.attendance.walk_in(participant_id)
                if walk_in is None or walk_in.class_session_id != class_session_id:
                    raise _nobody(uow, participant_id)
                if walk_in.participant_id is not None:
                    holder = door.holder_of_person(uow.connection, walk_in.participant_id, session.course_id)
                if holder is None:
                    return _receive_walk_in(uow, session, walk_in, act)
            # The door knows this person by name, so a replaced ticket code is no obstacle.
            return _receive(uow, session, replace(holder, ticket_revoked=False), act, is_ours=True)

    @allowed(EVERYBODY)
    def seat_and_receive(
        self,
        class_session_id: UUID,
        participant_id: UUID,
        *,
        at: datetime | None = None,
        device: str = "",
        nonce: str = "",
        forced_reason: str = "",
        answer: str = "",
    ) -> CheckInAnswer:
        """Give somebody who applied a free seat and receive them; who is not received gets no seat either.

        Raises:
            DomainError: As `receive_person` and `Applications.accept`; `application_unknown` for somebody who did not
                apply for this course.
        """
        act = _Act(class_session_id, at, device, nonce, leaving=False, forced_reason=forced_reason, answer=answer)
        with self.database.write() as uow:
            unlocked = door.door_session(uow.connection, class_session_id)
            if unlocked is not None:
                uow.courses.lock(unlocked.course_id)  # before the session, in the order planning locks them
            session = self._session(uow, class_session_id)
            holder = door.holder_of_person(uow.connection, participant_id, session.course_id)
            if holder is None or holder.application_id is None:
                raise DomainError("application_unknown")
            needs_seat = holder.status is not ApplicationStatus.ACCEPTED
            seated = replace(holder, status=ApplicationStatus.ACCEPTED, ticket_revoked=False)
            answered = _receive(uow, session, seated, act, is_ours=True)
            if needs_seat and answered.status is EventResult.OK and not answered.is_repeat:
                seat(uow, holder.application_id)
                answered = replace(answered, changes=answered.changes | APPLICATIONS)
            return answered

    @allowed(EVERYBODY)
    def receive_walk_in(
        self,
        class_session_id: UUID,
        band: str,
        *,
        sex: Sex = Sex.UNSTATED,
        name: str = "",
        at: datetime | None = None,
        device: str = "",
        nonce: str = "",
        forced_reason: str = "",
    ) -> CheckInAnswer:
        """Receive somebody without an application: band and sex are enough, a name is optional.

        Raises:
            DomainError: `not_found`, `bad_band`, `individual_number`.
        """
        band = parse_band(band)
        refuse_individual_number(name)
        act = _Act(class_session_id, at, device, nonce, leaving=False, forced_reason=forced_reason, answer="")
        with self.database.write() as uow:
            session = self._session(uow, class_session_id)
            # A nonce sent again must not make a second walk-in.
            known = uow.attendance.events_of(class_session_id, None, nonce) if nonce else []
            known = [one for one in known if one.is_walk_in and one.class_session_id == class_session_id]
            earlier = repeated(_of_kind(known, EventKind.IN), device, nonce)
            if earlier is not None and earlier.attendee_id is not None:
                uow.audit("check_in.repeat", class_session_id, event=earlier.id)
                return _repeat_answer(earlier, "")
            walk_in = WalkIn(uow.make_id(), class_session_id, band, sex, name)
            return _receive_walk_in(uow, session, walk_in, act, is_new=True)

    @allowed(EVERYBODY)
    def undo(self, event_id: UUID, *, device: str = "", by_staff: bool = False) -> UndoAnswer:
        """Take an act back; the event stays, with its undo beside it.

        Raises:
            DomainError: `event_unknown`, `undo_of_undo`, `undo_of_refused`, `already_undone`, `undo_other_device`,
                `session_held` once the attendance was confirmed: that is reopened with a reason first;
                `individual_number` when the device's name may be one.
        """
        refuse_individual_number(device)
        with self.database.write() as uow:
            event = uow.attendance.event(event_id)
            if event is None:
                raise DomainError("event_unknown")
            session = self._session(uow, event.class_session_id)
            before = uow.attendance.events_of(event.class_session_id, event.attendee_id)
            judge_undo(event, before, device, by_staff=by_staff)
            if session.state is SessionState.HELD:
                raise DomainError("session_held")
            assert event.attendee_id is not None
            undo = undo_event(uow, event, device)
            uow.attendance.append(undo)
            frozen = uow.attendance.frozen_of(session.id, event.attendee_id)
            assert frozen is not None
            after = [*before, replace(undo, attendee_id=event.attendee_id)]
            keep_state(uow, session, event.attendee_id, before, after, frozen)
            uow.audit("check_in.undo", session.id, event=event.id, undo=undo.id)
            return UndoAnswer(EventResult.OK, undo.id, event.id)

    @allowed(OFFICE)
    def identify_walk_in(self, walk_in_id: UUID, participant_id: UUID) -> Changes:
        """Say who a walk-in was; the two become one person who counts once.

        Raises:
            DomainError: `not_found`, `already_identified`, `person_forgotten`.
        """
        with self.database.write() as uow:
            session, walk_in = self._walk_in(uow, walk_in_id)
            if walk_in.participant_id is not None:
                raise DomainError("already_identified")
            holder = door.holder_of_person(uow.connection, participant_id, session.course_id)
            if holder is None:
                raise _nobody(uow, participant_id)
            become_one(uow, session, walk_in, holder)
            person = holder.participant_id
            uow.audit("check_in.identify", walk_in.class_session_id, walk_in=walk_in_id, participant=person)
        return _ATTENDANCE

    @allowed(OFFICE)
    def part_walk_in(self, walk_in_id: UUID) -> Changes:
        """Say that a walk-in was not the person after all; the two are two again, each with the acts of their own.

        Raises:
            DomainError: `not_found`, `not_identified`; `door_only` in a package, whose door cannot know.
        """
        with self.database.write() as uow:
            session, walk_in = self._walk_in(uow, walk_in_id)
            if walk_in.participant_id is None:
                raise DomainError("not_identified")
            become_two(uow, session, walk_in)
            uow.audit("attendance.part", session.id, walk_in=walk_in_id, participant=walk_in.participant_id)
        return _ATTENDANCE

    @allowed(EVERYBODY)
    def view(self, class_session_id: UUID) -> DoorView:
        """Return what the door screen shows.

        Raises:
            DomainError: `not_found`, `meeting_out_of_sight`.
        """
        with self.database.read() as uow:
            session = self._session(uow, class_session_id, lock=False)
            people = door.people_at_door(uow.connection, session)
            place = door.place_of(uow.connection, class_session_id)
        return DoorView(
            class_session_id=session.id,
            course_title=session.course_title,
            number=session.number,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            venue=place[0],
            room=place[1],
            state=session.state,
            expected=sum(person.status is ApplicationStatus.ACCEPTED for person in people),
            present=sum(person.present for person in people),
            question=session.question,
            people=tuple(people),
        )

    @allowed(EVERYBODY)
    def pulse(self, class_session_id: UUID) -> tuple[int, int, str]:
        """Return something cheap that differs once another PC did anything at this door."""
        with self.database.read() as uow:
            return door.pulse(uow.connection, class_session_id)

    def _session(self, uow: UnitOfWork, id_: UUID, *, lock: bool = True) -> DoorSession:
        refuse_out_of_sight(self.database, uow, id_)
        session = door.door_session(uow.connection, id_, lock=lock)
        if session is None:
            raise DomainError("not_found", id=str(id_), kind="class_sessions")
        return session

    def _walk_in(self, uow: UnitOfWork, id_: UUID) -> tuple[DoorSession, WalkIn]:
        walk_in = uow.attendance.walk_in(id_)
        if walk_in is None:
            raise DomainError("not_found", id=str(id_), kind="walk_ins")
        session = self._session(uow, walk_in.class_session_id)
        return session, uow.attendance.walk_in(id_) or walk_in  # read again now that the door is ours


@dataclass(frozen=True, slots=True)
class _Act:
    """What the device asked for."""

    class_session_id: UUID
    at: datetime | None
    device: str
    nonce: str
    leaving: bool
    forced_reason: str
    answer: str

    def __post_init__(self) -> None:
        refuse_individual_number(self.forced_reason, self.answer, self.device)
        refuse_individual_number(self.nonce)
        object.__setattr__(self, "answer", self.answer.strip())

    @property
    def kind(self) -> EventKind:
        return EventKind.OUT if self.leaving else EventKind.IN


def _nobody(uow: UnitOfWork, participant_id: UUID) -> DomainError:
    """Return why somebody cannot be received by id: unknown, or forgotten."""
    try:
        uow.participants.get(participant_id)
    except DomainError as refused:
        return refused
    return DomainError("not_found", id=str(participant_id), kind="participants")


def _of_kind(events: list[AttendanceEvent], kind: EventKind) -> list[AttendanceEvent]:
    return [one for one in events if one.kind is kind]


def _state_met(
    before: list[AttendanceEvent], session: DoorSession, attendee: UUID | None, act: _Act, state: Attendance | None
) -> Attendance | None:
    """Return the state the act met when it happened: an act told later must not be judged by what came after it.

    An act without its own moment happens now and meets everything, also what a PC with a fast clock has written.
    """
    if act.at is None or state is None:
        return state
    since = act.at
    later = {one.id for one in before if one.happened_at > since}
    if not later:
        return state
    # An act taken back since is taken back whenever the undo was written.
    return state_of(
        [one for one in before if one.id not in later or one.undoes not in {None, *later}], session, attendee
    )


def _is_ours(uow: UnitOfWork, plain: str) -> bool:
    """Return whether a code nobody here holds was signed by this office: its ticket is good somewhere else."""
    key = uow.ticket_keys.known()
    return key is not None and is_signed(plain, key)


def _receive(
    uow: UnitOfWork, session: DoorSession, holder: TicketHolder | None, act: _Act, *, is_ours: bool
) -> CheckInAnswer:
    attendee = None if holder is None else holder.participant_id
    before = [] if attendee is None else uow.attendance.events_of(session.id, attendee)
    earlier = repeated(_of_kind(before, act.kind), act.device, act.nonce)
    if earlier is not None:
        uow.audit("check_in.repeat", session.id, event=earlier.id)
        return _repeat_answer(earlier, "" if holder is None else holder.name)
    at = act.at or _now_after(before, uow.now)
    state = state_of(before, session, attendee)
    met = _state_met(before, session, attendee, act, state)
    facts = _facts(uow, session, holder, act, at, met, is_ours=is_ours)
    verdict = judge(facts)
    band = UNKNOWN if holder is None else band_at(holder.birth, local_day(session.starts_at))
    frozen = (
        None
        if holder is None
        else Frozen(holder.participant_id, band, holder.sex, holder.district, holder.application_id is None)
    )
    is_wanted = bool(act.answer and session.question) and facts.belongs_here
    if is_wanted and holder is not None and holder.application_id is not None and not holder.answer:
        uow.applications.set_answer(holder.application_id, act.answer)
    return _record(
        uow,
        session,
        act,
        at,
        verdict,
        attendee=attendee,
        before=before,
        state=state,
        frozen=frozen,
        is_walk_in=False,
        name="" if holder is None else holder.name,
        kana="" if holder is None else holder.kana,
    )


def _receive_walk_in(
    uow: UnitOfWork, session: DoorSession, walk_in: WalkIn, act: _Act, *, is_new: bool = False
) -> CheckInAnswer:
    before = [] if is_new else uow.attendance.events_of(session.id, walk_in.id)
    earlier = repeated(_of_kind(before, act.kind), act.device, act.nonce)
    if earlier is not None:
        uow.audit("check_in.repeat", session.id, event=earlier.id)
        return _repeat_answer(earlier, walk_in.name)
    at = act.at or _now_after(before, uow.now)
    state = state_of(before, session, walk_in.id)
    met = _state_met(before, session, walk_in.id, act, state)
    facts = DoorFacts(
        at=at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_cancelled=session.state is SessionState.CANCELLED,
        kind=act.kind,
        time_is_known=session.time_is_known,
        opens_minutes=session.opens_minutes,
        application=None,
        is_walk_in=True,
        inside_since=met.first_in if met is not None and met.is_inside else None,
        inside_device=met.first_device if met is not None else "",
        forced_reason=act.forced_reason,
        capacity=session.capacity,
        present=door.count_present(uow.connection, session.id),
    )
    verdict = judge(facts)
    if is_new and verdict.result is EventResult.OK:
        uow.attendance.add_walk_in(walk_in)
    return _record(
        uow,
        session,
        act,
        at,
        verdict,
        attendee=walk_in.id,
        before=before,
        state=state,
        frozen=Frozen(walk_in.participant_id, walk_in.band, walk_in.sex, "", is_walk_in=True),
        is_walk_in=True,
        name=walk_in.name,
        kana="",
    )


def _now_after(before: list[AttendanceEvent], now: datetime) -> datetime:
    """Return the moment of an act done now, behind what was done before, where another PC's clock goes a little ahead.

    Otherwise somebody who leaves past a PC with a slow clock would have left before they came, and stay inside.
    """
    last = max((event.happened_at for event in before), default=now)
    return last + timedelta(microseconds=1) if now < last <= now + CLOCK_SLACK else now


def _facts(
    uow: UnitOfWork,
    session: DoorSession,
    holder: TicketHolder | None,
    act: _Act,
    at: datetime,
    state: Attendance | None,
    *,
    is_ours: bool,
) -> DoorFacts:
    facts = DoorFacts(
        at=at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_cancelled=session.state is SessionState.CANCELLED,
        kind=act.kind,
        time_is_known=session.time_is_known,
        opens_minutes=session.opens_minutes,
        is_known=holder is not None,
        is_package=uow.is_package,
        is_ours=is_ours,
        question=session.question,
        forced_reason=act.forced_reason,
        inside_since=state.first_in if state is not None and state.is_inside else None,
        inside_device=state.first_device if state is not None else "",
        capacity=session.capacity,
    )
    if holder is None:
        return facts
    belongs = holder.course_id is None or holder.course_id == session.course_id
    elsewhere, is_expected = None, False
    if not belongs and holder.course_id is not None:
        own = door.holder_of_person(uow.connection, holder.participant_id, session.course_id)
        is_expected = own is not None and own.status is ApplicationStatus.ACCEPTED
        elsewhere = door.other_session(uow.connection, holder.course_id, at, session.id)
    elif not facts.opens_at <= at <= session.ends_at:
        elsewhere = door.open_session_of_course(
            uow.connection, session.course_id, at, session.opens_minutes, session.id
        )
    accepted = present = 0
    if holder.status is not ApplicationStatus.ACCEPTED and session.capacity is not None:
        # Those accepted fit in; only the others can make the room too full or find a seat free.
        accepted = door.count_accepted(uow.connection, session.course_id)
        present = door.count_present(uow.connection, session.id)
    return replace(
        facts,
        belongs_here=belongs,
        elsewhere=elsewhere,
        elsewhere_is_same_course=belongs,
        is_expected_here=is_expected,
        application=holder.status,
        ticket_revoked=holder.ticket_revoked,
        is_walk_in=holder.application_id is None,
        is_answered=bool(holder.answer or act.answer),
        accepted=accepted,
        present=present,
    )


def _record(
    uow: UnitOfWork,
    session: DoorSession,
    act: _Act,
    at: datetime,
    verdict: Verdict,
    *,
    attendee: UUID | None,
    before: list[AttendanceEvent],
    state: Attendance | None,
    frozen: Frozen | None,
    is_walk_in: bool,
    name: str,
    kana: str,
) -> CheckInAnswer:
    is_ok = verdict.result is EventResult.OK
    event = AttendanceEvent(
        id=uow.make_id(),
        class_session_id=session.id,
        attendee_id=attendee if is_ok or not is_walk_in else None,
        kind=act.kind,
        result=verdict.result,
        happened_at=at,
        recorded_at=uow.now,
        device=act.device,
        nonce=act.nonce,
        reason=verdict.reason,
        forced_reason=act.forced_reason if verdict.is_forced else "",
        is_walk_in=is_walk_in,
        band=None if frozen is None else frozen.band,
        sex=Sex.UNSTATED if frozen is None else frozen.sex,
    )
    uow.attendance.append(event)
    after = state
    if is_ok and attendee is not None and frozen is not None:
        after = keep_state(uow, session, attendee, before, [*before, event], frozen, was=state)
    uow.audit(
        f"check_in.{verdict.result.value}",
        session.id,
        event=event.id,
        reason=None if verdict.reason is None else verdict.reason.value,
        forced=verdict.is_forced,
    )
    return CheckInAnswer(
        status=verdict.result,
        reason=verdict.reason,
        event=event.id,
        first_at=None if after is None else after.first_in,
        participant=event.attendee_id,
        name=name,
        kana=kana,
        details=dict(verdict.details),
        may_force=verdict.may_force,
        may_accept=verdict.may_accept,
        over_capacity=verdict.over_capacity,
        changes=_ATTENDANCE if is_ok else NOTHING,
    )


def _repeat_answer(earlier: AttendanceEvent, name: str) -> CheckInAnswer:
    return CheckInAnswer(
        status=EventResult.OK,
        reason=None,
        event=earlier.id,
        first_at=earlier.happened_at,
        participant=earlier.attendee_id,
        name=name,
        is_repeat=True,
    )
