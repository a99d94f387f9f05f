"""Writes event lists in a published profile: its columns, order and encoding, unchanged cells verbatim."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.exchange.drafts import Source
from divide_app.exchange.event_courses import described, owners_of, partners_of, session_note
from divide_app.exchange.event_rows import ADDRESS_PARTS, event_of_source, texts_by_field
from divide_app.exchange.formulas import is_like_formula
from divide_app.exchange.headers import fold_header
from divide_app.exchange.profiles import Profile, prefectures
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.foundation.files import written_whole

_ADDRESS_FIELDS = {"address", *ADDRESS_PARTS}
_NUMBER_DIGITS = 10


@dataclass(frozen=True, slots=True)
class EventLine:
    """One row to publish: a session with what its course says.

    A cell of `source` is written as it was as long as the value read from it is still the value given here; a
    changed value is written in the format's own form.

    Attributes:
        starts_at: UTC.
        ends_at: UTC; equal to `starts_at` when not known.
        time_is_known: When false, the end (and a start at local midnight) is left blank.
        note: The session's free text on date and time.
        course_source: `Course.source`, the merged cells the course's values were read from.
        source: `ClassSession.source`, the row itself; () for a session of our own.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool = True
    kana: str = ""
    category: str = ""
    place: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    audience: str = ""
    capacity: int | None = None
    apply_until: datetime | None = None
    description: str = ""
    apply_url: str = ""
    phone: str = ""
    contact: str = ""
    fee: str = ""
    access: str = ""
    note: str = ""
    is_cancelled: bool = False
    course_source: Source = ()
    source: Source = ()


@dataclass(frozen=True, slots=True)
class WrittenEvents:
    """What was written; `warnings` names required columns that had to stay blank, and cells that look like formulas."""

    rows: int
    warnings: tuple[RowProblem, ...]


def write_events(
    path: Path,
    profile: Profile,
    lines: Iterable[EventLine],
    *,
    municipal_code: str = "",
    municipality: str = "",
) -> WrittenEvents:
    """Write an event list with exactly the profile's columns, whole or not at all.

    Args:
        path: Where to.
        profile: A profile of kind `events`.
        lines: In the order to write.
        municipal_code: The office's own code, for rows that bring none.
        municipality: The office's own name, for formats that have a column for it.

    Raises:
        DomainError: `cannot_encode` with the signs the profile's encoding lacks.
        EnvironmentProblem: As `written_whole`.
    """
    rows, warnings = event_cells(profile, lines, municipal_code=municipal_code, municipality=municipality)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=profile.newline)
    writer.writerow([column.name for column in profile.columns])
    writer.writerows(rows)
    content = encoded(text.getvalue(), profile.encoding)
    with written_whole(path) as file:
        file.write(content)
    return WrittenEvents(len(rows), warnings)


def event_cells(
    profile: Profile, lines: Iterable[EventLine], *, municipal_code: str = "", municipality: str = ""
) -> tuple[list[list[str]], tuple[RowProblem, ...]]:
    """Return the cells under the profile's columns, and what to warn of; arguments as `write_events`."""
    rows = [_cells_of(line, profile, municipal_code, municipality) for line in lines]
    _number_rows(rows, profile)
    blank: Counter[str] = Counter()
    for row in rows:
        blank.update(
            column.name for column, cell in zip(profile.columns, row, strict=True) if column.required and not cell
        )
    warnings = [problem(0, name, "required_left_blank", count=count) for name, count in blank.items()]
    warnings += [
        problem(number, column.name, "like_formula")
        for number, row in enumerate(rows, start=2)  # the header is row 1
        for column, cell in zip(profile.columns, row, strict=True)
        if is_like_formula(cell)
    ]
    return rows, tuple(warnings)


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        DomainError: `cannot_encode` with the signs that have no place in the encoding.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        lacking = sorted({sign for sign in text if not _has_place(sign, encoding)})
        raise DomainError("cannot_encode", signs="".join(lacking[:20]), encoding=encoding) from None


def _has_place(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _before(course_source: Source, source: Source) -> EventLine | None:
    """Return the line the kept cells stand for, or None for a session of our own."""
    own = event_of_source(source)
    if own is None:
        return None
    head = event_of_source(course_source) or own
    return EventLine(
        title=head.title,
        starts_at=own.starts_at,
        ends_at=own.ends_at,
        time_is_known=own.time_is_known,
        kana=head.kana,
        category=head.category,
        place=head.place,
        address=head.address,
        latitude=head.latitude,
        longitude=head.longitude,
        owners=owners_of(head),
        partners=partners_of(head),
        audience=head.audience,
        capacity=head.capacity,
        apply_until=head.apply_until,
        description=described(head),
        apply_url=head.url,
        phone=head.phone,
        contact=head.contact,
        fee=head.fee,
        access=head.access,
        note=session_note(own, head),
        is_cancelled=own.is_cancelled,
    )


_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "kana": ("kana",),
    "category": ("category",),
    "first_day": ("starts_at", "ends_at", "time_is_known"),
    "last_day": ("starts_at", "ends_at", "time_is_known"),
    "start": ("starts_at", "ends_at", "time_is_known"),
    "end": ("starts_at", "ends_at", "time_is_known"),
    "time_note": ("note",),
    "place": ("place",),
    "meeting_place": ("place",),
    **dict.fromkeys(_ADDRESS_FIELDS, ("address",)),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "owner": ("owners",),
    "co_owner": ("partners",),
    "related": ("partners",),
    "audience": ("audience",),
    "capacity": ("capacity",),
    "fee_basic": ("fee",),
    "fee_detail": ("fee",),
    "apply_until_day": ("apply_until",),
    "apply_until_time": ("apply_until",),
    "description": ("description",),
    "url": ("apply_url",),
    "phone": ("phone",),
    "contact": ("contact",),
    "access": ("access",),
    "state": ("is_cancelled",),
}
"""What of a line each column says; columns not named here are only carried along."""


