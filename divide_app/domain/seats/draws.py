"""A reproducible lottery: lots are SHA-256 values of a seed, and a record from which anybody can repeat the draw."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept
from divide_app.domain.people.age_band import age_at, bounds
from divide_app.domain.people.participants import Birth
from divide_app.domain.seats.rules import LAST_TIER, PriorityKind, PriorityRule

FORMAT = "kakehashi-lottery-1"
ALGORITHM = "sha256(seed:number[:lot]) hex ascending"
LONGEST_SEED = 100


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw of a course. It is prepared (seed fixed, entrants fixed), then drawn, perhaps cancelled; kept for good.

    Attributes:
        number: 1 for the course's first draw, and so on; a cancelled one keeps its number.
        seed: The text the lots are made from, as `clean_seed` gives it.
        entrants_digest: SHA-256 of the entrants at the moment the seed was fixed.
        record: Canonical JSON of the whole draw; "" before it.
        digest: SHA-256 of the record.
    """

    id: Annotated[UUID, MADE]
    course_id: Annotated[UUID, MADE]
    number: Annotated[int, MADE]
    seed: Annotated[str, Kept("抽選の種", NOT_PERSONAL)]
    entrants_digest: Annotated[str, MADE]
    prepared_at: Annotated[datetime, MADE]
    prepared_by: Annotated[str, MADE]
    drawn_at: Annotated[datetime | None, MADE] = None
    record: Annotated[str, MADE] = ""
    digest: Annotated[str, MADE] = ""
    cancelled_at: Annotated[datetime | None, MADE] = None
    cancelled_reason: Annotated[str, Kept("取り消した理由", NOT_PERSONAL, typed=False)] = ""

    @property
    def is_drawn(self) -> bool:
        """Whether the lots were drawn and stand."""
        return self.drawn_at is not None and self.cancelled_at is None


@dataclass(frozen=True, slots=True)
class DrawEntrant:
    """Whose number was in a draw: the link between the published numbers and the applications.

    Attributes:
        rank: 1-based order in which the lot came.
    """

    number: int
    application_id: UUID
    rank: int
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One lot: one person, or people who asked together.

    Attributes:
        members: Their application numbers, ascending; the lot is made from the first.
        tier: Tiers are drawn one after the other, 1 first.
        lots: How many lots are made for it; the best counts.
    """

    members: tuple[int, ...]
    tier: int = LAST_TIER
    lots: int = 1

    @property
    def number(self) -> int:
        """The number the lot is made from."""
        return self.members[0]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ticket with its lot, in the order the lots came."""

    ticket: Ticket
    key: str
    rank: int
    is_winner: bool


def clean_seed(text: str) -> str:
    """Return a seed as it is used and shown: full-width letters as half-width ones, spaces at most one between words.

    What people cannot tell apart on paper must not be two seeds.

    Raises:
        DomainError: `seed_missing`, `seed_too_long`.
    """
    seed = " ".join(unicodedata.normalize("NFKC", text).split())
    seed = "".join(letter for letter in seed if unicodedata.category(letter)[0] != "C")
    if not seed:
        raise DomainError("seed_missing", field="seed")
    if len(seed) > LONGEST_SEED:
        raise DomainError("seed_too_long", field="seed", most=LONGEST_SEED)
    return seed


def lot(seed: str, number: int, which: int = 1) -> str:
    """Return one lot: the SHA-256, in hexadecimal, of `seed:number`; further lots of `seed:number:2` and so on."""
    text = f"{seed}:{number}" if which == 1 else f"{seed}:{number}:{which}"
    return hashlib.sha256(text.encode()).hexdigest()


