"""Labels of a participant's fields and their values as text, for screens, papers and commands."""

from __future__ import annotations

from divide_app.domain.fields import Fate, field_named, fields_of
from divide_app.domain.people.participants import Birth, Participant
from divide_app.foundation.translation import _
from divide_app.wording.bands import band_label
from divide_app.wording.dates import reiwa_day
from divide_app.wording.labels import label

SHOWN = tuple(field.name for field in fields_of(Participant) if field.kept.fate is not Fate.STAYS)
"""Fields in the order people read them."""


def field_words(name: str) -> str:
    """Return the word of a participant's field."""
    return _(field_named(Participant, name).kept.label)


def birth_words(birth: Birth) -> str:
    """Return what is known of a birth: 昭和25年3月2日, 1950年, 70〜74歳, or ""."""
    if birth.day is not None:
        return reiwa_day(birth.day, with_weekday=False)
    if birth.year is not None:
        return _("{year}年").format(year=birth.year)
    return band_label(birth.band) if birth.band else ""


def value_words(person: Participant, name: str) -> str:
    """Return a field's value in words, "" where nothing is said."""
    field, value = field_named(Participant, name), getattr(person, name)
    if value == field.empty:
        return ""
    if field.choices:
        return label(value)
    if field.members:
        return _("・").join(label(one) for one in sorted(value))
    return birth_words(value) if isinstance(value, Birth) else str(value)
