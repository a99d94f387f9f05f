"""Recomputes what is kept beside the acts at the door: states, what was frozen, numbers of people, and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult, derive
from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.domain.people.age_band import STORABLE, UNKNOWN, band_at
from divide_app.domain.people.participants import Birth, Sex
from divide_app.storage.repositories.base import CHUNK
from divide_app.storage.repositories.door.attendance import event_of, events_as_known, summary_key
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow, WalkInRow
from divide_app.storage.rows.files import ImportRunRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.people.same_people import PersonMergeRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow

_attendances = AttendanceRow.__table__.c
_sessions = ClassSessionRow.__table__.c
_events = AttendanceEventRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c
_people = ParticipantRow.__table__.c
_walk_ins = WalkInRow.__table__.c
_applications = ApplicationRow.__table__.c
_trail = AuditEntryRow.__table__.c

_IN_PARTS = {"yield_per": 5_000}
"""A server would otherwise send every act and every state of ten years before the first is compared."""
_DERIVED = ("present", "is_inside", "first_in", "last_out", "minutes")


class _Person(NamedTuple):
    birth: Birth
    sex: str
    district: str


class _Session(NamedTuple):
    course_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass
class _Known:
    """What is said elsewhere about those who were at a door.

    Attributes:
        changed: People whose data was changed since they were entered: what was frozen may be older than theirs.
        everybody_may_have_changed: A list brought other data for some people, and nothing says for whom.
        is_undone: An import was taken back: applications of people who came may be gone.
        asked: Application by (course, person).
    """

    people: dict[UUID, _Person] = field(default_factory=dict)
    walk_ins: dict[UUID, Any] = field(default_factory=dict)
    changed: set[UUID] = field(default_factory=set)
    everybody_may_have_changed: bool = False
    is_undone: bool = False
    asked: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)

    def is_sure(self, person: UUID | None) -> bool:
        """Whether a person's data is what it was when it was entered."""
        return not self.everybody_may_have_changed and person not in self.changed


def findings(connection: Connection) -> Iterator[Finding]:
    """Yield what does not fit at the doors."""
    known = _known(connection)
    yield from _wrong_states(connection, known)
    yield from _wrong_numbers(connection)
    yield from _wrong_summaries(connection)
    yield from _wrong_trail(connection)


def _known(connection: Connection) -> _Known:
    known = _Known()
    births = (_people.birth_day, _people.birth_year, _people.band, _people.band_as_of)
    query = select(_people.id, *births, _people.sex, _people.district, _people.forgotten_at, _people.merged_into)
    for row in connection.execute(query, execution_options=_IN_PARTS):
        birth = Birth(row.birth_day, row.birth_year, row.band, row.band_as_of)
        known.people[row.id] = _Person(birth, row.sex, row.district)
        if row.forgotten_at is not None:
            known.changed.add(row.id)
    walk_ins = select(_walk_ins.id, _walk_ins.class_session_id, _walk_ins.band, _walk_ins.sex, _walk_ins.participant_id)
    known.walk_ins = {row.id: row for row in connection.execute(walk_ins)}
    merges = PersonMergeRow.__table__.c
    for kept, gone in connection.execute(select(merges.kept_id, merges.gone_id)):
        known.changed |= {kept, gone}
    runs = ImportRunRow.__table__.c
    known.everybody_may_have_changed = bool(
        connection.execute(select(runs.id).where(runs.updated > 0).limit(1)).first()
    )
    known.is_undone = bool(connection.execute(select(runs.id).where(runs.undone_at.is_not(None)).limit(1)).first())
    changed = select(_trail.subject).where(_trail.act == "participant.change")
    known.changed |= {UUID(subject) for subject in connection.execute(changed).scalars()}
    asked = select(_applications.id, _applications.course_id, _applications.participant_id)
    for one in connection.execute(asked, execution_options=_IN_PARTS):
        known.asked[one.course_id, one.participant_id] = one.id
    return known


