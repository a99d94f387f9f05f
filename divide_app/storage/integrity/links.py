"""Finds rows that point at nothing, orders with gaps, words that are none, and settings that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from divide_app.domain.door.merge import HeldReason
from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.domain.people.age_band import STORABLE
from divide_app.domain.people.participants import Sex
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.roster.roster import RosterRules
from divide_app.storage.rows.every import Base
from divide_app.storage.unit_of_work import UnitOfWork

Rule = Callable[[Any], DomainError | None]

_tables = Base.metadata.tables
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, DomainError)


def _of(table: str) -> Any:
    return _tables[table].c


_WORDS: dict[str, Iterable[str]] = {
    "appointments.kind": SupporterKind,
    "attendance_summaries.band": STORABLE,
    "attendance_summaries.sex": Sex,
    "merge_inbox.reason": HeldReason,
    "populations.band": STORABLE,
    "populations.sex": Sex,
    "walk_ins.band": STORABLE,
    "walk_ins.sex": Sex,
}
"""Columns of one word that no declared thing holds."""

_ONE_ROW = ("offices", "letter_settings", "roster_rules", "survey_words", "ticket_keys", "year_end_closing")
_COUNTED = {"heard_ways": "position", "purposes": "version"}
"""Tables whose rows are numbered from 1 without a gap."""


class _Misfit(NamedTuple):
    code: FindingCode
    table: str
    column: str
    condition: ColumnElement[bool]


def _misfits() -> Iterator[_Misfit]:
    """Yield every contradiction that the database itself can look for."""
    sessions, rooms, events = _of("class_sessions"), _of("rooms"), _of("attendance_events")
    applications, receipts, purposes = _of("applications"), _of("import_receipts"), _of("purposes")
    participants, walk_ins, runs = _of("participants"), _of("walk_ins"), _of("import_runs")
    reference, rule, copy = FindingCode.REFERENCE, FindingCode.RULE, FindingCode.COPY
    in_venue = exists().where(rooms.id == sessions.room_id, rooms.venue_id == sessions.venue_id)
    yield _Misfit(reference, "class_sessions", "room_id", and_(sessions.room_id.is_not(None), ~in_venue))
    yield _Misfit(rule, "class_sessions", "number", sessions.number < 1)
    courses = _of("courses")
    is_off, trail = sessions.state == "cancelled", _of("audit_entries")
    in_hall = exists().where(trail.act == "package.unpack")  # a hall package tells the hall no reasons
    is_told = or_(sessions.cancelled_reason != "", and_(is_off, in_hall))
    yield _Misfit(rule, "class_sessions", "state+cancelled_reason", is_off != is_told)
    is_off = courses.is_cancelled.is_(True) != (courses.cancelled_reason != "")
    yield _Misfit(rule, "courses", "is_cancelled+cancelled_reason", is_off)
    other = _tables["attendance_events"].alias()
    undone = exists().where(
        other.c.id == events.undoes,
        other.c.class_session_id == events.class_session_id,
        or_(
            other.c.attendee_id == events.attendee_id, and_(other.c.attendee_id.is_(None), events.attendee_id.is_(None))
        ),
    )
    yield _Misfit(reference, "attendance_events", "undoes", and_(events.undoes.is_not(None), ~undone))
    yield _Misfit(rule, "applications", "number", applications.number < 1)
    has_purpose = exists().where(purposes.version == applications.purpose_version)
    yield _Misfit(
        reference, "applications", "purpose_version",
        and_(~has_purpose, or_(applications.purpose_version != 1, exists().where(purposes.version == 1))),
    )  # fmt: skip
    yield _Misfit(
        copy, "import_receipts", "course_id",
        ~exists().where(applications.id == receipts.application_id, applications.course_id == receipts.course_id),
    )  # fmt: skip
    none_undone = ~exists().where(runs.undone_at.is_not(None))
    for name in ("application_calls", "draw_entrants"):
        id_ = _of(name).application_id
        yield _Misfit(reference, name, "application_id", and_(~exists().where(applications.id == id_), none_undone))
    mailings = _of("mailings")
    yield _Misfit(
        copy, "mailings", "times",
        or_(mailings.times < 1, and_(mailings.times == 1, mailings.first_at != mailings.last_at)),
    )  # fmt: skip
    yield _Misfit(reference, "participants", "merged_into", participants.merged_into == participants.id)
    # The other way round is what a hall package holds: the band alone, without the day it was said.
    is_of_nothing = and_(participants.band.is_(None), participants.band_as_of.is_not(None))
    yield _Misfit(copy, "participants", "band_as_of", is_of_nothing)
    births = [participants.birth_day, participants.birth_year, participants.band]
    twice = [and_(one.is_not(None), two.is_not(None)) for n, one in enumerate(births) for two in births[:n]]
    yield _Misfit(rule, "participants", "birth_day+birth_year+band", or_(*twice))
    yield _Misfit(
        rule, "participants", "band", and_(participants.band.is_not(None), participants.band.not_in(STORABLE))
    )
    yield _Misfit(
        copy, "walk_ins", "band+sex",
        exists().where(
            events.attendee_id == walk_ins.id, events.result == "ok",
            or_(events.band != walk_ins.band, events.sex != walk_ins.sex),
        ),
    )  # fmt: skip
    marks = _of("presence_marks")
    asked = exists().where(
        applications.course_id == sessions.course_id,
        sessions.id == marks.class_session_id,
        participants.id == marks.participant_id,
        or_(applications.participant_id == participants.id, applications.participant_id == participants.merged_into),
    )
    yield _Misfit(reference, "presence_marks", "class_session_id+participant_id", and_(~asked, none_undone))
    days = _of("appointments")
    yield _Misfit(rule, "appointments", "last_day", days.last_day < days.first_day)
    confidence = _of("venues")
    yield _Misfit(rule, "venues", "latitude", or_(confidence.latitude < 20, confidence.latitude > 46))
    yield _Misfit(rule, "venues", "longitude", or_(confidence.longitude < 122, confidence.longitude > 154))
    keys = _of("ticket_keys")
    yield _Misfit(rule, "ticket_keys", "key", func.length(keys.key) != 64)
    remarks = _of("month_remarks")
    yield _Misfit(rule, "month_remarks", "month", or_(remarks.month % 100 < 1, remarks.month % 100 > 12))
    imports = _of("import_runs")
    yield _Misfit(rule, "import_runs", "sha256", func.length(imports.sha256) != 64)


def _misfits_of_tellings() -> Iterator[_Misfit]:
    """Yield every contradiction among people to reach and the tries to reach them."""
    applications, runs = _of("applications"), _of("import_runs")
    none_undone = ~exists().where(runs.undone_at.is_not(None))
    reference, rule = FindingCode.REFERENCE, FindingCode.RULE
    tellings, before = _of("tellings"), _of("meetings_before")
    is_theirs = exists().where(applications.id == tellings.application_id)
    yield _Misfit(
        reference, "tellings", "application_id", and_(tellings.application_id.is_not(None), ~is_theirs, none_undone)
    )
    whose = _of("supporters")
    for name in ("tellings", "meetings_before"):
        id_ = _of(name).supporter_id
        yield _Misfit(reference, name, "supporter_id", and_(id_.is_not(None), ~exists().where(whose.id == id_)))
    is_of_one = tellings.application_id.is_(None) != tellings.supporter_id.is_(None)
    yield _Misfit(rule, "tellings", "application_id+supporter_id", ~is_of_one)
    yield _Misfit(rule, "meetings_before", "starts_at", before.ends_at <= before.starts_at)
    yield _Misfit(rule, "meetings_before", "number", before.number < 1)


def findings(uow: UnitOfWork, rule: Rule) -> Iterator[Finding]:
    """Yield what does not fit."""
    connection = uow.connection
    for misfit in (*_misfits(), *_misfits_of_tellings()):
        table = _tables[misfit.table]
        for row in connection.execute(select(*table.primary_key).where(misfit.condition)):
            yield Finding(misfit.code, misfit.table, ":".join(str(part) for part in row), misfit.column)
    for place, words in _WORDS.items():
        yield from _wrong_words(connection, place, words)
    yield from _wrong_numbering(connection)
    yield from _planned_of_cancelled(connection)
    yield from _gone_things(connection)
    yield from _wrong_hours(connection)
    yield from _wrong_settings(uow, rule)


def _wrong_words(connection: Connection, place: str, words: Iterable[str]) -> Iterator[Finding]:
    name, _dot, column = place.partition(".")
    table = _tables[name]
    query = select(*table.primary_key).where(table.c[column].not_in([str(word) for word in words]))
    for row in connection.execute(query):
        yield Finding(FindingCode.WORD, name, ":".join(str(part) for part in row), column)


def _wrong_numbering(connection: Connection) -> Iterator[Finding]:
    for name in _ONE_ROW:
        table = _tables[name]
        (key,) = table.primary_key
        found = list(connection.execute(select(key)).scalars().all())
        if len(found) > 1 or (found and key.key == "number" and found != [1]):
            yield Finding(FindingCode.ORDER, name, "", key.key)
    for name, column in _COUNTED.items():
        found = sorted(connection.execute(select(_of(name)[column])).scalars())
        if found != list(range(1, len(found) + 1)):
            yield Finding(FindingCode.ORDER, name, "", column)
    for name, column in (("targets", "position"), ("heard_ways", "word")):
        values = list(connection.execute(select(_of(name)[column])).scalars().all())
        if len(set(values)) < len(values):
            yield Finding(FindingCode.ORDER, name, "", column)


def _gone_things(connection: Connection) -> Iterator[Finding]:
    """Yield lists of ids in which one names nothing."""
    for name, column, target, place in (
        ("hall_packages", "class_session_ids", "class_sessions", None),
        ("printed_sheets", "people", "participants", None),
        ("walk_ins", "found_not", "participants", None),
        ("courses", "lending", "lending_stocks", 0),
        ("class_sessions", "lending", "lending_stocks", 0),
    ):
        table = _tables[name]
        rows = connection.execute(select(table.c.id, table.c[column]).where(table.c[column].is_not(None))).all()
        rows = [row for row in rows if row[1]]
        there = set(connection.execute(select(_of(target).id)).scalars()) if rows else set()
        for id_, ids in rows:
            try:
                named = {UUID(one if place is None else one[place]) for one in ids}
            except _UNREADABLE:
                named = set()
                yield Finding(FindingCode.WORD, name, str(id_), column)
            if not named <= there:
                yield Finding(FindingCode.REFERENCE, name, str(id_), column)
    for rules in connection.execute(select(_of("roster_rules").rules)).scalars():
        if not isinstance(rules, dict) or not rules.keys() <= RosterRules.__dataclass_fields__.keys():
            yield Finding(FindingCode.WORD, "roster_rules", "", "rules")
    requests = _of("visit_requests")
    query = select(requests.id, requests.state, requests.course_id)
    for id_, state, course in connection.execute(query):
        if (state == "accepted") > (course is not None) or (state in {"received", "declined"} and course is not None):
            yield Finding(FindingCode.COPY, "visit_requests", str(id_), "state+course_id")


def _wrong_hours(connection: Connection) -> Iterator[Finding]:
    """Hold confirmed minutes against every change that was noted, in whatever order two PCs noted them."""
    changes, assignments = _of("hours_changes"), _of("assignments")
    by_assignment: dict[UUID, list[tuple[int | None, int | None]]] = {}
    for id_, before, after in connection.execute(select(changes.assignment_id, changes.before, changes.after)):
        by_assignment.setdefault(id_, []).append((before, after))
    query = select(assignments.id, assignments.actual_minutes)
    for id_, actual in connection.execute(query):
        noted = by_assignment.get(id_)
        if noted is None:
            continue
        left = Counter(after for _before, after in noted)
        left.subtract(before for before, _after in noted)
        last = [minutes for minutes, times in left.items() if times > 0]
        # Where the minutes came back to what they were first, any that were there before may be the last ones.
        fits = last == [actual] if last else any(actual == before for before, _after in noted)
        if not fits:
            yield Finding(FindingCode.COPY, "assignments", str(id_), "actual_minutes")


def _wrong_settings(uow: UnitOfWork, rule: Rule) -> Iterator[Finding]:
    """Read what is kept as one piece, and let its rules speak."""
    courses = uow.connection.execute(select(_of("seat_rules").course_id)).scalars().all()
    pieces: list[tuple[str, str, Callable[[], Any]]] = [
        *(("seat_rules", str(id_), lambda id_=id_: uow.seat_rules.of_course(id_)) for id_ in courses),
        ("letter_settings", "", uow.letter_book.get_or_usual),
        ("roster_rules", "", uow.roster_rules.get),
        ("survey_words", "", uow.survey_words.get),
        ("year_end_closing", "", uow.year_ends.get),
    ]
    for table, key, read in pieces:
        try:
            thing = read()
        except _UNREADABLE:
            yield Finding(FindingCode.VALUE, table, key)
            continue
        refused = None if thing is None else rule(thing)
        if refused is not None:
            yield Finding(FindingCode.RULE, table, key, refused.field or "", refused.code)


def _planned_of_cancelled(connection: Connection) -> Iterator[Finding]:
    """Yield cancelled courses with a planned meeting: one stays where people were received or that was held once."""
    courses, sessions, trail = _of("courses"), _of("class_sessions"), _of("audit_entries")
    received = exists().where(_of("attendance_events").class_session_id == sessions.id)
    planned = (
        select(courses.id, sessions.id)
        .join_from(_tables["courses"], _tables["class_sessions"], sessions.course_id == courses.id)
        .where(courses.is_cancelled.is_(True), sessions.state == "planned", ~received)
    )
    reopened = set(connection.execute(select(trail.subject).where(trail.act == "class_session.reopen")).scalars())
    wrong = {course for course, session in connection.execute(planned) if str(session) not in reopened}
    for course in sorted(wrong):
        yield Finding(FindingCode.COPY, "courses", str(course), "is_cancelled")
