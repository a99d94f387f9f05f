"""Repositories of the office's data, sections, targets and users."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select

from divide_app.domain.figures.target import CountingRule, Metric, Target
from divide_app.domain.office.office import Office, User
from divide_app.domain.office.sign_in import MachineToken, Tries
from divide_app.domain.states import SessionKind
from divide_app.foundation.ids import IdMaker
from divide_app.storage.repositories.base import Repository, insert_or_more, put_row
from divide_app.storage.rows.office import (
    MachineTokenRow,
    MonthRemarkRow,
    OfficeRow,
    SectionRow,
    SignInTriesRow,
    TargetRow,
    UserRow,
)


class Offices(Repository[Office]):
    """The one office."""

    row = OfficeRow
    kept = Office

    def the_one(self) -> Office | None:
        """Return the office, or None before the first start was finished."""
        return self.first(select(self.table).limit(1))

    def set_remark(self, month: int, text: str) -> None:
        """Keep the remark for a month (100 * year + month)."""
        if text:
            put_row(self.connection, MonthRemarkRow, ["month"], {"month": month, "text": text})
        else:
            self.connection.execute(delete(MonthRemarkRow).where(MonthRemarkRow.month == month))


class Sections:
    """Sections (課) that own courses."""

    def __init__(self, connection: Connection, make_id: IdMaker) -> None:
        self.connection = connection
        self.make_id = make_id

    def names(self) -> list[str]:
        """Return all names."""
        return list(self.connection.execute(select(SectionRow.name).order_by(SectionRow.name)).scalars().all())

    def ensure(self, names: tuple[str, ...]) -> None:
        """Make the sections that are not known yet."""
        known = set(self.names())
        new = [{"id": self.make_id(), "name": name} for name in dict.fromkeys(names) if name and name not in known]
        if new:
            statement = insert_or_more(self.connection.dialect.name, SectionRow)
            # Another program may make the same section at this moment.
            self.connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]), new)


class Targets(Repository[Target]):
    """Published targets, in the office's own order."""

    row = TargetRow

    def values(self, thing: Target) -> dict[str, Any]:
        """Return the target's columns."""
        rule = thing.rule
        return {
            "id": thing.id,
            "name": thing.name,
            "metric": thing.metric.value,
            "first_year": thing.first_year,
            "last_year": thing.last_year,
            "at_least": thing.at_least,
            "baseline": thing.baseline,
            "yearly": {str(year): number for year, number in thing.yearly},
            "owners": list(thing.owners),
            "rule": {
                "weights": {kind.value: str(weight) for kind, weight in rule.weights},
                "topics": list(rule.topics),
                "owners": list(rule.owners),
                "minimum_minutes": rule.minimum_minutes,
                "minimum_attendances": rule.minimum_attendances,
                "needs_confirmation": rule.needs_confirmation,
                "floor_by_month": rule.floor_by_month,
                "version": rule.version,
            },
            "actual_typed": None if thing.actual_typed is None else str(thing.actual_typed),
            "note": thing.note,
        }

    def from_row(self, row: Row[Any]) -> Target:
        """Return the target with its rule."""
        rule = row.rule
        return Target(
            id=row.id,
            name=row.name,
            metric=Metric(row.metric),
            first_year=row.first_year,
            last_year=row.last_year,
            at_least=row.at_least,
            baseline=row.baseline,
            yearly=tuple(sorted((int(year), number) for year, number in row.yearly.items())),
            owners=tuple(row.owners),
            rule=CountingRule(
                weights=tuple((SessionKind(kind), Fraction(weight)) for kind, weight in rule["weights"].items()),
                topics=tuple(rule["topics"]),
                owners=tuple(rule["owners"]),
                minimum_minutes=rule["minimum_minutes"],
                minimum_attendances=rule["minimum_attendances"],
                needs_confirmation=rule["needs_confirmation"],
                floor_by_month=rule["floor_by_month"],
                version=rule["version"],
            ),
            actual_typed=None if row.actual_typed is None else Fraction(row.actual_typed),
            note=row.note,
        )

    def add(self, thing: Target) -> None:
        """Store a new target behind the others."""
        # Not their number: after one is removed that would be the place of another.
        last = self.connection.execute(select(func.max(TargetRow.position))).scalar()
        position = 0 if last is None else last + 1
        self.connection.execute(insert(TargetRow), self.values(thing) | {"position": position})

    def all(self) -> list[Target]:
        """Return all targets in the office's order."""
        return self.many(select(self.table).order_by(self.table.c.position, self.table.c.id))

    def remove(self, id_: UUID) -> None:
        """Take a target off the list."""
        self.connection.execute(self.table.delete().where(self.table.c.id == id_))


class Users(Repository[User]):
    """People who may sign in."""

    row = UserRow
    kept = User

    def by_name(self, name: str) -> User | None:
        """Return the user of that name, or None."""
        return self.first(select(self.table).where(self.table.c.name == name))

    def is_anybody_let_in(self) -> bool:
        """Tell whether somebody may sign in: then everybody has to."""
        return (
            self.connection.execute(select(self.table.c.id).where(~self.table.c.is_disabled).limit(1)).first()
            is not None
        )


class SignInTries:
    """Tries at passwords since the last right one."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def lock(self, who: str, pc: str, now: datetime) -> Tries:
        """Return the tries at a password from a PC; nobody else tries there until the transaction ends."""
        columns = SignInTriesRow.__table__.c
        begun = {"who": who, "pc": pc, "tries": 0, "last_at": now}
        new = insert_or_more(self.connection.dialect.name, SignInTriesRow)
        self.connection.execute(new.on_conflict_do_nothing(index_elements=["who", "pc"]), begun)
        query = select(SignInTriesRow.__table__).where(columns.who == who, columns.pc == pc).with_for_update()
        row = self.connection.execute(query).one()
        return Tries(row.who, row.pc, row.tries, row.last_at)

    def keep(self, tries: Tries) -> None:
        """Store how many there were."""
        values = {"who": tries.who, "pc": tries.pc, "tries": tries.tries, "last_at": tries.last_at}
        put_row(self.connection, SignInTriesRow, ["who", "pc"], values)

    def forget(self, who: str, pc: str | None = None) -> None:
        """Begin to count anew, at one PC or at all."""
        columns = SignInTriesRow.__table__.c
        query = delete(SignInTriesRow).where(columns.who == who)
        self.connection.execute(query if pc is None else query.where(columns.pc == pc))


class MachineTokens(Repository[MachineToken]):
    """Tokens machines sign in with."""

    row = MachineTokenRow
    kept = MachineToken

    def by_name(self, name: str) -> MachineToken | None:
        """Return the token of that name, or None."""
        return self.first(select(self.table).where(self.table.c.name == name))

    def by_digest(self, digest: str) -> MachineToken | None:
        """Return the token whose secret has that digest, or None."""
        return self.first(select(self.table).where(self.table.c.digest == digest))
