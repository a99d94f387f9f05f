"""Counts the supporters each coming meeting lacks, with roles and skills; one figure wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import SessionState
from divide_app.storage.queries.roster import asked_help
from divide_app.storage.unit_of_work import UnitOfWork


def with_gaps(uow: UnitOfWork, lines: Sequence[SessionLine]) -> list[SessionLine]:
    """Return the lines with `lacking` where heads alone would not tell.

    A meeting needs more than heads when its course asks for a lead, a kind or a skill, or when somebody with a seat
    asked for help; only those are worked out one by one, by the rules of the roster.
    """
    ids = _more_than_heads(uow, lines, uow.now)
    if not ids:
        return list(lines)
    from divide_app.services.roster.roster import needs_of_sessions

    found = {one.session.id: one.lacking for one in needs_of_sessions(uow, ids)}
    return [replace(line, lacking=found[line.id]) if line.id in found else line for line in lines]


def _more_than_heads(uow: UnitOfWork, lines: Iterable[SessionLine], now: datetime) -> list[UUID]:
    coming = [line for line in lines if line.state is SessionState.PLANNED and line.ends_at > now]
    plain = {line.course_id for line in coming if not _asks_for_more(line)}
    helped = asked_help.courses_with_helped(uow.connection, sorted(plain))
    return [line.id for line in coming if _asks_for_more(line) or line.course_id in helped]


def _asks_for_more(line: SessionLine) -> bool:
    return bool(line.staffing.leads or line.staffing.kinds or line.staffing.abilities)
