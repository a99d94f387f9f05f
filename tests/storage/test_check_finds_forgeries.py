"""`db check` finds a forged value in every column, or the column stands below with the reason why it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from divide_app.domain.fields import fields_of, is_declared
from divide_app.services.office.held_rules import broken
from divide_app.storage import audit
from divide_app.storage.database import Database
from divide_app.storage.integrity import everything
from divide_app.storage.rows.base import Id
from divide_app.storage.rows.every import Base
from divide_app.storage.unit_of_work import UnitOfWork
from tests.storage.test_round_trips import every_repository
from tests.support.databases import KINDS, HandClock, opened
from tests.support.full_city import full_city

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
ROWS = 3
"""Rows of a table in which a column is forged, one after the other; one found is enough."""
_ON_A_SERVER = 12
"""On PostgreSQL, where each look takes five times as long, one column in so many: that the queries agree there too."""

_FREE = {
    "an id of something nothing else speaks of": """
        catalogue.id import_profiles.id import_runs.id letter_settings.id roster_rules.id sections.id targets.id
        users.id applications.id application_calls.id appointments.id closures.id merge_inbox.id person_merges.id
        populations.id machine_tokens.id
        meetings_before.id tellings.id meetings_before.class_session_id meetings_before.course_id
        tellings.class_session_id
        visit_requests.id mailings.id presence_marks.id hours_changes.id scanned_marks.id
    """,
    "who did it, when and from where: noted then, and nowhere else": """
        application_calls.at application_calls.actor courses.created_at hall_packages.created_at
        hall_packages.created_by hall_packages.returned_at import_profiles.changed_at import_runs.at import_runs.actor
        letter_settings.changed_at participants.created_at purposes.since scanned_files.taken_in_at
        scanned_files.taken_in_by users.created_at users.signed_in_at draws.prepared_by merge_inbox.received_at
        not_same_people.said_at person_merges.merged_at visit_requests.replied_at former_tickets.replaced_at
        mailings.actor attendance_events.recorded_at attendance_events.device attendance_events.nonce
        presence_marks.marked_at printed_sheets.printed_at printed_sheets.printed_by hours_changes.actor
        hours_changes.changed_at scanned_marks.decided_by scanned_marks.decided_at drafts.device drafts.kept_at
        applications.promoted_at assignments.told_start meetings_before.noted_at tellings.at tellings.actor
        machine_tokens.created_at machine_tokens.used_at sign_in_tries.last_at
    """,
    "typed or chosen by a person; the table's things are not declared field by field": """
        districts.name heard_ways.word holiday_corrections.day holiday_corrections.name import_profiles.kind
        import_profiles.name import_profiles.content month_remarks.month month_remarks.text purposes.text
        roster_rules.rules sections.name survey_words.intro targets.name targets.position targets.first_year
        targets.last_year targets.at_least targets.baseline targets.note year_end_closing.first_day
        year_end_closing.last_month year_end_closing.last_day year_end_closing.reason year_end_closing.is_closed
        appointments.first_day appointments.last_day populations.people rooms.name rooms.seats
        seat_rules.course_id seat_rules.confirm_by_phone seat_rules.smaller_may_pass seat_rules.attempts
        seat_rules.answer_hours seat_rules.priorities participants.birth_day drafts.form drafts.content
        walk_ins.name hours_changes.reason
    """,
    "a decision of the office, kept where it was made": """
        users.password_hash users.is_disabled applications.ticket_revoked applications.reason visit_requests.answer
        merge_inbox.clock_minutes not_same_people.first_id person_merges.before assignments.is_locked
        assignments.class_session_id class_sessions.number class_sessions.forced_reason class_sessions.time_is_known
        class_sessions.note class_sessions.state users.supporter_id machine_tokens.withdrawn_at
    """,
    "digests of secrets that are not kept, and how often somebody guessed": """
        machine_tokens.digest sign_in_tries.who sign_in_tries.pc sign_in_tries.tries
    """,
    "a meeting as it was, of which nothing else is left": """
        meetings_before.number meetings_before.starts_at meetings_before.ends_at meetings_before.time_is_known
        meetings_before.venue meetings_before.room meetings_before.is_planned
    """,
    "read from a file or a paper that the program does not keep": """
        courses.source_key courses.source class_sessions.source_key class_sessions.source venues.municipal_code
        import_runs.kind import_runs.profile import_runs.sha256 import_runs.added import_runs.updated
        import_runs.things import_receipts.source import_receipts.number import_receipts.application_id
        scanned_files.name scanned_pages.number scanned_marks.answer scanned_marks.confidence
        scanned_marks.seen scanned_marks.clip printed_sheets.bands printed_sheets.sexes printed_sheets.people
        hall_packages.class_session_ids hall_packages.people
    """,
    "which of two things alike it belongs to, of which each could be right": """
        former_tickets.application_id mailings.application_id mailings.kind mailings.times tellings.kind
    """,
}
FREE = frozenset(name for names in _FREE.values() for name in names.split())
"""Columns nothing else speaks of, by the reason. A typed field that is declared is free by its declaration."""


@pytest.fixture(scope="module", params=KINDS)
def forged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    clock = HandClock()
    with opened(request.param, Path(tmp_path_factory.mktemp("forged")) / "data", clock) as database:
        full_city(database, clock)
        yield database


_DIGEST = re.compile("[0-9a-f]{64}")


def declared() -> dict[str, Any]:
    """Return every column of one declared field with the field."""
    found = {}
    for repository in every_repository():
        for field in fields_of(repository.kept) if is_declared(repository.kept) else ():
            column = repository.renamed.get(field.name, field.name)
            found[f"{repository.row.__table__.name}.{column}"] = field
    return found


DECLARED = declared()


def name_of(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.key}"


def other(connection: Connection, column: Column[Any], old: Any) -> Any:
    """Return another value a forger might put there."""
    for key in column.foreign_keys:
        query = select(key.column).where(key.column != old if old is not None else key.column.is_not(None))
        return connection.execute(query.order_by(key.column).limit(1)).scalar()
    field = DECLARED.get(name_of(column))
    if isinstance(old, str) and field is not None and field.choices is not None:
        return next(str(one.value) for one in field.choices if one.value != old)
    held = getattr(column.type, "impl_instance", column.type)
    if isinstance(old, list) or (old is None and isinstance(held, JSON)):
        return old[:-1] if old else [["x", "y"]]
    if isinstance(old, dict):
        return {} if old else {"x": 1}
    if isinstance(old, bool):
        return not old
    match old:
        case int():
            return old + 1
        case float():
            return old + 0.05
        case datetime():
            return old + timedelta(hours=1)
        case date():
            return old + timedelta(days=1)
        case time():
            return time((old.hour + 1) % 24)
        case UUID():
            return UUID(int=old.int ^ 1)
        case str() if _DIGEST.match(old):
            return ("1" if old.startswith("0") else "0") + old[1:]
        case str():
            return old + "x"
        case bytes():
            return old + b"x"
    return next(value for kind, value in _FIRST if isinstance(held, kind))


_FIRST: tuple[tuple[type[Any], Any], ...] = (
    (Integer, 1),
    (Text, "x"),
    (Id, UUID(int=1)),
    (Boolean, True),
    (Float, 1.0),
    (DateTime, datetime(2026, 11, 21, tzinfo=UTC)),
    (Date, date(2026, 4, 1)),
    (Time, time(9)),
    (LargeBinary, b"x"),
)
"""What is put where there was nothing."""


def is_found(database: Database, column: Column[Any], forgery: Any) -> bool:
    """Forge a column in some rows, one after the other; tell whether the check, or the database itself, finds it."""
    table = column.table
    assert isinstance(table, Table)
    keys = list(table.primary_key)
    with database.engine.execution_options(divide_app_write=True).connect() as connection:
        rows = connection.execute(select(*keys, column).order_by(column.is_(None), *keys).limit(ROWS)).all()
        connection.rollback()
        for row in rows:
            with connection.begin() as transaction:
                old = row[-1]
                new = forgery(connection, column, old)
                here = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
                try:
                    if connection.dialect.name == "postgresql" and table.name == "audit_entries":
                        connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
                    # A forger's text goes through no gate of ours.
                    raw = literal(new, Text()) if isinstance(new, str) else new
                    connection.execute(update(table).where(*here).values({column.key: raw}))
                except DBAPIError:
                    return True
                uow = UnitOfWork(connection, "", database.clock, database.make_id)
                found = bool(everything.findings(uow, broken)) or not audit.verify(connection, database.audit_key).ok
                transaction.rollback()
            if found:
                return True
    return False


def tried(database: Database, columns: list[Column[Any]]) -> list[Column[Any]]:
    return columns[::_ON_A_SERVER] if database.is_shared else columns


def test_a_forged_value_is_found_or_its_column_is_free(forged: Database) -> None:
    assert integrity_of(forged) == []
    columns = tried(forged, COLUMNS)
    missed = {name_of(column) for column in columns if not is_found(forged, column, other)}
    typed = {name for name, field in DECLARED.items() if field.kept.typed}
    assert missed - typed - FREE == set(), "decide: who says the same, or why is it free?"
    assert FREE & set(map(name_of, columns)) - missed == set(), "is found; needs no excuse"


def integrity_of(database: Database) -> list[str]:
    with database.read() as uow:
        return [str(one) for one in everything.findings(uow, broken)]


def never(_connection: Connection, column: Column[Any], old: Any) -> Any:
    """Return a value the column may never hold."""
    if isinstance(getattr(column.type, "impl_instance", column.type), JSON):
        return {"zzz": [["1"]]}
    return -7 if isinstance(column.type, Integer) else f"zzz{old or ''}"


def is_limited(column: Column[Any]) -> bool:
    """Tell whether a column's type or declaration leaves values out that its database would take."""
    field = DECLARED.get(name_of(column))
    if field is not None and field.choices is not None:
        return True
    is_json = isinstance(getattr(column.type, "impl_instance", column.type), JSON)
    return is_json or isinstance(column.type, Integer) or name_of(column) in WORDS


