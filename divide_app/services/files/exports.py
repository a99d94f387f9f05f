"""Exports files for other programs; each is written atomically and recorded in the audit trail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from divide_app.domain.calendar import at_local, local_day
from divide_app.domain.choices import Choice
from divide_app.domain.fields import KeptField, columns_of, fields_of
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.names import name_key
from divide_app.domain.office.office import office_name
from divide_app.domain.people.participants import Birth, Participant
from divide_app.domain.people.personal_data import hidden_fields, seen_by
from divide_app.domain.planning.courses import ClassSession, Course, SessionState
from divide_app.domain.planning.venues import Room, Venue
from divide_app.exchange.calendar_file import CalendarEntry, write_calendar
from divide_app.exchange.event_rows import event_of_source
from divide_app.exchange.events_writer import EventLine, event_cells, write_events
from divide_app.exchange.profiles import Profile, find_profile, prefectures
from divide_app.exchange.row_problems import RowProblem
from divide_app.exchange.safe_files import may_write
from divide_app.exchange.table_writer import Value, write_table_csv, write_table_xlsx
from divide_app.services.changes import NOTHING, Changes
from divide_app.services.roles import OFFICE, STAFF, Service, allowed
from divide_app.storage import audit
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.acts import act_words, actor_words
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label

EVENTS_PROFILE = "events-catalogue"
VENUES_PROFILE = "facilities-current"

# Headers of the files, not words of the screens: they stay Japanese whatever language the window speaks.
_ATTENDANCE_HEADERS = (
    "講座", "回", "種類", "開始", "終了", "会場", "氏名", "ふりがな",
    "年代", "性別", "地区", "当日参加", "出席", "入室", "退室", "分",
)  # fmt: skip
_APPLICATION_HEADERS = {
    "number": "申込番号", "state": "状態", "place": "順番", "name": "氏名", "kana": "ふりがな", "band": "年代",
    "phone": "電話番号", "needs": "必要な配慮", "needs_text": "配慮の詳細",
    "applied_at": "申込日時", "channel": "受付方法", "receipt_number": "控え番号", "reason": "理由", "memo": "備考",
}  # fmt: skip
_AUDIT_HEADERS = ("番号", "日時", "操作した人", "操作", "対象", "詳細", "操作の記号")
_WEEKDAYS = "月火水木金土日"
_TABLES = (".csv", ".xlsx")
"""Endings of a list; its form follows them."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written.

    Attributes:
        warnings: Columns the format requires and that had to stay blank.
    """

    file: Path
    rows: int
    warnings: tuple[RowProblem, ...] = ()
    changes: Changes = NOTHING


class Exports(Service):
    """Files for other programs; a name ending in `.xlsx` gives a workbook, any other a CSV.

    The entry in the audit trail comes before the file: there may be an entry whose file the disk refused, but never a
    file without its entry. A file that was there before is replaced in one step.
    """

    @allowed(OFFICE)
    def events(
        self, path: Path, *, profile: str = EVENTS_PROFILE, first: date | None = None, last: date | None = None
    ) -> ExportResult:
        """Write the meetings as an event list in a published format, with exactly its columns in its order.

        Cells that came from a list go out as they came in, as long as what they say still holds.

        Args:
            path: Where to.
            profile: Code of a format of kind `events`.
            first: First local day, None = from the beginning.
            last: Last local day, included; None = to the end.

        Raises:
            DomainError: `wrong_extension`, `unknown_profile`, `cannot_encode`.
            EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`, and those of the database.
        """
        ending = may_write(path, *_TABLES)
        chosen = find_profile(profile, "events")
        with self.database.read() as uow:
            office = uow.offices.the_one()
            lines = [_event_line(*found) for found in _meetings(uow, first, last)]
        code, city = ("", "") if office is None else (office.municipal_code, office.municipality)
        self._note("events", len(lines), profile=chosen.code)
        if ending != ".xlsx":
            written = write_events(path, chosen, lines, municipal_code=code, municipality=city)
            return ExportResult(path, written.rows, written.warnings)
        # The format itself is a CSV; the workbook holds the same cells as texts.
        rows, warnings = event_cells(chosen, lines, municipal_code=code, municipality=city)
        return ExportResult(path, write_table_xlsx(path, [column.name for column in chosen.columns], rows), warnings)

    @allowed(OFFICE)
    def calendar(
        self,
        path: Path,
        *,
        first: date | None = None,
        last: date | None = None,
        supporter: UUID | None = None,
        with_roster: bool = False,
        with_periods: bool = False,
    ) -> ExportResult:
        """Write the meetings as an iCalendar file; a calendar that has read it before updates its entries.

        Each change of a meeting raises its SEQUENCE; one that was removed comes as cancelled for 90 days.

        Args:
            path: Where to.
            first: First local day, None = from the beginning.
            last: Last local day, included; None = to the end.
            supporter: Only the meetings of one helper, with their role and who else helps.
            with_roster: Name everybody who helps; names only, never a telephone.
            with_periods: Also the days on which people may apply.

        Raises:
            DomainError: `wrong_extension`, for a name no calendar program would open; `not_found`.
            EnvironmentProblem: As `events`.
        """
        may_write(path, ".ics")
        with self.database.read() as uow:
            office = uow.offices.the_one()
            meetings = _meetings(uow, first, last)
            name = office_name(office) or "かけはし"
            changed = uow.meetings_before.revisions()
            if supporter is None and not with_roster:
                entries = [_calendar_entry(*found, changed.get(found[1].id)) for found in meetings]
                entries += _removed(uow, changed, first, last)
                entries += _periods({course.id: course for course, _one, _venue in meetings}) if with_periods else []
            else:
                from divide_app.services.roster.calendar import roster_entries

                plain = {
                    session.id: _calendar_entry(course, session, venue, changed.get(session.id))
                    for course, session, venue in meetings
                }
                entries = roster_entries(uow, plain, supporter)
                if supporter is not None:
                    name = uow.supporters.get(supporter).name
        self._note("calendar", len(entries), **({} if supporter is None else {"supporter": str(supporter)}))
        return ExportResult(path, write_calendar(path, entries, name=name, now=self.database.now()))

    @allowed(STAFF)  # the file holds everything, and leaves the house
    def participants(self, path: Path) -> ExportResult:
        """Write all participants under the headers the import reads.

        Raises:
            DomainError: `not_allowed`.
            EnvironmentProblem: As `events`.
        """
        with self.database.read() as uow:
            people = sorted(uow.participants.all(), key=lambda one: (name_key(one.kana or one.name), one.id))
        headers = [column.header for _key, column, _field in columns_of(Participant)]
        return self._table(path, "participants", headers, [_participant_row(person) for person in people])

    @allowed(OFFICE)
    def applications(self, path: Path, course_id: UUID, shown: Sequence[UUID]) -> ExportResult:
        """Write applications of a course in the order of `shown`; what the role does not see has no column.

        Raises:
            DomainError: `wrong_extension`.
            EnvironmentProblem: As `events`.
        """
        role, today = self.database.actor.role, local_day(self.database.now())
        with self.database.read() as uow:
            found = lists.application_lines(uow.connection, today, course_id=course_id)
        lines = {line.id: seen_by(line, role) for line in found}
        columns = {name: header for name, header in _APPLICATION_HEADERS.items() if name not in hidden_fields(role)}
        rows = [[_application_cell(lines[one], name) for name in columns] for one in shown if one in lines]
        return self._table(path, "applications", list(columns.values()), rows)

    @allowed(OFFICE)
    def attendance(self, path: Path, *, first: date | None = None, last: date | None = None) -> ExportResult:
        """Write who came to what, in order of the meetings; a blank 出席 means the door knows nothing, not absence.

        Raises:
            EnvironmentProblem: As `events`.
        """
        rows: list[tuple[Value, ...]] = []
        with self.database.read() as uow:
            start, end = _span(first, last)
            for meeting in lists.session_lines(uow.connection, first=start, last=end):
                for found in lists.attendance_lines(uow.connection, class_session_id=meeting.id):
                    line = seen_by(found, self.database.actor.role)
                    is_walk_in = line.participant_id != line.attendee_id
                    rows.append(
                        (
                            meeting.course_title,
                            meeting.number,
                            "相談会" if meeting.kind.value == "consultation" else "講習",
                            meeting.starts_at,
                            meeting.ends_at if meeting.time_is_known else None,
                            meeting.venue,
                            line.name,
                            line.kana,
                            "不明" if line.band == "unknown" else line.band,
                            line.sex.written,
                            line.district,
                            "○" if is_walk_in else "",
                            "○" if line.present else "",
                            line.first_in,
                            line.last_out,
                            line.minutes if line.first_in is not None and line.last_out is not None else None,
                        )
                    )
        return self._table(path, "attendance", _ATTENDANCE_HEADERS, rows)

    @allowed(STAFF)
    def audit(self, path: Path) -> ExportResult:
        """Write the audit trail, newest first.

        Raises:
            EnvironmentProblem: As `events`.
        """
        with self.database.read() as uow:
            rows: list[tuple[Value, ...]] = [
                (
                    entry.number,
                    entry.at,
                    actor_words(entry.actor),
                    act_words(entry.act),
                    entry.subject,
                    json.dumps(dict(entry.detail), ensure_ascii=False, sort_keys=True),
                    entry.act,
                )
                for entry in audit.read_entries(uow.connection)
            ]
        return self._table(path, "audit", _AUDIT_HEADERS, rows)

    @allowed(OFFICE)
    def venues(self, path: Path, *, profile: str = VENUES_PROFILE) -> ExportResult:
        """Write the venues in a published facility format or under our own headers, one row per room there.

        Raises:
            DomainError: `unknown_profile`.
            EnvironmentProblem: As `events`.
        """
        chosen = find_profile(profile, "venues")
        with self.database.read() as uow:
            office = uow.offices.the_one()
            venues = uow.venues.all()
        code, city = ("", "") if office is None else (office.municipal_code, office.municipality)
        has_rooms = "room" in chosen.fields()
        rows = [
            _venue_row(chosen, venue, room, code, city)
            for venue in venues
            for room in (venue.rooms if has_rooms and venue.rooms else (None,))
        ]
        return self._table(path, "venues", [column.name for column in chosen.columns], rows)

    def _table(self, path: Path, kind: str, headers: Sequence[str], rows: Sequence[Sequence[Value]]) -> ExportResult:
        write: Callable[[Path, Sequence[str], Iterable[Sequence[Value]]], int]
        write = write_table_xlsx if may_write(path, *_TABLES) == ".xlsx" else write_table_csv
        self._note(kind, len(rows))
        return ExportResult(path, write(path, headers, rows))

    def _note(self, kind: str, rows: int, **detail: str) -> None:
        with self.database.write() as uow:
            uow.audit(f"export.{kind}", rows=rows, **detail)


def _application_cell(line: ApplicationLine, name: str) -> Value:
    match name:
        case "band":
            return band_label(line.band)
        case "needs":
            return "、".join(label(need) for need in line.needs)
        case "state" | "channel":
            return label(getattr(line, name))
        case _:
            value: Value = getattr(line, name)
            return value


_Meeting = tuple[Course, ClassSession, Venue | None]


def _span(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    start = None if first is None else at_local(first, time())
    return start, None if last is None else at_local(last + timedelta(days=1), time())


def _meetings(uow: UnitOfWork, first: date | None, last: date | None) -> list[_Meeting]:
    courses = {course.id: course for course in uow.courses.all()}
    venues = {venue.id: venue for venue in uow.venues.all()}
    start, end = _span(first, last)
    found = [
        (courses[session.course_id], session, venues.get(session.venue_id) if session.venue_id else None)
        for session in uow.class_sessions.all()
        if (start is None or session.starts_at >= start) and (end is None or session.starts_at < end)
    ]
    return sorted(found, key=lambda one: (one[1].starts_at, one[0].title, one[1].number, one[1].id))


def _event_line(course: Course, session: ClassSession, venue: Venue | None) -> EventLine:
    own = event_of_source(session.source)
    course_source = course.source
    head = event_of_source(course_source) or own
    if own is not None and head is not None and name_key(head.place) != name_key(own.place):
        course_source, head = session.source, own  # a row of the course that was moved elsewhere by the list itself
    place, address, access = ("", "", "") if venue is None else (venue.name, venue.address, venue.access)
    latitude, longitude = (None, None) if venue is None else (venue.latitude, venue.longitude)
    if own is not None and head is not None and name_key(place) == name_key(head.place):
        # Still at the place the list named: the list's own words for it stand.
        place, address, access = head.place, head.address, head.access
        latitude, longitude = head.latitude, head.longitude
    return EventLine(
        title=course.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_is_known=session.time_is_known,
        kana=course.kana,
        category=course.topic,
        place=place,
        address=address,
        latitude=latitude,
        longitude=longitude,
        owners=course.owners,
        partners=course.partners,
        audience=course.audience,
        capacity=course.capacity,
        apply_until=course.apply_until,
        description=course.description,
        apply_url=course.apply_url,
        phone=course.phone,
        contact=course.contact,
        fee=course.fee,
        access=access,
        note=session.note,
        is_cancelled=session.state is SessionState.CANCELLED,
        course_source=course_source,
        source=session.source,
    )


_REMOVED_FOR = timedelta(days=90)
"""How long a removed meeting is told to calendars: an office that reads the file once a term still learns of it."""

_Change = tuple[int, datetime]
"""How often a meeting changed, and when last (UTC)."""


def _removed(
    uow: UnitOfWork, changed: Mapping[UUID, _Change], first: date | None, last: date | None
) -> list[CalendarEntry]:
    """Return the meetings that are no more, as cancelled."""
    start, end = _span(first, last)
    found = []
    for one in uow.meetings_before.removed(uow.now - _REMOVED_FOR):
        if (start is not None and one.starts_at < start) or (end is not None and one.starts_at >= end):
            continue
        course = uow.courses.find(one.course_id)
        times, at = changed[one.class_session_id]
        found.append(
            CalendarEntry(
                uid=str(one.class_session_id),
                title="中止" if course is None else course.title,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                time_is_known=one.time_is_known,
                place=f"{one.venue} {one.room}".strip(),
                is_cancelled=True,
                changed_at=at,
                revision=times,
            )
        )
    return found


def _periods(courses: Mapping[UUID, Course]) -> list[CalendarEntry]:
    """Return the days on which people may apply for these courses."""
    return [
        CalendarEntry(
            uid=f"{course.id}-apply",
            title=f"申込受付 {course.title}",
            starts_at=course.apply_from or course.apply_until,
            ends_at=course.apply_until,
            time_is_known=False,
            url=course.apply_url,
            is_cancelled=course.is_cancelled,
        )
        for course in courses.values()
        if course.apply_until is not None
    ]


def _calendar_entry(
    course: Course, session: ClassSession, venue: Venue | None, change: _Change | None = None
) -> CalendarEntry:
    times, at = change or (0, None)
    room = None if venue is None else next((one for one in venue.rooms if one.id == session.room_id), None)
    return CalendarEntry(
        uid=str(session.id),
        title=course.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_is_known=session.time_is_known,
        place="" if venue is None else f"{venue.name} {room.name}" if room else venue.name,
        description="\n".join(part for part in (course.description, session.note) if part),
        url=course.apply_url,
        is_cancelled=session.state is SessionState.CANCELLED,
        changed_at=at,
        revision=times,
    )


def _participant_row(person: Participant) -> tuple[Value, ...]:
    return tuple(cell for field in fields_of(Participant) if field.kept.columns for cell in _cells(person, field))


def _cells(person: Participant, field: KeptField) -> tuple[Value, ...]:
    value = getattr(person, field.name)
    if isinstance(value, Birth):
        return value.day, value.year, value.band or ""
    if isinstance(value, Choice):
        return (value.written,)
    if field.members is not None:
        words = [one.written for one in field.members if one in value]
        words += [getattr(person, one.name) for one in fields_of(Participant) if one.kept.beside == field.name]
        return ("、".join(filter(None, words)),)
    return (value,)


def _venue_row(
    profile: Profile, venue: Venue, room: Room | None, office_code: str, municipality: str
) -> tuple[Value, ...]:
    code = venue.municipal_code or office_code
    prefecture = next((name for name in prefectures().values() if venue.address.startswith(name)), "")
    has_parts = "address" not in profile.fields()
    closed = "".join(_WEEKDAYS[day - 1] for day in sorted(venue.closed_weekdays))
    is_open = "".join(sign for at, sign in enumerate(_WEEKDAYS, 1) if at not in venue.closed_weekdays)
    said: dict[str, Value] = {
        **{field.name: getattr(venue, field.name) for field in fields_of(Venue) if field.is_text},
        "room": "" if room is None else room.name,
        "seats": None if room is None else room.seats,
        "address_prefecture": prefecture if has_parts else "",
        "address_town": venue.address.removeprefix(prefecture) if has_parts else "",
        "latitude": None if venue.latitude is None else f"{venue.latitude:.6f}",
        "longitude": None if venue.longitude is None else f"{venue.longitude:.6f}",
        "wifi": None if venue.has_wifi is None else "有" if venue.has_wifi else "無",
        "opens": venue.opens_at,
        "closes": venue.closes_at,
        "closed_weekdays": closed,
        "weekdays": is_open if venue.closed_weekdays else "",
        "municipal_code": code,
        "publisher_prefecture": prefectures().get(code[:2], ""),
        "publisher_city": municipality,
    }
    return tuple(said.get(column.field) if column.field else None for column in profile.columns)
