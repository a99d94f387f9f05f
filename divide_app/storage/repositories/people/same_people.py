"""Repositories of pairs marked as different people, and of merges with the data needed to undo them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import Case, ColumnElement, Connection, case, delete, insert, select, update

from divide_app.domain.applications import Application
from divide_app.domain.fields import MADE, Kept, Shape
from divide_app.domain.people.lookalikes import Pair
from divide_app.domain.people.personal_data import FORGOTTEN_REASON
from divide_app.storage.repositories.base import Repository, chunks, insert_or_more
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, WalkInRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.people.same_people import NotSameRow, PersonMergeRow
from divide_app.storage.rows.planning.courses import ApplicationRow


@dataclass(frozen=True, slots=True)
class PersonMerge:
    """Two entries that became one person; `before` is plain JSON of what stood before."""

    id: Annotated[UUID, MADE]
    kept: Annotated[UUID, MADE]
    gone: Annotated[UUID, MADE]
    merged_at: Annotated[datetime, MADE]
    forced_reason: Annotated[str, Kept("それでもまとめる理由", "本人の確認")]
    undone_at: Annotated[datetime | None, MADE]
    before: Annotated[dict[str, Any], Kept("", "まとめる前に戻すため", typed=False, shape=Shape.MADE)]


class NotSame:
    """Pairs somebody said are two people."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def say(self, pair: Pair, at: datetime) -> None:
        """Mark two entries as different people; idempotent."""
        statement = insert_or_more(self.connection.dialect.name, NotSameRow.__table__)
        self.connection.execute(
            statement.on_conflict_do_nothing(), {"first_id": pair.first, "second_id": pair.second, "said_at": at}
        )

    def unsay(self, pair: Pair) -> bool:
        """Forget what was said, and tell whether anything was."""
        columns = NotSameRow.__table__.c
        done = self.connection.execute(
            delete(NotSameRow).where(columns.first_id == pair.first, columns.second_id == pair.second)
        )
        return done.rowcount > 0


class PersonMerges(Repository[PersonMerge]):
    """Merges."""

    row = PersonMergeRow
    kept = PersonMerge
    renamed = MappingProxyType({"kept": "kept_id", "gone": "gone_id"})

    def of_person(self, id_: UUID) -> list[PersonMerge]:
        """Return the merges a person was part of, newest first."""
        columns = self.table.c
        query = select(self.table).where((columns.kept_id == id_) | (columns.gone_id == id_))
        return self.many(query.order_by(columns.merged_at.desc(), columns.id.desc()))

    def standing(self) -> list[PersonMerge]:
        """Return the merges that were not taken back, newest first.

        The audit trail says which came first: the clocks of two PCs may be apart.
        """
        found = self.many(select(self.table).where(self.table.c.undone_at.is_(None)))
        noted = AuditEntryRow.__table__.c
        numbers: dict[str, int] = {}
        for part in chunks([str(one.id) for one in found]):
            query = select(noted.subject, noted.number).where(noted.subject.in_(part), noted.act == "person.merge")
            numbers.update({row.subject: row.number for row in self.connection.execute(query)})
        return sorted(found, key=lambda one: (numbers.get(str(one.id), 0), one.merged_at, one.id), reverse=True)

    def later_ones(self, merge: PersonMerge) -> list[PersonMerge]:
        """Return standing merges after this one that touch one of its people, newest first."""
        found = self.standing()
        later = found[: next((at for at, one in enumerate(found) if one.id == merge.id), len(found))]
        return [one for one in later if {merge.kept, merge.gone} & {one.kept, one.gone}]

    def mark_undone(self, id_: UUID, at: datetime) -> None:
        """Remember that a merge was taken back; what it kept for that is not needed any more."""
        self.connection.execute(update(PersonMergeRow).where(self.table.c.id == id_).values(undone_at=at, before={}))

    def empty(self, people: Sequence[UUID]) -> None:
        """Take out what stood before, and the reasons, wherever one of these people is concerned."""
        columns = self.table.c
        for part in chunks(people):
            self.connection.execute(
                update(PersonMergeRow)
                .where(columns.kept_id.in_(part) | columns.gone_id.in_(part))
                .values(before={}, forced_reason=_neutral(columns.forced_reason))
            )


def _neutral(reason: ColumnElement[str]) -> Case[str]:
    """Return what stays of a reason: that there was one."""
    return case((reason != "", FORGOTTEN_REASON), else_="")


class PersonRows:
    """The rows that hang on a person, moved from one entry to another and back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def give_application(self, application_id: UUID, person: UUID) -> None:
        """Let an application belong to somebody else, who has none for its course."""
        columns = ApplicationRow.__table__.c
        self.connection.execute(
            update(ApplicationRow).where(columns.id == application_id).values(participant_id=person)
        )

    def swap_applications(self, one: Application, other: Application, spare: UUID) -> None:
        """Let two applications for one course change owners; `spare` is an id nobody has.

        One person has one application for a course at any moment, so the first waits meanwhile with somebody who is
        there for this moment only.
        """
        person = self.connection.execute(
            select(ParticipantRow.__table__).where(ParticipantRow.__table__.c.id == one.participant_id)
        ).one()
        nobody = dict(person._mapping) | {"id": spare}
        self.connection.execute(insert(ParticipantRow), nobody)
        self.give_application(one.id, spare)
        self.give_application(other.id, one.participant_id)
        self.give_application(one.id, other.participant_id)
        self.connection.execute(delete(ParticipantRow).where(ParticipantRow.__table__.c.id == spare))

    def walk_ins_of(self, person: UUID) -> list[tuple[UUID, UUID]]:
        """Return (id, class session) of the walk-ins who were found to be this person."""
        columns = WalkInRow.__table__.c
        rows = self.connection.execute(
            select(columns.id, columns.class_session_id).where(columns.participant_id == person).order_by(columns.id)
        )
        return [(row.id, row.class_session_id) for row in rows]

    def give_walk_ins(self, ids: Sequence[UUID], person: UUID) -> None:
        """Let walk-ins be somebody else."""
        for part in chunks(ids):
            self.connection.execute(
                update(WalkInRow).where(WalkInRow.__table__.c.id.in_(part)).values(participant_id=person)
            )

    def sessions_of(self, people: Sequence[UUID]) -> list[UUID]:
        """Return the class sessions in which anything is written of these people, state or act, in order of id."""
        states, acts = AttendanceRow.__table__.c, AttendanceEventRow.__table__.c
        found: set[UUID] = set()
        for part in chunks(people):
            by_state = select(states.class_session_id).where(states.participant_id.in_(part))
            by_act = select(acts.class_session_id).where(acts.attendee_id.in_(part))
            for query in (by_state, by_act):
                found.update(self.connection.execute(query.distinct()).scalars())
        return sorted(found)

    def remove_state(self, class_session_id: UUID, attendee_id: UUID) -> None:
        """Give up what was derived of one attendee in one session; the acts stay."""
        columns = AttendanceRow.__table__.c
        self.connection.execute(
            delete(AttendanceRow).where(
                columns.class_session_id == class_session_id, columns.attendee_id == attendee_id
            )
        )
