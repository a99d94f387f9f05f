"""What tables of any period are made of: groups of meetings, of people who came, and of people who did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from divide_app.domain.door.presence import Presence
from divide_app.domain.figures.measures import Dimension, Measure
from divide_app.domain.states import ApplicationStatus, SessionState
from divide_app.storage.rows.door.attendance import AttendanceRow, AttendanceSummaryRow
from divide_app.storage.rows.door.presence import PresenceMarkRow
from divide_app.storage.rows.people.people import AssignmentRow, ParticipantRow, SupporterRow
from divide_app.storage.rows.planning.courses import ApplicationRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.planning.venues import RoomRow, VenueRow

_sessions = ClassSessionRow.__table__.c
_courses = CourseRow.__table__.c
_attendances = AttendanceRow.__table__.c
_people = ParticipantRow.__table__.c
_applications = ApplicationRow.__table__.c
_marks = PresenceMarkRow.__table__.c
_summaries = AttendanceSummaryRow.__table__.c
_assignments = AssignmentRow.__table__.c

Columns = tuple[ColumnElement[Any], ...]

_NOTHING = literal(0)
_CITY = func.coalesce(VenueRow.municipal_code, "").label("city_code")
_VENUE = func.coalesce(VenueRow.name, "")
OF_MEETING: dict[Dimension, Columns] = {
    Dimension.FISCAL_YEAR: (_sessions.month,),
    Dimension.MONTH: (_sessions.month,),
    Dimension.WEEKDAY: (_sessions.starts_at,),
    Dimension.HOUR: (_sessions.starts_at, _sessions.time_is_known),
    Dimension.HALL: (_VENUE.label("hall_name"),),
    Dimension.ROOM: (_VENUE.label("hall_name"), func.coalesce(RoomRow.name, "").label("room_name")),
    Dimension.TOPIC: (_courses.topic,),
    Dimension.KIND: (_sessions.kind,),
    Dimension.OWNER: (cast(_courses.owners, Text).label("owner_list"),),
    Dimension.PARTNER: (cast(_courses.partners, Text).label("partner_list"),),
    Dimension.CITY: (_CITY,),
    Dimension.SUPPORTER_KIND: (type_coerce(_sessions.id, String).label("meeting_id"),),
}
"""The columns from which a meeting's names follow; `Group.values` hold them in this order."""


class Group(NamedTuple):
    """Rows alike in every dimension asked for.

    Attributes:
        values: The values of each dimension's columns.
        amount: What is summed.
        per: The denominator of a ratio.
        thing: The id of the one object it is about, for measures that count different ones.
    """

    values: tuple[tuple[Any, ...], ...]
    amount: float = 0
    per: float = 0
    thing: object = None


def groups(
    connection: Connection, measure: Measure, dimensions: Sequence[Dimension], first: datetime, last: datetime,
    today_ends: datetime,
) -> Iterator[Group]:  # fmt: skip
    """Yield the groups of meetings that start in `first` to `last`.

    Args:
        connection: A read transaction.
        measure: What is counted.
        dimensions: What it is cut by; those of people only where `can_be_cut` says so.
        first: The moment the period begins.
        last: The moment it is over.
        today_ends: The end of the day on which we stand: no later meeting was held, whatever was entered.
    """
    inside = and_(_sessions.starts_at >= first, _sessions.starts_at < last)
    match measure:
        case Measure.ATTENDANCES | Measure.PEOPLE | Measure.MINUTES:
            yield from _came(connection, measure, dimensions, inside)
        case Measure.NO_SHOWS:
            yield from _stayed_away(connection, dimensions, inside)
        case Measure.CANCELLATIONS:
            yield from _applied(connection, dimensions, inside, ApplicationStatus.CANCELLED)
        case Measure.WAITING:
            yield from _applied(connection, dimensions, inside, ApplicationStatus.WAITING)
        case _:
            yield from _meetings(connection, measure, dimensions, and_(inside, _was_held(today_ends)))


def supporter_kinds(connection: Connection, first: datetime, last: datetime) -> dict[object, set[str]]:
    """Return, by meeting as `OF_MEETING` reads it, the kinds of supporters assigned."""
    query = (
        select(type_coerce(_sessions.id, String), SupporterRow.kind)
        .join(AssignmentRow, _assignments.class_session_id == _sessions.id)
        .join(SupporterRow, SupporterRow.id == _assignments.supporter_id)
        .where(_sessions.starts_at >= first, _sessions.starts_at < last)
        .distinct()
    )
    found: dict[object, set[str]] = {}
    for meeting, kind in connection.execute(query):
        found.setdefault(meeting, set()).add(kind)
    return found


