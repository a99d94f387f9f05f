"""Seats are given in the order people asked: who is seated, who waits, and who moves up when a seat comes free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.courses import Course, SelectionKind
from divide_app.domain.errors import DomainError

STANDING = frozenset({ApplicationStatus.APPLIED, ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING})
"""States in which a person cannot apply again; after a refusal or a cancellation they may."""


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat; `place` is the 1-based order among the accepted."""

    place: int
    status: ApplicationStatus = ApplicationStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place on the waiting list, 1-based."""

    place: int
    status: ApplicationStatus = ApplicationStatus.WAITING


@dataclass(frozen=True, slots=True)
class Entered:
    """Entered for a lottery that has not been drawn; there is no place yet."""

    place: None = None
    status: ApplicationStatus = ApplicationStatus.APPLIED


Placement = Seated | Waiting | Entered


@dataclass(frozen=True, slots=True)
class Seats:
    """What a course's applications look like at the moment of asking (read after the course was locked).

    Attributes:
        accepted: Number of accepted applications.
        waiting: Number of waiting applications.
        has_applied: The person has an application here that still stands (`STANDING`).
        is_drawn: The lottery was drawn; later applications are first come, first served.
    """

    accepted: int = 0
    waiting: int = 0
    has_applied: bool = False
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A change to write back to one application: its state, its place, or both."""

    application_id: UUID
    before: ApplicationStatus
    status: ApplicationStatus
    place: int | None

    @property
    def is_promotion(self) -> bool:
        """Whether the person moved from the waiting list to a seat and must be told."""
        return self.before is ApplicationStatus.WAITING and self.status is ApplicationStatus.ACCEPTED


def seats_of(
    applications: Iterable[Application], participant_id: UUID | None = None, *, is_drawn: bool = False
) -> Seats:
    """Count one course's applications for `place`."""
    accepted = waiting = 0
    has_applied = False
    for application in applications:
        accepted += application.status is ApplicationStatus.ACCEPTED
        waiting += application.status is ApplicationStatus.WAITING
        has_applied |= application.participant_id == participant_id and application.status in STANDING
    return Seats(accepted, waiting, has_applied, is_drawn)


def free_seats(course: Course, accepted: int) -> int | None:
    """Return the seats still free (never below zero), or None when the course has no limit."""
    return None if course.capacity is None else max(0, course.capacity - accepted)


def check_open(course: Course, *, at: datetime, first_starts_at: datetime | None = None) -> None:
    """Refuse when applications are not taken at `at` (UTC).

    Both ends of the window belong to it. Without `apply_until` the window ends when the first session starts.

    Raises:
        DomainError: `course_cancelled`, `course_not_open` or `course_closed`.
    """
    if course.is_cancelled:
        raise DomainError("course_cancelled", course=course.title, reason=course.cancelled_reason)
    if course.apply_from is not None and at < course.apply_from:
        raise DomainError("course_not_open", course=course.title, opens_at=course.apply_from)
    if course.apply_until is not None:
        if at > course.apply_until:
            raise DomainError("course_closed", course=course.title, closed_at=course.apply_until)
    elif first_starts_at is not None and at >= first_starts_at:
        raise DomainError("course_closed", course=course.title, closed_at=first_starts_at)


def place(
    course: Course, seats: Seats, *, at: datetime, first_starts_at: datetime | None = None, is_forced: bool = False
) -> Placement:
    """Decide where a new application stands.

    A free seat goes to the front of the waiting list before it goes to somebody who has just asked, so a new
    application waits whenever anybody waits already.

    Args:
        course: The course asked for.
        seats: What its applications look like now.
        at: Moment of the application (UTC); for a FAX read later, the moment it came in.
        first_starts_at: Start of the course's first session, which ends an open-ended window.
        is_forced: A clerk takes the application outside the window. Capacity is kept all the same.

    Raises:
        DomainError: `course_cancelled`, `course_not_open`, `course_closed` or `already_applied`.
    """
    if course.is_cancelled or not is_forced:
        check_open(course, at=at, first_starts_at=first_starts_at)
    if seats.has_applied:
        raise DomainError("already_applied", course=course.title)
    if course.capacity is None:
        return Seated(seats.accepted + 1)
    if course.selection is SelectionKind.LOTTERY and not seats.is_drawn:
        return Entered()
    if seats.waiting == 0 and seats.accepted < course.capacity:
        return Seated(seats.accepted + 1)
    return Waiting(seats.waiting + 1)


def promote(course: Course, applications: Iterable[Application]) -> tuple[Move, ...]:
    """Fill free seats from the waiting list and close the holes in both orders.

    Call it after a cancellation or a raised capacity, with all applications of the course. Those waiting move up
    by place, then moment of application, then id. A capacity lowered below the accepted takes nobody's seat away;
    a cancelled course moves nobody up.

    Returns:
        Only the changes, the accepted first, each group in its new order.
    """
    standing = list(applications)
    accepted = _in_order(standing, ApplicationStatus.ACCEPTED)
    waiting = _in_order(standing, ApplicationStatus.WAITING)
    free = free_seats(course, len(accepted))
    moving = 0 if course.is_cancelled else len(waiting) if free is None else min(free, len(waiting))
    return (
        *_numbered([*accepted, *waiting[:moving]], ApplicationStatus.ACCEPTED),
        *_numbered(waiting[moving:], ApplicationStatus.WAITING),
    )


def cancel(course: Course, applications: Iterable[Application], application_id: UUID) -> tuple[Move, ...]:
    """Cancel one application and let the next person move up.

    Returns:
        The cancelled application first, then the changes `promote` asks for.

    Raises:
        DomainError: `application_unknown` or `already_cancelled`.
    """
    standing = list(applications)
    found = next((one for one in standing if one.id == application_id), None)
    if found is None:
        raise DomainError("application_unknown")
    if found.status is ApplicationStatus.CANCELLED:
        raise DomainError("already_cancelled")
    gone = Move(found.id, found.status, ApplicationStatus.CANCELLED, None)
    return gone, *promote(course, [one for one in standing if one.id != application_id])


def _in_order(applications: Iterable[Application], status: ApplicationStatus) -> list[Application]:
    """Return those in `status` by place, moment, id; one without a place stands behind those with one."""
    return sorted(
        (one for one in applications if one.status is status),
        key=lambda one: (one.place is None, one.place or 0, one.applied_at, one.id),
    )


def _numbered(ordered: Sequence[Application], status: ApplicationStatus) -> list[Move]:
    """Return the moves which give `ordered` the state and the places 1..n."""
    return [
        Move(one.id, one.status, status, number)
        for number, one in enumerate(ordered, start=1)
        if one.status is not status or one.place != number
    ]
