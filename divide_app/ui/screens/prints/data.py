"""Reads what can be printed, and what was printed last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from divide_app.domain.calendar import local_day
from divide_app.domain.lines import CourseLine, SessionLine
from divide_app.domain.names import name_key
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.planning.courses import CourseState, SelectionKind, SessionState
from divide_app.foundation.translation import _
from divide_app.services.papers.letters import LetterKind
from divide_app.ui.widgets.session_looks import course_days, session_place, session_title
from divide_app.wording.dates import clock, reiwa_month, short_day
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from divide_app.services import Services

_LOOKED_THROUGH = 300
"""Newest audit entries in which the last prints are looked for."""


class _Act(Protocol):
    """One entry of the audit trail, as far as it is read here."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def act(self) -> str:
        """What was done."""

    @property
    def subject(self) -> str:
        """On which thing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a paper can be made of.

    Attributes:
        id: What `services.papers.prints.make` takes.
        key: Folded words the filter looks in.
    """

    id: str
    title: str
    below: str
    key: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastPrint:
    """One paper that left the program."""

    kind: PrintKind
    subject: str
    others: int
    title: str
    at: datetime


OFFERED = (
    PrintKind.FLYER,
    PrintKind.APPLICATION_FORM,
    PrintKind.ATTENDANCE_SHEET,
    PrintKind.SURVEY,
    PrintKind.TICKETS,
    PrintKind.NOTICES,
    PrintKind.MONTHLY,
)
"""Papers to choose from here; the others are printed where their things are looked after."""


def choices(services: Services, kind: PrintKind, first: date, last: date, today: date) -> list[Choice]:
    """Return what a paper can be made of between two local days, both included; what is next comes first."""
    if kind is PrintKind.MONTHLY:
        return months(first, min(last, today))
    if kind in {PrintKind.ATTENDANCE_SHEET, PrintKind.SURVEY}:
        sessions = [one for one in services.scheduling.sessions(first, last) if one.state is not SessionState.CANCELLED]
        return _next_first([_of_session(one) for one in sessions], today)
    courses = [
        one
        for one in services.scheduling.courses()
        if one.state is not CourseState.CANCELLED
        and (kind is not PrintKind.TICKETS or one.accepted)
        and _meets_between(one, first, last)
    ]
    return _next_first([_of_course(one, kind) for one in courses], today)


def letter_choices(services: Services, kind: LetterKind, first: date, last: date, today: date) -> list[Choice]:
    """Return courses with somebody to tell, with how many were told already."""
    told = services.letters.told_counts(kind)
    found = []
    for one in services.scheduling.courses():
        if not _is_for(one, kind) or not _meets_between(one, first, last):
            continue
        sent = told.get(one.id, 0)
        mark = _("送付済み {number}人").format(number=sent) if sent else _("未送付")
        below = "　".join(filter(None, (mark, _to_tell(one, kind), course_days(one))))
        found.append(Choice(str(one.id), one.title, below, name_key(f"{one.title} {below}"), one.last_ends_at))
    return _next_first(found, today)


def _is_for(course: CourseLine, kind: LetterKind) -> bool:
    match kind:
        case LetterKind.ACCEPTED:
            return course.accepted > 0 and course.state is not CourseState.CANCELLED
        case LetterKind.WAITING:
            return course.waiting > 0 and course.state is not CourseState.CANCELLED
        case LetterKind.LOST:
            return course.selection is SelectionKind.LOTTERY and course.state is not CourseState.CANCELLED
        case LetterKind.CANCELLED:
            return course.state is CourseState.CANCELLED


def _to_tell(course: CourseLine, kind: LetterKind) -> str:
    number = {LetterKind.ACCEPTED: course.accepted, LetterKind.WAITING: course.waiting}.get(kind)
    return "" if number is None else f"{label(kind)} {_('{number}人').format(number=number)}"


def months(first: date, last: date) -> list[Choice]:
    """Return the months from the one of `first` to the one of `last`, newest first."""
    found = []
    day = max(first, last).replace(day=1)
    while day >= first.replace(day=1):
        word = reiwa_month(day.year, day.month)
        found.append(Choice(f"{day.year}-{day.month:02}", word, "", name_key(word)))
        day = (day - timedelta(days=1)).replace(day=1)
    return found