def attendances_kept(
    connection: Connection, dimensions: Sequence[Dimension], first_month: int, last_month: int
) -> Iterator[Group]:
    """Yield attendances of whole months from the summary that every act at the door keeps; `IN_SUMMARY` alone."""
    source = AttendanceSummaryRow.__table__.outerjoin(VenueRow, VenueRow.id == _summaries.venue_id)
    keys = _keys(IN_SUMMARY, dimensions)
    inside = _summaries.month.between(first_month, last_month)
    yield from _read(connection, source, keys, inside, func.sum(_summaries.attendances))


IN_SUMMARY: dict[Dimension, Columns] = {
    Dimension.FISCAL_YEAR: (_summaries.month,),
    Dimension.MONTH: (_summaries.month,),
    Dimension.HALL: (_VENUE.label("hall_name"),),
    Dimension.CITY: (_CITY,),
    Dimension.BAND: (_summaries.band,),
    Dimension.SEX: (_summaries.sex,),
}


def _was_held(today_ends: datetime) -> ColumnElement[bool]:
    received = and_(
        _sessions.state == SessionState.PLANNED.value, _sessions.present > 0, _sessions.starts_at < today_ends
    )
    return or_(_sessions.state == SessionState.HELD.value, received)


def _joined(source: Any, dimensions: Sequence[Dimension], *, with_courses: bool = False) -> Any:
    """Join what the dimensions of meetings need to `class_sessions`, which `source` holds."""
    asked = set(dimensions)
    if with_courses or asked & {Dimension.TOPIC, Dimension.OWNER, Dimension.PARTNER}:
        source = source.join(CourseRow, _courses.id == _sessions.course_id)
    if asked & {Dimension.HALL, Dimension.ROOM, Dimension.CITY}:
        source = source.outerjoin(VenueRow, VenueRow.id == _sessions.venue_id)
    if Dimension.ROOM in asked:
        source = source.outerjoin(RoomRow, RoomRow.id == _sessions.room_id)
    return source


def _keys(known: Mapping[Dimension, Columns], dimensions: Sequence[Dimension]) -> list[Columns]:
    return [known[one] for one in dimensions]


def _read(
    connection: Connection,
    source: Any,
    keys: Sequence[Sequence[ColumnElement[Any]]],
    which: ColumnElement[bool],
    amount: ColumnElement[Any],
    per: ColumnElement[Any] = _NOTHING,
    thing: ColumnElement[Any] | None = None,
) -> Iterator[Group]:
    """Yield one group for all rows alike in every key (and thing)."""
    columns = [column for columns in keys for column in columns]
    things = [] if thing is None else [thing]
    query = select(*columns, amount, per, *things).select_from(source).where(which).group_by(*columns, *things)
    ends = list(accumulate((len(one) for one in keys), initial=0))
    for row in connection.execute(query):
        values = tuple(tuple(row[start:end]) for start, end in pairwise(ends))
        yield Group(values, row[ends[-1]] or 0, row[ends[-1] + 1] or 0, row[-1] if things else None)


def _meetings(
    connection: Connection, measure: Measure, dimensions: Sequence[Dimension], which: ColumnElement[bool]
) -> Iterator[Group]:
    source = _joined(ClassSessionRow.__table__, dimensions, with_courses=measure is Measure.FILL)
    keys = _keys(OF_MEETING, dimensions)
    present, minutes = func.sum(_sessions.present), func.sum(_sessions.minutes)
    match measure:
        case Measure.FILL:
            yield from _read(
                connection, source, keys, which & (_courses.capacity > 0), present, func.sum(_courses.capacity)
            )
        case Measure.PER_SUPPORTER:
            helped = (
                select(_assignments.class_session_id, func.count().label("helpers"))
                .where(_assignments.actual_minutes > 0)
                .group_by(_assignments.class_session_id)
                .subquery()
            )
            source = source.join(helped, helped.c.class_session_id == _sessions.id)
            yield from _read(connection, source, keys, which, present, func.sum(helped.c.helpers))
        case Measure.PER_KOMA:
            yield from _read(connection, source, keys, which, present, minutes)
        case Measure.KOMA | Measure.HOURS:
            yield from _read(connection, source, keys, which, minutes)
        case Measure.COURSES:
            course = type_coerce(_sessions.course_id, String)
            yield from _read(connection, source, keys, which, func.count(), thing=course)
        case _:
            yield from _read(connection, source, keys, which, func.count())