def draw(
    entrants: Iterable[Ticket], seats: int | None, seed: str, *, smaller_may_pass: bool = False
) -> tuple[Drawn, ...]:
    """Draw the lots.

    Each ticket has as its key the smallest of its lots. Tickets come by tier, then key, then number. Seats are given
    in that order. The first ticket that needs more seats than are left ends the draw, so that nobody passes it; with
    `smaller_may_pass` the next that fits is taken and the large one waits at its place.

    Args:
        entrants: Tickets; no number may be in two.
        seats: Seats to give; None = everybody wins.
        seed: As `clean_seed` gives it.
        smaller_may_pass: The course's rule for groups.
    """
    ordered = sorted((one.tier, _best_lot(seed, one), one.number, one) for one in entrants)
    found: list[Drawn] = []
    given = 0
    is_over = False
    for rank, (_tier, key, _number, ticket) in enumerate(ordered, 1):
        fits = seats is None or given + len(ticket.members) <= seats
        wins = fits and not is_over
        given += len(ticket.members) if wins else 0
        is_over = is_over or (not wins and not smaller_may_pass)
        found.append(Drawn(ticket, key, rank, wins))
    return tuple(found)


def _best_lot(seed: str, ticket: Ticket) -> str:
    if ticket.lots == 1:
        return lot(seed, ticket.number)
    return min(lot(seed, ticket.number, which) for which in range(1, ticket.lots + 1))


def members(drawn: Iterable[Drawn], *, winners: bool) -> list[int]:
    """Return the numbers that won, or that wait, in order."""
    return [number for one in drawn if one.is_winner is winners for number in one.ticket.members]


def entrants_plain(entrants: Iterable[Ticket]) -> list[dict[str, Any]]:
    """Return tickets as the record writes them, by number."""
    ordered = sorted(entrants, key=lambda one: one.number)
    return [{"numbers": list(one.members), "tier": one.tier, "lots": one.lots} for one in ordered]


def digest_of(text: str) -> str:
    """Return a text's SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(plain: Any) -> str:
    """Return JSON with sorted keys and no spaces: the one spelling of a value."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """What a draw is about, besides its entrants.

    Attributes:
        capacity: Seats of the course; None = no limit.
        taken: Seats taken before the draw.
        rules: The lottery's rules as data, as they were.
        rehearsals: How often the draw was tried before (`--dry-run`); whoever reads the record shall know.
    """

    course_id: UUID
    title: str
    number: int
    seed: str
    prepared_at: datetime
    drawn_at: datetime
    capacity: int | None
    taken: int
    smaller_may_pass: bool
    rules: Sequence[Mapping[str, Any]] = ()
    rehearsals: int = 0

    @property
    def seats(self) -> int | None:
        """Seats the draw gives."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def record_of(facts: DrawFacts, entrants: Sequence[Ticket], drawn: Sequence[Drawn]) -> str:
    """Return the canonical record: all that is needed to repeat the draw, and no name."""
    return canonical(
        {
            "format": FORMAT,
            "algorithm": ALGORITHM,
            "course": str(facts.course_id),
            "title": facts.title,
            "draw": facts.number,
            "seed": facts.seed,
            "prepared_at": _moment(facts.prepared_at),
            "drawn_at": _moment(facts.drawn_at),
            "capacity": facts.capacity,
            "taken": facts.taken,
            "seats": facts.seats,
            "smaller_may_pass": facts.smaller_may_pass,
            "rules": list(facts.rules),
            "rehearsals": facts.rehearsals,
            "entrants": entrants_plain(entrants),
            "winners": members(drawn, winners=True),
            "waiting": members(drawn, winners=False),
        }
    )


def entrants_in(record: str) -> list[Ticket]:
    """Return the tickets a record names.

    Raises:
        ValueError: The record is not one of ours.
    """
    return _tickets_of(json.loads(record))


def seats_in(record: str) -> int | None:
    """Return the seats a record says it gave, read without the rest: ten thousand entrants are not read for one number.

    The record is canonical, and its title, the only free text before the number, has its quotes escaped.
    """
    found = re.search(r'(?<!\\)"seats":(\d+|null),"seed":', record)
    return None if found is None or found[1] == "null" else int(found[1])


