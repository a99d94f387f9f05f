"""Converts search results into lines of the Ctrl+K popup, each with the screen that shows it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.ui.shell import Search, SearchHit
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted, ScheduleWanted
from divide_app.wording.dates import reiwa_day

if TYPE_CHECKING:
    from divide_app.services import Services
    from divide_app.services.search import SearchHit as Found


def find_everything(services: Services) -> Search:
    """Return the search of the frame: a day, people, courses, sessions and venues.

    The screens get these arguments: `applications` gets `participant`, `courses` gets `course`, and `schedule` gets
    `class_session` or `venue`, each a UUID, or `day`.
    """

    def search(text: str) -> list[SearchHit]:
        return [*_days(text, local_day(services.now())), *(_line(found) for found in services.search.find(text))]

    return search


def _days(text: str, today: date) -> list[SearchHit]:
    from divide_app.ui.widgets.when_fields import parse_near

    try:
        day = parse_near(text, today)
    except DomainError:
        return []
    return [SearchHit(_("日付"), reiwa_day(day), _("この日の予定をひらく"), "calendar", ScheduleWanted(day=day))]


def _line(found: Found) -> SearchHit:
    from divide_app.services.search import HitKind
    from divide_app.wording.dates import day_and_clock

    match found.kind:
        case HitKind.PERSON:
            return SearchHit(_("人"), found.title, found.note, "person", ApplicationsWanted(participant=found.id))
        case HitKind.COURSE:
            return SearchHit(_("講座"), found.title, found.note, "book", CoursesWanted(course=found.id))
        case HitKind.SESSION:
            moment = day_and_clock(found.starts_at) if found.starts_at is not None else ""
            detail = f"{moment} {found.note}".strip()
            return SearchHit(_("回"), found.title, detail, "calendar", ScheduleWanted(class_session=found.id))
        case HitKind.VENUE:
            detail = found.note or _("この会場の予定をひらく")
            return SearchHit(_("会場"), found.title, detail, "calendar", ScheduleWanted(venue=found.id))
