"""Registers a caller with an application in one act: new or known person, pairs that are not the same, course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import last_local_day, local_day
from divide_app.domain.lines import SessionLine
from divide_app.domain.people.participants import Participant
from divide_app.domain.planning.courses import Course, SessionState
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.people import participants
from divide_app.services.people.lookalikes import keep_apart
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.services.seats.applications import Asked, take_one
from divide_app.storage.queries import lists


@dataclass(frozen=True, slots=True)
class PhoneApplication:
    """An application taken by telephone, with what is read back to the caller.

    Attributes:
        sessions: Meetings that are still to come.
        place: Order among the accepted or on the waiting list; None before a lottery.
    """

    person: Participant
    course: Course
    sessions: tuple[SessionLine, ...]
    application: UUID
    status: ApplicationStatus
    place: int | None
    number: int | None
    changes: Changes


class Telephone(Service):
    """Applications by telephone."""

    @allowed(OFFICE)
    def register(
        self,
        course_id: UUID,
        person: Participant,
        *,
        before: Participant | None,
        others: Sequence[UUID] = (),
        heard: str = "",
        is_forced: bool = False,
        forced_reason: str = "",
    ) -> PhoneApplication:
        """Keep the caller and take the application, all or nothing: a refused course leaves nobody registered.

        Args:
            course_id: The course.
            person: Who calls, as the form has them now.
            before: The person as they were read; None for somebody new.
            others: People the caller was said not to be.
            heard: How they heard of the course.
            is_forced: Take it outside the application window.
            forced_reason: As of `Applications.apply`.

        Raises:
            DomainError: As `Participants.add`, `Participants.change`, `LookAlikes.not_same`, `Applications.apply`.
        """
        viewer, known = self.database.actor.role, NOTHING
        with self.database.write() as uow:
            if before is None:
                known = participants.add(uow, person).changes
            elif person != before:
                known = participants.change(uow, person, viewer).changes
            for other in others:
                keep_apart(uow, person.id, other)
            result = take_one(
                uow, course_id, person.id, Asked(heard=heard, is_forced=is_forced, forced_reason=forced_reason)
            )
            course = uow.courses.get(course_id)
            today = local_day(uow.now)
            coming = [
                line
                for line in lists.session_lines(uow.connection, course_id=course_id)
                if line.state is SessionState.PLANNED and last_local_day(line.starts_at, line.ends_at) >= today
            ]
        return PhoneApplication(
            person,
            course,
            tuple(coming),
            result.application,
            result.status,
            result.place,
            result.number,
            result.changes | known,
        )
