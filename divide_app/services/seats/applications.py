"""Takes and cancels applications, gives seats in order, and advances the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus, Channel
from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.people.personal_data import seen_by
from divide_app.domain.planning.courses import Course
from divide_app.domain.seat_desk import CourseDesk, desk_of
from divide_app.domain.seats.application_states import ApplicationAct
from divide_app.domain.seats.placement import (
    STANDING,
    applied,
    close_list,
    confirm,
    leave,
    place,
    seat_first,
    waiting_together,
)
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.services.seats.course_seats import CourseSeats, carry_out, open_seats, open_seats_of, texts, trail
from divide_app.services.seats.objections import objections
from divide_app.services.seats.ticketing import new_ticket_code
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork

APPLICATIONS = changes(Topic.APPLICATIONS, Topic.COURSES, Topic.CLASS_SESSIONS, Topic.PARTICIPANTS)


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """Where an application stands after the act.

    Attributes:
        place: Order among the accepted or on the waiting list; None before a lottery or after cancelling.
        promoted: Applications that moved from the waiting list to a seat; these people must be told.
        state: The finer state.
        state_before: The finer state before the act; None for one that is new.
        number: 申込番号.
    """

    application: UUID
    status: ApplicationStatus
    place: int | None
    promoted: tuple[UUID, ...] = ()
    ticket_code: str = ""
    state: ApplicationState | None = None
    number: int | None = None
    state_before: ApplicationState | None = None
    changes: Changes = APPLICATIONS


@dataclass(frozen=True, slots=True)
class RenewResult:
    """A ticket given out anew, with its code."""

    application: UUID
    ticket_code: str
    changes: Changes = APPLICATIONS


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Where people who asked together stand."""

    group: UUID
    members: tuple[ApplyResult, ...]
    changes: Changes = APPLICATIONS


