"""Imports supporters, and joins the appointments of several rows and years to one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from divide_app.domain.names import kana_key, name_key
from divide_app.domain.people.availability import Availability
from divide_app.domain.people.participants import LONGEST_NAME
from divide_app.domain.people.phone import phone_key
from divide_app.domain.people.supporters import Appointment, ContactWishes, Supporter
from divide_app.exchange.cells import shown
from divide_app.exchange.drafts import SupporterDraft
from divide_app.services.files.import_outcome import Outcome, Steps, Tally
from divide_app.services.files.import_people import memo_with
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.import_fields import field_word

SaidT = TypeVar("SaidT")


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
        if len(draft.name) > LONGEST_NAME:
            tally.reject(line, "", "name_too_long", number=LONGEST_NAME)
            continue
        if draft.appointed is None and draft.term_end is not None:
            tally.warn(line, "", "term_without_start")
        namesakes = by_name.setdefault(name_key(draft.name), [])
        found = next((people[id_] for id_ in namesakes if _is_same(people[id_], draft)), None)
        if found is None:
            if namesakes:
                tally.warn(line, "", "lookalike", text=shown(draft.name))
            made = _merged(Supporter(uow.make_id(), draft.name, kind=draft.kind), draft, speaks=True)
            people[made.id] = made
            namesakes.append(made.id)
            spoken[made.id] = line
            tally.count(Outcome.ADDED, line)
            continue
        merged = _merged(found, draft, speaks=found.id not in spoken)
        first = spoken.setdefault(found.id, line)
        if first != line and (other := _otherwise(merged, draft)):
            tally.reject(line, "", "told_twice", first=first, text=shown(draft.name), why="、".join(other))
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
    said = _merged(known, draft, speaks=True)
    words = {
        "kana": "ふりがな", "organisation": "所属", "monthly_limit": "月上限", "weekly_limit": "週上限",
        "phone": "電話番号", "availability": "曜日・時間帯", "contact": "連絡方法",
    }  # fmt: skip
    if draft.appointed is None:
        words["kind"] = "種別"
    return [field_word(word) for field, word in words.items() if getattr(said, field) != getattr(known, field)]


def _is_same(known: Supporter, draft: SupporterDraft) -> bool:
    """Tell whether nothing speaks against one person, or the telephone speaks for it."""
    phones = phone_key(known.phone), phone_key(draft.phone)
    if all(phones) and phones[0] == phones[1]:
        return True
    pairs = (
        phones,
        (name_key(known.organisation), name_key(draft.organisation)),
        (kana_key(known.kana), kana_key(draft.kana)),
    )
    return not any(all(pair) and pair[0] != pair[1] for pair in pairs)


def _merged(known: Supporter, draft: SupporterDraft, *, speaks: bool) -> Supporter:
    def text(ours: str, said: str) -> str:
        return said if said and (speaks or not ours) else ours

    kana = draft.kana if kana_key(draft.kana) != kana_key(known.kana) else known.kana
    phone = draft.phone if phone_key(draft.phone) != phone_key(known.phone) else known.phone
    return replace(
        known,
        kana=text(known.kana, kana),
        kind=draft.kind if speaks else known.kind,
        organisation=text(known.organisation, draft.organisation),
        skills=_joined(known.skills, draft.skills),
        languages=_joined(known.languages, draft.languages),
        districts=_joined(known.districts, draft.districts),
        monthly_limit=_limit(known.monthly_limit, draft.monthly_limit, speaks=speaks),
        weekly_limit=_limit(known.weekly_limit, draft.weekly_limit, speaks=speaks),
        phone=text(known.phone, phone),
        insured_years=tuple(sorted({*known.insured_years, *draft.insured_years})),
        availability=_availability(known.availability, draft, speaks=speaks),
        contact=_contact(known.contact, draft.contact, speaks=speaks),
        memo=memo_with(known.memo, "", draft.extra),
        appointments=_appointments(known, draft),
    )


def _known(ours: SaidT, said: SaidT, *, speaks: bool) -> SaidT:
    """Return what a list says, where it says anything; a later row only fills what was blank."""
    return said if said and (speaks or not ours) else ours


def _limit(ours: int | None, said: int | None, *, speaks: bool) -> int | None:
    """As `_known`, for a number of which 0 says something: none at present."""
    return said if said is not None and (speaks or ours is None) else ours


def _availability(ours: Availability, draft: SupporterDraft, *, speaks: bool) -> Availability:
    days_off = tuple(sorted({*ours.days_off, *draft.days_off}))
    return Availability(_known(ours.weekly, draft.weekly, speaks=speaks), days_off, ours.days_on)


def _contact(ours: ContactWishes, said: ContactWishes, *, speaks: bool) -> ContactWishes:
    fax = said.fax if phone_key(said.fax) != phone_key(ours.fax) else ours.fax
    return ContactWishes(
        ways=_known(ours.ways, said.ways, speaks=speaks),
        call_times=_known(ours.call_times, said.call_times, speaks=speaks),
        no_call_times=_known(ours.no_call_times, said.no_call_times, speaks=speaks),
        email=_known(ours.email, said.email, speaks=speaks),
        fax=_known(ours.fax, fax, speaks=speaks),
        address=_known(ours.address, said.address, speaks=speaks),
    )


def _joined(ours: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ours, *said)))


def _appointments(known: Supporter, draft: SupporterDraft) -> tuple[Appointment, ...]:
    if draft.appointed is None:
        return known.appointments
    same = next((one for one in known.appointments if (one.kind, one.first_day) == (draft.kind, draft.appointed)), None)
    # A row that names no end does not take a known one away.
    last_day = draft.term_end if draft.term_end is not None or same is None else same.last_day
    said = Appointment(draft.kind, draft.appointed, last_day)
    if said == same:
        return known.appointments
    others = (one for one in known.appointments if one != same)
    return tuple(sorted((*others, said), key=lambda one: (one.first_day, one.kind.value)))
