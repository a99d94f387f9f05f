"""Erases people from every table in one operation, and again in restored backups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from divide_app.domain.people.personal_data import FORGOTTEN_NAME
from divide_app.storage.queries.people import personal_data as held
from divide_app.storage.unit_of_work import UnitOfWork


def take_out(uow: UnitOfWork, people: Sequence[UUID], walk_ins_before: datetime | None = None) -> bool:
    """Take these people out everywhere, and tell whether every figure is as it was."""
    connection = uow.connection
    figures = held.statistics(connection)
    held.leave_no_trace(connection)
    entries = held.all_entries(connection, people)
    uow.drafts.remove_about(entries, held.names_of(connection, entries))
    held.take_out(connection, entries)
    uow.visit_requests.forget_all(held.take_out_namesakes(connection, entries))
    if walk_ins_before is not None:
        held.take_out_walk_in_names(connection, walk_ins_before)
    uow.person_merges.empty(entries)
    uow.participants.forget(entries)
    return held.statistics(connection) == figures


def forget_supporters(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    """Take out who these helpers are; hours and kinds stay."""
    uow.supporters.forget_all(ids, name=FORGOTTEN_NAME)
    held.take_out_reasons_of_helpers(uow.connection, ids)


def forget_again(uow: UnitOfWork, forgotten: held.Forgotten) -> int:
    """Forget those of a list who came back with a copy of former times; return how many."""
    known = held.still_known(uow.connection, forgotten)
    take_out(uow, known.people)
    forget_supporters(uow, known.supporters)
    uow.visit_requests.forget_all(known.requests)
    return len(known.people) + len(known.supporters) + len(known.requests)
