"""Converts search results into lines of the Ctrl+K popup, each with the screen that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from divide_app.foundation.translation import _
from divide_app.ui.shell import Search, SearchHit
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted, ScheduleWanted

if TYPE_CHECKING:
    from divide_app.services import Services
    from divide_app.services.search import SearchHit as Found


def find_everything(services: Services) -> Search:
    """Return the search of the frame: people, courses and sessions.

    The screens get these arguments: `applications` gets `participant`, `courses` gets `course`, and `schedule` gets
    `class_session`, each a UUID.
    """

    def search(text: str) -> list[SearchHit]:
        return [_line(found) for found in services.search.find(text)]

    return search


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
