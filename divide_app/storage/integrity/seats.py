"""Recomputes seats: places in order, groups, tickets, and draws from their own records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.ticket_code import is_signed
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.domain.seats.draws import proof_of
from divide_app.storage.queries.seats import digests_in_trail
from divide_app.storage.repositories.door.tickets import TicketKeys
from divide_app.storage.rows.door.tickets import FormerTicketRow
from divide_app.storage.rows.files import ImportRunRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.planning.courses import ApplicationRow, CourseRow
from divide_app.storage.rows.seats import DrawEntrantRow, DrawRow

_applications = ApplicationRow.__table__.c
_draws = DrawRow.__table__.c
_entrants = DrawEntrantRow.__table__.c
_IN_PARTS = {"yield_per": 5_000}
_PLACED = (ApplicationStatus.ACCEPTED.value, ApplicationStatus.WAITING.value)


def findings(connection: Connection) -> Iterator[Finding]:
    """Yield what does not fit among seats."""
    yield from _wrong_places(connection)
    yield from _wrong_tickets(connection)
    yield from _wrong_draws(connection)


def _wrong_places(connection: Connection) -> Iterator[Finding]:
    columns = (_applications.id, _applications.course_id, _applications.status, _applications.place)
    query = select(*columns, _applications.group_id).order_by(_applications.course_id)
    runs = ImportRunRow.__table__.c
    is_undone = connection.execute(select(runs.id).where(runs.undone_at.is_not(None)).limit(1)).first() is not None
    capacities = dict(connection.execute(select(CourseRow.__table__.c.id, CourseRow.__table__.c.capacity)).all())
    trail = AuditEntryRow.__table__.c
    changed = set(connection.execute(select(trail.subject).where(trail.act == "course.change")).scalars())
    members: Counter[UUID] = Counter()
    course_of: dict[UUID, UUID] = {}
    first_of: dict[UUID, UUID] = {}
    for course, group in groupby(connection.execute(query, execution_options=_IN_PARTS), key=lambda row: row.course_id):
        standing: dict[str, list[Any]] = {status: [] for status in _PLACED}
        for row in group:
            if row.status in standing:
                standing[row.status].append(row)
            elif row.place is not None:
                yield Finding(FindingCode.ORDER, "applications", str(row.id), "place")
            if row.group_id is not None:
                members[row.group_id] += 1
                first_of.setdefault(row.group_id, row.id)
                if course_of.setdefault(row.group_id, course) != course:
                    yield Finding(FindingCode.REFERENCE, "applications", str(row.id), "group_id")
        for rows in standing.values():
            yield from _gaps(rows)
        capacity = capacities.get(course)
        accepted = len(standing[ApplicationStatus.ACCEPTED.value])
        # Fewer seats than are taken can only come of a change of the course.
        if capacity is not None and accepted > capacity and str(course) not in changed and not is_undone:
            yield Finding(FindingCode.COUNT, "courses", str(course), "capacity")
    for group_id, times in members.items():
        if times < 2 and not is_undone:
            yield Finding(FindingCode.REFERENCE, "applications", str(first_of[group_id]), "group_id")


def _gaps(rows: Sequence[Any]) -> Iterator[Finding]:
    places = sorted(row.place or 0 for row in rows)
    if places != list(range(1, len(places) + 1)):
        times = Counter(places)
        for row in rows:
            if row.place is None or not 1 <= row.place <= len(rows) or times[row.place] > 1:
                yield Finding(FindingCode.ORDER, "applications", str(row.id), "place")


def _wrong_tickets(connection: Connection) -> Iterator[Finding]:
    """Yield codes this office never signed, and given up ones that are still in use."""
    key = TicketKeys(connection).known()
    codes = set()
    query = select(_applications.id, _applications.ticket_code)
    for id_, code in connection.execute(query, execution_options=_IN_PARTS):
        codes.add(code)
        if key is not None and code and not is_signed(code, key):
            yield Finding(FindingCode.COPY, "applications", str(id_), "ticket_code")
    for code in connection.execute(select(FormerTicketRow.__table__.c.code)).scalars():
        if code in codes or (key is not None and not is_signed(code, key)):
            yield Finding(FindingCode.COPY, "former_tickets", "", "code")


def _wrong_draws(connection: Connection) -> Iterator[Finding]:
    """Draw every lottery again from its record, and compare it with what stands beside it."""
    by_course: dict[UUID, list[Row[Any]]] = {}
    for row in connection.execute(select(DrawRow.__table__).order_by(_draws.course_id, _draws.number)):
        by_course.setdefault(row.course_id, []).append(row)
        wrong = [] if row.drawn_at is None and not row.record else _wrong_record(connection, row)
        if (row.cancelled_at is None) != (row.cancelled_reason == ""):
            wrong.append("cancelled_at+cancelled_reason")
        if wrong:
            yield Finding(FindingCode.COPY, "draws", str(row.id), "+".join(dict.fromkeys(wrong)))
    for rows in by_course.values():
        if [row.number for row in rows] != list(range(1, len(rows) + 1)):
            yield Finding(FindingCode.ORDER, "draws", str(rows[-1].id), "number")
        if sum(row.cancelled_at is None for row in rows) > 1:
            yield Finding(FindingCode.ORDER, "draws", str(rows[-1].id), "cancelled_at")


def _wrong_record(connection: Connection, row: Row[Any]) -> list[str]:
    proof = proof_of(row.record, row.digest)
    if "record_unreadable" in proof.faults:
        return ["record"]
    prepared, drawn_as = digests_in_trail(connection, row.id)
    wrong = ["record+digest"] if proof.faults or drawn_as != [row.digest] else []
    told = json.loads(row.record)
    if (told["course"], told["draw"], told["seed"]) != (str(row.course_id), row.number, row.seed):
        wrong.append("course_id+number+seed")
    moments = {name: getattr(row, name) for name in ("prepared_at", "drawn_at")}
    wrong += [name for name, at in moments.items() if at is None or told[name] != at.isoformat(timespec="seconds")]
    # Who was entered when the seed was fixed: some may have cancelled before the lots were drawn.
    if prepared != [row.entrants_digest]:
        wrong.append("entrants_digest")
    drawn = {number: (one.rank, one.is_winner) for one in proof.drawn for number in one.ticket.members}
    query = select(_entrants.number, _entrants.rank, _entrants.is_winner, _entrants.application_id)
    kept = connection.execute(query.where(_entrants.draw_id == row.id)).all()
    numbers = dict(connection.execute(
        select(_applications.id, _applications.number).where(_applications.id.in_([one.application_id for one in kept]))
    ).all())  # fmt: skip
    if drawn != {one.number: (one.rank, one.is_winner) for one in kept}:
        wrong.append("record")
    # Whose application is gone, or was asked anew with another number, cannot be compared any more.
    owners = [one.application_id for one in kept]
    if len(set(owners)) < len(owners) or (numbers and row.cancelled_at is None and any(
        number != one.number for one in kept if (number := numbers.get(one.application_id)) in drawn
    )):  # fmt: skip
        wrong.append("record")
    return wrong
