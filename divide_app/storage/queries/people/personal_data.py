"""Reads and erases all data held of a person, and verifies that no figure changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, literal, or_, select, text, update

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.names import name_key
from divide_app.domain.people.personal_data import FORGOTTEN_NAME, FORGOTTEN_REASON
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.visit_requests import RequestState
from divide_app.storage.repositories.base import chunks
from divide_app.storage.rows.door.attendance import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow, WalkInRow
from divide_app.storage.rows.door.packages import MergeInboxRow
from divide_app.storage.rows.files import ImportReceiptRow
from divide_app.storage.rows.office import AuditEntryRow
from divide_app.storage.rows.papers import MailingRow
from divide_app.storage.rows.people.people import AppointmentRow, AssignmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.people.same_people import NotSameRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.visits import VisitRequestRow
from divide_app.storage.rows.reaching import TellingRow
from divide_app.storage.rows.roster import HoursChangeRow
from divide_app.storage.rows.scans import ScannedMarkRow
from divide_app.storage.rows.seats import CallRow, DrawEntrantRow, DrawRow

_people = ParticipantRow.__table__.c
_applications = ApplicationRow.__table__.c
_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_attendances = AttendanceRow.__table__.c
_events = AttendanceEventRow.__table__.c
_walk_ins = WalkInRow.__table__.c
_inbox = MergeInboxRow.__table__.c

_STANDING = (ApplicationStatus.APPLIED.value, ApplicationStatus.ACCEPTED.value, ApplicationStatus.WAITING.value)

Rows = list[dict[str, Any]]

_LEAST_NAME = 2
"""Characters; a shorter name is part of too many words."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The list of who was forgotten, by id: what a restored copy of former times must forget again."""

    people: tuple[UUID, ...] = ()
    supporters: tuple[UUID, ...] = ()
    requests: tuple[UUID, ...] = ()


def forgotten(connection: Connection) -> Forgotten:
    """Return who was forgotten here."""
    requests, helpers, entries = VisitRequestRow.__table__.c, SupporterRow.__table__.c, AuditEntryRow.__table__.c
    acts = connection.execute(select(entries.subject).where(entries.act == "privacy.forget_contact")).scalars()
    empty = select(requests.id).where(
        requests.contact_name == "", requests.phone == "", requests.address == "", requests.memo == ""
    )
    return Forgotten(
        tuple(connection.execute(select(_people.id).where(_people.forgotten_at.is_not(None))).scalars()),
        tuple(connection.execute(select(helpers.id).where(helpers.name == FORGOTTEN_NAME)).scalars()),
        tuple({*connection.execute(empty).scalars(), *map(UUID, acts)}),
    )


def still_known(connection: Connection, here: Forgotten) -> Forgotten:
    """Return those of a list who are known in these data."""
    helpers, requests = SupporterRow.__table__.c, VisitRequestRow.__table__.c
    people = connection.execute(
        select(_people.id).where(_people.forgotten_at.is_(None), _people.merged_into.is_(None))
    ).scalars()
    supporters = connection.execute(select(helpers.id).where(helpers.name != FORGOTTEN_NAME)).scalars()
    asked = connection.execute(select(requests.id)).scalars()
    return Forgotten(
        tuple(sorted(set(people) & set(here.people))),
        tuple(sorted(set(supporters) & set(here.supporters))),
        tuple(sorted(set(asked) & set(here.requests))),
    )


def applications_of(connection: Connection, people: Sequence[UUID]) -> Rows:
    """Return every application of these entries with its course, oldest first."""
    query = (
        select(ApplicationRow.__table__, _courses.title)
        .join(CourseRow, _courses.id == _applications.course_id)
        .where(_applications.participant_id.in_(people))
        .order_by(_applications.applied_at, _applications.id)
    )
    return _rows(connection, query)


def told_of(connection: Connection, applications: Sequence[UUID]) -> Rows:
    """Return letters sent, calls made, lots drawn and tries to tell news: `application_id`, `what`, `at`, `result`."""
    letters, calls = MailingRow.__table__.c, CallRow.__table__.c
    entrants, draws = DrawEntrantRow.__table__.c, DrawRow.__table__.c
    tellings = TellingRow.__table__.c
    queries = (
        select(
            letters.application_id,
            letters.kind.label("what"),
            letters.last_at.label("at"),
            letters.channel.label("result"),
        ).where(letters.application_id.in_(applications)),
        select(calls.application_id, calls.channel.label("what"), calls.at, calls.outcome.label("result")).where(
            calls.application_id.in_(applications)
        ),
        select(
            entrants.application_id,
            literal("lottery").label("what"),
            draws.prepared_at.label("at"),
            entrants.rank.label("result"),
        )
        .join(DrawRow, draws.id == entrants.draw_id)
        .where(entrants.application_id.in_(applications)),
        select(
            tellings.application_id,
            (tellings.kind + literal(":") + tellings.channel).label("what"),
            tellings.at,
            tellings.outcome.label("result"),
        ).where(tellings.application_id.in_(applications)),
    )
    return [row for query in queries for row in _rows(connection, query)]


