"""Tells whether a row of a list is a person already known, because nobody may be stored twice or taken for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people import Birth, Need, Participant, PhoneKind, Sex
from divide_app.domain.phone import phone_key
from divide_app.exchange.drafts import ApplicationDraft, ParticipantDraft, Source
from divide_app.foundation.translation import _
from divide_app.services.import_outcome import Candidate, Decisions, Outcome, Steps, Tally
from divide_app.services.participants import LONGEST_NAME
from divide_app.storage.repositories.people import PersonSigns
from divide_app.storage.unit_of_work import UnitOfWork

__all__ = ["LONGEST_NAME", "People", "keep_participants", "memo_with"]

_CHUNK = 2_000
"""Rows whose namesakes are looked up together."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is in the store.

    Attributes:
        person: The person as stored now, or None when the row is somebody new.
        by_name_only: Nothing but the name says so (or, for somebody new, only the name is the same): a person should
            look at it.
        candidates: Others whom the row may mean.
    """

    person: Participant | None
    by_name_only: bool = False
    candidates: tuple[Candidate, ...] = ()


class People:
    """Finds people by name among those stored and those of the same file, and collects what is to be written.

    Whom a row is follows from the written name and what stands beside it. Beyond that, people whose reading or
    telephone is the same are looked at as well, since a name is misheard and a name changes: they are candidates,
    and only a person makes them one. All is asked of the database for many rows at once.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._by_key: dict[str, list[Participant]] = {}
        self._by_sign: dict[tuple[str, date | None] | str, list[PersonSigns]] = {}
        self._new: dict[UUID, Participant] = {}
        self._changed: dict[UUID, Participant] = {}
        self._before: dict[UUID, Participant] = {}
        self._spoken: dict[UUID, int] = {}
        self.added: list[UUID] = []

    def look_up(self, people: Iterable[Participant]) -> None:
        """Read everybody who shares a name, a reading or a telephone with one of the people; call it before `find`."""
        people = list(people)
        keys = {name_key(person.name) for person in people} - self._by_key.keys()
        found = self.uow.participants.by_name_keys(sorted(keys))
        for key in keys:
            self._by_key[key] = found.get(key, [])
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
            DomainError: `not_found`, when the person decided for is gone.
        """
        if decisions is not None and line in decisions.people:
            chosen = decisions.people[line]
            return Match(None if chosen is None else self._get(chosen))
        namesakes = self._by_key.get(name_key(person.name), [])
        for known in namesakes:
            if _same_facts(known, person):
                return Match(known)
        possible = [known for known in namesakes if not _other_birth(known.birth, person.birth)]
        for known in possible:
            if _speaks_for(known, person):
                return Match(known)
        candidates = tuple(Candidate(known.id, known.name, known.kana, ("name",)) for known in possible)
        for known in possible:
            if _says_nothing_new(known, person):
                return Match(known, by_name_only=True, candidates=candidates)
        return Match(None, by_name_only=bool(possible), candidates=candidates + self._alike(person))

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
        now = self._new.get(known.id) or self._changed.get(known.id)
        return now is not None and now != known

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
            first = people.merge(match.person, said, line)
            if first is not None:
                tally.warn(line, "", "same_person_twice", first=first)
            tally.count(Outcome.UPDATED if people.is_changed(match.person) else Outcome.UNCHANGED, line)
        people.forget()
    tally.added["participant"] = people.added


def say_who_it_may_be(match: Match, said: Participant, line: int, tally: Tally) -> None:
    """Warn of a row that may mean somebody else than was decided, and note whom."""
    if match.candidates:
        tally.candidates[line] = match.candidates
    if match.by_name_only:
        tally.warn(line, "", "lookalike", text=said.name)
    elif match.candidates:
        words = {"kana": _("ふりがな"), "phone": _("電話番号"), "birth": _("生年月日"), "name": _("氏名")}
        why = _("が同じ、").join(words[sign] for sign in match.candidates[0].why) + _("が同じ")
        tally.warn(line, "", "possible_same_person", text=said.name, why=why)


def person_of_application(draft: ApplicationDraft, id_: UUID) -> Participant:
    """Return what an application says of its person, under the id they get when nobody like them is known."""
    return Participant(
        id_,
        draft.name,
        draft.kana,
        draft.birth,
        sex=draft.sex,
        phone=draft.phone,
        postal_code=draft.postal_code,
        address=draft.address,
        district=draft.district,
        needs=draft.needs,
        needs_text=draft.needs_text,
        phone_kind=draft.phone_kind,
    )


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
    return Participant(
        id=id_,
        name=draft.name,
        kana=draft.kana,
        birth=draft.birth,
        sex=draft.sex,
        phone=draft.phone,
        postal_code=draft.postal_code,
        address=draft.address,
        district=draft.district,
        needs=draft.needs,
        needs_text=draft.needs_text,
        phone_kind=draft.phone_kind,
        memo=memo_with("", draft.memo, draft.extra),
    )


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
    return (
        known.name == said.name
        and known.kana == said.kana
        and known.phone == said.phone
        and _told(known.birth) == _told(said.birth)
        and known.address == said.address
        and known.district == said.district
        and known.postal_code == said.postal_code
        and known.sex is said.sex
        and known.phone_kind is said.phone_kind
        and known.needs == said.needs
        and known.needs_text == said.needs_text
        and known.memo == said.memo
    )


def _told(birth: Birth) -> tuple[object, ...]:
    return birth.day, birth.year, birth.band  # the day on which a band was told is no fact about the person


def _says_nothing_new(known: Participant, said: Participant) -> bool:
    readings = kana_key(known.kana), kana_key(said.kana)
    if said.kana and readings[0] != readings[1]:
        return False
    return _merged(known, replace(said, name=known.name, kana=known.kana), only_blanks=False) == known


def _merged(known: Participant, said: Participant, *, only_blanks: bool) -> Participant:
    def text(ours: str, theirs: str) -> str:
        return theirs if theirs and not (only_blanks and ours) else ours

    kana = known.kana if kana_key(known.kana) == kana_key(said.kana) else text(known.kana, said.kana)
    phone = known.phone if phone_key(known.phone) == phone_key(said.phone) else text(known.phone, said.phone)
    sex, phone_kind, needs = known.sex, known.phone_kind, known.needs
    if said.sex is not Sex.UNSTATED and not (only_blanks and sex is not Sex.UNSTATED):
        sex = said.sex
    if said.phone_kind is not PhoneKind.UNKNOWN and not (only_blanks and phone_kind is not PhoneKind.UNKNOWN):
        phone_kind = said.phone_kind
    if said.needs and not (only_blanks and needs):
        needs = frozenset[Need](said.needs)
    return replace(
        known,
        kana=kana,
        birth=_merged_birth(known.birth, said.birth, only_blanks=only_blanks),
        sex=sex,
        phone=phone,
        postal_code=text(known.postal_code, said.postal_code),
        address=text(known.address, said.address),
        district=text(known.district, said.district),
        needs=needs,
        needs_text=text(known.needs_text, said.needs_text),
        phone_kind=phone_kind,
        memo=memo_with(known.memo, said.memo, ()),
    )


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