def _came(
    connection: Connection, measure: Measure, dimensions: Sequence[Dimension], inside: ColumnElement[bool]
) -> Iterator[Group]:
    """Yield the people who came, with band, sex and district as on the day; an identified walk-in is the person."""
    source = _joined(
        AttendanceRow.__table__.join(ClassSessionRow, _sessions.id == _attendances.class_session_id), dimensions
    )
    if Dimension.RESIDENCE in dimensions:
        source = source.outerjoin(ParticipantRow, _people.id == _attendances.participant_id)
    if Dimension.HEARD in dimensions:
        source = source.outerjoin(
            ApplicationRow,
            and_(
                _applications.course_id == _sessions.course_id,
                _applications.participant_id == _attendances.participant_id,
            ),
        )
    of_person: dict[Dimension, Columns] = {
        Dimension.DISTRICT: (_attendances.district,),
        Dimension.BAND: (_attendances.band,),
        Dimension.SEX: (_attendances.sex,),
        Dimension.RESIDENCE: (func.coalesce(_people.residence, "").label("residence_known"),),
        Dimension.FIRST_TIME: (_first_time().label("is_first"),),
        Dimension.HEARD: (func.coalesce(_applications.heard, "").label("heard_known"),),
    }
    keys = _keys(OF_MEETING | of_person, dimensions)
    which = inside & _attendances.present.is_(True) & (_sessions.state != SessionState.CANCELLED.value)
    match measure:
        case Measure.PEOPLE:
            which &= _attendances.participant_id.is_not(None)
            person = type_coerce(_attendances.participant_id, String)
            yield from _read(connection, source, keys, which, func.count(), thing=person)
        case Measure.MINUTES:
            yield from _read(connection, source, keys, which, func.sum(_attendances.minutes))
        case _:
            yield from _read(connection, source, keys, which, func.count())


def _first_time() -> ColumnElement[Any]:
    """Return yes or no for an identified person, by the moments at which meetings began; unknown for the nameless."""
    earlier, before = AttendanceRow.__table__.alias(), ClassSessionRow.__table__.alias()
    came_before = (
        select(earlier.c.participant_id)
        .join(before, before.c.id == earlier.c.class_session_id)
        .where(
            earlier.c.participant_id == _attendances.participant_id,
            earlier.c.present.is_(True),
            before.c.starts_at < _sessions.starts_at,
            before.c.state != SessionState.CANCELLED.value,
        )
        .exists()
    )
    return case((_attendances.participant_id.is_(None), "unknown"), (came_before, "no"), else_="yes")


_OF_APPLICANT: dict[Dimension, Columns] = {
    Dimension.DISTRICT: (_people.district,),
    Dimension.BAND: (_people.birth_day, _people.birth_year, _people.band, _sessions.starts_at),
    Dimension.SEX: (_people.sex,),
    Dimension.RESIDENCE: (_people.residence,),
    Dimension.HEARD: (func.coalesce(_applications.heard, "").label("heard_known"),),
}
"""Of people without an act at the door nothing is frozen: they are as they are known now, of the age of that day."""


def _stayed_away(
    connection: Connection, dimensions: Sequence[Dimension], inside: ColumnElement[bool]
) -> Iterator[Group]:
    """Yield those said to be absent when a meeting was closed; who turned out to have come is not."""
    came = (
        select(_attendances.attendee_id)
        .where(
            _attendances.class_session_id == _marks.class_session_id,
            _attendances.participant_id == _marks.participant_id,
            _attendances.present.is_(True),
        )
        .exists()
    )
    source = _joined(
        PresenceMarkRow.__table__.join(ClassSessionRow, _sessions.id == _marks.class_session_id)
        .join(ParticipantRow, _people.id == _marks.participant_id)
        .outerjoin(
            ApplicationRow,
            and_(_applications.course_id == _sessions.course_id, _applications.participant_id == _marks.participant_id),
        ),
        dimensions,
    )
    which = inside & (_marks.presence == Presence.ABSENT.value) & (_sessions.state == SessionState.HELD.value) & ~came
    keys = _keys(OF_MEETING | _OF_APPLICANT, dimensions)
    yield from _read(connection, source, keys, which, func.count())


def _applied(
    connection: Connection, dimensions: Sequence[Dimension], inside: ColumnElement[bool], status: ApplicationStatus
) -> Iterator[Group]:
    """Yield applications in one state; they stand at the first meeting of their course."""
    begun = (
        select(_sessions.course_id, func.min(_sessions.number).label("number")).group_by(_sessions.course_id).subquery()
    )
    source = _joined(
        ApplicationRow.__table__.join(begun, begun.c.course_id == _applications.course_id)
        .join(
            ClassSessionRow,
            and_(_sessions.course_id == begun.c.course_id, _sessions.number == begun.c.number),
        )
        .join(ParticipantRow, _people.id == _applications.participant_id),
        dimensions,
    )
    keys = _keys(OF_MEETING | _OF_APPLICANT, dimensions)
    yield from _read(connection, source, keys, inside & (_applications.status == status.value), func.count())
