"""Expands a recurrence rule into meetings, and reports those moved or left out because of a closed day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrule, rruleset, rrulestr

from divide_app.domain.calendar import JST
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable
from divide_app.domain.planning.plan import MeetingDraft, MovedMeeting, OnClosed, RepeatDraft

MOST_MEETINGS = 366
"""Nobody plans more than a meeting a day for a year at once."""

SHIFT_DAYS = 31
"""A closed month is no shift but a mistake in the rule."""

LONGEST_YEARS = 10
"""A rule is followed so long and no longer: one that comes true once in a century would be looked for day by day."""

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
"""Nobody meets every second, and a rule that never comes true would be looked for second by second."""

_TIMES_OF_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
"""The time of a meeting is its first one's; a rule says only the days."""

_COUNT = re.compile(r"COUNT=([0-9]+)", re.IGNORECASE)

_MOST_TEXT = 20_000
"""Characters of a rule with its dates: 366 dates take some 6,000."""


def expand(
    repeat: RepeatDraft, why_closed: Callable[[date], str | None]
) -> tuple[list[MeetingDraft], list[MovedMeeting]]:
    """Return the meetings of a rule, and those moved or left out with the reason.

    The rule is one of RFC 5545: `FREQ=...` alone, or lines `RRULE:`, `RDATE:` (days by hand beside the rule) and
    `EXDATE:` (days that are left out). It has to end by COUNT or UNTIL. Only the days it names become meetings: the
    first start alone is none.

    A meeting that is shifted goes to the next open day at the same time that no other meeting of the series has, at
    most 31 days later; where there is none it is left out, and the reason is told all the same. A series with a COUNT
    that is extended goes on by its rule until it has so many meetings: who asks for four gets four.

    Args:
        repeat: The rule; its hours are local, so that a meeting stays at 10:00 whatever the rule.
        why_closed: Reason why a day cannot be used, or None.

    Raises:
        DomainError: `bad_rule` (unreadable), `endless_rule`, `no_dates` (makes none, or all are left out),
            `too_many_dates`, `bad_minutes`.
    """
    if not 0 < repeat.minutes <= 24 * 60:
        raise DomainError("bad_minutes", field="minutes", minutes=repeat.minutes)
    first = repeat.start.astimezone(JST).replace(tzinfo=None)
    days = _days_of(repeat.rrule, first)
    if repeat.on_closed is OnClosed.EXTEND:
        days = _extended(repeat.rrule, first, days, why_closed)
    meetings: list[MeetingDraft] = []
    moved: list[MovedMeeting] = []
    taken = set(days)
    for day in days:
        reason = why_closed(day.date())
        used = day
        if reason is not None:
            shifted = next_open(day, why_closed, taken) if repeat.on_closed is OnClosed.SHIFT else None
            moved.append(MovedMeeting(_utc(day), None if shifted is None else _utc(shifted), reason))
            if shifted is None:
                continue
            taken.add(shifted)
            used = shifted
        meetings.append(MeetingDraft(_utc(used), _utc(used) + timedelta(minutes=repeat.minutes)))
    if not meetings:
        raise DomainError("no_dates", field="rrule")
    return sorted(meetings, key=lambda meeting: meeting.starts_at), moved


def _extended(
    text: str, start: datetime, days: list[datetime], why_closed: Callable[[date], str | None]
) -> list[datetime]:
    """Return the days of a rule that goes on until as many are open as its COUNT asks for."""
    found = _COUNT.search(text)
    if found is None:
        return days
    wanted, more = len(days), 0
    while True:
        lacking = wanted - sum(why_closed(day.date()) is None for day in days)
        more += lacking
        if lacking == 0 or more > SHIFT_DAYS or len(days) + lacking > MOST_MEETINGS:
            return days
        longer = _days_of(_COUNT.sub(f"COUNT={int(found[1]) + more}", text, count=1), start)
        if len(longer) == len(days):
            return days
        days = longer


