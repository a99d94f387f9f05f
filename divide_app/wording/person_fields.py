"""What the fields of a person are called, and their values in words, on screen, on paper and at the command line."""

from __future__ import annotations

from divide_app.domain.people import Birth, Participant
from divide_app.foundation.translation import _
from divide_app.wording.bands import band_label
from divide_app.wording.dates import reiwa_day
from divide_app.wording.labels import label

SHOWN = (
    *("kana", "name", "phone", "birth", "sex", "district", "postal_code", "address"),
    *("needs", "needs_text", "phone_kind", "memo"),
)
"""Fields in the order people read them."""


def field_words(name: str) -> str:
    """Return the word of a participant's field."""
    return {
        "id": _("番号"),
        "name": _("氏名"),
        "kana": _("かな"),
        "birth": _("生年月日"),
        "sex": _("性別"),
        "phone": _("電話番号"),
        "postal_code": _("郵便番号"),
        "address": _("住所"),
        "district": _("地区"),
        "needs": _("必要な配慮"),
        "needs_text": _("そのほかの配慮"),
        "phone_kind": _("お使いの電話機"),
        "memo": _("備考"),
    }[name]


def birth_words(birth: Birth) -> str:
    """Return what is known of a birth: 昭和25年3月2日, 1950年, 70〜74歳, or ""."""
    if birth.day is not None:
        return reiwa_day(birth.day, with_weekday=False)
    if birth.year is not None:
        return _("{year}年").format(year=birth.year)
    return band_label(birth.band) if birth.band else ""


def value_words(person: Participant, name: str) -> str:
    """Return a field's value in words, "" where nothing is said."""
    match name:
        case "birth":
            return birth_words(person.birth)
        case "sex" | "phone_kind":
            value = getattr(person, name)
            return "" if value.value in {"unstated", "unknown"} else label(value)
        case "needs":
            return _("・").join(label(need) for need in sorted(person.needs))
        case _:
            return str(getattr(person, name))
