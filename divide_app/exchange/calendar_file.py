"""Writes sessions as an iCalendar file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from divide_app.domain import calendar
from divide_app.foundation.files import written_whole

ZONE = "Asia/Tokyo"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One session for a calendar.

    Attributes:
        uid: The session's own id, the same at every export, so that a calendar updates instead of adding.
        starts_at: UTC.
        ends_at: UTC.
        time_is_known: When false it is an entry for the whole local day (or days).
        changed_at: UTC; when the session was last changed, for calendars that keep the newest.
        revision: Rises with every change (SEQUENCE).
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool = True
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    changed_at: datetime | None = None
    revision: int = 0


def write_calendar(path: Path, entries: Iterable[CalendarEntry], *, name: str, now: datetime) -> int:
    """Write an iCalendar file (RFC 5545) in Japan's time with its VTIMEZONE.

    Args:
        path: Where to.
        entries: Sessions in any order.
        name: Name of the calendar.
        now: Moment of writing (UTC), for sessions without their own moment of change.

    Returns:
        The number of entries written.

    Raises:
        EnvironmentProblem: As `written_whole`.
    """
    from icalendar import Calendar, Event, Timezone, TimezoneStandard

    book = Calendar()
    book.add("prodid", "-//divide_app//kakehashi//JA")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", name)
    book.add("x-wr-timezone", ZONE)
    # Written by hand: Japan has had no summer time since 1951, and a Windows PC may lack the zone database.
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(standard)
    book.add_component(zone)
    count = 0
    for entry in sorted(entries, key=lambda entry: (entry.starts_at, entry.uid)):
        event = Event()
        event.add("uid", f"{entry.uid}@kakehashi" if "@" not in entry.uid else entry.uid)
        event.add("dtstamp", (entry.changed_at or now).astimezone(UTC).replace(microsecond=0))
        event.add("last-modified", (entry.changed_at or now).astimezone(UTC).replace(microsecond=0))
        event.add("sequence", entry.revision)
        event.add("summary", entry.title)
        start, end = calendar.local(entry.starts_at), calendar.local(entry.ends_at)
        if entry.time_is_known and end > start:
            event.add("dtstart", start.replace(tzinfo=None), parameters={"TZID": ZONE})
            event.add("dtend", end.replace(tzinfo=None), parameters={"TZID": ZONE})
        else:
            event.add("dtstart", start.date())
            event.add("dtend", _day_after(start, end))
            event.add("transp", "TRANSPARENT")  # an unknown hour must not block a colleague's whole day
        for prop, text in (("location", entry.place), ("description", entry.description), ("url", entry.url)):
            if text:
                event.add(prop, text)
        event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
        book.add_component(event)
        count += 1
    content = book.to_ical()
    with written_whole(path) as file:
        file.write(content)
    return count


def _day_after(start: datetime, end: datetime) -> date:
    last = max(start, end - timedelta(minutes=1))
    return last.date() + timedelta(days=1)