def attendances_of(connection: Connection, people: Sequence[UUID]) -> Rows:
    """Return what follows from the acts: sessions with times, and what was frozen for the figures."""
    query = (
        select(AttendanceRow.__table__, _courses.title, _sessions.number, _sessions.starts_at)
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .join(CourseRow, _courses.id == _sessions.course_id)
        .where(_attendances.participant_id.in_(people))
        .order_by(_sessions.starts_at, _sessions.id)
    )
    return _rows(connection, query)


def acts_of(connection: Connection, people: Sequence[UUID]) -> Rows:
    """Return the acts at doors, as written, with the walk-ins these people were found to be."""
    walked = select(_walk_ins.id).where(_walk_ins.participant_id.in_(people))
    query = select(AttendanceEventRow.__table__).where(
        _events.attendee_id.in_(people) | _events.attendee_id.in_(walked)
    )
    return _rows(connection, query.order_by(_events.happened_at, _events.id))


def walk_ins_of(connection: Connection, people: Sequence[UUID]) -> Rows:
    """Return the walk-ins these people were found to be."""
    return _rows(connection, select(WalkInRow.__table__).where(_walk_ins.participant_id.in_(people)))


def trail_of(connection: Connection, people: Sequence[UUID]) -> Rows:
    """Return which acts about these entries the audit trail holds: `at`, `act`."""
    columns = AuditEntryRow.__table__.c
    subjects = [str(id_) for id_ in people]
    query = select(columns.at, columns.act).where(columns.subject.in_(subjects)).order_by(columns.number)
    return _rows(connection, query)


def expected(connection: Connection, people: Sequence[UUID], now: datetime) -> Rows:
    """Return standing applications for courses that are not over: `id`, `course_id`, `title`."""
    to_come = exists().where(
        _sessions.course_id == _courses.id, _sessions.ends_at > now, _sessions.state != SessionState.CANCELLED.value
    )
    query = (
        select(_applications.id, _applications.course_id, _courses.title)
        .join(CourseRow, _courses.id == _applications.course_id)
        .where(
            _applications.participant_id.in_(people),
            _applications.status.in_(_STANDING),
            _courses.is_cancelled.is_(False),
            to_come,
        )
        .order_by(_applications.course_id, _applications.id)
    )
    return _rows(connection, query)


def over_since(connection: Connection, before: datetime) -> list[UUID]:
    """Return who last applied and came before a moment and has nothing to come; of others, who was entered before."""
    came = exists().where(_attendances.participant_id == _people.id, _attendances.first_in >= before)
    applied = exists().where(_applications.participant_id == _people.id, _applications.applied_at >= before)
    awaited = exists().where(
        _applications.participant_id == _people.id,
        _sessions.course_id == _applications.course_id,
        _sessions.ends_at >= before,
    )
    # Lists of past years are brought in today: what people did counts, and the day of entry only for the others.
    did = exists().where(_attendances.participant_id == _people.id)
    did_apply = exists().where(_applications.participant_id == _people.id)
    query = (
        select(_people.id)
        .where(_people.merged_into.is_(None), _people.forgotten_at.is_(None))
        .where((_people.created_at < before) | did | did_apply)
        .where(~came, ~applied, ~awaited)
        .order_by(_people.id)
    )
    return list(connection.execute(query).scalars().all())


def all_entries(connection: Connection, people: Sequence[UUID]) -> list[UUID]:
    """Return these people and every entry that became part of one of them."""
    found: dict[UUID, None] = dict.fromkeys(people)
    for part in chunks(people):
        found.update(
            dict.fromkeys(connection.execute(select(_people.id).where(_people.merged_into.in_(part))).scalars())
        )
    return list(found)


def names_of(connection: Connection, people: Sequence[UUID]) -> list[str]:
    """Return the names, readings and telephones of these entries as they are written."""
    found: dict[str, None] = {}
    for part in chunks(people):
        query = select(_people.name, _people.kana, _people.phone).where(_people.id.in_(part))
        for row in connection.execute(query):
            found.update(dict.fromkeys(word for word in row if word))
    return list(found)


