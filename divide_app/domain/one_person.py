"""Two entries become one person: which value is kept, field by field, so that it can be shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from divide_app.domain.age_band import band_at, contains
from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.people import Birth, Participant, PhoneKind, Sex

DUPLICATE_REASON = "同じ方の二重の申込"
"""Why one of two applications of one person for one course was withdrawn."""

_STRENGTH = (
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.WAITING,
    ApplicationStatus.APPLIED,
    ApplicationStatus.REFUSED,
    ApplicationStatus.CANCELLED,
)
_PLAIN_FIELDS = ("kana", "phone", "postal_code", "address", "district", "needs_text")


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
    changes: dict[str, object] = {
        field: getattr(gone, field) for field in _PLAIN_FIELDS if not getattr(kept, field) and getattr(gone, field)
    }
    if kept.sex is Sex.UNSTATED and gone.sex is not Sex.UNSTATED:
        changes["sex"] = gone.sex
    if kept.phone_kind is PhoneKind.UNKNOWN and gone.phone_kind is not PhoneKind.UNKNOWN:
        changes["phone_kind"] = gone.phone_kind
    if not gone.needs <= kept.needs:
        changes["needs"] = kept.needs | gone.needs
    if gone.memo and gone.memo not in kept.memo:
        changes["memo"] = f"{kept.memo}\n{gone.memo}".strip()
    if _is_finer(gone.birth, kept.birth):
        changes["birth"] = gone.birth
    person = replace(kept, **changes)  # type: ignore[arg-type]
    names = ("name", *_PLAIN_FIELDS, "birth", "sex", "phone_kind", "needs", "memo")
    choices = tuple(
        FieldChoice(name, takes_other=name in changes, is_lost=name not in changes)
        for name in names
        if _says_more(kept, gone, name)
    )
    return person, choices


def stronger(one: Application, other: Application) -> Application:
    """Return which of one person's two applications for one course stays: the better state, then the earlier."""

    def rank(application: Application) -> tuple[int, bool, object, object]:
        place = _STRENGTH.index(application.status)
        return place, application.group_id is None, application.applied_at, application.id

    return min(one, other, key=rank)


def _says_more(kept: Participant, gone: Participant, field: str) -> bool:
    mine, theirs = getattr(kept, field), getattr(gone, field)
    if isinstance(theirs, frozenset):
        return not theirs <= mine
    if field == "memo":
        return theirs not in mine
    return mine != theirs and not _is_empty(gone, field)


def _is_empty(person: Participant, field: str) -> bool:
    return getattr(person, field) in (Birth(), Sex.UNSTATED, PhoneKind.UNKNOWN, "", frozenset())


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
