"""Finds entries that may be the same person, gives the reasons, and remembers pairs that are different people."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from rapidfuzz.distance import Levenshtein

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ParticipantLine
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.lookalikes import Likeness, Pair, Verdict, address_key, birth_years_differ, weigh
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.personal_data import seen_by
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import lists
from divide_app.storage.queries.people import lookalikes as queries
from divide_app.storage.queries.people.lookalikes import PersonKeys
from divide_app.storage.unit_of_work import UnitOfWork

_PEOPLE = changes(Topic.PARTICIPANTS)
_MOST_WEIGHED = 20_000
"""Pairs of one list; the likeliest 200 are shown, and who parts or joins those sees the next."""
_LARGEST_HOUSEHOLD = 30
"""People of one telephone and first syllable; above it, the number is a home's or the office's own."""
_LEAST_KANA = 0.75
"""Below it a reading gives no points, and a birthday alone never makes a pair that is offered."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody who may be the person asked about."""

    line: ParticipantLine
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Double:
    """Two entries that may be one person.

    Attributes:
        one: The entry with more behind it (applications and attendances), offered as the one to keep.
        other: The other.
        may_merge: False where both years of birth are known and differ; only staff with a reason may then.
    """

    one: ParticipantLine
    other: ParticipantLine
    verdict: Verdict
    may_merge: bool


@dataclass(frozen=True, slots=True)
class NotSameResult:
    """Two people said to be two, or not any more."""

    pair: Pair
    changes: Changes = _PEOPLE


class LookAlikes(Service):
    """Finds possible duplicates and marks pairs as different people."""

    @allowed(OFFICE)
    def of(self, person: Participant, *, most: int = 6) -> list[LookAlike]:
        """Return who may be this person, kept or only just typed, the likeliest first.

        Pairs that were said to be two people are left out.
        """
        with self.database.read() as uow:
            return self._of(uow, person, most)

    @allowed(OFFICE)
    def of_person(self, participant_id: UUID, *, most: int = 20) -> list[LookAlike]:
        """Return who may be this person.

        Raises:
            DomainError: `not_found`, `person_merged`, `person_forgotten`.
        """
        with self.database.read() as uow:
            return self._of(uow, uow.participants.get(participant_id), most)

    @allowed(OFFICE)
    def doubles(self, *, most: int = 200) -> list[Double]:
        """Return pairs among everybody that may be one person, the likeliest first."""
        today = local_day(self.database.now())
        with self.database.read() as uow:
            said = queries.not_same(uow.connection)
            pairs = [pair for pair in _worth_weighing(queries.everybody(uow.connection)) if pair not in said]
            people = uow.participants.by_ids(list({id_ for pair in pairs for id_ in (pair.first, pair.second)}))
            weighed = [
                (pair, weigh(one, other, likeness(one, other), today))
                for pair in pairs
                for one, other in [(people[pair.first], people[pair.second])]
            ]
            offered = sorted(
                ((pair, verdict) for pair, verdict in weighed if verdict.is_offered),
                key=lambda found: (-found[1].score, str(found[0].first), str(found[0].second)),
            )[:most]
            ids = list(dict.fromkeys(id_ for pair, _verdict in offered for id_ in (pair.first, pair.second)))
            lines = {line.id: line for line in lists.participant_lines(uow.connection, today, ids=ids)}
        viewer = self.database.actor.role
        found = []
        for pair, verdict in offered:
            one, other = sorted(
                (lines[pair.first], lines[pair.second]),
                key=lambda line: (-line.attendances, -line.applications, str(line.id)),
            )
            differ = birth_years_differ(people[one.id].birth, people[other.id].birth)
            found.append(Double(seen_by(one, viewer), seen_by(other, viewer), verdict, not differ))
        return found

    @allowed(OFFICE)
    def not_same(self, one: UUID, other: UUID) -> NotSameResult:
        """Remember that two people are two, so that they are no longer offered as one.

        Raises:
            DomainError: `same_entry`, `not_found`, `person_merged`, `person_forgotten`.
        """
        with self.database.write() as uow:
            return NotSameResult(keep_apart(uow, one, other))

    @allowed(OFFICE)
    def maybe_same(self, one: UUID, other: UUID) -> NotSameResult:
        """Take back that two people are two.

        Raises:
            DomainError: `same_entry`, `not_found` when it was never said.
        """
        pair = _pair(one, other)
        with self.database.write() as uow:
            if not uow.not_same.unsay(pair):
                raise DomainError("not_found", id=str(one), kind="not_same_people")
            uow.audit("person.maybe_same", pair.first, other=pair.second)
        return NotSameResult(pair)

    def _of(self, uow: UnitOfWork, person: Participant, most: int) -> list[LookAlike]:
        today = local_day(self.database.now())
        ids = queries.candidates(uow.connection, person)
        said = queries.not_same(uow.connection, [person.id]) if ids else set()
        people = uow.participants.by_ids([id_ for id_ in ids if Pair.of(person.id, id_) not in said])
        verdicts = {other.id: weigh(person, other, likeness(person, other), today) for other in people.values()}
        best = sorted(
            (id_ for id_, verdict in verdicts.items() if verdict.is_offered),
            key=lambda id_: (-verdicts[id_].score, str(id_)),
        )[:most]
        lines = lists.participant_lines(uow.connection, today, ids=best)
        return [LookAlike(seen_by(line, self.database.actor.role), verdicts[line.id]) for line in lines]


