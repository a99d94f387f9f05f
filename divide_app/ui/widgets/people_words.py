"""Text about people shared by screens: needs, birth as typed, and lines of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ParticipantLine
from divide_app.domain.people.age_band import parse_band, parse_birth
from divide_app.domain.people.participants import Birth, Need
from divide_app.foundation.translation import _
from divide_app.ui.widgets.fields import ValueField
from divide_app.ui.widgets.room_for import room_for_bands
from divide_app.ui.widgets.tables import Column
from divide_app.wording.bands import band_label
from divide_app.wording.dates import typed_day, typed_year
from divide_app.wording.labels import label


def needs_words(needs: Iterable[Need], text: str = "") -> str:
    """Return 筆談・車椅子 and whatever was written beside it; "" when nothing is needed."""
    wanted = set(needs)
    return _("・").join([*(label(need) for need in Need if need in wanted), *([text] if text else [])])


def birth_text(birth: Birth) -> str:
    """Return a birth as `parse_birth` reads it again: 昭和25年3月2日, 1950年, 70代 or ""; in English 1950-03-02."""
    if birth.day is not None:
        return typed_day(birth.day)
    if birth.year is not None:
        return typed_year(birth.year)
    return _typed_band(birth.band) if birth.band else ""


def _typed_band(band: str) -> str:
    """Return 70代 where a field reads that again, else the code."""
    words = band_label(band)
    with suppress(DomainError):
        if parse_band(words) == band:
            return words
    return band


def person_columns() -> list[Column[ParticipantLine]]:
    """Return what tells look-alikes apart: name and kana, band, district and telephone."""
    return [
        Column(_("氏名"), lambda line: line.name, sub=lambda line: line.kana, bold=True),
        Column(
            _("年代"),
            lambda line: band_label(line.band),
            sub=lambda line: _("出席{count}回").format(count=line.attendances) if line.attendances else "",
            width=room_for_bands(least=110),
        ),
        Column(_("地区・電話"), lambda line: line.district, sub=lambda line: line.phone, width=152),
    ]


def birth_field(today: Callable[[], date]) -> ValueField[Birth]:
    """Return a line for a birth as it is told: a day, a year, an age band or nothing."""
    return ValueField(
        _("生年月日または年代"),
        lambda text: parse_birth(text, today()),
        birth_text,
        placeholder=_("S25.3.2、1950年、70代"),
    )


def need_choices() -> list[tuple[Need, str]]:
    """Return every kind of help with its word."""
    return [(need, label(need)) for need in Need]