_WORDS = """
    attendance_events.kind attendance_events.result attendance_events.reason attendance_events.band
    attendance_events.sex attendances.band attendances.sex walk_ins.band walk_ins.sex populations.band populations.sex
    participants.band appointments.kind merge_inbox.reason merge_inbox.state scanned_marks.sex
    scanned_marks.doubt scanned_marks.state scanned_marks.band targets.metric applications.state
    applications.ticket_code former_tickets.code
"""
WORDS = frozenset(_WORDS.split())
"""Columns that hold one of some words, and which no declaration names."""
ANYTHING = frozenset(
    {
        *("drafts.content", "import_profiles.content", "merge_inbox.clock_minutes", "targets.baseline"),
        "participant_search.number",
    }
)
"""Limited by their type only: a half-typed form, the office's own columns, minutes either way, a figure of before, and
what the database numbers by itself."""


def test_a_value_no_rule_allows_is_found_in_every_column(forged: Database) -> None:
    limited = tried(forged, [column for column in COLUMNS if is_limited(column)])
    missed = {name_of(column) for column in limited if not is_found(forged, column, never)}
    assert missed == ANYTHING & set(map(name_of, limited))


def of_another_type(_connection: Connection, column: Column[Any], _old: Any) -> Any:
    """Return what the column's type cannot be read from; SQLite takes it all the same."""
    return literal_column("0" if isinstance(column.type, LargeBinary) else "x'00ff'")


@pytest.mark.parametrize("forged", ["sqlite"], indirect=True)
def test_a_value_of_another_type_is_told_in_every_column(forged: Database) -> None:
    """A server refuses it by itself; of SQLite the hostile run found a moment that was a number in the audit trail."""
    assert {name_of(column) for column in COLUMNS if not is_found(forged, column, of_another_type)} == set()


def test_every_free_column_is_there_and_named_once() -> None:
    names = [name for names in _FREE.values() for name in names.split()]
    assert sorted(names) == sorted(FREE)
    assert {name_of(column) for column in COLUMNS} >= FREE