def next_open(day: datetime, why_closed: Callable[[date], str | None], taken: set[datetime]) -> datetime | None:
    """Return the same time on the next open day that is not taken, within a month (local, without zone)."""
    for days in range(1, SHIFT_DAYS + 1):
        later = day + timedelta(days=days)
        if later not in taken and why_closed(later.date()) is None:
            return later
    return None


def _days_of(text: str, start: datetime) -> list[datetime]:
    """Return the local starts of a rule, in order and once each."""
    found: list[datetime] = []
    try:
        for day in _dates(_lines(text), start):
            if day > start + timedelta(days=366 * LONGEST_YEARS):
                break
            if not found or found[-1] != day:
                found.append(day)
            if len(found) > MOST_MEETINGS:
                raise DomainError("too_many_dates", field="rrule", most=MOST_MEETINGS)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise _bad(text) from error
    if not found:
        raise DomainError("no_dates", field="rrule")
    return found


def _dates(lines: list[tuple[str, str]], start: datetime) -> Iterator[datetime]:
    every: rruleset = rruleset()
    for name, value in lines:
        if name == "RRULE":
            for day in _rule_days(value, start):
                every.rdate(day)
        elif name == "RDATE":
            for day in _moments(value, start):
                every.rdate(day)
        else:
            for day in _moments(value, start):
                every.exdate(day)
    return iter(every)


def _rule_days(value: str, start: datetime) -> Iterator[datetime]:
    parts = dict(part.split("=", 1) for part in value.upper().split(";") if part)
    if parts.get("FREQ") not in _FREQUENCIES or _TIMES_OF_DAY & parts.keys() or int(parts.get("INTERVAL", "1")) < 1:
        raise _bad(value)
    if "COUNT" not in parts and "UNTIL" not in parts:
        raise DomainError("endless_rule", field="rrule")
    if "COUNT" in parts and "UNTIL" in parts:
        raise _bad(value)  # RFC 5545 3.3.10: not both
    # The library searches up to the year 9999; this ends after some years whatever the rule.
    count = int(parts.pop("COUNT", "0"))
    horizon = start + timedelta(days=366 * LONGEST_YEARS)
    until = min(_until(parts.pop("UNTIL")), horizon) if "UNTIL" in parts else horizon
    rule = rrulestr(";".join(f"{name}={part}" for name, part in parts.items()), dtstart=start)
    if not isinstance(rule, rrule):
        raise _bad(value)
    for number, day in enumerate(rule.replace(until=until)):
        if count and number >= count:
            return
        yield day
        if number > MOST_MEETINGS:
            return


def _lines(text: str) -> list[tuple[str, str]]:
    """Return (RRULE, RDATE or EXDATE; value) of each line; a line without a name is a rule."""
    if len(text) > _MOST_TEXT:
        raise _bad(text)
    found = []
    for line in re.split(r"[\r\n]+", text.strip()):
        name, colon, value = line.strip().partition(":")
        kind = name.split(";")[0].upper() if colon else "RRULE"
        if kind not in {"RRULE", "RDATE", "EXDATE"}:
            raise _bad(text)
        found.append((kind, value if colon else line.strip()))
    return found


def _moments(value: str, start: datetime) -> Iterator[datetime]:
    """Return the moments of RDATE or EXDATE; a day alone is at the time of the series."""
    for part in value.split(","):
        yield _moment(part.strip().upper(), start.time())


def _until(text: str) -> datetime:
    """Return the last moment; a day alone includes its whole day."""
    return _moment(text, time(23, 59, 59))


def _moment(text: str, clock: time) -> datetime:
    """Read 20270501, 20270501T100000 or 20270501T010000Z; those with Z are UTC, all others Japan time."""
    # No strptime: its first use reads a module from the disk, and the write lock is held here.
    moment = datetime.fromisoformat(text)
    if "T" not in text:
        return datetime.combine(moment.date(), clock)
    return moment.astimezone(JST).replace(tzinfo=None) if moment.tzinfo else moment


def _bad(text: str) -> DomainError:
    return DomainError("bad_rule", field="rrule", rule=quotable(text[:200]))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JST).astimezone(UTC)
