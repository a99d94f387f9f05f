"""Converts the clerk's choice (毎週, 第3土曜日, single days) into a recurrence rule or the days of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from divide_app.domain.calendar import at_local
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.plan import MeetingDraft, MovedMeeting, OnClosed, RepeatDraft
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import PlanResult
from divide_app.ui.widgets.when_fields import parse_near
from divide_app.wording.dates import weekday

MOST_PLAIN = 20
MOST_SHOWN = 40
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeat(StrEnum):
    """How meetings repeat."""

    WEEKLY = "weekly"
    EVERY_N_WEEKS = "every_n_weeks"
    NTH_WEEKDAY = "nth_weekday"
    LAST_WEEKDAY = "last_weekday"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class When:
    """What stands in the rows of the second step; `end` carries its days later, as `parse_clock` gives it."""

    repeat: Repeat
    first: date
    count: int
    every: int
    start: tuple[time, int]
    end: tuple[time, int]
    on_closed: OnClosed
    days: tuple[date, ...] = ()


def repeat_words(first: date | None) -> list[tuple[Repeat, str]]:
    """Return the choices in words; those that hang on the first day name its weekday."""
    if first is None:
        return [
            (Repeat.WEEKLY, _("毎週")),
            (Repeat.EVERY_N_WEEKS, _("何週間かごと")),
            (Repeat.NTH_WEEKDAY, _("毎月 同じ週の曜日")),
            (Repeat.LAST_WEEKDAY, _("毎月 最後の曜日")),
            (Repeat.DAYS, _("日を1つずつ入れる")),
        ]
    name, nth = weekday(first), (first.day - 1) // 7 + 1
    return [
        (Repeat.WEEKLY, _("毎週 {weekday}曜日").format(weekday=name)),
        (Repeat.EVERY_N_WEEKS, _("何週間かごと {weekday}曜日").format(weekday=name)),
        (Repeat.NTH_WEEKDAY, _("毎月 第{nth}{weekday}曜日").format(nth=nth, weekday=name)),
        (Repeat.LAST_WEEKDAY, _("毎月 最後の{weekday}曜日").format(weekday=name)),
        (Repeat.DAYS, _("日を1つずつ入れる")),
    ]


def rule_of(when: When) -> str:
    """Return the rule of RFC 5545 for a repetition."""
    day = _WEEKDAYS[when.first.weekday()]
    match when.repeat:
        case Repeat.NTH_WEEKDAY:
            return f"FREQ=MONTHLY;BYDAY={(when.first.day - 1) // 7 + 1}{day};COUNT={when.count}"
        case Repeat.LAST_WEEKDAY:
            return f"FREQ=MONTHLY;BYDAY=-1{day};COUNT={when.count}"
        case Repeat.EVERY_N_WEEKS:
            return f"FREQ=WEEKLY;INTERVAL={when.every};COUNT={when.count}"
        case _:
            return f"FREQ=WEEKLY;COUNT={when.count}"


def repeat_of(when: When) -> RepeatDraft | None:
    """Return the repetition, or None when the days are given one by one.

    Raises:
        DomainError: `end_before_start`.
    """
    if when.repeat is Repeat.DAYS:
        return None
    starts_at, ends_at = at_local(when.first, *when.start), at_local(when.first, *when.end)
    if ends_at <= starts_at:
        raise DomainError("end_before_start", field="ends_at")
    minutes = int((ends_at - starts_at) / timedelta(minutes=1))
    return RepeatDraft(rule_of(when), starts_at, minutes, when.on_closed)


def meetings_of(when: When) -> tuple[MeetingDraft, ...]:
    """Return the meetings on days given one by one, in order; none for a repetition."""
    if when.repeat is not Repeat.DAYS:
        return ()
    return tuple(MeetingDraft(at_local(day, *when.start), at_local(day, *when.end)) for day in sorted(set(when.days)))


def parse_days(text: str, today: date) -> tuple[date, ...]:
    """Return days written one per line, or with 、 or commas between them; without a year near `today`.

    Raises:
        DomainError: `bad_date`, naming the first that is no day.
    """
    parts = [part.strip() for part in re.split(r"[\n、,，]", text)]
    return tuple(parse_near(part, today) for part in parts if part)


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of the preview: a meeting that will be made, or (number 0) one that is left out."""

    number: int
    starts_at: datetime
    ends_at: datetime | None
    moved: MovedMeeting | None
    place: int


def preview_lines(result: PlanResult) -> list[PreviewLine]:
    """Return what would be made and what would be left out, in order of time."""
    meetings = sorted(result.meetings, key=lambda meeting: meeting.starts_at)
    moved_to = {one.moved_to: one for one in result.moved if one.moved_to is not None}
    lines = [
        PreviewLine(place + 1, meeting.starts_at, meeting.ends_at, moved_to.get(meeting.starts_at), place)
        for place, meeting in enumerate(meetings)
    ]
    lines += [PreviewLine(0, one.starts_at, None, one, -1) for one in result.moved if one.moved_to is None]
    return sorted(lines, key=lambda line: line.starts_at)


def worth_showing(lines: Sequence[PreviewLine], result: PlanResult) -> list[PreviewLine]:
    """Return the lines a person can take in: the first ones, and of the rest those that are moved or in the way."""
    clashing = {clash.session_id for clash in result.clashes}
    shown: list[PreviewLine] = []
    for line in lines:
        tells = line.moved is not None or (line.place >= 0 and result.class_sessions[line.place] in clashing)
        if len(shown) < MOST_PLAIN or (tells and len(shown) < MOST_SHOWN):
            shown.append(line)
    return shown


def hard_count(result: PlanResult) -> int:
    """Return how many things refuse the plan unless a reason is given."""
    return sum(clash.hard for clash in result.clashes)