def _wrong_states(connection: Connection, known: _Known) -> Iterator[Finding]:
    """Compare the kept states with those derived from the acts; a state without any act is wrong too."""
    query = select(_sessions.id, _sessions.course_id, _sessions.starts_at, _sessions.ends_at)
    sessions = {row[0]: _Session(*row[1:]) for row in connection.execute(query)}
    by_session = select(AttendanceRow.__table__).order_by(_attendances.class_session_id)
    events = _by_session(
        connection.execute(events_as_known.order_by(_events.class_session_id), execution_options=_IN_PARTS)
    )
    states = _by_session(connection.execute(by_session, execution_options=_IN_PARTS))
    next_events, next_states = next(events, None), next(states, None)
    while next_events is not None or next_states is not None:
        # Both come in order of session; a session may be missing on either side.
        id_ = min(one[0] for one in (next_events, next_states) if one is not None)
        acts: list[Row[Any]] = []
        kept: list[Row[Any]] = []
        if next_events is not None and next_events[0] == id_:
            acts, next_events = next_events[1], next(events, None)
        if next_states is not None and next_states[0] == id_:
            kept, next_states = next_states[1], next(states, None)
        session = sessions.get(id_)
        if session is None:  # only in a database damaged from outside, which must be told rather than fall over
            yield Finding(FindingCode.REFERENCE, "attendances", str(id_), "class_session_id")
            continue
        readable = []
        for row in acts:
            try:
                readable.append(event_of(row))
            except (ValueError, TypeError):
                yield Finding(FindingCode.WORD, "attendance_events", str(row.id))
                continue
            yield from _wrong_act(readable[-1], row, known)
        yield from _wrong_in_session(id_, session, readable, kept, known)


def _by_session(rows: Iterable[Row[Any]]) -> Iterator[tuple[UUID, list[Row[Any]]]]:
    for session, group in groupby(rows, key=lambda row: row.class_session_id):
        yield session, list(group)


def _wrong_act(event: AttendanceEvent, row: Row[Any], known: _Known) -> Iterator[Finding]:
    """Hold one act against itself and against whom it names."""
    wrong = []
    is_ok = event.result is EventResult.OK
    # What was written down afterwards has words and overrode nothing.
    if event.reason is None if not is_ok else event.reason is not None and not event.forced_reason:
        wrong.append("reason")
    if (event.kind is EventKind.UNDO) != (event.undoes is not None):
        wrong.append("undoes")
    if event.band is not None and event.band not in STORABLE:
        wrong.append("band")
    if is_ok and row.attendee_id is None:
        wrong.append("attendee_id")
    if is_ok and row.attendee_id is not None:
        walk_in = known.walk_ins.get(row.attendee_id)
        if event.is_walk_in != (walk_in is not None):
            wrong.append("is_walk_in")
        if walk_in is not None and walk_in.class_session_id != event.class_session_id:
            wrong.append("class_session_id")
        if walk_in is None and row.attendee_id not in known.people:
            wrong.append("attendee_id")
    if wrong:
        yield Finding(FindingCode.RULE, "attendance_events", str(event.id), "+".join(wrong))


def _wrong_in_session(
    id_: UUID, session: _Session, events: list[AttendanceEvent], rows: list[Row[Any]], known: _Known
) -> Iterator[Finding]:
    derived = derive(events, session.ends_at)
    kept = {row.attendee_id: row for row in rows}
    acts: dict[UUID, list[AttendanceEvent]] = {}
    for event in events:
        if event.attendee_id is not None and event.result is EventResult.OK:
            acts.setdefault(event.attendee_id, []).append(event)
    for attendee in sorted(derived.keys() | kept.keys()):
        state, row = derived.get(attendee), kept.get(attendee)
        key = f"{id_}:{attendee}"
        if state is None or row is None:
            yield Finding(FindingCode.STATE, "attendances", key)
            continue
        wrong = [name for name in _DERIVED if getattr(row, name) != getattr(state, name)]
        if wrong:
            yield Finding(FindingCode.STATE, "attendances", key, "+".join(wrong))
        wrong = _wrong_frozen(session, row, acts.get(attendee, []), known)
        if wrong:
            yield Finding(FindingCode.COPY, "attendances", key, "+".join(wrong))


def _wrong_frozen(session: _Session, row: Row[Any], acts: list[AttendanceEvent], known: _Known) -> list[str]:
    """Return which of the words frozen on the day nothing else says.

    They are those of the acts, or what the person says today. Where a person's data was changed since they were
    entered, band, sex and district may be those of before, which nothing says any more.
    """
    walk_in = known.walk_ins.get(row.attendee_id)
    person = known.people.get(row.attendee_id)
    bands, sexes = {act.band for act in acts}, {act.sex.value for act in acts}
    districts = {""} if person is None else {person.district}
    if walk_in is not None:
        bands.add(walk_in.band)
        sexes.add(walk_in.sex)
    if person is not None:
        bands.add(_band_of(person.birth, session.starts_at))
        sexes.add(person.sex)
    is_sure = person is None or known.is_sure(row.attendee_id)
    wrong = []
    if row.participant_id != (row.attendee_id if person is not None else None if walk_in is None else
                              walk_in.participant_id):  # fmt: skip
        wrong.append("participant_id")
    if row.band not in STORABLE or (is_sure and row.band not in bands):
        wrong.append("band")
    if row.sex not in _SEXES or (is_sure and row.sex not in sexes):
        wrong.append("sex")
    if is_sure and row.district not in districts:
        wrong.append("district")
    if not _walk_in_fits(session, row, acts, known, is_person=person is not None):
        wrong.append("is_walk_in")
    return wrong


