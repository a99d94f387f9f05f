"""Imports supporters, and joins the appointments of several rows and years to one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from divide_app.domain.fields import KeptField, Unite, columns_of, fields_of, is_declared
from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.availability import Availability
from divide_app.domain.people.participants import LONGEST_NAME
from divide_app.domain.people.phone import phone_key
from divide_app.domain.people.supporters import Appointment, Supporter
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import SupporterDraft
from divide_app.services.files.import_outcome import Outcome, Steps, Tally
from divide_app.services.files.import_people import key_of, memo_with
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.import_fields import field_word

ThingT = TypeVar("ThingT", bound=Any)
_NOTHING = (None, "", ())
"""What says nothing; 0 says something: none at present."""


def keep_supporters(drafts: Sequence[tuple[int, SupporterDraft]], tally: Tally, uow: UnitOfWork, steps: Steps) -> None:
    """Keep supporters; one name with another organisation, telephone or reading is another person, with a warning.

    Of several rows about one person the first speaks for kind, organisation and telephone; the others add what was
    blank, and their appointments. One that says otherwise is refused, since only a person knows which is right.
    """
    people: dict[UUID, Supporter] = {}
    by_name: dict[str, list[UUID]] = {}
    for supporter in uow.supporters.all():
        people[supporter.id] = supporter
        by_name.setdefault(name_key(supporter.name), []).append(supporter.id)
    before = dict(people)
    spoken: dict[UUID, int] = {}
    for line, draft in drafts:
        steps.keep()
        if len(draft.said.name) > LONGEST_NAME:
            tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
            continue
        if draft.appointed is None and draft.term_end is not None:
            tally.warn(line, "", "term_without_start")
        namesakes = by_name.setdefault(name_key(draft.said.name), [])
        found = next((people[id_] for id_ in namesakes if _is_same(people[id_], draft)), None)
        if found is None:
            if namesakes:
                tally.warn(line, "", "lookalike", text=shown(draft.said.name))
            made = _merged(Supporter(uow.make_id(), draft.said.name, kind=draft.said.kind), draft, speaks=True)
            people[made.id] = made
            namesakes.append(made.id)
            spoken[made.id] = line
            tally.count(Outcome.ADDED, line)
            continue
        merged = _merged(found, draft, speaks=found.id not in spoken)
        first = spoken.setdefault(found.id, line)
        if first != line and (other := _otherwise(merged, draft)):
            tally.reject(line, "", "told_twice", first=first, text=shown(draft.said.name), why="、".join(other))
            continue
        tally.count(Outcome.UNCHANGED if merged == found else Outcome.UPDATED, line)
        people[found.id] = merged
    for id_, supporter in people.items():
        if id_ not in before:
            uow.supporters.add(supporter)
        elif before[id_] != supporter:
            uow.supporters.change(supporter)


def _otherwise(known: Supporter, draft: SupporterDraft) -> list[str]:
    """Return the words of the fields in which a later row speaks against what is kept; kinds may be several."""
    said = _said(known, draft.said, speaks=True)
    several = set() if draft.appointed is None else {"kind"}
    return [
        field_word(_header(field))
        for field in fields_of(Supporter)
        if getattr(said, field.name) != getattr(known, field.name) and field.name not in several
    ]


def _header(field: KeptField) -> str:
    columns = field.kept.columns or next(columns_of(field.kind))[1:2]
    return columns[0].header


def _is_same(known: Supporter, draft: SupporterDraft) -> bool:
    """Tell whether nothing speaks against one person, or the telephone speaks for it."""
    phones = phone_key(known.phone), phone_key(draft.said.phone)
    if all(phones) and phones[0] == phones[1]:
        return True
    pairs = (
        phones,
        (name_key(known.organisation), name_key(draft.said.organisation)),
        (kana_key(known.kana), kana_key(draft.said.kana)),
    )
    return not any(all(pair) and pair[0] != pair[1] for pair in pairs)


def _merged(known: Supporter, draft: SupporterDraft, *, speaks: bool) -> Supporter:
    said = _said(known, draft.said, speaks=speaks)
    return replace(said, memo=memo_with(known.memo, "", draft.extra), appointments=_appointments(known, draft))


def _said(ours: ThingT, said: ThingT, *, speaks: bool) -> ThingT:
    """Return what a list says, where it says anything; a later row only fills what was blank."""
    told = (field for field in fields_of(ours.__class__) if field.kept.unite is not Unite.KEPT)
    return replace(ours, **{field.name: _value(field, ours, said, speaks=speaks) for field in told})


def _value(field: KeptField, thing: Any, other: Any, *, speaks: bool) -> Any:
    ours, said = getattr(thing, field.name), getattr(other, field.name)
    if is_declared(field.kind):
        return _said(ours, said, speaks=speaks)
    if isinstance(ours, Availability):
        weekly = said.weekly if said.weekly and (speaks or not ours.weekly) else ours.weekly
        return Availability(weekly, tuple(sorted({*ours.days_off, *said.days_off})), ours.days_on)
    if field.kept.unite is Unite.JOIN:
        joined = dict.fromkeys((*ours, *said))
        return tuple(sorted(joined) if field.kind == tuple[int, ...] else joined)
    key = key_of(field)
    is_news = said not in _NOTHING and key(said) != key(ours)
    return said if is_news and (speaks or ours in _NOTHING) else ours


def _appointments(known: Supporter, draft: SupporterDraft) -> tuple[Appointment, ...]:
    if draft.appointed is None:
        return known.appointments
    same = next(
        (one for one in known.appointments if (one.kind, one.first_day) == (draft.said.kind, draft.appointed)), None
    )
    # A row that names no end does not take a known one away.
    last_day = draft.term_end if draft.term_end is not None or same is None else same.last_day
    said = Appointment(draft.said.kind, draft.appointed, last_day)
    if said == same:
        return known.appointments
    others = (one for one in known.appointments if one != same)
    return tuple(sorted((*others, said), key=lambda one: (one.first_day, one.kind.value)))
