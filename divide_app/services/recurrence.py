"""Turns a repetition rule into meetings, and says which of them a closed day moved or left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from divide_app.domain.calendar import JST
from divide_app.domain.errors import DomainError
from divide_app.domain.plan import MeetingDraft, MovedMeeting, OnClosed, RepeatDraft

MOST_MEETINGS = 366
"""A rule without an end stops here, and is refused: nobody plans more than a meeting a day for a year."""

_FREQUENCY = re.compile(r"(^|;|:)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)")
"""Nobody meets every second, and a rule that never comes true would be looked for second by second."""

SHIFT_DAYS = 31
"""A closed month is no shift but a mistake in the rule."""


def expand(
    repeat: RepeatDraft, why_closed: Callable[[date], str | None]
) -> tuple[list[MeetingDraft], list[MovedMeeting]]:
    """Return the meetings of a rule, and those moved or left out with the reason.

    Args:
        repeat: The rule; its hours are local, so that a meeting stays at 10:00 whatever the rule.
        why_closed: Reason why a day cannot be used, or None.

    Raises:
        DomainError: `bad_rule` (unreadable), `no_dates` (makes none), `too_many_dates`, `bad_minutes`.
    """
    from dateutil.rrule import rrulestr

    if not 0 < repeat.minutes <= 24 * 60:
        raise DomainError("bad_minutes", field="minutes", minutes=repeat.minutes)
    if not _FREQUENCY.search(repeat.rrule.upper()):
        raise DomainError("bad_rule", field="rrule", rule=repeat.rrule)
    start = repeat.start.astimezone(JST).replace(tzinfo=None)
    try:
        rule = rrulestr(_local_until(repeat.rrule), dtstart=start)
        days = []
        for day in rule:
            days.append(day)
            if len(days) > MOST_MEETINGS:
                raise DomainError("too_many_dates", field="rrule", most=MOST_MEETINGS)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DomainError("bad_rule", field="rrule", rule=repeat.rrule) from error
    meetings: list[MeetingDraft] = []
    moved: list[MovedMeeting] = []
    taken = set(days)
    for day in days:
        reason = why_closed(day.date())
        used = day
        if reason is not None:
            shifted = _shifted(day, why_closed, taken) if repeat.on_closed is OnClosed.SHIFT else None
            moved.append(MovedMeeting(_utc(day), None if shifted is None else _utc(shifted), reason))
            if shifted is None:
                continue
            taken.add(shifted)
            used = shifted
        meetings.append(MeetingDraft(_utc(used), _utc(used) + timedelta(minutes=repeat.minutes)))
    if not meetings:
        raise DomainError("no_dates", field="rrule")
    return sorted(meetings, key=lambda meeting: meeting.starts_at), moved


def _shifted(day: datetime, why_closed: Callable[[date], str | None], taken: set[datetime]) -> datetime | None:
    for days in range(1, SHIFT_DAYS + 1):
        later = day + timedelta(days=days)
        if later not in taken and why_closed(later.date()) is None:
            return later
    return None


def _local_until(rule: str) -> str:
    """Rules from other programs give UNTIL in UTC; ours count in local time, as the meetings do."""
    parts = []
    for part in rule.removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name.upper() == "UNTIL" and value.upper().endswith("Z"):
            until = datetime.strptime(value.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            value = until.astimezone(JST).strftime("%Y%m%dT%H%M%S")
        elif name.upper() == "UNTIL" and "T" not in value.upper():
            value += "T235959"  # a date includes its whole day
        parts.append(f"{name}={value}")
    return ";".join(parts)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JST).astimezone(UTC)