def filtered(found: Sequence[Choice], text: str) -> list[Choice]:
    """Return those whose words hold every part of `text`."""
    parts = [name_key(part) for part in text.split()]
    return [one for one in found if all(part in one.key for part in parts)]


def last_prints(services: Services, most: int) -> list[LastPrint]:
    """Return the papers that left the program last; the things of one batch are one line."""
    batches: list[list[_Act]] = []
    for entry in services.maintenance.audit_entries(_LOOKED_THROUGH):
        if not entry.act.startswith("print."):
            continue
        if batches and batches[-1][0].at == entry.at and batches[-1][0].act == entry.act:
            batches[-1].append(entry)
        elif len(batches) < most:
            batches.append([entry])
        else:
            break
    if not batches:
        return []
    titles = _titles(services, [entry for batch in batches for entry in batch])
    return [
        LastPrint(
            PrintKind(batch[-1].act.removeprefix("print.")),
            batch[-1].subject,
            len(batch) - 1,
            titles.get(batch[-1].subject, ""),
            batch[-1].at,
        )
        for batch in batches
        if batch[-1].act.removeprefix("print.") in set(PrintKind)
    ]


def last_print_words(one: LastPrint) -> str:
    """Return 出席簿 スマホ入門 第2回 ほか3件."""
    words = f"{label(one.kind)} {one.title}".strip()
    return _("{words} ほか{number}件").format(words=words, number=one.others) if one.others else words


def last_print_moment(one: LastPrint) -> str:
    """Return 11/21(土) 9:05."""
    return f"{short_day(one.at)} {clock(one.at)}"


def _titles(services: Services, entries: Sequence[_Act]) -> dict[str, str]:
    titles = {str(one.id): one.title for one in services.scheduling.courses()}

    def subjects(*kinds: PrintKind) -> set[str]:
        acts = {f"print.{kind}" for kind in kinds}
        return {entry.subject for entry in entries if entry.act in acts}

    sheets = subjects(PrintKind.ATTENDANCE_SHEET, PrintKind.SURVEY) - set(titles)
    if sheets:
        titles |= {str(one.id): session_title(one) for one in services.scheduling.sessions() if str(one.id) in sheets}
    if subjects(PrintKind.VISIT_REPLY):
        titles |= {str(one.id): one.organisation for one in services.visit_requests.all()}
    for entry in entries:
        year, sign, month = entry.subject.partition("-")
        if sign and len(year) == len("2026") and month.isdecimal():
            titles[entry.subject] = reiwa_month(int(year), int(month))
    return titles


def _meets_between(course: CourseLine, first: date, last: date) -> bool:
    if course.first_starts_at is None or course.last_ends_at is None:
        return True
    return local_day(course.first_starts_at) <= last and local_day(course.last_ends_at) >= first


def _of_course(line: CourseLine, kind: PrintKind) -> Choice:
    count = _("受講決定 {number}人").format(number=line.accepted) if kind is PrintKind.TICKETS else ""
    below = "　".join(part for part in (course_days(line), count or _("・").join(line.venues)) if part)
    return Choice(str(line.id), line.title, below, name_key(f"{line.title} {below}"), line.last_ends_at)


def _of_session(line: SessionLine) -> Choice:
    when = f"{short_day(line.starts_at)} {clock(line.starts_at) if line.time_is_known else ''}".strip()
    below = f"{when}　{session_place(line)}"
    title = session_title(line)
    return Choice(str(line.id), title, below, name_key(f"{title} {below}"), line.ends_at)


def _next_first(found: list[Choice], today: date) -> list[Choice]:
    """Put what is still to come first, the nearest on top, then what is over, the latest on top."""
    dated = [(local_day(one.at), one) for one in found if one.at is not None]
    coming = [one for day, one in sorted(dated, key=lambda pair: pair[0]) if day >= today]
    over = [one for day, one in sorted(dated, key=lambda pair: pair[0], reverse=True) if day < today]
    return coming + [one for one in found if one.at is None] + over
