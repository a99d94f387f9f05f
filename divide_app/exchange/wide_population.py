"""Makes long tables of population tables with a column for each band and sex (open data: 地域・年齢別人口)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import bounds, parse_band
from divide_app.exchange.headers import fold_header
from divide_app.exchange.tables import Record, Table

_DISTRICTS = ("地区", "地区名", "地域名", "地域", "町丁目名", "町丁名", "町丁字名", "町名", "町字", "行政区")
_OF_SEX = re.compile(r"(.+?)の?\(?(男性|女性|男|女)\)?")
_LONG = ("地区", "年代", "性別", "人数")
_LEAST = 2
"""Columns of bands that make a table a wide one."""


def as_long(table: Table) -> Table:
    """Return the table with one row for each district, band and sex; another table stays as it is.

    A band that holds another column's band (65歳以上 beside 65-69歳) is a sum and left out, as are 総人口 and the like.
    """
    district = table.find(*_DISTRICTS)
    found = _columns(table.columns)
    if district is None or len(found) < _LEAST:
        return table

    def records() -> Iterator[Record]:
        for line, cells, fault in table._records():
            if not any(map(str.strip, cells)):
                continue
            for position, band, sex in found:
                count = cells[position] if position < len(cells) else ""
                if count.strip():
                    yield Record(line, [cells[district] if district < len(cells) else "", band, sex, count], fault)

    positions = {fold_header(name): position for position, name in enumerate(_LONG)}
    return replace(table, columns=_LONG, _records=records, _positions=positions)


def _columns(headers: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Return position, band and sex of every column of a band, without those that are sums of others."""
    found = []
    for position, header in enumerate(headers):
        match = _OF_SEX.fullmatch("".join(unicodedata.normalize("NFKC", header).split()))
        if match is None:
            continue
        try:
            band = parse_band(match[1])
        except DomainError:
            continue
        span = bounds(band)
        if span is not None:
            found.append((position, match[1], match[2][0], span))
    return [
        (position, band, sex)
        for position, band, sex, span in found
        if not any(
            other is not span and their_sex == sex and other != span and _holds(span, other)
            for _position, _band, their_sex, other in found
        )
    ]


def _holds(wide: tuple[int, int | None], narrow: tuple[int, int | None]) -> bool:
    if wide[1] is None:
        return wide[0] <= narrow[0]
    return wide[0] <= narrow[0] and narrow[1] is not None and narrow[1] <= wide[1]
