"""Turns the values that are things of their own (availability, wishes, staffing rules) into plain JSON and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from divide_app.domain.availability import Availability, DayOn, DaysOff, WeekTime
from divide_app.domain.lending import LendingNeed
from divide_app.domain.staffing_rule import NO_RULE, Staffing
from divide_app.domain.supporters import ContactWay, ContactWishes, SupporterKind
from divide_app.domain.visit_requests import Wish

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


def staffing_json(staffing: Staffing) -> Json:
    """Return the parts that say anything."""
    return _filled(
        least=staffing.least,
        leads=staffing.leads,
        kinds=[kind.value for kind in staffing.kinds],
        abilities=list(staffing.abilities),
    )


def staffing_of(kept: Mapping[str, Any]) -> Staffing:
    """Return the rule that was kept."""
    if not kept:
        return NO_RULE
    return Staffing(
        least=kept.get("least", 0),
        leads=kept.get("leads", 0),
        kinds=tuple(SupporterKind(kind) for kind in kept.get("kinds", ())),
        abilities=tuple(kept.get("abilities", ())),
    )


def lending_json(needs: Iterable[LendingNeed]) -> list[list[str]]:
    """Return pairs of a stock's id and how many."""
    return [[str(need.stock_id), str(need.quantity)] for need in needs]


def lending_of(kept: Iterable[Sequence[str]]) -> tuple[LendingNeed, ...]:
    """Return what is lent from its stored pairs."""
    return tuple(LendingNeed(UUID(stock), int(quantity)) for stock, quantity in kept)


def wishes_json(wishes: Iterable[Wish]) -> list[list[str]]:
    """Return pairs of first and last moment, in UTC."""
    return [[one.astimezone(UTC).isoformat() for one in (wish.starts_at, wish.ends_at)] for wish in wishes]


def wishes_of(kept: Iterable[Sequence[str]]) -> tuple[Wish, ...]:
    """Return the wishes that were kept."""
    return tuple(Wish(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in kept)
