"""Repositories of the catalogue, courses, meetings and applications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, column, func, select, table, update

from divide_app.domain.applications import Application, ApplicationStatus
from divide_app.domain.calendar import local_month
from divide_app.domain.names import name_key
from divide_app.domain.planning.courses import CatalogueEntry, ClassSession, Course
from divide_app.domain.seats.placement import Move
from divide_app.storage.repositories.base import Repository, chunks, insert_all, insert_many
from divide_app.storage.rows.planning.courses import ApplicationRow, CatalogueRow, ClassSessionRow, CourseRow


class Catalogue(Repository[CatalogueEntry]):
    """Kinds of course."""

    row = CatalogueRow
    kept = CatalogueEntry

    def remove(self, id_: UUID) -> None:
        """Forget a kind of course; courses do not point at it."""
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))


class Courses(Repository[Course]):
    """Courses."""

    row = CourseRow
    kept = Course

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(connection)
        self.now = now

    def values(self, thing: Course) -> dict[str, Any]:
        """Return the course's columns with the key its title is found by."""
        return super().values(thing) | {"title_key": name_key(thing.title)}

    def add(self, thing: Course) -> None:
        """Store a new course."""
        self.add_all([thing])

    def add_all(self, things: Iterable[Course]) -> None:
        """Store new courses."""
        values = [self.values(thing) | {"created_at": self.now} for thing in things]
        insert_all(self.connection, self.table, values)

    def lending(self) -> list[Course]:
        """Return the courses at which something is lent."""
        return [course for course in self.all() if course.lending]

    def by_title(self, title: str) -> list[Course]:
        """Return courses whose title has the same key (width, case and spaces do not matter)."""
        return self.many(select(self.table).where(self.table.c.title_key == name_key(title)))


