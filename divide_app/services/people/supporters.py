"""Supporters, their assignments to sessions, and their hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year_days, local_day, month_days
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import AssignmentLine, SupporterLine
from divide_app.domain.people.availability import checked_availability, tidy_week
from divide_app.domain.people.supporters import Assignment, AssignmentRole, Supporter, check_appointments
from divide_app.domain.planning.clash import Clash, Slot, clashes
from divide_app.services import guard
from divide_app.services.change_notes import note_called_off
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.planning.clash_search import refuse_hard
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import lists
from divide_app.storage.queries.planning.slots import slots_between

_SUPPORTERS = changes(Topic.SUPPORTERS, Topic.ASSIGNMENTS)
_ASSIGNMENTS = changes(Topic.ASSIGNMENTS, Topic.CLASS_SESSIONS, Topic.SUPPORTERS)


@dataclass(frozen=True, slots=True)
class SupporterResult:
    """A supporter kept; `before` is what undo needs."""

    supporter: UUID
    before: Supporter | None
    changes: Changes = _SUPPORTERS


@dataclass(frozen=True, slots=True)
class AssignResult:
    """A supporter put on a session, with what only warned."""

    assignment: UUID
    clashes: tuple[Clash, ...] = ()
    changes: Changes = _ASSIGNMENTS


class Supporters(Service):
    """Helpers and their work."""

    @allowed(OFFICE)
    def add(self, supporter: Supporter) -> SupporterResult:
        """Keep a new supporter.

        Raises:
            DomainError: `name_missing`, `bad_appointment`, `bad_days_off`, `bad_limit`, `individual_number`.
        """
        supporter = checked(supporter)
        with self.database.write() as uow:
            uow.supporters.add(supporter)
            uow.audit("supporter.add", supporter.id)
        return SupporterResult(supporter.id, None)

    @allowed(OFFICE)
    def change(self, supporter: Supporter) -> SupporterResult:
        """Keep a supporter's new data.

        Raises:
            DomainError: As `add`, and `not_found`.
        """
        supporter = checked(supporter)
        with self.database.write() as uow:
            before = uow.supporters.get(supporter.id)
            uow.supporters.change(supporter)
            uow.audit("supporter.change", supporter.id)
        return SupporterResult(supporter.id, before)

    @allowed(OFFICE)
    def assign(
        self,
        class_session_id: UUID,
        supporter_id: UUID,
        *,
        role: AssignmentRole = AssignmentRole.SUPPORT,
        forced_reason: str = "",
    ) -> AssignResult:
        """Put a supporter on a session; the session's length is planned as their time.

        Raises:
            DomainError: `already_assigned`, `clash` (the person is elsewhere then), `not_found`.
        """
        guard.refuse_individual_number(forced_reason)
        with self.database.write() as uow:
            uow.lock_calendar()
            session = uow.class_sessions.get(class_session_id)
            uow.supporters.get(supporter_id)
            there = uow.assignments.of_sessions([class_session_id]).get(class_session_id, [])
            if any(one.supporter_id == supporter_id for one in there):
                raise DomainError("already_assigned")
            course = uow.courses.get(session.course_id)
            slot = Slot(
                session_id=session.id,
                course_id=course.id,
                title=course.title,
                number=session.number,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                supporters=(supporter_id,),
                time_is_known=session.time_is_known,
            )
            others = slots_between(uow.connection, session.starts_at, session.ends_at, except_ids=[session.id])
            found = clashes([slot], others)
            is_forced = refuse_hard(found, forced_reason)
            assignment = Assignment(
                uow.make_id(),
                class_session_id,
                supporter_id,
                role,
                planned_minutes=session.minutes,
                reason=forced_reason if is_forced else "",
            )
            uow.assignments.add(assignment)
            uow.audit("assignment.add", class_session_id, supporter=supporter_id, forced=is_forced)
        return AssignResult(assignment.id, tuple(found))

    @allowed(OFFICE)
    def unassign(self, assignment_id: UUID) -> Changes:
        """Take a supporter off a session.

        Raises:
            DomainError: `hours_confirmed`, `not_found`.
        """
        with self.database.write() as uow:
            assignment = uow.assignments.get(assignment_id)
            if assignment.actual_minutes is not None:
                raise DomainError("hours_confirmed")
            uow.assignments.remove(assignment_id)
            note_called_off(uow, [assignment])
            uow.audit("assignment.remove", assignment.class_session_id, supporter=assignment.supporter_id)
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def all(self, fiscal_year: int) -> list[SupporterLine]:
        """Return supporters with their figures of one fiscal year, in order of kana."""
        first, last = fiscal_year_days(fiscal_year)
        with self.database.read() as uow:
            return lists.supporter_lines(
                uow.connection,
                local_day(self.database.now()),
                at_local(first, time()),
                at_local(last + timedelta(days=1), time()),
            )

    @allowed(OFFICE)
    def get(self, supporter_id: UUID) -> Supporter:
        """Return one supporter with appointments.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            return uow.supporters.get(supporter_id)

    @allowed(OFFICE)
    def assignments(
        self,
        *,
        year: int | None = None,
        month: int | None = None,
        supporter_id: UUID | None = None,
        class_session_id: UUID | None = None,
    ) -> list[AssignmentLine]:
        """Return assignments, of one month or of all time, of one supporter or session or of all."""
        first = last = None
        if year is not None and month is not None:
            first_day, last_day = month_days(year, month)
            first, last = at_local(first_day, time()), at_local(last_day + timedelta(days=1), time())
        with self.database.read() as uow:
            return lists.assignment_lines(
                uow.connection,
                first=first,
                last=last,
                supporter_id=supporter_id,
                class_session_id=class_session_id,
            )


def checked(supporter: Supporter) -> Supporter:
    """Return the supporter with tidy hours when all is well.

    Raises:
        DomainError: As `guard.checked`, and `bad_appointment`, `bad_days_off`.
    """
    supporter = guard.checked(supporter)
    check_appointments(supporter)
    contact = supporter.contact
    return replace(
        supporter,
        availability=checked_availability(supporter.availability),
        insured_years=tuple(sorted(set(supporter.insured_years))),
        contact=replace(
            contact, call_times=tidy_week(contact.call_times), no_call_times=tidy_week(contact.no_call_times)
        ),
    )
