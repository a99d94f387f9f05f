"""Merges two entries of one person field by field, so that the result can be shown before it is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.fields import Fate, KeptField, Unite, fields_of
from divide_app.domain.people.age_band import band_at, contains
from divide_app.domain.people.participants import Birth, Participant

DUPLICATE_REASON = "同じ方の二重の申込"
"""Why one of two applications of one person for one course was withdrawn."""

_STRENGTH = (
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.WAITING,
    ApplicationStatus.APPLIED,
    ApplicationStatus.REFUSED,
    ApplicationStatus.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """What both entries say in one field, and whether the kept entry takes the other's word.

    Attributes:
        field: Attribute of `Participant`.
        takes_other: The value of the entry that goes is taken in, alone or beside the kept one's.
        is_lost: The entry that goes says something the kept one will not say afterwards.
    """

    field: str
    takes_other: bool
    is_lost: bool


def united(kept: Participant, gone: Participant) -> tuple[Participant, tuple[FieldChoice, ...]]:
    """Return the person both entries make, and the choice in every field in which they differ.

    What the kept entry says stays. Where it says nothing, the other's word is taken; needs and memos of both are
    joined; of two births that do not contradict each other the more exact one is taken.
    """
    changes = {
        field.name: value
        for field in fields_of(Participant)
        if (value := _united(field, getattr(kept, field.name), getattr(gone, field.name))) != getattr(kept, field.name)
    }
    choices = tuple(
        FieldChoice(field.name, takes_other=field.name in changes, is_lost=field.name not in changes)
        for field in fields_of(Participant)
        if field.kept.fate is not Fate.STAYS and _says_more(field, getattr(kept, field.name), getattr(gone, field.name))
    )
    return replace(kept, **changes), choices


def stronger(one: Application, other: Application) -> Application:
    """Return which of one person's two applications for one course stays: the better state, then the earlier."""

    def rank(application: Application) -> tuple[int, bool, object, object]:
        place = _STRENGTH.index(application.status)
        return place, application.group_id is None, application.applied_at, application.id

    return min(one, other, key=rank)


def _united(field: KeptField, mine: Any, theirs: Any) -> Any:
    match field.kept.unite:
        case Unite.KEPT:
            return mine
        case Unite.FILL:
            return theirs if mine == field.empty else mine
        case Unite.FINER:
            return theirs if _is_finer(theirs, mine) else mine
        case Unite.JOIN if field.is_text:
            return mine if theirs in mine else f"{mine}\n{theirs}".strip()
        case Unite.JOIN:
            return mine | theirs


def _says_more(field: KeptField, mine: Any, theirs: Any) -> bool:
    if theirs in (mine, field.empty):
        return False
    return bool(_united(field, mine, theirs) != mine) if field.kept.unite is Unite.JOIN else True


def _is_finer(offered: Birth, standing: Birth) -> bool:
    """Tell whether a birth says more than the standing one without contradicting it."""
    if offered == Birth() or standing.day is not None:
        return False
    if standing == Birth():
        return True
    if standing.year is not None:
        return offered.day is not None and offered.day.year == standing.year
    if offered.day is None and offered.year is None:
        return False
    if standing.band is None or standing.band_as_of is None:
        return False
    return contains(standing.band, band_at(offered, standing.band_as_of))
