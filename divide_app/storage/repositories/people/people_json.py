"""Turns availability and contact wishes into plain JSON and back, as their columns keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from divide_app.domain.people.availability import Availability, DayOn, DaysOff, WeekTime
from divide_app.domain.people.supporters import ContactWay, ContactWishes
from divide_app.storage.columns import Codec

Json = dict[str, Any]


def availability_json(availability: Availability) -> Json:
    """Return the parts that say anything."""
    return _filled(
        weekly=_week_json(availability.weekly),
        days_off=[[off.first_day.isoformat(), off.last_day.isoformat()] for off in availability.days_off],
        days_on=[[on.day.isoformat(), on.start, on.end] for on in availability.days_on],
    )


def availability_of(kept: Mapping[str, Any]) -> Availability:
    """Return the availability that was kept."""
    return Availability(
        weekly=_week_of(kept.get("weekly", ())),
        days_off=tuple(
            DaysOff(date.fromisoformat(first), date.fromisoformat(last)) for first, last in kept.get("days_off", ())
        ),
        days_on=tuple(DayOn(date.fromisoformat(day), start, end) for day, start, end in kept.get("days_on", ())),
    )


def contact_json(contact: ContactWishes) -> Json:
    """Return the parts that say anything."""
    return _filled(
        ways=[way.value for way in contact.ways],
        call_times=_week_json(contact.call_times),
        no_call_times=_week_json(contact.no_call_times),
        email=contact.email,
        fax=contact.fax,
        address=contact.address,
    )


def contact_of(kept: Mapping[str, Any]) -> ContactWishes:
    """Return the wishes that were kept."""
    return ContactWishes(
        ways=tuple(ContactWay(way) for way in kept.get("ways", ())),
        call_times=_week_of(kept.get("call_times", ())),
        no_call_times=_week_of(kept.get("no_call_times", ())),
        email=kept.get("email", ""),
        fax=kept.get("fax", ""),
        address=kept.get("address", ""),
    )


def _week_json(times: Iterable[WeekTime]) -> list[list[int]]:
    return [[one.weekday, one.start, one.end] for one in times]


def _week_of(kept: Iterable[Iterable[int]]) -> tuple[WeekTime, ...]:
    return tuple(WeekTime(*one) for one in kept)


def _filled(**parts: Any) -> Json:
    return {name: value for name, value in parts.items() if value}


NESTED: Mapping[Any, Codec] = {
    Availability: Codec(availability_json, availability_of),
    ContactWishes: Codec(contact_json, contact_of),
}
