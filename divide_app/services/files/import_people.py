"""Decides whether a row refers to a person already known, so that nobody is stored twice or confused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.fields import KeptField, Shape, Unite, fields_of
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.lookalikes import Pair, Verdict, weigh
from divide_app.domain.people.participants import LONGEST_NAME, Birth, Participant
from divide_app.domain.people.phone import phone_key
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import ApplicationDraft, ParticipantDraft, Source
from divide_app.foundation.translation import _
from divide_app.services.files.import_outcome import Candidate, Decisions, Outcome, Steps, Tally
from divide_app.services.people.lookalikes import likeness
from divide_app.storage.queries.people.lookalikes import not_same
from divide_app.storage.repositories.people.people import MergedEntry, PersonSigns
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.person_fields import birth_words, field_words, value_words

__all__ = ["People", "keep_participants", "memo_with"]

_CHUNK = 2_000
"""Rows whose namesakes are looked up together."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is in the store.

    Attributes:
        person: The person as stored now, or None when the row is somebody new.
        by_name_only: Nothing but the name says so (or, for somebody new, only the name is the same): a person should
            look at it.
        candidates: Others whom the row may mean, the likeliest first once they were weighed.
        news: What of the row is to be kept with the person, where that is not all it says.
    """

    person: Participant | None
    by_name_only: bool = False
    candidates: tuple[Candidate, ...] = ()
    news: Participant | None = None


class People:
    """Finds people by name among those stored and those of the same file, and collects what is to be written.

    Whom a row is follows from the written name and what stands beside it. Beyond that, people whose reading or
    telephone is the same are looked at as well, since a name is misheard and a name changes: they are candidates,
    and only a person makes them one. All is asked of the database for many rows at once.

    What was said before holds: an entry that became one with another is found by what it used to say, and stands for
    that other one; two people who were said to be two are not taken for each other without a sign that tells them
    apart; and whoever is said to be somebody new while an import is looked at is two with those who were shown.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._by_key: dict[str, list[Participant]] = {}
        self._by_sign: dict[tuple[str, date | None] | str, list[PersonSigns]] = {}
        self._new: dict[UUID, Participant] = {}
        self._changed: dict[UUID, Participant] = {}
        self._before: dict[UUID, Participant] = {}
        self._spoken: dict[UUID, int] = {}
        self._asked: dict[int, Participant] = {}
        self._parted: list[tuple[UUID, UUID]] = []
        self.added: list[UUID] = []

    @cached_property
    def _merged_away(self) -> dict[str, list[Participant]]:
        """Entries that became one with another, by the written name they had; there are few."""
        found: dict[str, list[Participant]] = {}
        for gone in self._stands_for.values():
            found.setdefault(name_key(gone.entry.name), []).append(gone.entry)
        return found

    @cached_property
    def _stands_for(self) -> dict[UUID, MergedEntry]:
        return {gone.entry.id: gone for gone in self.uow.participants.merged_away()}

    @cached_property
    def _two_people(self) -> set[Pair]:
        return not_same(self.uow.connection)

    def look_up(self, people: Iterable[Participant]) -> None:
        """Read everybody who shares a name, a reading or a telephone with one of the people; call it before `find`."""
        people = list(people)
        keys = {name_key(person.name) for person in people} - self._by_key.keys()
        found = self.uow.participants.by_name_keys(sorted(keys))
        for key in keys:
            self._by_key[key] = found.get(key, []) + self._merged_away.get(key, [])
        births = {(kana_key(one.kana), one.birth.day) for one in people if one.kana and one.birth.day is not None}
        phones = {phone_key(one.phone) for one in people if one.phone}
        for signs in self.uow.participants.signs_of(sorted(births), sorted(phones - {""})):
            self._remember(signs)

    def forget(self) -> None:
        """Let go of what was looked up, so that a long list needs no memory for its whole length."""
        self.store()
        self._by_key.clear()
        self._by_sign.clear()

    def find(self, person: Participant, line: int = 0, decisions: Decisions | None = None) -> Match:
        """Return who the row's person is.

        The same written name, and: the same date of birth, or the same telephone, or the same reading or year of
        birth with nothing against it. Against it speak another date or year of birth (always), another reading,
        telephone or address. A row that says nothing beyond what is known of somebody is that somebody. What a person
        decided goes before all this.

        Raises:
            DomainError: `not_found`, `person_forgotten`, when the person decided for is gone.
        """
        if decisions is not None and line in decisions.people:
            chosen = decisions.people[line]
            if chosen is not None:
                return Match(self._get(self.uow.participants.standing(chosen)))
            shown = self._judge(person)
            ids = {one.participant for one in shown.candidates} | ({shown.person.id} if shown.person else set())
            self._parted += [(person.id, id_) for id_ in sorted(ids)]
            return Match(None)
        match = self._judge(person)
        if match.candidates:
            self._asked[line] = person
        return match

    def _judge(self, person: Participant) -> Match:
        namesakes = self._by_key.get(name_key(person.name), [])
        for known in namesakes:
            if _same_facts(known, person):
                return self._standing(Match(known), person)
        possible = [known for known in namesakes if not _other_birth(known.birth, person.birth)]
        speaking = [known for known in possible if _speaks_for(known, person)]
        if speaking:
            return self._standing(self._one_of(speaking, person), person)
        candidates = self._candidates(possible, ("name",))
        for known in possible:
            if _says_nothing_new(known, person):
                return self._standing(Match(known, by_name_only=True, candidates=candidates), person)
        return Match(None, by_name_only=bool(possible), candidates=candidates + self._alike(person))

    def _one_of(self, speaking: list[Participant], person: Participant) -> Match:
        """Return the first the row may be; of people said to be two the likelier one, or a question."""
        first = speaking[0]
        rivals = [known for known in speaking[1:] if Pair.of(first.id, known.id) in self._two_people]
        if not rivals:
            return Match(first)
        scores = {known.id: self._weighed(person, known).score for known in (first, *rivals)}
        best = max(scores.values())
        likeliest = [known for known in (first, *rivals) if scores[known.id] == best]
        if len(likeliest) == 1:
            return Match(likeliest[0])
        # Nothing tells them apart: whoever it is keeps what is known of them until somebody has looked.
        shown = self._candidates(likeliest, ("name",))
        return Match(likeliest[0], by_name_only=True, candidates=shown, news=likeliest[0])

    def _standing(self, match: Match, person: Participant) -> Match:
        """Return the match with the entry that stands for its person now, and of the row what that entry never said."""
        known = match.person
        gone = None if known is None else self._stands_for.get(known.id)
        if known is None or gone is None:
            return match
        return replace(match, person=self._get(gone.kept), news=_beyond(known, person))

    def _candidates(self, people: Iterable[Participant], why: tuple[str, ...]) -> tuple[Candidate, ...]:
        found: dict[UUID, Candidate] = {}
        for person in people:
            gone = self._stands_for.get(person.id)
            standing = person if gone is None else self._get(gone.kept)
            found.setdefault(standing.id, Candidate(standing.id, standing.name, standing.kana, why))
        return tuple(found.values())

    def _weighed(self, said: Participant, known: Participant) -> Verdict:
        return weigh(said, known, likeness(said, known), local_day(self.uow.now))

    def settle(self, tally: Tally) -> None:
        """Weigh whom the rows may mean, and remember who was said to be somebody else; all rows must be stored."""
        ids = {one.participant for line in tally.candidates for one in tally.candidates[line]}
        known = self.uow.participants.by_ids(sorted(ids))
        for line, candidates in tally.candidates.items():
            said = self._asked[line]
            weighed = (replace(one, verdict=self._weighed(said, known[one.participant])) for one in candidates)
            tally.candidates[line] = tuple(sorted(weighed, key=lambda one: (-one.verdict.score, one.participant)))
        added = set(self.added)
        for new, other in self._parted:
            if new in added:
                self.uow.not_same.say(Pair.of(new, other), self.uow.now)

    def ask(self, line: int, said: Participant, asker: Participant, match: Match, tally: Tally) -> None:
        """Note that only a person can tell whether a row means `asker`, whose receipt number it has."""
        others = tuple(one for one in match.candidates if one.participant != asker.id)
        tally.candidates[line] = (*self._candidates([asker], ("receipt",)), *others)
        self._asked[line] = said

    def standing(self, id_: UUID) -> Participant:
        """Return the entry that stands for somebody, as noted by now."""
        gone = self._stands_for.get(id_)
        return self._get(id_ if gone is None else gone.kept)

    def otherwise(self, known: Participant, said: Participant) -> dict[str, tuple[str, str]]:
        """Return `otherwise` of what is noted by now; a name that became one with theirs is no other name."""
        found = otherwise(self.now(known), said)
        if any(self._stands_for[gone.id].kept == known.id for gone in self._merged_away.get(name_key(said.name), [])):
            found.pop("name", None)
        return found

    def now(self, known: Participant) -> Participant:
        """Return somebody `find` returned, with what was noted of them since."""
        return self._new.get(known.id) or self._changed.get(known.id) or known

    def add(self, person: Participant, line: int = 0) -> None:
        """Note somebody new."""
        self._new[person.id] = person
        self.added.append(person.id)
        self._spoken[person.id] = line
        key = name_key(person.name)
        self._by_key.setdefault(key, []).append(person)
        day, year = person.birth.day, _year(person.birth)
        reading = kana_key(person.kana) if person.kana else ""
        phone = phone_key(person.phone) if person.phone else ""
        self._remember(PersonSigns(person.id, person.name, key, person.kana, reading, phone, day, year))

    def _get(self, id_: UUID) -> Participant:
        person = self._new.get(id_) or self._changed.get(id_) or self.uow.participants.get(id_)
        namesakes = self._by_key.setdefault(name_key(person.name), [])
        if person not in namesakes:
            namesakes.append(person)
        return person

    def _remember(self, signs: PersonSigns) -> None:
        if signs.kana_key and signs.birth_day is not None:
            self._by_sign.setdefault((signs.kana_key, signs.birth_day), []).append(signs)
        if signs.phone_key:
            self._by_sign.setdefault(signs.phone_key, []).append(signs)

    def _alike(self, person: Participant) -> tuple[Candidate, ...]:
        """Return people of another written name who share two of reading, telephone and date of birth."""
        reading = kana_key(person.kana) if person.kana else ""
        phone = phone_key(person.phone) if person.phone else ""
        nearby = self._by_sign.get((reading, person.birth.day), []) + self._by_sign.get(phone, [])
        if not nearby:
            return ()
        key, year = name_key(person.name), _year(person.birth)
        found: dict[UUID, Candidate] = {}
        for known in nearby:
            if known.name_key == key or known.id in found:
                continue
            if known.birth_year is not None and year is not None and known.birth_year != year:
                continue
            why = tuple(
                sign
                for sign, is_same in (
                    ("kana", bool(reading) and known.kana_key == reading),
                    ("phone", bool(phone) and known.phone_key == phone),
                    ("birth", person.birth.day is not None and known.birth_day == person.birth.day),
                )
                if is_same
            )
            if len(why) > 1:
                found[known.id] = Candidate(known.id, known.name, known.kana, why)
        return tuple(found.values())

    def merge(self, known: Participant, said: Participant, line: int, *, only_blanks: bool = False) -> int | None:
        """Note what a row says of somebody known; what it leaves blank stays.

        Of several rows of one file about one person the first speaks, the others fill blanks: so the same file read
        again says the same.

        Returns:
            The line of the row that had spoken before, or None.
        """
        spoken = self._spoken.setdefault(known.id, line)
        again = spoken != line
        merged = _merged(known, said, only_blanks=only_blanks or again)
        if merged != known:
            self._before.setdefault(known.id, known)
            (self._new if known.id in self._new else self._changed)[known.id] = merged
            namesakes = self._by_key[name_key(known.name)]
            namesakes[namesakes.index(known)] = merged
        return spoken if again else None

    def is_changed(self, known: Participant) -> bool:
        """Tell whether `merge` had anything to note for the person as `find` returned them."""
        return self.now(known) != known

    def store(self) -> None:
        """Write what was noted."""
        self.uow.participants.add_all(self._new.values())
        self.uow.participants.change_all([(self._before[id_], after) for id_, after in self._changed.items()])
        self._new.clear()
        self._changed.clear()
        self._before.clear()


