"""Draws lotteries that anybody can verify: the seed is fixed first, then the lots, then a record of the draw."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.seats.application_states import ApplicationAct, check
from divide_app.domain.seats.draws import (
    Draw,
    DrawEntrant,
    DrawFacts,
    Drawn,
    EntrantFacts,
    Ticket,
    canonical,
    clean_seed,
    digest_of,
    draw,
    drawn_again,
    entrants_in,
    entrants_plain,
    least_age,
    members,
    proof_of,
    record_of,
    seats_in,
    ticket_of,
)
from divide_app.domain.seats.placement import Move
from divide_app.domain.seats.rules import PriorityKind, SeatRules, check_rules
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.services.seats.applications import APPLICATIONS
from divide_app.services.seats.course_seats import CourseSeats, carry_out, open_seats, trail
from divide_app.storage.queries import seats as entrant_queries
from divide_app.storage.unit_of_work import UnitOfWork

SEED_WORDS = 3
"""Groups of digits in a seed the program makes: short enough to read aloud, 10^15 possibilities."""
_SEED_DIGITS = 5


@dataclass(frozen=True, slots=True)
class LotLine:
    """One entrant of a lottery, by number or in the order of the lots.

    Attributes:
        numbers: All application numbers of the ticket; the lot is made from the first.
        key: The lot; "" before the draw.
        rank: 1-based order of the lots; None before the draw.
        applications: In the order of the numbers.
    """

    numbers: tuple[int, ...]
    applications: tuple[UUID, ...]
    tier: int
    lots: int
    key: str = ""
    rank: int | None = None
    is_winner: bool | None = None


@dataclass(frozen=True, slots=True)
class LotteryResult:
    """A lottery as it stands, is tried, or was drawn.

    Attributes:
        entrants: Application ids by number.
        winners: Application ids in the order of their lots.
        waiting: The others, in the order they wait.
        lines: The tickets in the order of the lots, or by number before the draw.
        seats: Seats the draw gives; None = no limit.
        seed: As it is used; "" while none is fixed.
        digest: SHA-256 of the record; "" before the draw.
        is_window_open: Applications are still taken; those who come now stand behind the waiting list.
        faults: From `verify`: what does not agree.
    """

    course: UUID
    entrants: tuple[UUID, ...]
    winners: tuple[UUID, ...]
    waiting: tuple[UUID, ...]
    lines: tuple[LotLine, ...]
    seats: int | None
    seed: str
    digest: str = ""
    entrants_digest: str = ""
    number: int = 1
    is_window_open: bool = False
    faults: tuple[str, ...] = ()
    changes: Changes = NOTHING

    @property
    def seats_left(self) -> int:
        """Seats nobody got although people wait: the group whose turn it is did not fit."""
        if self.seats is None or not self.waiting:
            return 0
        return max(0, self.seats - len(self.winners))


@dataclass(frozen=True, slots=True)
class LotteryView:
    """What the lottery's screen shows.

    Attributes:
        draw: The draw that is prepared or drawn, or None.
        result: Its entrants and, once drawn, its result.
        names: Name and kana of each entrant, by application; for the office only.
        earlier: Draws that were cancelled, with their reasons.
    """

    course: UUID
    title: str
    capacity: int | None
    rules: SeatRules
    draw: Draw | None
    result: LotteryResult
    names: Mapping[UUID, tuple[str, str]]
    earlier: tuple[Draw, ...]
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class RulesResult:
    """How a course gives its seats from now on."""

    course: UUID
    rules: SeatRules
    changes: Changes = APPLICATIONS


class Lottery(Service):
    """Lotteries of courses."""

    @allowed(OFFICE)
    def make_seed(self) -> str:
        """Return a seed nobody chose, in groups of digits that are easily read aloud.

        Groups of five never add up to twelve digits: one of three groups of four in ten is refused as a number.
        """
        return " ".join(f"{secrets.randbelow(10**_SEED_DIGITS):0{_SEED_DIGITS}}" for _group in range(SEED_WORDS))

    @allowed(OFFICE)
    def set_rules(self, course_id: UUID, rules: SeatRules) -> RulesResult:
        """Store how a course gives its seats.

        Raises:
            DomainError: `bad_seat_rules`, `seed_fixed` once the lottery's seed is known, `not_found`.
        """
        check_rules(rules)
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            if seats.is_seed_fixed and rules != seats.rules:
                raise DomainError("seed_fixed")
            uow.seat_rules.store(course_id, rules)
            uow.audit("course.seat_rules", course_id, priorities=len(rules.priorities))
        return RulesResult(course_id, rules)

    @allowed(OFFICE)
    def rules(self, course_id: UUID) -> SeatRules:
        """Return how a course gives its seats."""
        with self.database.read() as uow:
            return uow.seat_rules.of_course(course_id)

    @allowed(STAFF)
    def prepare(self, course_id: UUID, seed: str) -> LotteryResult:
        """Fix the seed, before anybody can know what it brings; from now on entrants, rules and seed stay.

        Raises:
            DomainError: `seed_missing`, `seed_too_long`, `seed_fixed`, `not_a_lottery`, `already_drawn`, `no_entrants`,
                `course_cancelled`, `individual_number`, `not_found`.
        """
        seed = _seed(seed)
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            _refuse_undrawable(seats)
            if seats.draw is not None:
                raise DomainError("seed_fixed")
            tickets, by_number = _tickets(uow, seats)
            made = _prepare(uow, seats, seed, tickets)
        return _result(seats, tickets, by_number, (), made, changes=APPLICATIONS)

    @allowed(STAFF)
    def draw(self, course_id: UUID, *, seed: str | None = None) -> LotteryResult:
        """Draw the lots: winners are accepted, all others wait in the order of their lots.

        Args:
            course_id: The course.
            seed: Needed unless it was fixed by `prepare`; must be the fixed one then.

        Raises:
            DomainError: As `prepare`; `seed_fixed` when another seed was fixed before.
        """
        cleaned = None if seed is None else _seed(seed)
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            _refuse_undrawable(seats)
            tickets, by_number = _tickets(uow, seats)
            prepared = seats.draw
            if prepared is None:
                if cleaned is None:
                    raise DomainError("seed_missing", field="seed")
                prepared = _prepare(uow, seats, cleaned, tickets)
            elif cleaned not in {None, prepared.seed}:
                raise DomainError("seed_fixed", field="seed")
            made, drawn = _drawn(uow, seats, prepared, tickets)
            uow.draws.change(made)
            uow.draws.keep_entrants(made.id, _entrants(drawn, by_number))
            uow.applications.set_places(_moves(seats, drawn, by_number))  # told by letter, so nobody is to be called
            uow.audit(
                "lottery.draw",
                made.id,
                course=course_id,
                digest=made.digest,
                entrants=len(by_number),
                winners=len(members(drawn, winners=True)),
            )
            is_open = _is_window_open(uow, seats)
        return _result(seats, tickets, by_number, drawn, made, is_window_open=is_open, changes=APPLICATIONS)

    @allowed(OFFICE)
    def rehearse(self, course_id: UUID, seed: str) -> LotteryResult:
        """Show what a draw would bring; nothing is kept but that it was tried, which the record of the draw tells.

        Raises:
            DomainError: As `draw`.
        """
        cleaned = _seed(seed)
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            _refuse_undrawable(seats)
            tickets, by_number = _tickets(uow, seats)
            if seats.draw is not None and seats.draw.seed != cleaned:
                raise DomainError("seed_fixed", field="seed")
            tried = seats.draw or _new_draw(uow, seats, cleaned, tickets)
            made, drawn = _drawn(uow, seats, tried, tickets)
            uow.audit("lottery.rehearse", course_id, entrants=len(by_number))
            is_open = _is_window_open(uow, seats)
        return _result(seats, tickets, by_number, drawn, made, is_window_open=is_open)

    @allowed(STAFF)
    def cancel_draw(self, course_id: UUID, reason: str) -> LotteryResult:
        """Take a draw or a fixed seed back, with the reason; the record is kept for good.

        Entrants who still have a seat or wait are entered again, with those who joined them; who cancelled since stays
        cancelled; who asked after the draw keeps the seat or the place behind.

        Raises:
            DomainError: `reason_missing`, `no_draw`, `course_begun`, `course_cancelled`, `individual_number`,
                `not_found`.
        """
        refuse_individual_number(reason, field="reason")
        if not reason.strip():
            raise DomainError("reason_missing", field="reason")
        with self.database.write() as uow:
            seats = open_seats(uow, course_id)
            if seats.draw is None:
                raise DomainError("no_draw", course=seats.course.title)
            if seats.course.is_cancelled:
                raise DomainError("course_cancelled", course=seats.course.title, reason=seats.course.cancelled_reason)
            starts = [one.starts_at for one in uow.class_sessions.of_course(course_id)]
            if seats.draw.is_drawn and starts and min(starts) <= uow.now:
                raise DomainError("course_begun", course=seats.course.title)
            moves = _undone(seats, {one.application_id for one in uow.draws.entrants_of(seats.draw.id)})
            carry_out(uow, moves)
            gone = replace(seats.draw, cancelled_at=uow.now, cancelled_reason=reason.strip())
            uow.draws.change(gone)
            uow.audit("lottery.cancel", gone.id, course=course_id, moves=trail(moves))
            after = open_seats(uow, course_id)
            tickets, by_number = _tickets(uow, after)
        return _result(after, tickets, by_number, (), None, changes=APPLICATIONS)

    @allowed(OFFICE)
    def verify(self, course_id: UUID) -> LotteryResult:
        """Recompute a draw from its stored record alone, and compare record, digest, audit trail and entrants.

        The draw that stands is verified; where all were cancelled, the last one.

        Returns:
            The result as the record gives it; `faults` names what does not agree: the codes of `Proof`, and
            `trail_differs` (the trail noted another digest) and `entrants_differ` (the numbers' owners were changed).

        Raises:
            DomainError: `no_draw`, `not_found`.
        """
        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            draws = [one for one in uow.draws.of_course(course_id) if one.drawn_at is not None]
            if not draws:
                raise DomainError("no_draw", course=course.title)
            made = next((one for one in draws if one.is_drawn), draws[-1])
            kept = uow.draws.entrants_of(made.id)
            _prepared, noted = entrant_queries.digests_in_trail(uow.connection, made.id)
        by_number = {one.number: one.application_id for one in kept}
        proof = proof_of(made.record, made.digest)
        faults = list(proof.faults)
        if noted != [made.digest]:
            faults.append("trail_differs")
        drawn, tickets = proof.drawn, proof.entrants
        told = {number: (one.rank, one.is_winner) for one in drawn for number in one.ticket.members}
        if told != {one.number: (one.rank, one.is_winner) for one in kept}:
            faults.append("entrants_differ")
        # A number whose owner was taken out of the list cannot be shown; `entrants_differ` says so.
        known = [one for one in tickets if all(number in by_number for number in one.members)]
        drawn = tuple(one for one in drawn if all(number in by_number for number in one.ticket.members))
        seats = CourseSeats(course, SeatRules(), made, ())
        return replace(_result(seats, known, by_number, drawn, made), faults=tuple(dict.fromkeys(faults)))

    @allowed(OFFICE)
    def view(self, course_id: UUID) -> LotteryView:
        """Return what the lottery's screen shows.

        Raises:
            DomainError: `not_found`.
        """
        from divide_app.storage.queries import lists

        with self.database.read() as uow:
            course = uow.courses.get(course_id)
            draws = uow.draws.of_course(course_id)
            standing = next((one for one in draws if one.cancelled_at is None), None)
            rules = uow.seat_rules.of_course(course_id)
            seats = CourseSeats(course, rules, standing, uow.applications.of_course(course_id))
            drawn: tuple[Drawn, ...] = ()
            if standing is not None and standing.is_drawn:
                by_number = {one.number: one.application_id for one in uow.draws.entrants_of(standing.id)}
                try:
                    tickets: Sequence[Ticket] = entrants_in(standing.record)
                    drawn = drawn_again(standing.record)
                except ValueError:  # `verify` says so; the screen still opens
                    tickets = ()
            else:
                tickets, by_number = _tickets(uow, seats)
            today = local_day(self.database.now())
            lines = lists.application_lines(uow.connection, today, course_id=course_id)
            is_open = _is_window_open(uow, seats)
        result = _result(seats, tickets, by_number, drawn, standing, is_window_open=is_open)
        return LotteryView(
            course_id,
            course.title,
            course.capacity,
            rules,
            standing,
            result,
            {line.id: (line.name, line.kana) for line in lines},
            tuple(one for one in draws if one.cancelled_at is not None),
            course.is_cancelled,
        )


def _seed(text: str) -> str:
    refuse_individual_number(text, field="seed")
    seed = clean_seed(text)
    refuse_individual_number(seed, field="seed")
    return seed


def _refuse_undrawable(seats: CourseSeats) -> None:
    course = seats.course
    if course.selection is not SelectionKind.LOTTERY:
        raise DomainError("not_a_lottery", course=course.title)
    if course.is_cancelled:
        raise DomainError("course_cancelled", course=course.title, reason=course.cancelled_reason)
    if seats.draw is not None and seats.draw.is_drawn:
        raise DomainError("already_drawn", course=course.title)
    if not any(one.stands is ApplicationState.ENTERED for one in seats.standing):
        raise DomainError("no_entrants", course=course.title)


def _tickets(uow: UnitOfWork, seats: CourseSeats) -> tuple[list[Ticket], dict[int, UUID]]:
    """Return the tickets of everybody entered, by number, and whose number is whose."""
    entered = [one for one in seats.standing if one.stands is ApplicationState.ENTERED]
    entered.sort(key=lambda one: one.number or 0)
    facts = _facts(uow, seats, entered)
    groups: dict[UUID, list[Application]] = {}
    for one in entered:
        groups.setdefault(one.group_id or one.id, []).append(one)
    tickets = [
        ticket_of(
            [one.number or 0 for one in group],
            [facts.get(one.participant_id, EntrantFacts()) for one in group],
            seats.rules.priorities,
        )
        for group in groups.values()
    ]
    return tickets, {one.number or 0: one.id for one in entered}


def _facts(uow: UnitOfWork, seats: CourseSeats, entered: Sequence[Application]) -> dict[UUID, EntrantFacts]:
    """Return what the course's rules ask about its entrants; nothing is read that no rule asks for."""
    kinds = {rule.kind for rule in seats.rules.priorities}
    if not kinds:
        return {}
    course, connection = seats.course.id, uow.connection
    before = entrant_queries.been_before(connection, course) if PriorityKind.FIRST_TIME in kinds else set()
    lost = entrant_queries.lost_last(connection, course) if PriorityKind.LOST_LAST_TIME in kinds else set()
    ids = [one.participant_id for one in entered]
    asks_person = kinds & {PriorityKind.RESIDENT, PriorityKind.AGE_FROM}
    known = entrant_queries.births_and_districts(connection, course) if asks_person else {}
    today = local_day(uow.now)
    found = {}
    for id_ in ids:
        birth, district = known.get(id_, (None, ""))
        age = None if birth is None else least_age(birth, today)
        found[id_] = EntrantFacts(id_ in before, id_ in lost, district, age)
    return found


def _new_draw(uow: UnitOfWork, seats: CourseSeats, seed: str, tickets: Sequence[Ticket]) -> Draw:
    return Draw(
        id=uow.make_id(),
        course_id=seats.course.id,
        number=uow.draws.next_number(seats.course.id),
        seed=seed,
        entrants_digest=digest_of(canonical(entrants_plain(tickets))),
        prepared_at=uow.now,
        prepared_by=uow.actor.name,
    )


def _prepare(uow: UnitOfWork, seats: CourseSeats, seed: str, tickets: Sequence[Ticket]) -> Draw:
    made = _new_draw(uow, seats, seed, tickets)
    uow.draws.add(made)
    uow.audit(
        "lottery.prepare",
        made.id,
        course=seats.course.id,
        entrants=len(tickets),
        entrants_digest=made.entrants_digest,
        seed_digest=digest_of(seed),
    )
    return made


def _drawn(
    uow: UnitOfWork, seats: CourseSeats, prepared: Draw, tickets: Sequence[Ticket]
) -> tuple[Draw, tuple[Drawn, ...]]:
    facts = DrawFacts(
        course_id=seats.course.id,
        title=seats.course.title,
        number=prepared.number,
        seed=prepared.seed,
        prepared_at=prepared.prepared_at,
        drawn_at=uow.now,
        capacity=seats.course.capacity,
        taken=sum(one.status is ApplicationStatus.ACCEPTED for one in seats.standing),
        smaller_may_pass=seats.rules.smaller_may_pass,
        rules=[asdict(rule) for rule in seats.rules.priorities],
        rehearsals=entrant_queries.rehearsals(uow.connection, seats.course.id),
    )
    drawn = draw(tickets, facts.seats, prepared.seed, smaller_may_pass=facts.smaller_may_pass)
    record = record_of(facts, tickets, drawn)
    return replace(prepared, drawn_at=uow.now, record=record, digest=digest_of(record)), drawn


def _entrants(drawn: Sequence[Drawn], by_number: Mapping[int, UUID]) -> list[DrawEntrant]:
    return [
        DrawEntrant(number, by_number[number], one.rank, one.is_winner)
        for one in drawn
        for number in one.ticket.members
    ]


def _moves(seats: CourseSeats, drawn: Sequence[Drawn], by_number: Mapping[int, UUID]) -> tuple[Move, ...]:
    """Return the moves of a draw: winners behind those who have a seat, the others before those who asked later."""
    by_id = {one.id: one for one in seats.standing}
    entered, seated, waits = ApplicationState.ENTERED, ApplicationState.ACCEPTED, ApplicationState.WAITING
    taken = sum(one.status is ApplicationStatus.ACCEPTED for one in seats.standing)
    moves = []
    for after, first, numbers in (
        (seated, taken + 1, members(drawn, winners=True)),
        (waits, 1, members(drawn, winners=False)),
    ):
        check(ApplicationAct.DRAW, entered, after)
        for place, number in enumerate(numbers, first):
            one = by_id[by_number[number]]
            moves.append(Move(one.id, one.status, after.status, place, after, entered))
    behind = len(members(drawn, winners=False))
    late = sorted(
        (one for one in seats.standing if one.status is ApplicationStatus.WAITING), key=lambda one: one.place or 0
    )
    moves += [
        Move(one.id, one.status, one.status, place, one.stands, one.stands)
        for place, one in enumerate(late, behind + 1)
    ]
    return tuple(moves)


def _undone(seats: CourseSeats, entrants: set[UUID]) -> tuple[Move, ...]:
    entered = ApplicationState.ENTERED
    back = []
    rest = []
    # Who joined an entrant after the draw is entered with them: people who came together stand together.
    groups = {one.group_id for one in seats.standing if one.id in entrants} - {None}
    for one in seats.standing:
        is_entrant = one.id in entrants or one.group_id in groups
        if is_entrant and one.status in {ApplicationStatus.ACCEPTED, ApplicationStatus.WAITING}:
            check(ApplicationAct.UNDRAW, one.stands, entered)
            back.append(Move(one.id, one.status, entered.status, None, entered, one.stands))
        else:
            rest.append(one)
    undrawn = replace(seats, draw=None)
    return (*back, *undrawn.promoted(rest))


def _is_window_open(uow: UnitOfWork, seats: CourseSeats) -> bool:
    until = seats.course.apply_until
    return until is not None and uow.now <= until


def _result(
    seats: CourseSeats,
    tickets: Sequence[Ticket],
    by_number: Mapping[int, UUID],
    drawn: Sequence[Drawn],
    made: Draw | None,
    *,
    is_window_open: bool = False,
    changes: Changes = NOTHING,
) -> LotteryResult:
    lines = [LotLine(one.members, _ids(one, by_number), one.tier, one.lots) for one in tickets]
    if drawn:
        lines = [
            LotLine(
                one.ticket.members,
                _ids(one.ticket, by_number),
                one.ticket.tier,
                one.ticket.lots,
                one.key,
                one.rank,
                one.is_winner,
            )
            for one in drawn
        ]
    taken = sum(one.status is ApplicationStatus.ACCEPTED for one in seats.standing)
    free = None if seats.course.capacity is None else max(0, seats.course.capacity - taken)
    if made is not None and made.record:
        free = seats_in(made.record)
    return LotteryResult(
        course=seats.course.id,
        entrants=tuple(by_number[number] for number in sorted(number for one in tickets for number in one.members)),
        winners=tuple(by_number[number] for number in members(drawn, winners=True)),
        waiting=tuple(by_number[number] for number in members(drawn, winners=False)),
        lines=tuple(lines),
        seats=free,
        seed="" if made is None else made.seed,
        digest="" if made is None else made.digest,
        entrants_digest="" if made is None else made.entrants_digest,
        number=1 if made is None else made.number,
        is_window_open=is_window_open,
        changes=changes,
    )


def _ids(ticket: Ticket, by_number: Mapping[int, UUID]) -> tuple[UUID, ...]:
    return tuple(by_number[number] for number in ticket.members)
