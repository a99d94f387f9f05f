"""Tells whether a row of a list is a person already known, because nobody may be stored twice or taken for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people import Birth, Need, Participant, PhoneKind, Sex
from divide_app.domain.phone import phone_key
from divide_app.exchange.drafts import ApplicationDraft, ParticipantDraft, Source
from divide_app.services.import_outcome import Outcome, Steps, Tally
from divide_app.services.participants import LONGEST_NAME
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
    """

    person: Participant | None
    by_name_only: bool = False


class People:
    """Finds people by name among those stored and those of the same file, and collects what is to be written."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._by_key: dict[str, list[Participant]] = {}
        self._new: dict[UUID, Participant] = {}
        self._changed: dict[UUID, Participant] = {}
        self._spoken: dict[UUID, int] = {}

    def look_up(self, names: Iterable[str]) -> None:
        """Read everybody who has one of the names; call it before `find`."""
        keys = {name_key(name) for name in names} - self._by_key.keys()
        found = self.uow.participants.by_name_keys(sorted(keys))
        for key in keys:
            self._by_key[key] = found.get(key, [])

    def forget(self) -> None:
        """Let go of what was looked up, so that a long list needs no memory for its whole length."""
        self.store()
        self._by_key.clear()

    def find(self, person: Participant) -> Match:
        """Return who the row's person is.

        The same written name, and: the same date of birth, or the same telephone, or the same reading or year of
        birth with nothing against it. Against it speak another date or year of birth (always), another reading,
        telephone or address. A row that says nothing beyond what is known of somebody is that somebody.
        """
        namesakes = self._by_key.get(name_key(person.name), [])
        for known in namesakes:
            if _same_facts(known, person):
                return Match(known)
        possible = [known for known in namesakes if not _other_birth(known.birth, person.birth)]
        for known in possible:
            if _speaks_for(known, person):
                return Match(known)
        for known in possible:
            if _says_nothing_new(known, person):
                return Match(known, by_name_only=True)
        return Match(None, by_name_only=bool(possible))

    def add(self, person: Participant, line: int = 0) -> None:
        """Note somebody new."""
        self._new[person.id] = person
        self._spoken[person.id] = line
        self._by_key.setdefault(name_key(person.name), []).append(person)

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
        for person in self._changed.values():
            self.uow.participants.change(person)
        self._new.clear()
        self._changed.clear()


def keep_participants(
    drafts: Sequence[tuple[int, ParticipantDraft]], tally: Tally, uow: UnitOfWork, steps: Steps
) -> None:
    """Keep the people of a list."""
    people = People(uow)
    for part in _parts(drafts):
        people.look_up(draft.name for _, draft in part)
        for line, draft in part:
            steps.keep()
            if len(draft.name) > LONGEST_NAME:
                tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
                continue
            said = _person_of(draft)
            match = people.find(said)
            if match.by_name_only:
                tally.warn(line, "", "lookalike", text=draft.name)
            if match.person is None:
                people.add(replace(said, id=uow.make_id()), line)
                tally.count(Outcome.ADDED, line)
                continue
            first = people.merge(match.person, said, line)
            if first is not None:
                tally.warn(line, "", "same_person_twice", first=first)
            tally.count(Outcome.UPDATED if people.is_changed(match.person) else Outcome.UNCHANGED, line)
        people.forget()


def person_of_application(draft: ApplicationDraft) -> Participant:
    """Return what an application says of its person; the id is a blank one."""
    return Participant(
        _NOBODY,
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
    lines = memo.splitlines()
    for text in (*said.splitlines(), *(f"{header}: {' '.join(cell.split())}" for header, cell in extra)):
        if text.strip() and text.strip() not in lines:
            lines.append(text.strip())
    return memo if lines == memo.splitlines() else "\n".join(lines)


_NOBODY = UUID(int=0)


def _person_of(draft: ParticipantDraft) -> Participant:
    return Participant(
        id=_NOBODY,
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


def _parts(drafts: Sequence[tuple[int, ParticipantDraft]]) -> Iterator[Sequence[tuple[int, ParticipantDraft]]]:
    for start in range(0, len(drafts), _CHUNK):
        yield drafts[start : start + _CHUNK]


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
