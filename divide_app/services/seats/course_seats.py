"""One course's seats during an act: locked, read once, and changed only by the domain's rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from divide_app.domain.applications import Application
from divide_app.domain.planning.courses import Course, SelectionKind
from divide_app.domain.seats.draws import Draw
from divide_app.domain.seats.placement import Move, Seats, promote, seats_of
from divide_app.domain.seats.rules import SeatRules
from divide_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CourseSeats:
    """A locked course with everything its seats depend on.

    Attributes:
        draw: The lottery that was prepared or drawn and stands; None for other courses and before.
        standing: All its applications, also those that are over.
    """

    course: Course
    rules: SeatRules
    draw: Draw | None
    standing: Sequence[Application]

    @property
    def is_drawn(self) -> bool:
        """Whether seats are given in order: the lottery was drawn, or there is none."""
        return self.course.selection is not SelectionKind.LOTTERY or (self.draw is not None and self.draw.is_drawn)

    @property
    def is_seed_fixed(self) -> bool:
        """Whether the lottery's seed is known while it is not drawn."""
        is_lottery = self.course.selection is SelectionKind.LOTTERY
        return is_lottery and self.draw is not None and not self.draw.is_drawn

    def seats(self, participant_id: UUID | None = None) -> Seats:
        """Return what `place` asks for."""
        return seats_of(
            self.standing,
            participant_id,
            is_drawn=self.is_drawn,
            is_seed_fixed=self.is_seed_fixed,
            rules=self.rules,
        )

    def application(self, id_: UUID) -> Application:
        """Return one of the course's applications as it stands now that the course is locked."""
        return next(one for one in self.standing if one.id == id_)

    def ticket_of(self, application: Application) -> list[Application]:
        """Return who stands with an application: its group's members in the same status, by place and number."""
        if application.group_id is None:
            return [application]
        same = [
            one for one in self.standing if one.group_id == application.group_id and one.status is application.status
        ]
        return sorted(same, key=lambda one: (one.place or 0, one.number or 0))

    def promoted(self, standing: Iterable[Application] | None = None) -> tuple[Move, ...]:
        """Return the moves that fill the free seats."""
        found = self.standing if standing is None else standing
        return promote(self.course, found, self.rules, is_drawn=self.is_drawn)


def open_seats(uow: UnitOfWork, course_id: UUID) -> CourseSeats:
    """Lock a course, so that two windows never give one seat twice, and read what its seats depend on.

    Raises:
        DomainError: `not_found`.
    """
    course = uow.courses.lock(course_id)
    draw = uow.draws.standing(course_id) if course.selection is SelectionKind.LOTTERY else None
    return CourseSeats(course, uow.seat_rules.of_course(course_id), draw, uow.applications.of_course(course_id))


def open_seats_of(uow: UnitOfWork, application_id: UUID) -> tuple[CourseSeats, Application]:
    """Lock the course of an application; return it with the application as it stands then.

    Raises:
        DomainError: `not_found`.
    """
    seats = open_seats(uow, uow.applications.get(application_id).course_id)
    return seats, uow.applications.get(application_id)


def carry_out(uow: UnitOfWork, moves: Sequence[Move]) -> tuple[UUID, ...]:
    """Store moves; return who moved up to a seat and must be told."""
    uow.applications.set_places(moves, now=uow.now)
    return tuple(move.application_id for move in moves if move.is_promotion)


def trail(moves: Iterable[Move]) -> list[list[str]]:
    """Return the changes of state as the audit keeps them: application, state before, state after."""
    return [
        [str(move.application_id), move.state_before.value, move.state.value] for move in moves if move.changes_state
    ]


def texts(ids: Iterable[UUID]) -> list[str]:
    """Return ids as the audit keeps them."""
    return [str(id_) for id_ in ids]


def fill(uow: UnitOfWork, course_id: UUID, *, has_new_seats: bool = False) -> tuple[UUID, ...]:
    """Give a course's free seats to those who wait, inside somebody's act; return who moved up.

    Args:
        uow: The act's.
        course_id: The course.
        has_new_seats: The course was changed; otherwise somebody left a seat.

    Raises:
        DomainError: `not_found`.
    """
    moves = open_seats(uow, course_id).promoted()
    promoted = carry_out(uow, moves)
    if trail(moves):
        act = "application.fill_seats" if has_new_seats else "application.promote"
        uow.audit(act, course_id, promoted=texts(promoted), moves=trail(moves))
    return promoted
