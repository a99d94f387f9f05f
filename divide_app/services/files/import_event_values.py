"""Compares a published list with its previous version and with what is stored, by value and not by spelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from divide_app.domain.calendar import local, local_day
from divide_app.domain.people.phone import phone_key
from divide_app.domain.planning.courses import Course
from divide_app.exchange.drafts import EventDraft
from divide_app.exchange.event_courses import described, owners_of, partners_of
from divide_app.exchange.event_rows import ADDRESS_PARTS

_NEEDED: Mapping[str, frozenset[str]] = {
    "title": frozenset({"title"}),
    "kana": frozenset({"kana"}),
    "topic": frozenset({"category"}),
    "capacity": frozenset({"capacity"}),
    "apply_until": frozenset({"apply_until_day"}),
    "owners": frozenset({"owner"}),
    "partners": frozenset({"co_owner", "related"}),
    "audience": frozenset({"audience"}),
    "description": frozenset({"description"}),
    "apply_url": frozenset({"url"}),
    "phone": frozenset({"phone"}),
    "contact": frozenset({"contact"}),
    "fee": frozenset({"fee_basic", "fee_detail"}),
}
"""Columns a file must have before it can say anything new of a value of the course."""

_PLACE_FACTS: Mapping[str, frozenset[str]] = {
    "place": frozenset({"place"}),
    "latitude": frozenset({"latitude"}),
    "longitude": frozenset({"longitude"}),
    "access": frozenset({"access"}),
    "time_note": frozenset({"time_note"}),
}

COMPARED_BY_VALUE = frozenset(
    {field for fields in (*_NEEDED.values(), *_PLACE_FACTS.values()) for field in fields}
    | {"first_day", "last_day", "start", "end", "apply_until_time", "meeting_place", "address", *ADDRESS_PARTS}
    # These are made by whoever writes the file, from what the row says elsewhere.
    | {"municipal_code", "number", "publisher_prefecture", "publisher_city"}
)
"""Columns whose cells are compared by what they mean."""


class _Timed(Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def time_is_known(self) -> bool: ...


def said_of_course(head: EventDraft) -> dict[str, Any]:
    """Return what a list says of a course, by the names of `Course`."""
    return {
        "title": head.title,
        "kana": head.kana,
        "topic": head.category,
        "capacity": head.capacity,
        "apply_until": head.apply_until,
        "owners": owners_of(head),
        "partners": partners_of(head),
        "audience": head.audience,
        "description": described(head),
        "apply_url": head.url,
        "phone": head.phone,
        "contact": head.contact,
        "fee": head.fee,
    }


def differences(
    course: Course, base: Mapping[str, Any] | None, said: Mapping[str, Any], fields: frozenset[str]
) -> dict[str, Any]:
    """Return the values to change in a course: those that are new in the list and not the course's own already.

    Args:
        course: As stored.
        base: What the list said before; None for a course planned here, which a list may not blank.
        said: What it says now.
        fields: Columns the file has.
    """
    found: dict[str, Any] = {}
    for name, value in said.items():
        if not _NEEDED[name] <= fields:
            continue
        if base is None and not value:
            continue
        if base is not None and _same(name, base[name], value, fields):
            continue
        if not _same(name, getattr(course, name), value, fields):
            found[name] = value
    return found


def rows_agree(old: EventDraft, new: EventDraft, fields: frozenset[str]) -> bool:
    """Tell whether two readings of one row say the same, as far as the newer file has columns for it."""
    before, after = said_of_course(old), said_of_course(new)
    return (
        old.is_cancelled == new.is_cancelled
        and same_times(old, new, fields)
        and ("last_day" not in fields or old.last_day == new.last_day)
        and all(_same(name, before[name], after[name], fields) for name, needed in _NEEDED.items() if needed <= fields)
        and all(getattr(old, name) == getattr(new, name) for name, needed in _PLACE_FACTS.items() if needed <= fields)
        and (old.address == new.address or not ({"address"} <= fields or set(ADDRESS_PARTS) <= fields))
        and all(_compatible(getattr(old, name), getattr(new, name)) for name in ("number", "municipal_code"))
    )


def same_times(one: _Timed, other: _Timed, fields: frozenset[str]) -> bool:
    """Tell whether two meetings are at the same time; a list without clock times speaks only of the day."""
    if not {"start", "end"} <= fields:
        return local_day(one.starts_at) == local_day(other.starts_at)
    if one.starts_at != other.starts_at or one.time_is_known != other.time_is_known:
        return False
    return not one.time_is_known or one.ends_at == other.ends_at


def _compatible(old: str, new: str) -> bool:
    return not old or not new or old == new


def _same(name: str, one: Any, other: Any, fields: frozenset[str]) -> bool:
    if name == "apply_until" and "apply_until_time" not in fields and one is not None and other is not None:
        return local_day(one) == local_day(other)
    plain = _PLAIN.get(name, _text)
    return bool(plain(one) == plain(other))


def _text(value: Any) -> Any:
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else value


def _minute(value: datetime | None) -> str:
    return "" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def _names(value: tuple[str, ...]) -> str:
    return "、".join(value)


def _fee(value: str) -> str:
    plain = value.replace(",", "").strip()
    return "無料" if plain in {"0円", "0"} else plain


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "apply_until": _minute,
    "owners": _names,
    "partners": _names,
    "fee": _fee,
    "phone": phone_key,
}
"""Two writings of one value; several names share one cell in a list and come back as one."""