class ClassSessions(Repository[ClassSession]):
    """Meetings."""

    row = ClassSessionRow
    kept = ClassSession

    def values(self, thing: ClassSession) -> dict[str, Any]:
        """Return the meeting's columns with what follows from its times."""
        return super().values(thing) | {"month": local_month(thing.starts_at), "minutes": thing.minutes}

    def add(self, thing: ClassSession) -> None:
        """Store a new meeting; nobody is present yet."""
        self.add_all([thing])

    def add_all(self, things: Iterable[ClassSession]) -> None:
        """Store new meetings."""
        values = [self.values(thing) | {"present": 0} for thing in things]
        insert_all(self.connection, self.table, values)

    def of_course(self, course_id: UUID) -> list[ClassSession]:
        """Return a course's meetings by number."""
        return self.many(select(self.table).where(self.table.c.course_id == course_id).order_by(self.table.c.number))

    def lock_course(self, course_id: UUID) -> list[ClassSession]:
        """Return a course's meetings by number, each locked against other programs."""
        query = select(self.table).where(self.table.c.course_id == course_id).order_by(self.table.c.number)
        return self.many(query.with_for_update(key_share=True))

    def of_courses(self, course_ids: Sequence[UUID]) -> dict[UUID, list[ClassSession]]:
        """Return the meetings of many courses, by course and number."""
        found: dict[UUID, list[ClassSession]] = {}
        for part in chunks(course_ids):
            query = select(self.table).where(self.table.c.course_id.in_(part)).order_by(self.table.c.number)
            for meeting in self.many(query):
                found.setdefault(meeting.course_id, []).append(meeting)
        return found

    def by_ids(self, ids: Sequence[UUID]) -> list[ClassSession]:
        """Return those of the meetings that are there, in order of start."""
        found: list[ClassSession] = []
        for part in chunks(ids):
            found += self.many(select(self.table).where(self.table.c.id.in_(part)))
        return sorted(found, key=lambda one: (one.starts_at, one.id))

    def with_people(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return those of the meetings at which people were received, with how many."""
        found: dict[UUID, int] = {}
        for part in chunks(ids):
            query = select(self.table.c.id, self.table.c.present).where(self.table.c.id.in_(part))
            found.update(
                {row.id: row.present for row in self.connection.execute(query.where(self.table.c.present > 0))}
            )
        return found

    def lending(self) -> list[ClassSession]:
        """Return the meetings that say for themselves what is lent."""
        return self.many(select(self.table).where(self.table.c.lending.is_not(None)))

    def in_place(self, *, venue_id: UUID | None = None, room_id: UUID | None = None) -> list[ClassSession]:
        """Return every meeting of one venue or one room, in order of start."""
        columns = self.table.c
        here = columns.venue_id == venue_id if room_id is None else columns.room_id == room_id
        return self.many(select(self.table).where(here).order_by(columns.starts_at, columns.id))

    def count_in(self, *, venue_id: UUID | None = None, room_id: UUID | None = None) -> int:
        """Return how many meetings one venue or one room has."""
        columns = self.table.c
        here = columns.venue_id == venue_id if room_id is None else columns.room_id == room_id
        return int(self.connection.execute(select(func.count()).select_from(self.table).where(here)).scalar_one())

    def venue_ids(self) -> set[UUID]:
        """Return the venues some meeting was ever planned in."""
        query = select(self.table.c.venue_id).where(self.table.c.venue_id.is_not(None)).distinct()
        return set(self.connection.execute(query).scalars())

    def room_ids(self) -> set[UUID]:
        """Return the rooms some meeting was ever planned in."""
        query = select(self.table.c.room_id).where(self.table.c.room_id.is_not(None)).distinct()
        return set(self.connection.execute(query).scalars())

    def remove(self, id_: UUID) -> None:
        """Forget a meeting nothing points at."""
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))

    def between(self, first: datetime, last: datetime) -> list[ClassSession]:
        """Return meetings that overlap the half-open time from `first` to `last`."""
        columns = self.table.c
        query = select(self.table).where(columns.starts_at < last, columns.ends_at > first)
        return self.many(query.order_by(columns.starts_at))


class Applications(Repository[Application]):
    """Applications."""

    row = ApplicationRow
    kept = Application

    def values(self, thing: Application) -> dict[str, Any]:
        """Return the application's columns, with the purpose in force where it names none."""
        return super().values(thing) | {
            "purpose_version": thing.purpose_version or self.purpose_version,
            "state": thing.stands.value,
        }

    @cached_property
    def purpose_version(self) -> int:
        """Version of the text on the purpose of use that is in force; our own text is the first."""
        # The table's own module is not built for this: most starts never ask for it.
        return self.connection.execute(select(func.max(column("version"))).select_from(table("purposes"))).scalar() or 1

    def add(self, thing: Application) -> None:
        """Store a new application; one without a number gets the course's next."""
        self.add_all([thing])

    def add_all(self, things: Iterable[Application]) -> None:
        """Store new applications; those without a number get their course's next ones, in the order given."""
        values = [self.values(one) | {"number": number} for one, number in self._numbered(things)]
        insert_many(self.connection, self.row, values)

    def change(self, thing: Application) -> None:
        """Store an application's new state; without a number it was asked anew, and gets the course's next.

        Raises:
            DomainError: `not_found`.
        """
        for one, number in self._numbered([thing]):
            super().change(replace(one, number=number))

    def _numbered(self, things: Iterable[Application]) -> Iterable[tuple[Application, int]]:
        following: dict[UUID, int] = {}
        for one in things:
            if one.number is not None:
                yield one, one.number
                continue
            if one.course_id not in following:
                following[one.course_id] = self.next_number(one.course_id)
            yield one, following[one.course_id]
            following[one.course_id] += 1

    def next_number(self, course_id: UUID) -> int:
        """Return the number the course's next application gets; the course must be locked."""
        query = select(func.coalesce(func.max(self.table.c.number), 0)).where(self.table.c.course_id == course_id)
        return int(self.connection.execute(query).scalar_one()) + 1

    def of_course(self, course_id: UUID) -> list[Application]:
        """Return a course's applications in the order they came."""
        columns = self.table.c
        query = select(self.table).where(columns.course_id == course_id)
        return self.many(query.order_by(columns.applied_at, columns.id))

    def of_person(self, participant_id: UUID) -> list[Application]:
        """Return a person's applications, newest first."""
        columns = self.table.c
        return self.many(
            select(self.table).where(columns.participant_id == participant_id).order_by(columns.applied_at.desc())
        )

    def count(self, course_id: UUID, status: ApplicationStatus) -> int:
        """Return how many applications of a course are in a state."""
        columns = self.table.c
        query = select(func.count()).select_from(self.table)
        return self.connection.execute(
            query.where(columns.course_id == course_id, columns.status == status.value)
        ).scalar_one()

    def set_places(self, moves: Sequence[Move], *, now: datetime | None = None) -> None:
        """Move applications to new states and places; with a moment, those who move up remember it."""
        columns = self.table.c
        plain = [
            {
                "the_id": move.application_id,
                "status": move.status.value,
                "state": move.state.value,
                "place": move.place,
            }
            for move in moves
        ]
        values: dict[str, Any] = {name: bindparam(name) for name in ("status", "state", "place")}
        promoted = [move.application_id for move in moves if now is not None and move.is_promotion]
        if plain:
            statement = update(self.table).where(columns.id == bindparam("the_id")).values(values)
            self.connection.execute(statement, plain)
        for part in chunks(promoted):
            self.connection.execute(update(self.table).where(columns.id.in_(part)).values(promoted_at=now))

    def set_group(self, ids: Sequence[UUID], group_id: UUID | None) -> None:
        """Let people stand together, or each alone again."""
        self.connection.execute(update(self.table).where(self.table.c.id.in_(ids)).values(group_id=group_id))

    def set_reason(self, id_: UUID, reason: str) -> None:
        """Keep why the office decided so."""
        self.connection.execute(update(self.table).where(self.table.c.id == id_).values(reason=reason))

    def set_answer(self, id_: UUID, answer: str) -> None:
        """Keep the answer to the course's question."""
        self.connection.execute(update(ApplicationRow).where(ApplicationRow.id == id_).values(answer=answer))
