"""Parses one event row, from a file or from the cells stored with a session, always in the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.domain.office.municipal_code import parse_municipal_code
from divide_app.domain.planning.courses import SessionKind
from divide_app.exchange.cells import Cells, RowRefusedError, shown
from divide_app.exchange.drafts import EventDraft, Source
from divide_app.exchange.profiles import field_of_header, prefectures

_CONSULTATION = re.compile("相談")
_CLASS = re.compile("講座|教室|講習|セミナー|研修|講演|ワークショップ|体験会")
_CANCELLED = re.compile("中止|取りやめ|取り止め")
ADDRESS_PARTS = ("address_prefecture", "address_city", "address_town", "address_rest")
LATITUDES = (20, 46)
LONGITUDES = (122, 154)
LAST_MINUTE = time(23, 59)
_EVENING, _MORNING = time(17), time(9)
"""Between these a meeting may go on over midnight (星空観察, 22:00-1:00); any other end before its start is wrong."""


YEAR_TOLD = "年度"
"""Header under which the fiscal year told for a whole list is kept among a row's cells: they are read again later."""


def read_event(cells: Cells, source: Source) -> EventDraft:
    """Make the draft of one row; cells that cannot be used are warned of, the text itself stays in `source`.

    Raises:
        RowRefusedError: `blank_cell` (title, first day), `bad_date` (first or last day), `end_before_start`.
    """
    title = cells.needed("title")
    first_day, last_day = _days(cells)
    if last_day < first_day:
        raise cells.refusal("last_day", "end_before_start", start=first_day.isoformat(), end=last_day.isoformat())
    start, end = cells.clock("start"), cells.clock("end")
    starts_at, ends_at, known = _times(cells, first_day, last_day, start, end)
    state = cells.text("state")
    apply_until = _apply_until(cells)
    if apply_until is not None and apply_until >= ends_at + timedelta(days=1):
        cells.warn("apply_until_day", "apply_until_after_end", text=cells.text("apply_until_day"))
    return EventDraft(
        title=title,
        first_day=first_day,
        last_day=last_day,
        start=start[0] if start else None,
        end=end[0] if end else None,
        starts_at=starts_at,
        ends_at=ends_at,
        time_is_known=known,
        kana=cells.text("kana"),
        municipal_code=municipal_code(cells),
        number=cells.text("number"),
        kind=kind_of_title(title),
        is_cancelled=bool(_CANCELLED.search(state)),
        state=state,
        category=cells.text("category"),
        subtitle=cells.text("subtitle"),
        summary=cells.text("summary"),
        description=cells.text("description"),
        time_note=cells.text("time_note"),
        place=cells.text("place") or cells.text("meeting_place"),
        postal_code=cells.text("postal_code"),
        address=cells.text("address") or "".join(cells.text(part) for part in ADDRESS_PARTS),
        building=cells.text("building"),
        latitude=cells.degrees("latitude", *LATITUDES),
        longitude=cells.degrees("longitude", *LONGITUDES),
        owner=cells.text("owner"),
        co_owner=cells.text("co_owner"),
        related=cells.text("related"),
        audience=cells.text("audience"),
        capacity=cells.count("capacity") or None,  # a list that says 0 says no limit
        fee=_fee(cells),
        apply_until=apply_until,
        apply_method=cells.text("apply_method"),
        url=cells.text("url"),
        access=cells.text("access"),
        parking=cells.text("parking"),
        contact=cells.text("contact"),
        phone=cells.phone("phone"),
        extension=cells.text("extension"),
        email=cells.text("email"),
        note=cells.text("note"),
        source=source,
    )


def _days(cells: Cells) -> tuple[date, date]:
    """Return first and last day; lists leave the year out, and write a period into one cell."""
    year = cells.year("year")
    first = cells.days_or_refuse("first_day", year)
    if first is None:
        raise cells.refusal("first_day", "blank_cell")
    last = cells.days_or_refuse("last_day", year)
    return first[0], first[1] if last is None else last[1]


@lru_cache(maxsize=4096)
def event_of_source(source: Source) -> EventDraft | None:
    """Read the kept cells of a row again; None when they hold no readable event (a course of our own)."""
    texts = texts_by_field("events", source)
    if not texts:
        return None
    try:
        return read_event(Cells(0, texts, {}), source)
    except RowRefusedError:
        return None


def texts_by_field(kind: str, source: Source) -> Mapping[str, str]:
    """Return the kept cells by what they mean; of two cells with one meaning the first."""
    found: dict[str, str] = {}
    for header, text in source:
        field = "year" if header == YEAR_TOLD else field_of_header(kind, header)
        if field:
            found.setdefault(field, text)
    return found


def municipal_code(cells: Cells) -> str:
    """Return the six digits of a code cell; a wrong one is "" with the warning `bad_municipal_code`."""
    found = cells.text("municipal_code")
    if not found:
        return ""
    try:
        code = parse_municipal_code(found)
    except DomainError:
        code = ""
    if code[:2] not in prefectures():
        cells.warn("municipal_code", "bad_municipal_code", text=shown(found))
        return ""
    return code


def kind_of_title(title: str) -> SessionKind:
    """Guess from a title whether people come to be taught or to ask: 相談会 unless it also says 講座, 教室, ..."""
    if _CONSULTATION.search(title) and not _CLASS.search(title):
        return SessionKind.CONSULTATION
    return SessionKind.CLASS


_Clock = tuple[time, int] | None


def _times(
    cells: Cells, first_day: date, last_day: date, start: _Clock, end: _Clock
) -> tuple[datetime, datetime, bool]:
    """Return start, end and whether both clock times are known.

    Hours of a row over several days are daily hours (毎週月曜日 13:00-16:00): the session is the first day's. Only
    "until next morning" is one long meeting. No length is invented where a time is missing.
    """
    if last_day > first_day:
        cells.warn("last_day", "period_row", start=first_day.isoformat(), end=last_day.isoformat())
    if start is None:
        starts_at = calendar.at_local(first_day, time())
        return starts_at, starts_at, False
    starts_at = calendar.at_local(first_day, *start)
    if end is None:
        return starts_at, starts_at, False
    ends_at = calendar.at_local(first_day, *end)
    if ends_at < starts_at and last_day == first_day + timedelta(days=1):
        ends_at += timedelta(days=1)
    elif ends_at < starts_at and not cells.has("last_day") and start[0] >= _EVENING and end[0] <= _MORNING:
        ends_at += timedelta(days=1)
        cells.warn("end", "ends_next_day", start=cells.text("start"), end=cells.text("end"))
    if ends_at < starts_at and end == (time(), 0):
        ends_at += timedelta(days=1)  # 0:00 as an end is 24:00 (ISO 8601)
    if ends_at < starts_at:
        raise cells.refusal("end", "end_before_start", start=cells.text("start"), end=cells.text("end"))
    if ends_at == starts_at:
        cells.warn("end", "end_equals_start", text=cells.text("end"))
        return starts_at, starts_at, False
    return starts_at, ends_at, True


def _apply_until(cells: Cells) -> datetime | None:
    day = cells.day("apply_until_day")
    if day is None:
        return None
    clock = cells.clock("apply_until_time")
    if clock is None:
        return calendar.at_local(day, LAST_MINUTE)
    return calendar.at_local(day, *clock)


def _fee(cells: Cells) -> str:
    basic, detail = cells.text("fee_basic"), cells.text("fee_detail")
    if re.fullmatch(r"[0-9]{1,9}", basic):
        basic = "無料" if int(basic) == 0 else f"{int(basic):,}円"
    return f"{basic}（{detail}）" if basic and detail else basic or detail