def drawn_again(record: str) -> tuple[Drawn, ...]:
    """Draw again from the record alone.

    Raises:
        ValueError: The record is not one of ours.
    """
    plain = json.loads(record)
    return _drawn_of(plain, _tickets_of(plain))


@dataclass(frozen=True, slots=True)
class Proof:
    """Result of verifying a record.

    Attributes:
        faults: Codes of what does not agree: `record_unreadable`, `digest_differs` (a character was changed),
            `result_differs` (winners or waiting order are not those of the seed), `seats_differ` (other seats than the
            capacity leaves).
        entrants: Tickets the record names; none when it cannot be read.
        drawn: The draw made again from them.
    """

    faults: tuple[str, ...]
    entrants: tuple[Ticket, ...] = ()
    drawn: tuple[Drawn, ...] = ()


def proof_of(record: str, digest: str) -> Proof:
    """Recompute a draw from its record alone."""
    found = [] if digest_of(record) == digest else ["digest_differs"]
    try:
        plain = json.loads(record)
        entrants = _tickets_of(plain)
        again = _drawn_of(plain, entrants)
        if plain["winners"] != members(again, winners=True) or plain["waiting"] != members(again, winners=False):
            found.append("result_differs")
        capacity, taken, seats = plain["capacity"], plain["taken"], plain["seats"]
        if seats != (None if capacity is None else max(0, capacity - taken)):
            found.append("seats_differ")
        if canonical(plain) != record or plain["format"] != FORMAT or plain["algorithm"] != ALGORITHM:
            found.append("record_unreadable")
    except (ValueError, KeyError, TypeError):
        return Proof((*found, "record_unreadable"))
    return Proof(tuple(found), tuple(entrants), again)


def _tickets_of(plain: Any) -> list[Ticket]:
    try:
        return [Ticket(tuple(one["numbers"]), one["tier"], one["lots"]) for one in plain["entrants"]]
    except (KeyError, TypeError) as error:
        raise ValueError("not a lottery record") from error


def _drawn_of(plain: Any, entrants: Sequence[Ticket]) -> tuple[Drawn, ...]:
    try:
        return draw(entrants, plain["seats"], plain["seed"], smaller_may_pass=plain["smaller_may_pass"])
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not a lottery record") from error


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class EntrantFacts:
    """What the rules of a lottery ask about one entrant.

    Attributes:
        low_age: The least age the person can have on the day of the draw; None when the birth is not known.
    """

    been_before: bool = False
    lost_last: bool = False
    district: str = ""
    low_age: int | None = None


def least_age(birth: Birth, on: date) -> int | None:
    """Return the least age a person can have on a day, or None when nothing of the birth is known."""
    if birth.day is not None:
        return age_at(birth.day, on)
    if birth.year is not None:
        return max(0, on.year - birth.year - 1)
    span = bounds(birth.band) if birth.band else None
    return None if span is None else span[0]


def holds(rule: PriorityRule, facts: EntrantFacts) -> bool:
    """Tell whether a rule holds for an entrant; what is not known holds for nobody."""
    match rule.kind:
        case PriorityKind.FIRST_TIME:
            return not facts.been_before
        case PriorityKind.LOST_LAST_TIME:
            return facts.lost_last
        case PriorityKind.AGE_FROM:
            return facts.low_age is not None and facts.low_age >= rule.age
        case PriorityKind.RESIDENT:
            return facts.district in rule.districts if rule.districts else bool(facts.district)


def ticket_of(numbers: Sequence[int], people: Sequence[EntrantFacts], rules: Sequence[PriorityRule]) -> Ticket:
    """Return the ticket of one person or of people who asked together.

    A rule counts for people who asked together only when it holds for each of them.
    """
    kept = [rule for rule in rules if all(holds(rule, facts) for facts in people)]
    tier = min((rule.tier for rule in kept if rule.tier is not None), default=LAST_TIER)
    return Ticket(tuple(sorted(numbers)), tier, 1 + sum(rule.extra_lots for rule in kept))
