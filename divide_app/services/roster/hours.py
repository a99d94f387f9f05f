"""Hours of helpers: confirmed after the class, changed only with a reason, summed by person, month and kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from divide_app.domain.calendar import at_local, local_month
from divide_app.domain.errors import DomainError
from divide_app.domain.hours import HoursSum, hours_by
from divide_app.domain.lines import AssignmentLine
from divide_app.domain.people.supporters import HoursChange, SupporterKind
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork

_ASSIGNMENTS = changes(Topic.ASSIGNMENTS, Topic.CLASS_SESSIONS, Topic.SUPPORTERS)
_LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class HoursView:
    """The hours of a time, added up three ways from the same lines.

    Attributes:
        by_person: Key: id of the supporter, in order of kana.
        by_month: Key: 100 * year + month.
        by_kind: Key: kind of supporter.
        names: Names by id.
    """

    first_day: date
    last_day: date
    by_person: tuple[HoursSum[UUID], ...]
    by_month: tuple[HoursSum[int], ...]
    by_kind: tuple[HoursSum[SupporterKind], ...]
    total: HoursSum[None]
    names: Mapping[UUID, str]
    kinds: Mapping[UUID, SupporterKind]


class Hours(Service):
    """Hours of helpers."""

    @allowed(OFFICE)
    def confirm(self, minutes: Mapping[UUID, int | None], *, reason: str = "") -> Changes:
        """Keep actual minutes by assignment id; None takes a confirmation back (not known is not zero).

        What was confirmed before changes only with a reason. Every confirmation and change is kept for good.

        Raises:
            DomainError: `bad_minutes`, `hours_reason_missing`, `not_found`.
        """
        with self.database.write() as uow:
            keep_minutes(uow, minutes, reason=reason)
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def confirm_as_planned(self, class_sessions: list[UUID]) -> Changes:
        """Confirm everybody of some sessions who is not confirmed yet with the minutes planned.

        Raises:
            DomainError: `session_not_over`, when one of them is still to come.
        """
        with self.database.write() as uow:
            lines = [
                line
                for id_ in class_sessions
                for line in lists.assignment_lines(uow.connection, class_session_id=id_)
                if line.actual_minutes is None
            ]
            if any(line.ends_at > uow.now for line in lines):
                raise DomainError("session_not_over")
            for line in lines:
                uow.assignments.set_minutes(line.id, line.planned_minutes)
            uow.hours_log.append_all(
                [HoursChange(line.id, None, line.planned_minutes, "", uow.actor.name, uow.now) for line in lines]
            )
            uow.audit("assignment.confirm_minutes", "", assignments=len(lines), sessions=len(class_sessions), changed=0)
        return _ASSIGNMENTS

    @allowed(OFFICE)
    def history(self, assignment_id: UUID) -> list[HoursChange]:
        """Return every confirmation and change of one assignment, the first one first."""
        with self.database.read() as uow:
            return uow.hours_log.of([assignment_id]).get(assignment_id, [])

    @allowed(OFFICE)
    def view(self, first_day: date, last_day: date) -> HoursView:
        """Return the hours of the sessions that start on these days."""
        with self.database.read() as uow:
            lines = lines_between(uow, first_day, last_day)
            order = {one.id: at for at, one in enumerate(uow.supporters.all())}
            now = uow.now
        total = hours_by(lines, now, lambda _line: None)
        by_person = hours_by(lines, now, lambda line: line.supporter_id)
        return HoursView(
            first_day,
            last_day,
            tuple(sorted(by_person, key=lambda one: order[one.key])),
            hours_by(lines, now, lambda line: local_month(line.starts_at)),
            tuple(
                sorted(hours_by(lines, now, lambda line: line.kind), key=lambda one: list(SupporterKind).index(one.key))
            ),
            total[0] if total else HoursSum(None, 0, 0, 0, 0, 0),
            {line.supporter_id: line.supporter for line in lines},
            {line.supporter_id: line.kind for line in lines},
        )


def keep_minutes(uow: UnitOfWork, minutes: Mapping[UUID, int | None], *, reason: str = "") -> int:
    """Keep actual minutes inside the caller's transaction, as `Hours.confirm`; return how many were kept or changed.

    Raises:
        DomainError: `bad_minutes`, `hours_reason_missing`, `not_found`, `individual_number`.
    """
    reason = reason.strip()
    refuse_individual_number(reason)
    if any(value is not None and not 0 <= value <= _LONGEST for value in minutes.values()):
        raise DomainError("bad_minutes", field="minutes")
    found = {id_: uow.assignments.get(id_) for id_ in minutes}
    noted = []
    for id_, value in minutes.items():
        before = found[id_].actual_minutes
        if before == value:
            continue
        if before is not None and not reason:
            raise DomainError("hours_reason_missing", field="reason")
        uow.assignments.set_minutes(id_, value)
        noted.append(HoursChange(id_, before, value, reason, uow.actor.name, uow.now))
    uow.hours_log.append_all(noted)
    changed = sum(one.before is not None for one in noted)
    uow.audit("assignment.confirm_minutes", "", assignments=len(noted), changed=changed)
    return len(noted)


def lines_between(
    uow: UnitOfWork, first_day: date, last_day: date, supporter_id: UUID | None = None
) -> list[AssignmentLine]:
    """Return the assignments to sessions that start on these days."""
    return lists.assignment_lines(
        uow.connection,
        first=at_local(first_day, time()),
        last=at_local(last_day + timedelta(days=1), time()),
        supporter_id=supporter_id,
    )
