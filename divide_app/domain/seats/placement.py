"""Seats in order of application: who is seated, who waits, and who moves up when a seat becomes free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import Course, SelectionKind
from divide_app.domain.seats.application_states import STANDING as STANDING_STATES
from divide_app.domain.seats.application_states import ApplicationAct, check, only_after
from divide_app.domain.seats.rules import USUAL_RULES, SeatRules

STANDING = frozenset(state.status for state in STANDING_STATES)
"""Statuses in which a person cannot apply again; after a refusal or a cancellation they may."""


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat; `place` is the 1-based rank among the accepted."""

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
    """Summary of a course's applications, read while the course is locked.

    Attributes:
        accepted: Number of applications that hold a seat.
        waiting: Number of waiting applications.
        has_applied: The person has an application here that still stands (`STANDING`).
        is_drawn: The lottery was drawn; later applications are first come, first served.
        is_seed_fixed: The seed of the lottery is known but not drawn: who asks now could know the lot, and waits.
        smallest_waiting: Fewest seats that anybody who waits needs, where the course lets smaller ones pass a group
            that does not fit; None where nobody passes anybody.
    """

    accepted: int = 0
    waiting: int = 0
    has_applied: bool = False
    is_drawn: bool = False
    smallest_waiting: int | None = None
    is_seed_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A change to write back to one application: its state, its place, or both."""

    application_id: UUID
    before: ApplicationStatus
    status: ApplicationStatus
    place: int | None
    state: ApplicationState
    state_before: ApplicationState

    @property
    def is_promotion(self) -> bool:
        """Whether the person moved from waiting to a seat and must be told."""
        return self.before is not ApplicationStatus.ACCEPTED and self.status is ApplicationStatus.ACCEPTED

    @property
    def changes_state(self) -> bool:
        """Whether more than the place changes."""
        return self.state is not self.state_before


def seats_of(
    applications: Iterable[Application],
    participant_id: UUID | None = None,
    *,
    is_drawn: bool = False,
    is_seed_fixed: bool = False,
    rules: SeatRules = USUAL_RULES,
) -> Seats:
    """Count one course's applications for `place`."""
    everyone = list(applications)
    accepted = waiting = 0
    has_applied = False
    for application in everyone:
        accepted += application.status is ApplicationStatus.ACCEPTED
        waiting += application.status is ApplicationStatus.WAITING
        has_applied |= application.participant_id == participant_id and application.status in STANDING
    smallest = min(map(len, tickets(everyone, ApplicationStatus.WAITING)), default=None)
    return Seats(accepted, waiting, has_applied, is_drawn, smallest if rules.smaller_may_pass else None, is_seed_fixed)


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
    course: Course,
    seats: Seats,
    *,
    at: datetime,
    first_starts_at: datetime | None = None,
    is_forced: bool = False,
    size: int = 1,
) -> Placement:
    """Decide where a new application, or the first of a group, stands; the rest of a group stands right behind it.

    A free seat goes to the front of the waiting list before it goes to somebody who has just asked, so a new
    application waits whenever anybody waits already. Only where the course lets smaller ones pass, and no one who
    waits fits into the free seats, a new one that fits is seated. A group is seated or waits as one.

    Args:
        course: The course asked for.
        seats: What its applications look like now.
        at: Moment of the application (UTC); for a FAX read later, the moment it came in.
        first_starts_at: Start of the course's first session, which ends an open-ended window.
        is_forced: A clerk takes the application outside the window. Capacity is kept all the same.
        size: People who ask together.

    Raises:
        DomainError: `course_cancelled`, `course_not_open`, `course_closed`, `already_applied` or `group_too_large`.
    """
    if course.is_cancelled or not is_forced:
        check_open(course, at=at, first_starts_at=first_starts_at)
    if seats.has_applied:
        raise DomainError("already_applied", course=course.title)
    if course.capacity is None:
        return Seated(seats.accepted + 1)
    if size > max(1, course.capacity):
        raise DomainError("group_too_large", course=course.title, capacity=course.capacity, people=size)
    if course.selection is SelectionKind.LOTTERY and not seats.is_drawn:
        return Waiting(seats.waiting + 1) if seats.is_seed_fixed else Entered()
    free = course.capacity - seats.accepted
    nobody_before = seats.waiting == 0 or (seats.smallest_waiting is not None and seats.smallest_waiting > free)
    if nobody_before and size <= free:
        return Seated(seats.accepted + 1)
    return Waiting(seats.waiting + 1)