def take_out(connection: Connection, people: Sequence[UUID]) -> None:
    """Take out what lies beside the people's own rows: words of applications, names at doors, pictures, pairs."""
    for part in chunks(people):
        walked = list(
            connection.execute(select(_walk_ins.id).where(_walk_ins.participant_id.in_(part))).scalars().all()
        )
        connection.execute(
            update(ApplicationRow)
            .where(_applications.participant_id.in_(part))
            .values(memo="", answer="", receipt_number="", reason="", ticket_revoked=True)
        )
        connection.execute(update(WalkInRow).where(_walk_ins.participant_id.in_(part)).values(name=""))
        _without_reasons(connection, [*part, *walked])
        marks = ScannedMarkRow.__table__.c
        connection.execute(update(ScannedMarkRow).where(marks.participant_id.in_(part)).values(clip=None))
        pairs = NotSameRow.__table__.c
        connection.execute(delete(NotSameRow).where(pairs.first_id.in_(part) | pairs.second_id.in_(part)))
        _empty_inbox(connection, {str(id_) for id_ in (*part, *walked)})
        theirs = select(_applications.id).where(_applications.participant_id.in_(part))
        connection.execute(delete(ImportReceiptRow).where(ImportReceiptRow.application_id.in_(theirs)))
        connection.execute(
            update(AttendanceEventRow).where(_events.attendee_id.in_([*part, *walked])).values(device="")
        )


def take_out_namesakes(connection: Connection, people: Sequence[UUID]) -> list[UUID]:
    """Take these people out where nothing but their name or telephone tells that it is them.

    Walk-ins nobody was found to be, and devices called by a name. Returned are the visit requests whose contact it is.
    """
    names: set[str] = set()
    phones: set[str] = set()
    for part in chunks(people):
        query = select(_people.name, _people.kana, _people.phone).where(_people.id.in_(part))
        for row in connection.execute(query):
            names |= {key for key in (name_key(row.name), name_key(row.kana)) if len(key) >= _LEAST_NAME}
            phones |= {row.phone} - {""}
    walked = connection.execute(select(_walk_ins.id, _walk_ins.name).where(_walk_ins.name != "")).all()
    for part in chunks([row.id for row in walked if name_key(row.name) in names]):
        connection.execute(update(WalkInRow).where(_walk_ins.id.in_(part)).values(name=""))
        _without_reasons(connection, part)
    devices = connection.execute(select(_events.device).where(_events.device != "").distinct()).scalars().all()
    named = [device for device in devices if any(name in name_key(device) for name in names)]
    connection.execute(update(AttendanceEventRow).where(_events.device.in_(named)).values(device=""))
    requests = VisitRequestRow.__table__.c
    asked = connection.execute(select(requests.id, requests.contact_name, requests.phone)).all()
    return [row.id for row in asked if row.phone in phones or name_key(row.contact_name) in names]


def contacts_over(connection: Connection, before: datetime) -> list[UUID]:
    """Return the visit requests of before a moment that wait for nothing and still hold whom to call."""
    columns = VisitRequestRow.__table__.c
    query = select(columns.id).where(
        columns.received_at < before,
        columns.state != RequestState.RECEIVED.value,
        or_(columns.contact_name != "", columns.phone != "", columns.address != "", columns.memo != ""),
    )
    return list(connection.execute(query).scalars().all())


def supporters_over(connection: Connection, before: datetime) -> list[UUID]:
    """Return helpers whose appointments are over and who helped last before a moment."""
    helpers, terms, stood = SupporterRow.__table__.c, AppointmentRow.__table__.c, AssignmentRow.__table__.c
    day = local_day(before)
    runs = exists().where(terms.supporter_id == helpers.id, or_(terms.last_day.is_(None), terms.last_day >= day))
    helps = exists().where(
        stood.supporter_id == helpers.id, _sessions.id == stood.class_session_id, _sessions.ends_at >= before
    )
    known = exists().where(terms.supporter_id == helpers.id) | exists().where(stood.supporter_id == helpers.id)
    query = select(helpers.id).where(helpers.name != FORGOTTEN_NAME, known, ~runs, ~helps).order_by(helpers.id)
    return list(connection.execute(query).scalars().all())


def supporter_expected(connection: Connection, supporter: UUID, now: datetime) -> bool:
    """Tell whether a helper stands in a meeting to come."""
    stood = AssignmentRow.__table__.c
    query = select(stood.id).join(ClassSessionRow, _sessions.id == stood.class_session_id)
    coming = query.where(stood.supporter_id == supporter, _sessions.ends_at > now)
    return (
        connection.execute(coming.where(_sessions.state != SessionState.CANCELLED.value).limit(1)).first() is not None
    )