class Applications(Service):
    """Applications for courses."""

    @allowed(OFFICE)
    def apply(
        self,
        course_id: UUID,
        participant_id: UUID,
        *,
        channel: Channel = Channel.PHONE,
        at: datetime | None = None,
        receipt_number: str = "",
        memo: str = "",
        heard: str = "",
        is_forced: bool = False,
        forced_reason: str = "",
    ) -> ApplyResult:
        """Take one person's application; the course is locked first, so the last seat goes to one person only.

        Args:
            course_id: The course.
            participant_id: The person.
            channel: How it came.
            at: Moment of the application (UTC); now when None.
            receipt_number: Number a form gave it.
            memo: Free text.
            heard: How they heard of the course.
            is_forced: Take it outside the application window; capacity is kept all the same.
            forced_reason: Why somebody is taken who has a seat in another course at one hour, or for whom the course
                is not; kept with the application.

        Raises:
            DomainError: `already_applied`, `course_not_open`, `course_closed`, `course_cancelled`, `not_found`,
                `individual_number`, `same_hour`, `residence_differs`, `been_before`.
        """
        asked = Asked(channel, at, receipt_number, memo, heard, is_forced, forced_reason)
        with self.database.write() as uow:
            return take_one(uow, course_id, participant_id, asked)

    @allowed(OFFICE)
    def apply_together(
        self,
        course_id: UUID,
        participant_ids: Sequence[UUID],
        *,
        channel: Channel = Channel.PHONE,
        at: datetime | None = None,
        memo: str = "",
        heard: str = "",
        is_forced: bool = False,
        forced_reason: str = "",
    ) -> GroupResult:
        """Take the application of people who come together; they are accepted or wait as one, or nobody is taken.

        Raises:
            DomainError: As `apply`, and `group_too_small`, `group_too_large`.
        """
        people = list(dict.fromkeys(participant_ids))
        if len(people) < 2:
            raise DomainError("group_too_small")
        asked = Asked(channel, at, "", memo, heard, is_forced, forced_reason)
        with self.database.write() as uow:
            group = uow.make_id()
            members = register(uow, course_id, people, asked, group)
            uow.audit("application.take_group", group, course=course_id, people=len(people), moves=_taken(members))
        return GroupResult(group, members)

    @allowed(OFFICE)
    def join(self, application_ids: Sequence[UUID]) -> GroupResult:
        """Let people who applied one by one stand together.

        Those who wait stand together at the place of the last of them, so that nobody is passed.

        Raises:
            DomainError: `group_too_small`, `group_too_large`, `group_mixed` when they are of different courses or
                states, `seed_fixed`, `not_found`.
        """
        with self.database.write() as uow:
            ids = list(dict.fromkeys(application_ids))
            if len(ids) < 2:
                raise DomainError("group_too_small")
            seats, first = open_seats_of(uow, ids[0])
            _refuse_after_seed(seats)
            chosen = [one for one in seats.standing if one.id in set(ids)]
            if len(chosen) < len(ids) or any(one.status is not first.status for one in chosen):
                raise DomainError("group_mixed")
            if first.status not in STANDING:
                raise DomainError("already_cancelled")
            if seats.course.capacity is not None and len(ids) > max(1, seats.course.capacity):
                raise DomainError(
                    "group_too_large", course=seats.course.title, capacity=seats.course.capacity, people=len(ids)
                )
            group = uow.make_id()
            uow.applications.set_group(ids, group)
            moves = waiting_together(seats.standing, ids)
            known = [replace(one, group_id=group) if one.id in set(ids) else one for one in seats.standing]
            after = seats.promoted(applied(known, moves))
            carry_out(uow, moves)
            promoted = carry_out(uow, after)
            uow.audit(
                "application.join",
                group,
                course=seats.course.id,
                people=texts(ids),
                promoted=texts(promoted),
                moves=trail(after),
            )
            now = {one.id: one for one in uow.applications.of_course(seats.course.id)}
        return GroupResult(group, tuple(_result(now[id_]) for id_ in ids))

    @allowed(OFFICE)
    def separate(self, application_id: UUID) -> ApplyResult:
        """Let the members of a group stand alone, each where they stand; free seats are given at once.

        Raises:
            DomainError: `not_grouped`, `seed_fixed`, `not_found`.
        """
        with self.database.write() as uow:
            seats, application = open_seats_of(uow, application_id)
            _refuse_after_seed(seats)
            if application.group_id is None:
                raise DomainError("not_grouped")
            ids = [one.id for one in seats.standing if one.group_id == application.group_id]
            uow.applications.set_group(ids, None)
            alone = [replace(one, group_id=None) if one.id in set(ids) else one for one in seats.standing]
            moves = seats.promoted(alone)
            promoted = carry_out(uow, moves)
            uow.audit("application.separate", application_id, promoted=texts(promoted), moves=trail(moves))
            return _result(uow.applications.get(application_id), promoted)

    @allowed(OFFICE)
    def cancel(self, application_id: UUID) -> ApplyResult:
        """Cancel an application as the person asked; the next on the waiting list moves up in the same transaction.

        Raises:
            DomainError: `already_cancelled`, `already_refused`, `not_found`.
        """
        return self._let_go(application_id, ApplicationAct.CANCEL)

    @allowed(OFFICE)
    def decline(self, application_id: UUID) -> ApplyResult:
        """Take a person's no to what they were given; the seat goes to the next.

        Raises:
            DomainError: `not_drawn`, `already_cancelled`, `already_refused`, `not_found`.
        """
        return self._let_go(application_id, ApplicationAct.DECLINE)

    @allowed(STAFF)
    def withdraw(self, application_id: UUID, reason: str) -> ApplyResult:
        """Cancel an application by the office (entered twice, by mistake), with the reason.

        Raises:
            DomainError: `reason_missing`, `individual_number`, `already_cancelled`, `already_refused`, `not_found`.
        """
        return self._let_go(application_id, ApplicationAct.WITHDRAW, reason=reason)

    @allowed(STAFF)
    def refuse(self, application_id: UUID, reason: str) -> ApplyResult:
        """Refuse an application (not of the course's audience), with the reason.

        Raises:
            DomainError: `reason_missing`, `individual_number`, `already_cancelled`, `already_refused`, `not_found`.
        """
        return self._let_go(application_id, ApplicationAct.REFUSE, reason=reason)

    @allowed(OFFICE)
    def accept(self, application_id: UUID) -> ApplyResult:
        """Accept an application out of turn, or take the yes to an offer; the door's own way is `seat_and_receive`.

        Who asked together is accepted together.

        Raises:
            DomainError: `capacity_full`, `already_accepted`, `already_cancelled`, `already_refused`,
                `course_cancelled`, `not_found`.
        """
        with self.database.write() as uow:
            return seat(uow, application_id)

    @allowed(STAFF)
    def close_list(self, course_id: UUID) -> ApplyResult | None:
        """Close the waiting list: who still waits is told that no seat came free; None when nobody waits.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            moves = close_list(seats.standing)
            carry_out(uow, moves)
            uow.audit("application.close_list", course_id, people=len(moves), moves=trail(moves))
        if not moves:
            return None
        return ApplyResult(moves[0].application_id, moves[0].status, None, state=moves[0].state)

    def _let_go(self, application_id: UUID, act: ApplicationAct, *, reason: str = "") -> ApplyResult:
        refuse_individual_number(reason, field="reason")
        if act in {ApplicationAct.WITHDRAW, ApplicationAct.REFUSE} and not reason.strip():
            raise DomainError("reason_missing", field="reason")
        with self.database.write() as uow:
            seats, application = open_seats_of(uow, application_id)
            moves = leave(seats.course, seats.standing, application_id, act, seats.rules, is_drawn=seats.is_drawn)
            promoted = carry_out(uow, moves)
            if reason.strip():
                uow.applications.set_reason(application_id, reason.strip())
            uow.audit(
                f"application.{act.value}",
                application_id,
                course=seats.course.id,
                promoted=texts(promoted),
                moves=trail(moves),
            )
        return ApplyResult(
            application_id,
            moves[0].status,
            None,
            promoted,
            application.ticket_code,
            moves[0].state,
            application.number,
        )

    @allowed(OFFICE)
    def revoke_ticket(self, application_id: UUID) -> Changes:
        """Make a lost ticket's code void; the person is still found by name.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            uow.courses.lock(uow.applications.get(application_id).course_id)
            application = uow.applications.get(application_id)  # a promotion meanwhile must not be undone
            uow.applications.change(replace(application, ticket_revoked=True))
            uow.audit("ticket.revoke", application_id)
        return APPLICATIONS

    @allowed(OFFICE)
    def renew_ticket(self, application_id: UUID) -> RenewResult:
        """Give an application a new ticket; whoever brings the old one is told that it was replaced.

        Raises:
            DomainError: `not_found`, `person_forgotten`.
        """
        with self.database.write() as uow:
            uow.courses.lock(uow.applications.get(application_id).course_id)
            application = uow.applications.get(application_id)
            uow.participants.get(uow.participants.standing(application.participant_id))
            code = new_ticket_code(uow)
            uow.former_tickets.add_all([(application.ticket_code, application_id)], uow.now)
            uow.applications.change(replace(application, ticket_code=code, ticket_revoked=False))
            uow.audit("ticket.renew", application_id)
        return RenewResult(application_id, code)

    @allowed(OFFICE)
    def of_course(self, course_id: UUID) -> list[ApplicationLine]:
        """Return a course's applications: accepted, waiting, entered, refused, cancelled, each in order."""
        with self.database.read() as uow:
            today = local_day(self.database.now())
            return self._seen(lists.application_lines(uow.connection, today, course_id=course_id))

    @allowed(OFFICE)
    def desk(self, course_id: UUID) -> CourseDesk:
        """Return a course's applications with why each stands where it does, the calls made and who must be called.

        Raises:
            DomainError: `not_found`.
        """
        now = self.database.now()
        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            lines = self._seen(lists.application_lines(uow.connection, local_day(now), course_id=course_id))
            draw = uow.draws.standing(course_id)
            is_drawn = draw is not None and draw.is_drawn
            entrants = uow.draws.entrants_of(draw.id) if draw is not None and is_drawn else []
            calls = uow.calls.of_course(course_id)
            rules = uow.seat_rules.of_course(course_id)
        return desk_of(course, rules, draw, lines, calls, {one.application_id: one.rank for one in entrants}, now)

    @allowed(OFFICE)
    def of_person(self, participant_id: UUID) -> list[ApplicationLine]:
        """Return a person's applications in the order they came."""
        with self.database.read() as uow:
            today = local_day(self.database.now())
            return self._seen(lists.application_lines(uow.connection, today, participant_id=participant_id))

    @allowed(OFFICE)
    def all(self) -> list[ApplicationLine]:
        """Return every application in the order they came."""
        with self.database.read() as uow:
            return self._seen(lists.application_lines(uow.connection, local_day(self.database.now())))

    def _seen(self, lines: list[ApplicationLine]) -> list[ApplicationLine]:
        return [seen_by(line, self.database.actor.role) for line in lines]