def tickets(applications: Iterable[Application], status: ApplicationStatus) -> list[list[Application]]:
    """Return those in a status by place, those of one group together where its first member stands."""
    found: dict[UUID, list[Application]] = {}
    for one in _in_order(applications, status):
        found.setdefault(one.group_id or one.id, []).append(one)
    return list(found.values())


def promote(
    course: Course,
    applications: Iterable[Application],
    rules: SeatRules = USUAL_RULES,
    *,
    is_drawn: bool = True,
) -> tuple[Move, ...]:
    """Fill free seats from the waiting list and close the holes in both orders.

    Call it after a cancellation or a raised capacity, with all applications of the course. Those waiting move up
    by place, then moment of application, then number, then id; a group moves up whole or not at all. When the group
    in front needs more seats than are free, everybody behind it waits on, unless the course lets smaller ones pass; the
    group keeps its place either way. A capacity lowered below the accepted takes nobody's seat away; a cancelled
    course, and a lottery before its draw, moves nobody up. People entered for a lottery the office gave up stand
    behind those who wait.

    Returns:
        Only the changes, the accepted first, each in its new order.
    """
    standing = list(applications)
    accepted = _in_order(standing, ApplicationStatus.ACCEPTED)
    free = free_seats(course, len(accepted))
    is_closed = course.is_cancelled or (course.selection is SelectionKind.LOTTERY and not is_drawn)
    up: list[Application] = []
    stays: list[Application] = []
    is_blocked = is_closed
    queue = tickets(standing, ApplicationStatus.WAITING)
    if course.selection is SelectionKind.FIRST_COME:
        queue += tickets(standing, ApplicationStatus.APPLIED)
    for ticket in queue:
        fits = free is None or len(up) + len(ticket) <= free
        if fits and not is_blocked:
            up += ticket
        else:
            stays += ticket
            is_blocked = is_blocked or not rules.smaller_may_pass
    seat = ApplicationState.OFFERED if rules.confirm_by_phone else ApplicationState.ACCEPTED
    for one in (*up, *stays):
        queued = one.stands if one.stands is ApplicationState.WAITING else only_after(ApplicationAct.QUEUE, one.stands)
        check(ApplicationAct.PROMOTE, queued, seat)
    return (
        *_numbered(accepted),
        *(Move(one.id, one.status, seat.status, len(accepted) + n, seat, one.stands) for n, one in enumerate(up, 1)),
        *_numbered(stays, ApplicationState.WAITING),
    )


def leave(
    course: Course,
    applications: Iterable[Application],
    application_id: UUID,
    act: ApplicationAct,
    rules: SeatRules = USUAL_RULES,
    *,
    is_drawn: bool = True,
) -> tuple[Move, ...]:
    """Let one application go (cancelled, declined, withdrawn, refused) and the next person move up.

    The others of a group stay, and stay together.

    Returns:
        The one that goes first, then the changes `promote` asks for.

    Raises:
        DomainError: The code of the table of states when it is over already, or `application_unknown`.
    """
    standing = list(applications)
    found = next((one for one in standing if one.id == application_id), None)
    if found is None:
        raise DomainError("application_unknown")
    after = only_after(act, found.stands)
    gone = Move(found.id, found.status, after.status, None, after, found.stands)
    rest = [one for one in standing if one.id != application_id]
    return gone, *promote(course, rest, rules, is_drawn=is_drawn)


def cancel(course: Course, applications: Iterable[Application], application_id: UUID) -> tuple[Move, ...]:
    """Cancel one application as the person asked, and let the next person move up.

    Raises:
        DomainError: `application_unknown`, `already_cancelled` or `already_refused`.
    """
    return leave(course, applications, application_id, ApplicationAct.CANCEL)


