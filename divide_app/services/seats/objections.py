"""What speaks against an application: another course at one hour, and whom the course is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Residence
from divide_app.domain.planning.audience import conditions_of
from divide_app.domain.planning.courses import Course
from divide_app.storage.queries.seats import came_before, same_hour
from divide_app.storage.unit_of_work import UnitOfWork


def objections(
    uow: UnitOfWork, course: Course, participant_ids: Sequence[UUID], seated: Collection[UUID]
) -> Iterator[tuple[UUID, DomainError]]:
    """Yield who should not be taken without a reason, and why.

    Args:
        uow: The transaction.
        course: What they apply for.
        participant_ids: Who apply.
        seated: Those of them who get a seat; who waits for one cannot be wanted in two places yet.
    """
    wanted = conditions_of(course.audience)
    people = uow.participants.by_ids(participant_ids)
    for id_, person in people.items():
        if wanted.residences and person.residence not in wanted.residences | {Residence.UNSTATED}:
            yield (
                id_,
                DomainError(
                    "residence_differs",
                    name=person.name,
                    course=course.title,
                    audience=course.audience,
                    residence=person.residence,
                ),
            )
    earlier = came_before(uow.connection, course.id, participant_ids) if wanted.first_time else []
    elsewhere = same_hour(uow.connection, course.id, list(seated), uow.now)
    for code, one in (*(("been_before", one) for one in earlier), *(("same_hour", one) for one in elsewhere)):
        details = {"name": people[one.participant_id].name, "course": course.title, "audience": course.audience}
        yield one.participant_id, DomainError(code, **details, other=one.title, starts_at=one.starts_at)