def keep_participants(
    drafts: Sequence[tuple[int, ParticipantDraft]], tally: Tally, uow: UnitOfWork, steps: Steps
) -> None:
    """Keep the people of a list."""
    people = People(uow)
    for part in _parts([(line, _person_of(draft, uow.make_id())) for line, draft in drafts]):
        people.look_up(said for _, said in part)
        for line, said in part:
            steps.keep()
            if len(said.name) > LONGEST_NAME:
                tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
                continue
            match = people.find(said, line, tally.decisions)
            say_who_it_may_be(match, said, line, tally)
            if match.person is None:
                people.add(said, line)
                tally.count(Outcome.ADDED, line)
                continue
            first = people.merge(match.person, match.news or said, line)
            if first is not None:
                tally.warn(line, "", "same_person_twice", first=first)
                beside = tuple(people.otherwise(match.person, match.news or said).values())
                people.merge(people.now(match.person), replace(said, memo=memo_with("", "", beside)), line)
            tally.count(Outcome.UPDATED if people.is_changed(match.person) else Outcome.UNCHANGED, line)
        people.forget()
    people.settle(tally)
    tally.added["participant"] = people.added


def say_who_it_may_be(match: Match, said: Participant, line: int, tally: Tally) -> None:
    """Warn of a row that may mean somebody else than was decided, and note whom."""
    if match.candidates:
        tally.candidates[line] = match.candidates
    if match.by_name_only:
        tally.warn(line, "", "lookalike", text=shown(said.name))
    elif match.candidates:
        words = {"kana": _("ふりがな"), "phone": _("電話番号"), "birth": _("生年月日"), "name": _("氏名")}
        why = _("が同じ、").join(words[sign] for sign in match.candidates[0].why) + _("が同じ")
        tally.warn(line, "", "possible_same_person", text=shown(said.name), why=why)


