"""Exports assignments as calendar entries, for one helper or the whole roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from divide_app.domain.lines import AssignmentLine
from divide_app.exchange.calendar_file import CalendarEntry
from divide_app.foundation.translation import _
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.labels import label


def roster_entries(
    uow: UnitOfWork, meetings: Mapping[UUID, CalendarEntry], supporter: UUID | None = None
) -> list[CalendarEntry]:
    """Return the entries with their helpers, by name and role; of one helper only their own.

    Args:
        uow: Where to read.
        meetings: Plain entries by id of the meeting.
        supporter: Whose calendar it is; None for everybody's.

    Raises:
        DomainError: `not_found`, for a helper who is not kept.
    """
    if supporter is not None:
        uow.supporters.get(supporter)
    helpers: dict[UUID, list[AssignmentLine]] = {}
    for line in lists.assignment_lines(uow.connection):
        helpers.setdefault(line.class_session_id, []).append(line)
    found = []
    for id_, entry in meetings.items():
        there = helpers.get(id_, [])
        own = next((line for line in there if line.supporter_id == supporter), None)
        if supporter is not None and own is None:
            continue
        parts = [] if own is None else [_("あなたの役割：{role}").format(role=label(own.role))]
        names = _("、").join(f"{line.supporter}({label(line.role)})" for line in there if line is not own)
        if names:
            others = _("支援者：{names}") if own is None else _("ほかの支援者：{names}")
            parts.append(others.format(names=names))
        found.append(replace(entry, description="\n".join(filter(None, (*parts, entry.description)))))
    return found
