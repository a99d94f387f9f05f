"""Reads venues with rooms (our headers or facility lists) and population by district."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import time
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.domain.people import age_band
from divide_app.domain.people.participants import Sex
from divide_app.exchange.cells import Cells, shown
from divide_app.exchange.drafts import ParsedFile, PopulationDraft, VenueDraft
from divide_app.exchange.event_rows import ADDRESS_PARTS, LAST_MINUTE, LATITUDES, LONGITUDES, municipal_code
from divide_app.exchange.people_files import sex_of
from divide_app.exchange.profiles import Profile, guess_profile, map_columns
from divide_app.exchange.row_loop import AS_IT_IS, RowOptions, extra_cells, parse_rows
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.exchange.tables import Table

_WEEKDAYS = "月火水木金土日"
_YES = {"有", "あり", "有り", "○", "〇", "◯", "可", "はい", "yes", "y", "true", "1", "対応"}
_NO = {"無", "なし", "無し", "×", "✕", "不可", "いいえ", "no", "n", "false", "0", "非対応"}
_NONE = {"なし", "無し", "無休", "年中無休", "-"}
_TOTALS = {"計", "総数", "合計", "総計", "小計", "全体", "市計", "町計", "区計", "村計", "男女計"}


def parse_venues(
    table: Table, *, profile: Profile | None = None, folder: Path | None = None, options: RowOptions = AS_IT_IS
) -> ParsedFile[VenueDraft]:
    """Read venues and rooms; a row is refused only without the venue's name.

    Args:
        table: The open file.
        profile: The format; guessed among our headers and the facility lists when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "venues", folder))

    def make(cells: Cells, row: tuple[str, ...]) -> VenueDraft:
        opens_at, closes_at = _hours(cells)
        return VenueDraft(
            name=cells.needed("name"),
            kana=cells.text("kana"),
            room=cells.text("room"),
            seats=cells.count("seats"),
            district=cells.text("district"),
            address=cells.text("address") or "".join(cells.text(part) for part in ADDRESS_PARTS),
            latitude=cells.degrees("latitude", *LATITUDES),
            longitude=cells.degrees("longitude", *LONGITUDES),
            has_wifi=_yes_or_no(cells, "wifi"),
            opens_at=opens_at,
            closes_at=closes_at,
            closed_weekdays=_closed_weekdays(cells),
            phone=cells.phone("phone"),
            access=cells.text("access"),
            municipal_code=municipal_code(cells),
            extra=extra_cells(columns, row),
        )

    return parse_rows(table, columns, make, options)


def parse_population(
    table: Table, *, profile: Profile | None = None, folder: Path | None = None, options: RowOptions = AS_IT_IS
) -> ParsedFile[PopulationDraft]:
    """Read people by district, band and sex.

    A row is refused when its district, band or number is missing or unreadable, because a wrong population makes a
    wrong coverage. Lines of totals are left out with a warning; rows of one district, band and sex (single years of
    age) are added up.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "population", folder))
    both_sexes: set[tuple[str, str]] = set()

    def make(cells: Cells, row: tuple[str, ...]) -> PopulationDraft:
        district, band_text = cells.needed("district"), cells.text("band")
        if not band_text and cells.has("count"):
            raise cells.left_out("band", "blank_band_left_out")
        band_text = cells.needed("band")
        for field, text in (("district", district), ("band", band_text)):
            if _plain(text) in _TOTALS:
                raise cells.left_out(field, "total_left_out", text=shown(text))
        try:
            band = age_band.parse_band(band_text)
        except DomainError as error:
            raise cells.refusal("band", error.code, text=shown(band_text)) from None
        cells.needed("count")
        count = cells.count("count", least=0)
        if count is None:
            raise cells.refusal("count", "bad_number", text=shown(cells.text("count")))
        if _plain(cells.text("sex")) in _TOTALS:
            both_sexes.add((district, band))
            return PopulationDraft(district, band, count, Sex.UNSTATED, (("", "total"), *extra_cells(columns, row)))
        return PopulationDraft(district, band, count, sex_of(cells), extra_cells(columns, row))

    return _without_double_counting(parse_rows(table, columns, make, options), columns.names.get("sex", ""), both_sexes)


def _without_double_counting(
    parsed: ParsedFile[PopulationDraft], sex_column: str, both_sexes: set[tuple[str, str]]
) -> ParsedFile[PopulationDraft]:
    split = {(draft.district, draft.band) for _, draft in parsed.drafts if draft.sex is not Sex.UNSTATED}
    warnings: list[RowProblem] = list(parsed.warnings)
    kept: dict[tuple[str, str, Sex], tuple[int, PopulationDraft]] = {}
    for line, draft in parsed.drafts:
        place = (draft.district, draft.band)
        is_total = draft.extra[:1] == (("", "total"),)
        if is_total and place in both_sexes & split:
            warnings.append(problem(line, sex_column, "total_left_out", text="計"))
            continue
        plain = replace(draft, extra=draft.extra[1:]) if is_total else draft
        key = (*place, plain.sex)
        if key in kept:
            first, before = kept[key]
            warnings.append(problem(line, "", "rows_added_up", first=first))
            kept[key] = (first, replace(before, count=before.count + plain.count))
        else:
            kept[key] = (line, plain)
    return ParsedFile(tuple(kept.values()), parsed.problems, tuple(warnings), parsed.read)


def _hours(cells: Cells) -> tuple[time | None, time | None]:
    opens, closes = cells.clock("opens"), cells.clock("closes")
    opens_at = opens[0] if opens else None
    closes_at = (LAST_MINUTE if closes[1] else closes[0]) if closes else None
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        cells.warn("closes", "hours_left_out", start=cells.text("opens"), end=cells.text("closes"))
        return None, None
    return opens_at, closes_at


def _closed_weekdays(cells: Cells) -> frozenset[int] | None:
    closed = cells.text("closed_weekdays")
    if closed:
        if _plain(closed) in _NONE:
            return frozenset()
        days = _weekdays(closed)
        if days is None:
            cells.warn("closed_weekdays", "unknown_word", text=shown(closed))
        return days
    open_days = _weekdays(cells.text("weekdays"))
    return None if open_days is None else frozenset(range(1, 8)) - open_days


def _weekdays(text: str) -> frozenset[int] | None:
    """Return ISO weekdays, None for a blank or for anything but plain weekdays (第3月曜, 祝日の翌日)."""
    plain = re.sub(r"毎週|曜日|曜|[、,・/\s]|及び|と", "", _plain(text))
    if not plain or any(sign not in _WEEKDAYS for sign in plain):
        return None
    return frozenset(_WEEKDAYS.index(sign) + 1 for sign in plain)


def _yes_or_no(cells: Cells, field: str) -> bool | None:
    found = _plain(cells.text(field))
    if not found:
        return None
    if found in _YES:
        return True
    if found in _NO:
        return False
    cells.warn(field, "unknown_word", text=shown(found))
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