def _cells_of(line: EventLine, profile: Profile, municipal_code: str, municipality: str) -> list[str]:
    before = _before(line.course_source, line.source)
    kept = texts_by_field("events", line.source)
    by_header = {fold_header(header): cell for header, cell in line.source}
    fields = profile.fields()
    code = municipal_code or kept.get("municipal_code", "").strip()
    own = _written(line, fields, code, municipality)
    if "meeting_place" in fields and kept.get("meeting_place", "").strip():
        if kept.get("place", "").strip():
            own["meeting_place"] = kept["meeting_place"]
        else:
            own["meeting_place"], own["place"] = line.place, ""  # this city writes its places in 集合場所
    # For an unchanged value the row speaks for itself, also where its course's other rows say something else.
    alone = _before(line.source, line.source)
    unchanged = own if alone is None else _written(alone, fields, code, municipality)
    row = []
    for column in profile.columns:
        verbatim = kept.get(column.field, "") if column.field else by_header.get(fold_header(column.name), "")
        if not column.field:
            row.append(verbatim)
        elif before is None:
            row.append(own.get(column.field, "") or verbatim)
        elif not _unchanged(line, before, column.field):
            row.append(own.get(column.field, ""))
        elif verbatim or not (column.required or _must_be_made(column.field, kept, fields)):
            row.append(verbatim)
        else:
            row.append(unchanged.get(column.field, ""))
    return row


def _unchanged(line: EventLine, before: EventLine, field: str) -> bool:
    return all(getattr(line, name) == getattr(before, name) for name in _ATTRIBUTES.get(field, ()))


def _must_be_made(field: str, kept: Mapping[str, str], fields: frozenset[str]) -> bool:
    """Tell whether a blank cell is blank only because the row was read from a format that writes it elsewhere."""
    if field in _ADDRESS_FIELDS:
        return not any(kept.get(part) for part in _ADDRESS_FIELDS & fields)
    if field == "description":
        return "summary" not in fields
    if field == "place":
        return "meeting_place" not in fields
    return field in {"municipal_code", "publisher_prefecture", "publisher_city"}


def _written(line: EventLine, fields: frozenset[str], code: str, municipality: str) -> dict[str, str]:
    """Return every field as published formats ask for it (docs/domain.md#value-rules): no units, ISO days, HH:MM."""
    code = code if code[:2] in prefectures() else ""
    found = {
        "title": line.title,
        "kana": line.kana,
        "category": line.category,
        "time_note": line.note,
        "place": line.place,
        "latitude": _degrees(line.latitude),
        "longitude": _degrees(line.longitude),
        "owner": "、".join(line.owners),
        "audience": line.audience,
        "capacity": "" if line.capacity is None else str(line.capacity),
        "description": line.description,
        "url": line.apply_url,
        "phone": line.phone,
        "contact": line.contact,
        "access": line.access,
        "state": "中止" if line.is_cancelled else "",
        "municipal_code": code,
        "publisher_prefecture": prefectures().get(code[:2], ""),
        "publisher_city": municipality,
    }
    if line.partners:
        found["co_owner"] = line.partners[0]
        found["related"] = "、".join(line.partners[1:])
    found.update(_days(line))
    found.update(_address(line.address, fields, municipality))
    yen = re.fullmatch(r"([\d,]+)円", line.fee)
    if line.fee == "無料":
        found["fee_basic"] = "0"
    elif yen and yen[1].isascii():
        found["fee_basic"] = yen[1].replace(",", "")
    else:
        found["fee_detail"] = line.fee
    if line.apply_until is not None:
        until = calendar.local(line.apply_until)
        found["apply_until_day"] = until.date().isoformat()
        found["apply_until_time"] = until.strftime("%H:%M")
    return found


def _days(line: EventLine) -> dict[str, str]:
    start, end = calendar.local(line.starts_at), calendar.local(line.ends_at)
    found = {"first_day": start.date().isoformat(), "last_day": start.date().isoformat(), "start": "", "end": ""}
    if not line.time_is_known or end <= start:
        found["start"] = "" if start.time() == time() else start.strftime("%H:%M")
        return found
    found["start"], found["end"] = start.strftime("%H:%M"), end.strftime("%H:%M")
    if end.time() == time() and end.date() == start.date() + timedelta(days=1):
        found["end"] = "24:00"
    else:
        found["last_day"] = end.date().isoformat()
    return found


def _address(address: str, fields: frozenset[str], municipality: str) -> dict[str, str]:
    if "address" in fields:
        return {"address": address}
    prefecture = next((name for name in prefectures().values() if address.startswith(name)), "")
    rest = address.removeprefix(prefecture)
    city = municipality if municipality and rest.startswith(municipality) else ""
    return {
        "address_prefecture": prefecture,
        "address_city": city,
        "address_town": rest.removeprefix(city),
        "address_rest": "",
    }


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _number_rows(rows: list[list[str]], profile: Profile) -> None:
    """Give rows without a number the next free ones, ten digits as published lists have them."""
    place = next((at for at, column in enumerate(profile.columns) if column.field == "number"), None)
    if place is None:
        return
    highest = max((int(row[place]) for row in rows if re.fullmatch(r"[0-9]{1,10}", row[place])), default=0)
    for row in rows:
        if not row[place]:
            highest += 1
            row[place] = str(highest).zfill(_NUMBER_DIGITS)
