"""One search over people, courses, meetings and venues by a few characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.names import name_key
from divide_app.domain.people.personal_data import hidden_fields
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries import lists
from divide_app.storage.queries.people import search as people_search


class HitKind(StrEnum):
    """Kind of a search hit."""

    PERSON = "person"
    COURSE = "course"
    SESSION = "session"
    VENUE = "venue"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found; `starts_at` for sessions (UTC), `note` is kana or place."""

    kind: HitKind
    id: UUID
    title: str
    note: str = ""
    starts_at: datetime | None = None


class Search(Service):
    """Searches people, courses, meetings and venues."""

    @allowed(OFFICE)
    def find(self, words: str, *, most: int = 8) -> list[SearchHit]:
        """Return at most `most` of each kind; an empty text finds nothing."""
        key = name_key(words)
        if not key:
            return []
        with self.database.read() as uow:
            people = lists.participant_lines(
                uow.connection,
                local_day(self.database.now()),
                ids=people_search.find(
                    uow.connection, words, most, with_phone="phone" not in hidden_fields(self.database.actor.role)
                ),
            )
            courses = lists.courses_by_words(uow.connection, key, most)
            sessions = lists.session_lines(
                uow.connection,
                first=self.database.now(),
                course_ids=[course for course, _ in courses],
                most=most,
            )
            venues = [venue for venue in uow.venues.all() if key in name_key(venue.name)][:most]
        return [
            *(SearchHit(HitKind.PERSON, one.id, one.name, one.kana) for one in people),
            *(SearchHit(HitKind.COURSE, id_, title) for id_, title in courses),
            *(
                SearchHit(HitKind.SESSION, one.id, one.course_title, one.venue, one.starts_at)
                for one in (sessions if courses else [])
            ),
            *(SearchHit(HitKind.VENUE, venue.id, venue.name, venue.address) for venue in venues),
        ]