_SEXES = frozenset(Sex)


def _band_of(birth: Birth, starts_at: datetime) -> str:
    try:
        return band_at(birth, local_day(starts_at))
    except DomainError:  # told of the person's own row
        return UNKNOWN


def _walk_in_fits(
    session: _Session, row: Row[Any], acts: list[AttendanceEvent], known: _Known, *, is_person: bool
) -> bool:
    """Tell whether somebody counts as a walk-in exactly when they had not applied when they first came."""
    if not is_person:
        return bool(row.is_walk_in)
    asked = known.asked.get((session.course_id, row.attendee_id))
    if asked is None:
        return bool(row.is_walk_in) or known.is_undone
    if not row.is_walk_in or row.attendee_id in known.changed:
        return True
    came = min((act.id for act in acts), default=None)
    # Ids rise with time: who applied before coming was no walk-in.
    return came is None or asked > came


def _wrong_numbers(connection: Connection) -> Iterator[Finding]:
    present = (
        select(_attendances.class_session_id, func.count().label("n"))
        .where(_attendances.present.is_(True))
        .group_by(_attendances.class_session_id)
        .subquery()
    )
    counted = func.coalesce(present.c.n, 0)
    query = (
        select(_sessions.id)
        .select_from(ClassSessionRow)
        .outerjoin(present, present.c.class_session_id == _sessions.id)
        .where(_sessions.present != counted)
        .order_by(_sessions.id)
    )
    for id_ in connection.execute(query).scalars():
        yield Finding(FindingCode.COUNT, "class_sessions", str(id_), "present")


def _wrong_summaries(connection: Connection) -> Iterator[Finding]:
    counted: Counter[tuple[int, UUID, str, str]] = Counter()
    n = func.count().label("n")
    group = (_attendances.class_session_id, _attendances.band, _attendances.sex)
    places = {row[0]: summary_key(row[1], row[2]) for row in connection.execute(
        select(_sessions.id, _sessions.starts_at, _sessions.venue_id)
    )}  # fmt: skip
    for id_, band, sex, times in connection.execute(
        select(*group, n).where(_attendances.present.is_(True)).group_by(*group)
    ):
        if id_ in places:
            counted[places[id_].month, places[id_].venue_id, band, sex] += times
    kept: Mapping[tuple[int, UUID, str, str], int] = {
        (row.month, row.venue_id, row.band, row.sex): row.attendances
        for row in connection.execute(select(AttendanceSummaryRow.__table__))
    }
    for key in sorted(counted.keys() | kept.keys(), key=str):
        if counted.get(key, 0) != kept.get(key, 0):
            place = ":".join(str(part) for part in key)
            yield Finding(FindingCode.COUNT, "attendance_summaries", place, "attendances")


def _wrong_trail(connection: Connection) -> Iterator[Finding]:
    """Compare acts with what the audit trail noted of each when it was done."""
    noted = select(_trail.number, _trail.act, _trail.subject, _trail.detail).where(_trail.act.in_(_NOTED))
    rows = connection.execute(noted, execution_options={"yield_per": CHUNK})
    for part in rows.partitions(CHUNK):
        ids = [UUID(row.detail["event"]) for row in part if row.detail.get("event")]
        columns = (_events.id, _events.class_session_id, _events.result, _events.reason, _events.forced_reason)
        found = {row.id: row for row in connection.execute(select(*columns).where(_events.id.in_(ids)))}
        for row in part:
            event = row.detail.get("event")
            act = None if event is None else found.get(UUID(event))
            told = (_NOTED[row.act], row.subject, row.detail.get("reason"), bool(row.detail.get("forced")))
            if event is None:
                continue
            if act is None:
                yield Finding(FindingCode.TRAIL, "attendance_events", event)
            elif (act.result, str(act.class_session_id), act.reason, bool(act.forced_reason)) != told:
                yield Finding(FindingCode.TRAIL, "attendance_events", event, "result+reason+forced_reason")


_NOTED = {f"check_in.{result.value}": result.value for result in EventResult}
"""Entry of the trail to the result it noted."""