def hand_on(
    course: Course, applications: Iterable[Application], group: Sequence[Application], rules: SeatRules
) -> tuple[Move, ...]:
    """Let people who could not be reached give their seats to the next; they go to the end of the waiting list.

    Args:
        course: The course.
        applications: All its applications.
        group: Those of one ticket who have not confirmed.
        rules: The course's rules.

    Raises:
        DomainError: `nobody_next` when nobody else could take the seats: then they stay kept.
    """
    standing = list(applications)
    ids = {one.id for one in group}
    for one in group:
        check(ApplicationAct.HAND_ON, one.stands, ApplicationState.WAITING)
    rest = [one for one in standing if one.id not in ids]
    moves = {move.application_id: move for move in promote(course, rest, rules)}
    if not any(move.is_promotion for move in moves.values()):
        raise DomainError("nobody_next")
    left = sum(one.status is ApplicationStatus.WAITING for one in rest)
    left -= sum(move.is_promotion for move in moves.values())
    waiting = ApplicationState.WAITING
    back = [
        Move(one.id, one.status, waiting.status, left + number, waiting, one.stands)
        for number, one in enumerate(group, 1)
    ]
    return (*back, *moves.values())


def seat_first(
    applications: Iterable[Application], group: Sequence[Application], act: ApplicationAct
) -> tuple[Move, ...]:
    """Give seats to people out of turn, at the end of the accepted."""
    accepted = sum(one.status is ApplicationStatus.ACCEPTED for one in applications)
    seat = ApplicationState.ACCEPTED
    moves = []
    for number, one in enumerate(group, accepted + 1):
        check(act, one.stands, seat)
        moves.append(Move(one.id, one.status, seat.status, number, seat, one.stands))
    return tuple(moves)


def confirm(group: Iterable[Application]) -> tuple[Move, ...]:
    """Take the yes of people a seat was offered to; who asked together answers together."""
    seat = ApplicationState.ACCEPTED
    return tuple(
        Move(one.id, one.status, seat.status, one.place, only_after(ApplicationAct.CONFIRM, one.stands), one.stands)
        for one in group
        if one.stands is not seat
    )


def close_list(applications: Iterable[Application]) -> tuple[Move, ...]:
    """Close the waiting list: whoever waits has lost."""
    return tuple(
        Move(one.id, one.status, after.status, None, after, one.stands)
        for one in _in_order(applications, ApplicationStatus.WAITING)
        for after in (only_after(ApplicationAct.CLOSE_LIST, one.stands),)
    )


def waiting_together(applications: Iterable[Application], ids: Collection[UUID]) -> tuple[Move, ...]:
    """Let people on the waiting list stand together where the last of them stands, so that nobody is passed."""
    waiting = _in_order(applications, ApplicationStatus.WAITING)
    chosen = [one for one in waiting if one.id in ids]
    if not chosen:
        return ()
    last = waiting.index(chosen[-1])
    ordered = [one for one in waiting[: last + 1] if one.id not in ids] + chosen + waiting[last + 1 :]
    return tuple(_numbered(ordered))


def applied(applications: Iterable[Application], moves: Iterable[Move]) -> list[Application]:
    """Return the applications as they stand after the moves."""
    by_id = {one.id: one for one in applications}
    for move in moves:
        by_id[move.application_id] = replace(
            by_id[move.application_id], status=move.status, state=move.state, place=move.place
        )
    return list(by_id.values())


def _in_order(applications: Iterable[Application], status: ApplicationStatus) -> list[Application]:
    """Return those in `status` by place, moment, number, id; one without a place stands behind those with one."""
    return sorted(
        (one for one in applications if one.status is status),
        key=lambda one: (one.place is None, one.place or 0, one.applied_at, one.number or 0, one.id),
    )


def _numbered(ordered: Sequence[Application], state: ApplicationState | None = None) -> list[Move]:
    """Return the moves which give `ordered` the places 1..n, and the state if one is given."""
    return [
        Move(one.id, one.status, after.status, number, after, one.stands)
        for number, one in enumerate(ordered, start=1)
        for after in (state or one.stands,)
        if one.place != number or one.stands is not after
    ]
