"""Repositories of the roster rules and of changes of helpers' hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from divide_app.domain.people.supporters import HoursChange, SupporterKind
from divide_app.domain.roster.roster import RosterRules
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import chunks, insert_all
from divide_app.storage.rows.roster import HoursChangeRow, RosterRuleRow

_changes = HoursChangeRow.__table__.c
_KINDS = ("appointment_kinds", "insurance_kinds", "lead_kinds")


class RosterRuleBook:
    """One row of rules; what it does not say is as it comes."""

    def __init__(self, connection: Connection, make_id: IdMaker) -> None:
        self.connection = connection
        self.make_id = make_id

    def get(self) -> RosterRules:
        """Return the rules in force."""
        kept = self.connection.execute(select(RosterRuleRow.rules).limit(1)).scalar() or {}
        known: dict[str, Any] = {name: kept[name] for name in RosterRules.__dataclass_fields__ if name in kept}
        for name in _KINDS:
            if name in known:
                known[name] = frozenset(SupporterKind(kind) for kind in known[name])
        if "lead_skills" in known:
            known["lead_skills"] = tuple(known["lead_skills"])
        return RosterRules(**known)

    def put(self, rules: RosterRules) -> None:
        """Keep the rules."""
        values: dict[str, Any] = {name: getattr(rules, name) for name in RosterRules.__dataclass_fields__}
        for name in _KINDS:
            values[name] = sorted(kind.value for kind in values[name])
        values["lead_skills"] = list(rules.lead_skills)
        if self.connection.execute(update(RosterRuleRow).values(rules=values)).rowcount == 0:
            self.connection.execute(insert(RosterRuleRow).values(id=self.make_id(), rules=values))


class HoursLog:
    """Changes of actual minutes, appended and read."""

    def __init__(self, connection: Connection, make_id: IdMaker) -> None:
        self.connection = connection
        self.make_id = make_id

    def append_all(self, changes: Sequence[HoursChange]) -> None:
        """Note changes."""
        values = [
            {
                "id": self.make_id(),
                "assignment_id": one.assignment_id,
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
                "actor": one.actor,
                "changed_at": one.changed_at,
            }
            for one in changes
        ]
        insert_all(self.connection, HoursChangeRow, values)

    def of(self, assignment_ids: Sequence[UUID]) -> dict[UUID, list[HoursChange]]:
        """Return the changes of assignments, the first one first."""
        found: dict[UUID, list[HoursChange]] = {}
        for part in chunks(assignment_ids):
            query = (
                select(HoursChangeRow.__table__)
                .where(_changes.assignment_id.in_(part))
                .order_by(_changes.changed_at, _changes.id)
            )
            for row in self.connection.execute(query):
                change = HoursChange(row.assignment_id, row.before, row.after, row.reason, row.actor, row.changed_at)
                found.setdefault(row.assignment_id, []).append(change)
        return found