def _worth_weighing(people: Sequence[PersonKeys]) -> list[Pair]:
    """Return the pairs that can reach the points from which they are offered.

    Two of one telephone and first syllable; of one birthday with a like reading; of one name and reading, unless both
    birthdays are known and differ in more than a typing error.
    """
    measure = Levenshtein.normalized_similarity
    found: dict[Pair, None] = {}
    for group in _groups(people, lambda one: (one.phone_key, one.kana_key[:1]) if one.phone_key else None):
        if len(group) <= _LARGEST_HOUSEHOLD:
            found.update(dict.fromkeys(Pair.of(one.id, other.id) for one, other in combinations(group, 2)))
    for group in _groups(people, lambda one: (one.birth_day, one.kana_key[:1]) if one.birth_day else None):
        for one, other in combinations(group, 2):
            if one.name_key == other.name_key or measure(one.kana_key, other.kana_key) >= _LEAST_KANA:
                found[Pair.of(one.id, other.id)] = None
    for group in _groups(people, lambda one: (one.name_key, one.kana_key) if one.name_key else None):
        for one, other in combinations(group, 2):
            if _may_be_one_birth(one, other):
                found[Pair.of(one.id, other.id)] = None
            if len(found) >= _MOST_WEIGHED:
                return list(found)
    return list(found)


def _groups(people: Sequence[PersonKeys], key: Callable[[PersonKeys], Hashable]) -> list[list[PersonKeys]]:
    groups: dict[Hashable, list[PersonKeys]] = {}
    for one in people:
        groups.setdefault(key(one), []).append(one)
    groups.pop(None, None)
    return [group for group in groups.values() if len(group) > 1]


def _may_be_one_birth(one: PersonKeys, other: PersonKeys) -> bool:
    mine = one.birth_day.year if one.birth_day else one.birth_year
    theirs = other.birth_day.year if other.birth_day else other.birth_year
    if mine is None or theirs is None:
        return True
    if mine != theirs or one.birth_day is None or other.birth_day is None:
        return mine == theirs
    mine_day, their_day = one.birth_day.timetuple()[1:3], other.birth_day.timetuple()[1:3]
    return mine_day[0] == their_day[0] or mine_day[1] == their_day[1] or mine_day == their_day[::-1]


def likeness(one: Participant, other: Participant) -> Likeness:
    """Measure how like the texts of two people are: 1 less the share of characters to change (Levenshtein)."""
    measure = Levenshtein.normalized_similarity
    return Likeness(
        kana=measure(kana_key(one.kana or one.name), kana_key(other.kana or other.name)),
        name=measure(name_key(one.name), name_key(other.name)),
        address=measure(address_key(one.address), address_key(other.address)),
    )


def keep_apart(uow: UnitOfWork, one: UUID, other: UUID) -> Pair:
    """Remember that two people are two, inside the caller's transaction.

    Raises:
        DomainError: As `LookAlikes.not_same`.
    """
    pair = _pair(one, other)
    for id_ in (one, other):
        uow.participants.get(id_)
    uow.not_same.say(pair, uow.now)
    uow.audit("person.not_same", pair.first, other=pair.second)
    return pair


def _pair(one: UUID, other: UUID) -> Pair:
    if one == other:
        raise DomainError("same_entry")
    return Pair.of(one, other)