@dataclass(frozen=True, slots=True)
class Asked:
    """How an application came; the fields are those of `Applications.apply`."""

    channel: Channel = Channel.PHONE
    at: datetime | None = None
    receipt_number: str = ""
    memo: str = ""
    heard: str = ""
    is_forced: bool = False
    forced_reason: str = ""


def register(
    uow: UnitOfWork, course_id: UUID, participant_ids: Sequence[UUID], asked: Asked, group: UUID | None = None
) -> tuple[ApplyResult, ...]:
    """Take the application of one person, or of people who ask together, inside the caller's transaction.

    Raises:
        DomainError: As `Applications.apply`.
    """
    refuse_individual_number(asked.memo, asked.receipt_number, asked.heard)
    refuse_individual_number(asked.forced_reason, field="reason")
    at = asked.at or uow.now
    seats = open_seats(uow, course_id)
    sessions = uow.class_sessions.of_course(course_id)
    first_starts_at = min((session.starts_at for session in sessions), default=None)
    by_person = {one.participant_id: one for one in seats.standing}
    for participant_id in participant_ids:
        uow.participants.get(participant_id)
    asking = next((one for one in participant_ids if _stands(by_person.get(one))), participant_ids[0])
    try:
        placement = place(
            seats.course,
            seats.seats(asking),
            at=at,
            first_starts_at=first_starts_at,
            is_forced=asked.is_forced,
            size=len(participant_ids),
        )
    except DomainError as error:
        before = by_person.get(asking)
        if error.code == "already_applied" and before is not None:  # asked by another way: say when, for the caller
            error.details["applied_at"] = before.applied_at
        raise
    seated = participant_ids if placement.status is ApplicationStatus.ACCEPTED else ()
    reason = _reason_for(uow, seats.course, participant_ids, asked.forced_reason, seated)
    taken = []
    for nth, participant_id in enumerate(participant_ids):
        earlier = by_person.get(participant_id)
        application = Application(
            id=uow.make_id() if earlier is None else earlier.id,
            course_id=course_id,
            participant_id=participant_id,
            status=placement.status,
            applied_at=at,
            channel=asked.channel,
            place=None if placement.place is None else placement.place + nth,
            ticket_code=new_ticket_code(uow),
            receipt_number=asked.receipt_number,
            memo=asked.memo,
            heard=asked.heard,
            number=uow.applications.next_number(course_id),
            group_id=group,
            reason=reason,
        )
        if earlier is None:
            uow.applications.add(application)
        else:
            uow.applications.change(application)  # somebody who had cancelled asks again, at the end of the order
        taken.append(_result(application, before=None if earlier is None else earlier.stands))
    asking_again = {by_person[one].id: by_person[one] for one in participant_ids if one in by_person}
    for left in {one.group_id for one in asking_again.values()} - {None}:
        behind = [one.id for one in seats.standing if one.group_id == left and one.id not in asking_again]
        if len(behind) == 1:
            uow.applications.set_group(behind, None)  # nobody is a group alone
    return tuple(taken)


