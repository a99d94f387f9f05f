"""Courses in which an accepted participant asked for help; apart, because the home screen needs it too."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, Text, cast, or_, select

from divide_app.domain.states import ApplicationStatus
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.planning.courses import ApplicationRow

HELPED = ("sign_language", "writing", "interpreter")
"""Values of `domain.people.participants.Need` for which somebody able must be in the room."""


def courses_with_helped(connection: Connection, courses: Sequence[UUID]) -> set[UUID]:
    """Return which of the courses have somebody accepted who asked for one of `HELPED`."""
    needs = cast(ParticipantRow.needs, Text)
    found: set[UUID] = set()
    for part in chunks(courses):
        query = (
            select(ApplicationRow.course_id)
            .join(ParticipantRow, ParticipantRow.id == ApplicationRow.participant_id)
            .where(
                ApplicationRow.course_id.in_(part),
                ApplicationRow.status == ApplicationStatus.ACCEPTED.value,
                or_(*(needs.contains(f'"{one}"') for one in HELPED)),
            )
            .distinct()
        )
        found.update(connection.execute(query).scalars())
    return found
