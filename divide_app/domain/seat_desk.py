"""One course's applications for the clerk: why each has its place, and who must be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import ApplicationState, ApplicationStatus, Call, CallOutcome
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.planning.courses import Course, SelectionKind
from divide_app.domain.seats.draws import Draw
from divide_app.domain.seats.rules import SeatRules, may_hand_on

OFFERED = frozenset({ApplicationState.OFFERED, ApplicationState.UNREACHED})


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One application with what explains it.

    Attributes:
        calls: Attempts to reach the person, the first one first.
        rank: In which order the lot came; None without a lottery, and for who asked after it.
        group_size: People who stand together with this one, in the same status; 1 = alone.
        missed: Calls without an answer since the person moved up.
        needs_call: The person moved up and was not reached yet.
        may_hand_on: The seat may pass to the next now.
        waits_for_seats: First in line, some seats are free, but fewer than the group needs.
        is_behind_group: Seats are free, but the group in front needs more, and nobody passes it.
    """

    line: ApplicationLine
    calls: tuple[Call, ...] = ()
    rank: int | None = None
    group_size: int = 1
    missed: int = 0
    needs_call: bool = False
    may_hand_on: bool = False
    waits_for_seats: bool = False
    is_behind_group: bool = False


@dataclass(frozen=True, slots=True)
class CourseDesk:
    """A course with its applications.

    Attributes:
        draw: The lottery that is prepared or drawn, or None.
        over: Accepted people above the capacity, after it was lowered; nobody lost the seat.
        free: Free seats; None = no limit.
    """

    course: Course
    rules: SeatRules
    draw: Draw | None
    lines: tuple[DeskLine, ...]
    over: int
    free: int | None

    @property
    def is_lottery(self) -> bool:
        """Whether seats are drawn by lot."""
        return self.course.selection is SelectionKind.LOTTERY


def desk_of(
    course: Course,
    rules: SeatRules,
    draw: Draw | None,
    lines: Sequence[ApplicationLine],
    calls: Mapping[UUID, Sequence[Call]],
    ranks: Mapping[UUID, int],
    now: datetime,
) -> CourseDesk:
    """Explain each application of a course; `lines` are in the order of the list."""
    accepted = sum(line.status is ApplicationStatus.ACCEPTED for line in lines)
    free = None if course.capacity is None else max(0, course.capacity - accepted)
    over = 0 if course.capacity is None else max(0, accepted - course.capacity)
    sizes: dict[tuple[UUID, ApplicationStatus], int] = {}
    for line in lines:
        if line.group_id is not None:
            sizes[line.group_id, line.status] = sizes.get((line.group_id, line.status), 0) + 1
    front = next((line for line in lines if line.status is ApplicationStatus.WAITING), None)
    is_drawn = course.selection is not SelectionKind.LOTTERY or (draw is not None and draw.is_drawn)
    # Seats can be free while people wait only because of a group, or because nobody moves up now.
    is_blocked = bool(free) and front is not None and is_drawn and not course.is_cancelled
    found = []
    for line in lines:
        made = tuple(calls.get(line.id, ()))
        since = [call for call in made if line.promoted_at is None or call.at >= line.promoted_at]
        missed = sum(call.outcome.is_missed for call in since)
        was_told = any(call.outcome in {CallOutcome.TOLD, CallOutcome.ACCEPTS} for call in since)
        holds = line.status is ApplicationStatus.ACCEPTED
        is_front = (
            line.status is ApplicationStatus.WAITING
            and front is not None
            and (line.id == front.id or (line.group_id is not None and line.group_id == front.group_id))
        )
        found.append(
            DeskLine(
                line,
                made,
                ranks.get(line.id),
                1 if line.group_id is None else sizes[line.group_id, line.status],
                missed,
                line.state in OFFERED or (holds and line.promoted_at is not None and not was_told),
                line.state in OFFERED and may_hand_on(rules, missed=missed, offered_at=line.promoted_at, now=now),
                is_blocked and is_front,
                is_blocked and line.status is ApplicationStatus.WAITING and not is_front,
            )
        )
    return CourseDesk(course, rules, draw, tuple(found), over, free)
