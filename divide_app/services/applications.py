"""Takes applications, gives seats in order, and moves the waiting list when somebody cancels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationStatus, Channel
from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.placement import Move, cancel, place, promote, seats_of
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.ticketing import new_ticket_code
from divide_app.storage.database import Database
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork

_APPLICATIONS = changes(Topic.APPLICATIONS, Topic.COURSES, Topic.CLASS_SESSIONS, Topic.PARTICIPANTS)


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """Where an application stands after the act.

    Attributes:
        place: Order among the accepted or on the waiting list; None before a lottery or after cancelling.
        promoted: Applications that moved from the waiting list to a seat; these people must be told.
    """

    application: UUID
    status: ApplicationStatus
    place: int | None
    promoted: tuple[UUID, ...] = ()
    ticket_code: str = ""
    changes: Changes = _APPLICATIONS


class Applications:
    """Applications for courses."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def apply(
        self,
        course_id: UUID,
        participant_id: UUID,
        *,
        actor: str,
        channel: Channel = Channel.PHONE,
        at: datetime | None = None,
        receipt_number: str = "",
        memo: str = "",
        is_forced: bool = False,
    ) -> ApplyResult:
        """Take one person's application; the course is locked first, so the last seat goes to one person only.

        Args:
            course_id: The course.
            participant_id: The person.
            actor: Who took the application.
            channel: How it came.
            at: Moment of the application (UTC); now when None.
            receipt_number: Number a form gave it.
            memo: Free text.
            is_forced: Take it outside the application window; capacity is kept all the same.

        Raises:
            DomainError: `already_applied`, `course_not_open`, `course_closed`, `course_cancelled`, `not_found`,
                `individual_number`.
        """
        refuse_individual_number(memo, receipt_number)
        with self.database.write(actor) as uow:
            result = take(
                uow,
                course_id,
                participant_id,
                channel=channel,
                at=at or uow.now,
                receipt_number=receipt_number,
                memo=memo,
                is_forced=is_forced,
            )
            uow.audit("application.take", result.application, course=course_id, status=result.status.value)
        return result

    def cancel(self, application_id: UUID, *, actor: str) -> ApplyResult:
        """Cancel an application; the next on the waiting list moves up in the same transaction.

        Raises:
            DomainError: `already_cancelled`, `not_found`.
        """
        with self.database.write(actor) as uow:
            application = uow.applications.get(application_id)
            course = uow.courses.lock(application.course_id)
            moves = cancel(course, uow.applications.of_course(course.id), application_id)
            promoted = _carry_out(uow, moves)
            uow.audit("application.cancel", application_id, course=course.id, promoted=_texts(promoted))
        return ApplyResult(application_id, ApplicationStatus.CANCELLED, None, promoted)

    def fill_seats(self, course_id: UUID, *, actor: str) -> ApplyResult | None:
        """Give free seats to the waiting list, after a raised capacity; None when nobody moves.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write(actor) as uow:
            course = uow.courses.lock(course_id)
            moves = promote(course, uow.applications.of_course(course_id))
            promoted = _carry_out(uow, moves)
            uow.audit("application.fill_seats", course_id, promoted=_texts(promoted))
        if not promoted:
            return None
        return ApplyResult(promoted[0], ApplicationStatus.ACCEPTED, None, promoted)

    def accept(self, application_id: UUID, *, actor: str) -> ApplyResult:
        """Accept a waiting or entered application out of turn, as the door offers when a seat is free.

        Raises:
            DomainError: `capacity_full`, `already_accepted`, `already_cancelled`, `course_cancelled`, `not_found`.
        """
        with self.database.write(actor) as uow:
            course = uow.courses.lock(uow.applications.get(application_id).course_id)
            application = uow.applications.get(application_id)  # as it stands now that the course is ours
            if course.is_cancelled:
                raise DomainError("course_cancelled", course=course.title, reason=course.cancelled_reason)
            if application.status is ApplicationStatus.CANCELLED:
                raise DomainError("already_cancelled")
            if application.status is ApplicationStatus.ACCEPTED:
                raise DomainError("already_accepted")
            accepted = uow.applications.count(course.id, ApplicationStatus.ACCEPTED)
            if course.capacity is not None and accepted >= course.capacity:
                raise DomainError("capacity_full", course=course.title, capacity=course.capacity)
            uow.applications.set_place(application_id, ApplicationStatus.ACCEPTED, accepted + 1)
            promoted = _carry_out(uow, promote(course, uow.applications.of_course(course.id)))
            uow.audit("application.accept", application_id, course=course.id, promoted=_texts(promoted))
            return ApplyResult(
                application_id, ApplicationStatus.ACCEPTED, accepted + 1, promoted, application.ticket_code
            )

    def revoke_ticket(self, application_id: UUID, *, actor: str) -> Changes:
        """Make a lost ticket's code void; the person is still found by name.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write(actor) as uow:
            uow.courses.lock(uow.applications.get(application_id).course_id)
            application = uow.applications.get(application_id)  # a promotion meanwhile must not be undone
            uow.applications.change(replace(application, ticket_revoked=True))
            uow.audit("ticket.revoke", application_id)
        return _APPLICATIONS

    def of_course(self, course_id: UUID) -> list[ApplicationLine]:
        """Return a course's applications: accepted, waiting, entered, refused, cancelled, each in order."""
        with self.database.read() as uow:
            return lists.application_lines(uow.connection, local_day(self.database.now()), course_id=course_id)

    def of_person(self, participant_id: UUID) -> list[ApplicationLine]:
        """Return a person's applications in the order they came."""
        with self.database.read() as uow:
            today = local_day(self.database.now())
            return lists.application_lines(uow.connection, today, participant_id=participant_id)

    def all(self) -> list[ApplicationLine]:
        """Return every application in the order they came."""
        with self.database.read() as uow:
            return lists.application_lines(uow.connection, local_day(self.database.now()))


def take(
    uow: UnitOfWork,
    course_id: UUID,
    participant_id: UUID,
    *,
    channel: Channel,
    at: datetime,
    receipt_number: str = "",
    memo: str = "",
    is_forced: bool = False,
) -> ApplyResult:
    """Take an application inside the caller's transaction; the import uses it row by row.

    Raises:
        DomainError: As `Applications.apply`.
    """
    course = uow.courses.lock(course_id)
    uow.participants.get(participant_id)
    standing = uow.applications.of_course(course_id)
    sessions = uow.class_sessions.of_course(course_id)
    placement = place(
        course,
        seats_of(standing, participant_id),
        at=at,
        first_starts_at=min((session.starts_at for session in sessions), default=None),
        is_forced=is_forced,
    )
    earlier = next((one for one in standing if one.participant_id == participant_id), None)
    code = new_ticket_code(uow)
    application = Application(
        id=uow.make_id() if earlier is None else earlier.id,
        course_id=course_id,
        participant_id=participant_id,
        status=placement.status,
        applied_at=at,
        channel=channel,
        place=placement.place,
        ticket_code=code,
        receipt_number=receipt_number,
        memo=memo,
    )
    if earlier is None:
        uow.applications.add(application)
    else:
        uow.applications.change(application)  # somebody who had cancelled asks again, at the end of the order
    return ApplyResult(application.id, placement.status, placement.place, ticket_code=code)


def _texts(ids: tuple[UUID, ...]) -> list[str]:
    return [str(id_) for id_ in ids]


def _carry_out(uow: UnitOfWork, moves: tuple[Move, ...]) -> tuple[UUID, ...]:
    for move in moves:
        uow.applications.set_place(move.application_id, move.status, move.place)
    return tuple(move.application_id for move in moves if move.is_promotion)
