"""The consequences of a cancellation: whom to inform, who waits, and what the published targets lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, SessionLine
from divide_app.domain.people.personal_data import seen_by
from divide_app.domain.planning.courses import SessionState
from divide_app.services.figures.targets import tally_all
from divide_app.services.planning.base import PlanningService
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TargetLoss:
    """One target before and after; `coming` are planned meetings its rule would count.

    Attributes:
        actual: The count so far, which a cancellation does not change; None where it cannot be measured.
        forecast_before: Count at the end of the period as things stand.
        forecast_after: The same without the cancelled meetings.
    """

    target_id: UUID
    name: str
    at_least: int | None
    actual: Fraction | None
    coming_before: int
    coming_after: int
    forecast_before: int | None
    forecast_after: int | None

    @property
    def lost(self) -> int:
        """Planned meetings that would have counted."""
        return self.coming_before - self.coming_after

    @property
    def falls_short(self) -> bool:
        """Whether the target was within reach and no longer is."""
        if self.at_least is None or self.forecast_before is None or self.forecast_after is None:
            return False
        return self.forecast_after < self.at_least <= self.forecast_before


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """Preview of a cancellation.

    Attributes:
        sessions: Meetings that would be cancelled.
        kept: Meetings that stay, because they were held or people were received.
        accepted: Applications with a seat, in order; these people must be told.
        waiting: The waiting list, in order; they must be told that nobody moves up.
        applied: Applications that wait for the lottery.
        supporters: Names of helpers on the meetings, by id.
        targets: Targets that lose something.
    """

    sessions: tuple[SessionLine, ...]
    kept: tuple[SessionLine, ...]
    accepted: tuple[ApplicationLine, ...]
    waiting: tuple[ApplicationLine, ...]
    applied: tuple[ApplicationLine, ...]
    supporters: tuple[tuple[UUID, str], ...]
    targets: tuple[TargetLoss, ...]


class CancelPreviews(PlanningService):
    """Makes previews of cancellations."""

    @allowed(OFFICE)
    def cancel_course_preview(self, course_id: UUID) -> CancelPreview:
        """Return what cancelling a course would mean; `cancel_course` is the act.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            uow.courses.get(course_id)
            lines = lists.session_lines(uow.connection, course_id=course_id)
            return self._preview(uow, course_id, lines)

    @allowed(OFFICE)
    def cancel_session_preview(self, class_session_id: UUID) -> CancelPreview:
        """Return what cancelling one meeting would mean; `cancel_session` is the act.

        The people are those of the course: all of them expect the meeting.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            lines = lists.session_lines(uow.connection, ids=[class_session_id])
            if not lines:
                raise DomainError("not_found", id=str(class_session_id), kind="class_sessions")
            return self._preview(uow, lines[0].course_id, lines)

    def _preview(self, uow: UnitOfWork, course_id: UUID, lines: Sequence[SessionLine]) -> CancelPreview:
        off = tuple(line for line in lines if line.state is SessionState.PLANNED and not line.present)
        kept = tuple(line for line in lines if line.state is not SessionState.CANCELLED and line not in off)
        asked: list[ApplicationLine] = []
        if off:
            found = lists.application_lines(uow.connection, local_day(uow.now), course_id=course_id)
            asked = [seen_by(line, self.database.actor.role) for line in found]
        helpers = {id_: name for line in off for id_, name in zip(line.supporter_ids, line.supporters, strict=True)}
        return CancelPreview(
            sessions=off,
            kept=kept,
            accepted=tuple(line for line in asked if line.status is ApplicationStatus.ACCEPTED),
            waiting=tuple(line for line in asked if line.status is ApplicationStatus.WAITING),
            applied=tuple(line for line in asked if line.status is ApplicationStatus.APPLIED),
            supporters=tuple(helpers.items()),
            targets=_losses(uow, frozenset(line.id for line in off)),
        )


def _losses(uow: UnitOfWork, off: frozenset[UUID]) -> tuple[TargetLoss, ...]:
    targets, today = uow.targets.all(), local_day(uow.now)
    before, after = tally_all(uow, targets, today), tally_all(uow, targets, today, without=off)
    return tuple(
        TargetLoss(
            target_id=one.target.id,
            name=one.target.name,
            at_least=one.target.at_least,
            actual=one.actual,
            coming_before=one.planned,
            coming_after=other.planned,
            forecast_before=one.forecast,
            forecast_after=other.forecast,
        )
        for one, other in zip(before, after, strict=True)
        if (one.planned, one.forecast) != (other.planned, other.forecast)
    )