def _reason_for(uow: UnitOfWork, course: Course, people: Sequence[UUID], reason: str, seated: Sequence[UUID]) -> str:
    """Return the reason why people are taken against whom something speaks; "" where nothing does.

    Raises:
        DomainError: `same_hour`, `residence_differs` or `been_before`, where no reason is given.
    """
    found = next(objections(uow, course, people, seated), None)
    if found is not None and not reason.strip():
        raise found[1]
    return "" if found is None else reason.strip()


def take_one(uow: UnitOfWork, course_id: UUID, participant_id: UUID, asked: Asked) -> ApplyResult:
    """Take one person's application as an act of its own, inside the caller's transaction.

    Raises:
        DomainError: As `Applications.apply`.
    """
    (result,) = register(uow, course_id, [participant_id], asked)
    uow.audit(
        "application.take", result.application, course=course_id, status=result.status.value, moves=_taken([result])
    )
    return result


def seat(uow: UnitOfWork, application_id: UUID) -> ApplyResult:
    """Give an application a seat out of turn, inside the caller's transaction.

    Raises:
        DomainError: As `Applications.accept`.
    """
    seats, application = open_seats_of(uow, application_id)
    course = seats.course
    if course.is_cancelled:
        raise DomainError("course_cancelled", course=course.title, reason=course.cancelled_reason)
    if application.stands in {ApplicationState.OFFERED, ApplicationState.UNREACHED}:
        moves = confirm(seats.ticket_of(application))
        promoted: tuple[UUID, ...] = ()
        carry_out(uow, moves)
    else:
        group = seats.ticket_of(application)
        up = seat_first(seats.standing, group, ApplicationAct.ACCEPT)
        accepted = sum(one.status is ApplicationStatus.ACCEPTED for one in seats.standing)
        if course.capacity is not None and accepted + len(group) > course.capacity:
            raise DomainError("capacity_full", course=course.title, capacity=course.capacity)
        after = seats.promoted(applied(seats.standing, up))
        moves = (*up, *after)
        carry_out(uow, moves)
        promoted = tuple(move.application_id for move in after if move.is_promotion)
    uow.audit("application.accept", application_id, course=course.id, promoted=texts(promoted), moves=trail(moves))
    return _result(uow.applications.get(application_id), promoted)


def _stands(application: Application | None) -> bool:
    return application is not None and application.status in STANDING


def _refuse_after_seed(seats: CourseSeats) -> None:
    """Refuse to change who shares a lot once the seed is known: the lots could be chosen then."""
    if seats.is_seed_fixed:
        raise DomainError("seed_fixed")


def _taken(results: Sequence[ApplyResult]) -> list[list[str]]:
    """Return new applications as `trail` writes changes; one that is new has no state before."""
    return [
        [str(one.application), one.state_before.value if one.state_before else "", one.state.value if one.state else ""]
        for one in results
    ]


def _result(
    application: Application, promoted: tuple[UUID, ...] = (), before: ApplicationState | None = None
) -> ApplyResult:
    return ApplyResult(
        application.id,
        application.status,
        application.place,
        promoted,
        application.ticket_code,
        application.stands,
        application.number,
        before,
    )
