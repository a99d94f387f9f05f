"""Records calls to applicants, and passes the seat of somebody who cannot be reached to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import (
    Application,
    ApplicationState,
    ApplicationStatus,
    Call,
    CallChannel,
    CallOutcome,
)
from divide_app.domain.errors import DomainError
from divide_app.domain.seats.application_states import ApplicationAct, check, only_after
from divide_app.domain.seats.placement import Move, confirm, hand_on, leave
from divide_app.domain.seats.rules import SeatRules, may_hand_on
from divide_app.services.changes import Changes
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.services.seats.applications import APPLICATIONS
from divide_app.services.seats.course_seats import CourseSeats, carry_out, open_seats_of, texts, trail
from divide_app.storage.unit_of_work import UnitOfWork

_OFFERED = frozenset({ApplicationState.OFFERED, ApplicationState.UNREACHED})


@dataclass(frozen=True, slots=True)
class CallResult:
    """Result of recording a call.

    Attributes:
        missed: Calls without an answer since the person moved up, this one included.
        may_hand_on: The seat may pass to the next now.
        promoted: Applications that moved up because of this call; these people must be told.
    """

    application: UUID
    state: ApplicationState
    status: ApplicationStatus
    missed: int
    may_hand_on: bool
    promoted: tuple[UUID, ...] = ()
    changes: Changes = APPLICATIONS


class Calls(Service):
    """Calls to applicants."""

    @allowed(OFFICE)
    def record(
        self,
        application_id: UUID,
        outcome: CallOutcome,
        *,
        channel: CallChannel = CallChannel.PHONE,
        at: datetime | None = None,
    ) -> CallResult:
        """Keep one attempt and what came of it; a yes confirms the offered seat, a no gives it to the next.

        Args:
            application_id: Whose application.
            outcome: What came of it.
            channel: How.
            at: Moment (UTC); now when None.

        Raises:
            DomainError: `not_drawn` before the lottery, `already_cancelled`, `already_refused`, `not_found`.
        """
        with self.database.write() as uow:
            seats, application = open_seats_of(uow, application_id)
            moves = _moves(seats, application, outcome)
            promoted = carry_out(uow, moves)
            # A call that is noted now follows the offer, also where the PC that noted the offer has a later clock.
            moment = at or max(uow.now, application.promoted_at or uow.now)
            call = Call(uow.make_id(), application_id, moment, channel, outcome, uow.actor.name)
            uow.calls.add(call)
            uow.audit(
                "application.call",
                application_id,
                course=seats.course.id,
                outcome=outcome.value,
                channel=channel.value,
                promoted=texts(promoted),
                moves=trail(moves),
            )
            after = uow.applications.get(application_id)
            missed = missed_since(application, uow.calls.of_applications([application_id]).get(application_id, []))
        may = after.stands in _OFFERED and may_pass(seats.rules, application, missed, self.database.now())
        return CallResult(application_id, after.stands, after.status, missed, may, promoted)

    @allowed(OFFICE)
    def hand_on(self, application_id: UUID) -> CallResult:
        """Give the offered seat of somebody who cannot be reached to the next; they go to the end of the waiting list.

        Of people who asked together, those who said yes keep their seats.

        Raises:
            DomainError: `call_first` while neither the calls nor the hours of the course's rules are reached,
                `nobody_next`, `not_offered`, `already_accepted`, `already_cancelled`, `already_refused`, `not_found`.
        """
        with self.database.write() as uow:
            seats, application = open_seats_of(uow, application_id)
            check(ApplicationAct.HAND_ON, application.stands)
            group = [one for one in seats.ticket_of(application) if one.stands in _OFFERED]
            missed = _most_missed(uow, group)
            if not may_pass(seats.rules, application, missed, uow.now):
                raise DomainError("call_first", calls=seats.rules.attempts, made=missed, hours=seats.rules.answer_hours)
            moves = hand_on(seats.course, seats.standing, group, seats.rules)
            promoted = carry_out(uow, moves)
            uow.audit(
                "application.hand_on",
                application_id,
                course=seats.course.id,
                promoted=texts(promoted),
                moves=trail(moves),
            )
        waiting = ApplicationState.WAITING
        return CallResult(application_id, waiting, waiting.status, missed, False, promoted)


def may_pass(rules: SeatRules, application: Application, missed: int, now: datetime) -> bool:
    """Tell whether the seat offered to this person may pass on."""
    return may_hand_on(rules, missed=missed, offered_at=application.promoted_at, now=now)


def missed_since(application: Application, calls: list[Call]) -> int:
    """Return the calls without an answer since the person moved up."""
    since = application.promoted_at
    return sum(call.outcome.is_missed and (since is None or call.at >= since) for call in calls)


def _most_missed(uow: UnitOfWork, group: list[Application]) -> int:
    calls = uow.calls.of_applications([one.id for one in group])
    return max((missed_since(one, calls.get(one.id, [])) for one in group), default=0)


def _moves(seats: CourseSeats, application: Application, outcome: CallOutcome) -> tuple[Move, ...]:
    if outcome is CallOutcome.DECLINES:
        act, drawn = ApplicationAct.DECLINE, seats.is_drawn
        return leave(seats.course, seats.standing, application.id, act, seats.rules, is_drawn=drawn)
    if outcome is CallOutcome.ACCEPTS and application.stands in _OFFERED:
        return confirm(seats.ticket_of(application))
    act = ApplicationAct.MISS if outcome.is_missed else ApplicationAct.TELL
    after = only_after(act, application.stands)
    if after is application.stands:
        return ()
    return (Move(application.id, application.status, after.status, application.place, after, application.stands),)