def person_of_application(draft: ApplicationDraft, id_: UUID) -> Participant:
    """Return what an application says of its person, under the id they get when nobody like them is known."""
    return draft.person(id_)


def memo_with(memo: str, said: str, extra: Source) -> str:
    """Return a memo with what a row adds to it, line by line and never twice: columns kept aside go here too."""
    if not said and not extra:
        return memo
    lines = memo.splitlines()
    for text in (*said.splitlines(), *(f"{header}: {' '.join(cell.split())}" for header, cell in extra)):
        if text.strip() and text.strip() not in lines:
            lines.append(text.strip())
    return memo if lines == memo.splitlines() else "\n".join(lines)


def _person_of(draft: ParticipantDraft, id_: UUID) -> Participant:
    return draft.person(id_, memo=memo_with("", draft.said.get("memo", ""), draft.extra))


def _parts(rows: Sequence[tuple[int, Participant]]) -> Iterator[Sequence[tuple[int, Participant]]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _year(birth: Birth) -> int | None:
    return birth.day.year if birth.day is not None else birth.year


def _other_birth(known: Birth, said: Birth) -> bool:
    if known.day is not None and said.day is not None:
        return known.day != said.day
    years = _year(known), _year(said)
    return None not in years and years[0] != years[1]


def _differ(first: str, second: str) -> bool:
    return bool(first and second) and first != second


def _birth_key(birth: Birth) -> tuple[object, ...]:
    return birth.day, birth.year, birth.band  # the day on which a band was told is no fact about the person


_SAID = tuple(field for field in fields_of(Participant) if field.name not in {"id", "name"})
"""Fields in which two entries of one person may differ."""
_WORDS_OF = attrgetter(*(field.name for field in _SAID if field.kind is not Birth))


def key_of(field: KeptField) -> Callable[[Any], object]:
    """Return what makes two ways of writing one value equal."""
    if field.kept.shape is Shape.PHONE:
        return phone_key
    if field.kept.unite is Unite.FINER:
        return _birth_key
    return kana_key if field.name == "kana" else _itself


def _itself(value: Any) -> object:
    return value


_KEYS: Mapping[str, Callable[[Any], object]] = {field.name: key_of(field) for field in _SAID}

_PLAIN = tuple((field.name, field.empty, _KEYS[field.name]) for field in _SAID if field.name not in {"birth", "memo"})
"""Name, value that says nothing, and what makes two values equal, of fields a row's word simply replaces."""


def _beyond(before: Participant, said: Participant) -> Participant:
    """Return of what a row says only what an entry did not say before it became one with another."""
    told = {
        field.name: field.empty
        for field in _SAID
        if (key := _KEYS[field.name])(getattr(before, field.name)) == key(getattr(said, field.name))
    }
    return replace(said, **told)


def _speaks_for(known: Participant, said: Participant) -> bool:
    if said.birth.day is not None and said.birth.day == known.birth.day:
        return True
    phones = phone_key(known.phone), phone_key(said.phone)
    if all(phones) and phones[0] == phones[1]:
        return True
    if _differ(*phones) or _differ(_place_key(known), _place_key(said)):
        return False
    readings = kana_key(known.kana), kana_key(said.kana)
    if all(readings):
        return readings[0] == readings[1]
    year = _year(said.birth)
    return year is not None and year == _year(known.birth)


def _place_key(person: Participant) -> str:
    return name_key(person.address) or name_key(person.district)


def _same_facts(known: Participant, said: Participant) -> bool:
    """Tell whether the row is word for word what is stored: the surest sign, and the usual one on a second import."""
    if known.name != said.name or _WORDS_OF(known) != _WORDS_OF(said):
        return False
    return _birth_key(known.birth) == _birth_key(said.birth)


def _says_nothing_new(known: Participant, said: Participant) -> bool:
    readings = kana_key(known.kana), kana_key(said.kana)
    if said.kana and readings[0] != readings[1]:
        return False
    return _merged(known, replace(said, name=known.name, kana=known.kana), only_blanks=False) == known


def otherwise(known: Participant, said: Participant) -> dict[str, tuple[str, str]]:
    """Return what is said of a person and not kept: fields with their word and the value that was said, in words."""
    before, found = _merged(known, said, only_blanks=False), {}
    if name_key(known.name) != name_key(said.name):
        found["name"] = (field_words("name"), said.name)
    if _other_birth(known.birth, said.birth):
        found["birth"] = (field_words("birth"), birth_words(said.birth))
    for field in _SAID:
        if field.kept.unite is not Unite.FINER and getattr(before, field.name) != getattr(known, field.name):
            found[field.name] = (field_words(field.name), " ".join(value_words(said, field.name).split()))
    found.pop("memo", None)  # a memo takes everything in
    return found


def unsaid(said: Participant, names: Set[str]) -> Participant:
    """Return what is said without some fields."""
    return replace(said, **{field.name: field.empty for field in _SAID if field.name in names})


def _merged(known: Participant, said: Participant, *, only_blanks: bool) -> Participant:
    changes: dict[str, Any] = {}
    for name, empty, key in _PLAIN:
        ours, theirs = getattr(known, name), getattr(said, name)
        if theirs in (ours, empty) or (only_blanks and ours != empty):
            continue
        if key(ours) != key(theirs):
            changes[name] = theirs
    birth = _merged_birth(known.birth, said.birth, only_blanks=only_blanks)
    memo = memo_with(known.memo, said.memo, ())
    if not changes and birth == known.birth and memo == known.memo:
        return known
    return replace(known, **changes, birth=birth, memo=memo)


def _merged_birth(known: Birth, said: Birth, *, only_blanks: bool) -> Birth:
    """Return the more exact of the two: a date before a year before a band; a new band only where nothing is better."""
    if known.day is not None:
        return known
    if said.day is not None:
        return said
    if known.year is not None:
        return known
    if said.year is not None:
        return said
    if said.band is None or said.band == known.band or (only_blanks and known.band is not None):
        return known
    return said