def take_out_reasons_of_helpers(connection: Connection, supporters: Sequence[UUID]) -> None:
    """Take out what was written about helpers beside their own rows: reasons of hours and of being put somewhere."""
    for part in chunks(supporters):
        theirs = select(AssignmentRow.id).where(AssignmentRow.supporter_id.in_(part))
        connection.execute(update(HoursChangeRow).where(HoursChangeRow.assignment_id.in_(theirs)).values(reason=""))
        connection.execute(update(AssignmentRow).where(AssignmentRow.supporter_id.in_(part)).values(reason=""))


def take_out_walk_in_names(connection: Connection, before: datetime) -> int:
    """Take out the names of walk-ins nobody was found to be, of sessions before a moment; return how many."""
    old = select(_sessions.id).where(_sessions.ends_at < before)
    gone = connection.execute(
        update(WalkInRow).where(_walk_ins.class_session_id.in_(old), _walk_ins.name != "").values(name="")
    ).rowcount
    strangers = select(_walk_ins.id).where(_walk_ins.class_session_id.in_(old), _walk_ins.participant_id.is_(None))
    connection.execute(
        update(AttendanceEventRow)
        .where(_events.class_session_id.in_(old), _events.attendee_id.in_(strangers), _events.forced_reason != "")
        .values(forced_reason=FORGOTTEN_REASON)
    )
    query = select(_inbox.id, _inbox.walk_in, _inbox.event).where(
        _inbox.walk_in.is_not(None), _inbox.received_at < before
    )
    _without_words(connection, connection.execute(query).all())
    return gone


def leave_no_trace(connection: Connection) -> None:
    """Let an embedded database overwrite what is taken out from now on, in its pages and in its index of words."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))
        connection.execute(text("INSERT INTO participant_fts (participant_fts, rank) VALUES ('secure-delete', 1)"))


def clear_journal(connection: Connection) -> None:
    """Empty an embedded database's journal, where pages lie as they were before; outside any transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def statistics(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Return every figure that reports and targets are made of, to be compared before and after."""
    summaries = AttendanceSummaryRow.__table__.c
    grouped = (_attendances.class_session_id, _attendances.band, _attendances.sex, _attendances.district)
    present = _attendances.present.is_(True)
    asked = (_applications.course_id, _applications.status, _applications.channel, _applications.heard)
    queries = {
        "summaries": select(summaries.month, summaries.venue_id, summaries.band, summaries.sex, summaries.attendances),
        "sessions": select(_sessions.id, _sessions.present),
        "attendances": select(*grouped, func.count(), func.sum(_attendances.minutes)).where(present).group_by(*grouped),
        "people": select(_sessions.month, func.count(func.distinct(_attendances.participant_id)))
        .join(ClassSessionRow, _sessions.id == _attendances.class_session_id)
        .where(present)
        .group_by(_sessions.month),
        "everybody": select(func.count(func.distinct(_attendances.participant_id))).where(present),
        "applications": select(*asked, func.count()).group_by(*asked),
    }
    return {
        name: sorted((tuple(row) for row in connection.execute(query)), key=repr) for name, query in queries.items()
    }


def _empty_inbox(connection: Connection, ids: set[str]) -> None:
    rows = connection.execute(select(_inbox.id, _inbox.walk_in, _inbox.event))
    theirs = []
    for row in rows:
        walk_in = row.walk_in or {}
        if ids & {row.event["attendee_id"], walk_in.get("id"), walk_in.get("participant_id")}:
            theirs.append(row)
    _without_words(connection, theirs)


def _without_words(connection: Connection, rows: Iterable[Any]) -> None:
    for row in rows:
        values: dict[str, Any] = {}
        if row.walk_in and row.walk_in.get("name"):
            values["walk_in"] = row.walk_in | {"name": ""}
        event = dict(row.event)
        if event["forced_reason"]:
            event["forced_reason"] = FORGOTTEN_REASON
        if event.get("device"):
            event["device"] = ""
        if event != row.event:
            values["event"] = event
        if values:
            connection.execute(update(MergeInboxRow).where(_inbox.id == row.id).values(**values))


def _without_reasons(connection: Connection, attendees: Sequence[UUID]) -> None:
    """Replace the reasons for overriding a rule for these people by a neutral text; the fact is kept."""
    for part in chunks(attendees):
        connection.execute(
            update(AttendanceEventRow)
            .where(_events.attendee_id.in_(part), _events.forced_reason != "")
            .values(forced_reason=FORGOTTEN_REASON)
        )


def _rows(connection: Connection, query: Any) -> Rows:
    return [dict(row._mapping) for row in connection.execute(query)]
