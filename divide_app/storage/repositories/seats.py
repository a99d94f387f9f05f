"""Repositories of seat rules, calls, and draws with their records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from divide_app.domain.applications import Call
from divide_app.domain.seats.draws import Draw, DrawEntrant
from divide_app.domain.seats.rules import USUAL_RULES, PriorityKind, PriorityRule, SeatRules
from divide_app.storage.repositories.base import Repository, chunks, insert_all
from divide_app.storage.rows.planning.courses import ApplicationRow
from divide_app.storage.rows.seats import CallRow, DrawEntrantRow, DrawRow, SeatRulesRow

_applications = ApplicationRow.__table__
_rules = SeatRulesRow.__table__
_entrants = DrawEntrantRow.__table__


class RulesOfSeats:
    """The rules of each course; most have the usual ones and no row."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of_course(self, course_id: UUID) -> SeatRules:
        """Return a course's rules."""
        row = self.connection.execute(select(_rules).where(_rules.c.course_id == course_id)).first()
        return USUAL_RULES if row is None else _rules_of(row)

    def store(self, course_id: UUID, rules: SeatRules) -> None:
        """Keep a course's rules."""
        values: dict[str, Any] = {
            "confirm_by_phone": rules.confirm_by_phone,
            "smaller_may_pass": rules.smaller_may_pass,
            "attempts": rules.attempts,
            "answer_hours": rules.answer_hours,
            "priorities": [json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) for one in rules.priorities],
        }
        done = self.connection.execute(update(SeatRulesRow).where(_rules.c.course_id == course_id).values(values))
        if done.rowcount == 0:
            self.connection.execute(insert(SeatRulesRow), values | {"course_id": course_id})


class Calls(Repository[Call]):
    """Attempts to reach applicants."""

    row = CallRow
    kept = Call

    def of_applications(self, ids: Sequence[UUID]) -> dict[UUID, list[Call]]:
        """Return the calls for each application, in the order they were made."""
        found: dict[UUID, list[Call]] = {}
        columns = self.table.c
        for part in chunks(ids):
            query = select(self.table).where(columns.application_id.in_(part)).order_by(columns.at, columns.id)
            for call in self.many(query):
                found.setdefault(call.application_id, []).append(call)
        return found

    def of_course(self, course_id: UUID) -> dict[UUID, list[Call]]:
        """Return the calls for a course's applications, in the order they were made."""
        columns = self.table.c
        mine = select(_applications.c.id).where(_applications.c.course_id == course_id)
        query = select(self.table).where(columns.application_id.in_(mine)).order_by(columns.at, columns.id)
        found: dict[UUID, list[Call]] = {}
        for call in self.many(query):
            found.setdefault(call.application_id, []).append(call)
        return found


class Draws(Repository[Draw]):
    """Draws, which are never removed."""

    row = DrawRow
    kept = Draw

    def of_course(self, course_id: UUID) -> list[Draw]:
        """Return a course's draws, the first one first."""
        return self.many(select(self.table).where(self.table.c.course_id == course_id).order_by(self.table.c.number))

    def standing(self, course_id: UUID) -> Draw | None:
        """Return the draw that was prepared or drawn and not taken back, or None."""
        columns = self.table.c
        return self.first(select(self.table).where(columns.course_id == course_id, columns.cancelled_at.is_(None)))

    def next_number(self, course_id: UUID) -> int:
        """Return the number of a course's next draw; the course must be locked."""
        query = select(func.coalesce(func.max(self.table.c.number), 0)).where(self.table.c.course_id == course_id)
        return int(self.connection.execute(query).scalar_one()) + 1

    def keep_entrants(self, draw_id: UUID, entrants: Iterable[DrawEntrant]) -> None:
        """Store whose numbers were in a draw."""
        values = [
            {
                "draw_id": draw_id,
                "number": one.number,
                "application_id": one.application_id,
                "rank": one.rank,
                "is_winner": one.is_winner,
            }
            for one in entrants
        ]
        insert_all(self.connection, DrawEntrantRow, values)

    def entrants_of(self, draw_id: UUID) -> list[DrawEntrant]:
        """Return whose numbers were in a draw, by number."""
        query = select(_entrants).where(_entrants.c.draw_id == draw_id).order_by(_entrants.c.number)
        return [
            DrawEntrant(row.number, row.application_id, row.rank, row.is_winner)
            for row in self.connection.execute(query)
        ]


def _rules_of(row: Row[Any]) -> SeatRules:
    return SeatRules(
        row.confirm_by_phone,
        row.smaller_may_pass,
        row.attempts,
        row.answer_hours,
        tuple(_priority_of(json.loads(text)) for text in row.priorities),
    )


def _priority_of(plain: dict[str, Any]) -> PriorityRule:
    return PriorityRule(
        PriorityKind(plain["kind"]), plain["tier"], plain["extra_lots"], tuple(plain["districts"]), plain["age"]
    )
