"""Imports a published event list as courses with sessions; only values changed in the list are updated."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from divide_app.domain.names import name_key
from divide_app.domain.planning.courses import MOST_TITLE, ClassSession, Course, SessionState
from divide_app.domain.planning.venues import Venue
from divide_app.exchange.drafts import CourseDraft, EventDraft, SessionDraft, Source
from divide_app.exchange.event_courses import KnownCourse, KnownSession, described, match_courses, session_note
from divide_app.exchange.event_rows import event_of_source
from divide_app.exchange.headers import fold_header
from divide_app.exchange.profiles import ColumnMap, field_of_header
from divide_app.exchange.tables import Table
from divide_app.services.change_notes import note_meetings
from divide_app.services.files import import_event_values as values
from divide_app.services.files.import_clashes import warn_of_clashes
from divide_app.services.files.import_outcome import Outcome, Steps, Tally
from divide_app.services.files.import_places import VenueBook
from divide_app.storage.unit_of_work import UnitOfWork

_CANCELLED_IN_LIST = "公表された一覧で中止"
"""Kept as data, in the language of the published list."""


@dataclass(frozen=True, slots=True)
class FileColumns:
    """Which cells a file has at all: what it has no column for, it does not say to be blank.

    Attributes:
        fields: Meanings the file has a column for.
        keys: `cell_key` of every column.
    """

    fields: frozenset[str]
    keys: frozenset[str]

    @classmethod
    def of(cls, table: Table, columns: ColumnMap) -> FileColumns:
        """Return the columns of an open file."""
        fields = frozenset(columns.positions) | columns.constants.keys()
        return cls(fields, fields | {cell_key(name) for name in table.columns})


def cell_key(header: str) -> str:
    """Return under which name cells of two files are compared: their meaning, else the folded header."""
    return field_of_header("events", header) or f"?{fold_header(header)}"


class _Row(NamedTuple):
    """A row of the file: its session, and everything it says."""

    session: SessionDraft
    event: EventDraft


class _Course:
    """A stored or new course with what the file did to it."""

    def __init__(self, course: Course, sessions: Sequence[ClassSession], *, is_new: bool = False) -> None:
        self.before = course
        self.course = course
        self.is_new = is_new
        self.old_head = event_of_source(course.source)
        self.claimed_by = ""
        self.next_number = max((session.number for session in sessions), default=0) + 1

    @property
    def head(self) -> EventDraft | None:
        return event_of_source(self.course.source)


def keep_events(
    courses: Sequence[CourseDraft], columns: FileColumns, tally: Tally, uow: UnitOfWork, steps: Steps
) -> None:
    """Keep the courses and sessions of a list.

    What the list says is compared with what it said at the import before (kept in `source`), and only the
    difference is carried over, so changes made in the office stay. A session that was held, or at whose door
    something happened, is never changed. A new session is planned, also when its day is past: a published list says
    what was announced, not what was held.
    """
    _EventKeeper(uow, columns, tally, steps).store(courses)


class _EventKeeper:
    def __init__(self, uow: UnitOfWork, columns: FileColumns, tally: Tally, steps: Steps) -> None:
        self.uow = uow
        self.columns = columns
        self.tally = tally
        self.steps = steps
        self.venues = VenueBook(uow)
        stored = uow.courses.all()
        meetings = uow.class_sessions.of_courses([course.id for course in stored])
        self.courses = {course.id: _Course(course, meetings.get(course.id, [])) for course in stored}
        self.by_source_key = {home.course.source_key: home for home in self.courses.values() if home.course.source_key}
        self.sessions = {session.id: session for many in meetings.values() for session in many}
        self.new_sessions: list[ClassSession] = []
        self.changed: dict[UUID, ClassSession] = {}
        self.placed: dict[UUID, int] = {}
        """Lines of the sessions whose time or place the file gave."""

    def store(self, drafts: Sequence[CourseDraft]) -> None:
        """Find each row's session, then the course of each draft, then carry over what is new."""
        drafts = [draft for draft in drafts if not self._has_endless_title(draft)]
        rows = {
            draft.source_key: [
                _Row(session, event)
                for session in draft.sessions
                if (event := event_of_source(session.source)) is not None
            ]
            for draft in drafts
        }
        found = self._find_sessions(drafts, [row for group in rows.values() for row in group])
        for draft in drafts:
            self._keep_course(draft, rows[draft.source_key], found)
        self._store()
        warn_of_clashes(self.uow, self.tally, self.placed)

    def _has_endless_title(self, draft: CourseDraft) -> bool:
        """Refuse the rows of a course whose title no form would take: columns have slipped."""
        if len(draft.title) <= MOST_TITLE:
            return False
        for session in draft.sessions:
            self.tally.reject(session.line, "", "title_too_long", number=MOST_TITLE)
        self.steps.keep(len(draft.sessions))
        return True

    def _find_sessions(self, drafts: Sequence[CourseDraft], rows: Sequence[_Row]) -> dict[str, UUID]:
        """Return the stored session of each row: by its key, by what it is now, by likeness."""
        found: dict[str, UUID] = {}
        free = dict.fromkeys(self.sessions)

        def settle(key: str, id_: UUID) -> None:
            found[key] = id_
            del free[id_]

        by_key = {session.source_key: session.id for session in self.sessions.values() if session.source_key}
        for row in rows:
            id_ = by_key.get(row.session.source_key)
            if id_ in free and id_ is not None:
                settle(row.session.source_key, id_)
        now: dict[tuple[object, ...], deque[UUID]] = defaultdict(deque)
        for id_ in free:
            session = self.sessions[id_]
            title = self.courses[session.course_id].course.title
            now[_sign(title, session.starts_at, self.venues.name_of(session.venue_id))].append(id_)
        for row in rows:
            like = now.get(_sign(row.event.title, row.event.starts_at, row.event.place))
            if row.session.source_key not in found and like:
                settle(row.session.source_key, like.popleft())
        rest = [
            replace(draft, sessions=sessions)
            for draft in drafts
            if (sessions := tuple(one for one in draft.sessions if one.source_key not in found))
        ]
        if rest:
            known = self._known(free, {draft.municipal_code for draft in drafts})
            for match in match_courses(known, rest):
                for session_draft, key in zip(match.draft.sessions, match.session_keys, strict=True):
                    if key is not None:
                        settle(session_draft.source_key, by_key[key])
        return found

    def _known(self, free: Iterable[UUID], codes: set[str]) -> list[KnownCourse]:
        grouped: dict[str, list[KnownSession]] = {}
        for id_ in free:
            session = self.sessions[id_]
            if session.source_key and session.source_key.split("|")[0] in codes:
                is_fixed = session.state is not SessionState.PLANNED or session.ends_at < self.uow.now
                course = self.courses[session.course_id].course
                grouped.setdefault(str(course.id), []).append(KnownSession(session.source_key, is_fixed))
        return [KnownCourse(key, tuple(sessions)) for key, sessions in grouped.items()]

    def _keep_course(self, draft: CourseDraft, rows: Sequence[_Row], found: Mapping[str, UUID]) -> None:
        stored = [found.get(row.session.source_key) for row in rows]
        home = self._home(draft, [id_ for id_ in stored if id_ is not None])
        same = [
            id_ is not None and self._says_the_same(self.sessions[id_], row)
            for row, id_ in zip(rows, stored, strict=True)
        ]
        is_changed = not all(same) and not home.is_new
        if is_changed and home.claimed_by in {"", draft.source_key}:
            home.claimed_by = draft.source_key
            self._carry_over_course(home, draft)
        for row, id_, is_same in zip(rows, stored, same, strict=True):
            self.steps.keep()
            if id_ is None:
                self._add(home, row)
                self.tally.count(Outcome.ADDED, row.session.line)
            elif is_same and not is_changed:
                self.tally.count(Outcome.UNCHANGED, row.session.line)
            else:
                outcome = self._carry_over(self.sessions[id_], row, is_same=is_same)
                if outcome is not None:
                    self.tally.count(outcome, row.session.line)

    def _home(self, draft: CourseDraft, stored: Sequence[UUID]) -> _Course:
        """Return the course most of the draft's sessions are in, else the one of its key, else a new one."""
        homes = Counter(self.sessions[id_].course_id for id_ in stored)
        if homes:
            return self.courses[homes.most_common(1)[0][0]]
        known = self.by_source_key.get(draft.source_key)
        if known is not None:
            return known
        made = Course(
            id=self.uow.make_id(),
            title=draft.title,
            kana=draft.kana,
            kind=draft.kind,
            topic=draft.category,
            capacity=draft.capacity,
            apply_until=draft.apply_until,
            owners=draft.owners,
            partners=draft.partners,
            audience=draft.audience,
            description=draft.description,
            apply_url=draft.apply_url,
            phone=draft.phone,
            contact=draft.contact,
            fee=draft.fee,
            source_key=draft.source_key,
            source=draft.source,
        )
        home = _Course(made, (), is_new=True)
        self.courses[made.id] = self.by_source_key[draft.source_key] = home
        return home

    def _says_the_same(self, session: ClassSession, row: _Row) -> bool:
        """Tell whether the row says what its source said at the import before."""
        if session.source == row.session.source:
            return True
        old = event_of_source(session.source)
        return (
            old is not None
            and values.rows_agree(old, row.event, self.columns.fields)
            and self._carried_agree(session.source, row.session.source, old, row.event)
        )

    def _carried_agree(self, old: Source, new: Source, before: EventDraft | None, after: EventDraft) -> bool:
        """Tell whether the cells that are only carried along are the same, as far as the file has them."""
        ignored = values.COMPARED_BY_VALUE
        if after.is_cancelled if before is None else before.is_cancelled != after.is_cancelled:
            ignored |= {"state"}  # that the meeting is cancelled is compared by its meaning
        keys = self.columns.keys - ignored
        return _cells(old, keys) == _cells(new, keys)

    def _carry_over_course(self, home: _Course, draft: CourseDraft) -> None:
        course = home.course
        new_head = event_of_source(draft.source)
        if new_head is None:
            return
        base = None if home.old_head is None else values.said_of_course(home.old_head)
        said = values.said_of_course(new_head)
        changes: dict[str, Any] = values.differences(course, base, said, self.columns.fields)
        if base is not None and home.old_head is not None and home.old_head.kind is not new_head.kind:
            changes["kind"] = new_head.kind
        if changes and course.source:
            changes["source"] = _overlay(course.source, draft.source, self.columns.keys)
            changes["source_key"] = draft.source_key
        home.course = replace(course, **changes)

    def _add(self, home: _Course, row: _Row) -> None:
        draft = row.session
        venue = self._venue(row.event)
        session = ClassSession(
            id=self.uow.make_id(),
            course_id=home.course.id,
            number=home.next_number,
            kind=draft.kind,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            venue_id=None if venue is None else venue.id,
            room_id=None,
            state=SessionState.CANCELLED if draft.is_cancelled else SessionState.PLANNED,
            cancelled_reason=_CANCELLED_IN_LIST if draft.is_cancelled else "",
            time_is_known=draft.time_is_known,
            note=_note(row.event, home),
            source_key=draft.source_key,
            source=draft.source,
        )
        home.next_number += 1
        self.new_sessions.append(session)
        self.placed[session.id] = draft.line

    def _venue(self, event: EventDraft) -> Venue | None:
        if not event.place:
            return None
        venue = self.venues.find(event.place) or self.venues.add(event.place)
        return self.venues.fill_blanks(
            venue,
            address=event.address,
            latitude=event.latitude,
            longitude=event.longitude,
            access=event.access,
            municipal_code=event.municipal_code,
        )

    def _carry_over(self, session: ClassSession, row: _Row, *, is_same: bool) -> Outcome | None:
        """Change a stored session as the row says; None when the row was refused.

        A row that says the same (`is_same`) may still need another note, which holds what differs from the
        description of the course.
        """
        home = self.courses[session.course_id]
        course_changed = home.course != home.before
        old = event_of_source(session.source)
        changes: dict[str, Any] = {}
        base_note = None if old is None else session_note(old, home.old_head or old)
        note = _note(row.event, home)
        if "time_note" in self.columns.fields and note not in {base_note, session.note} and (note or old is not None):
            changes["note"] = note
        if not is_same:
            changes |= self._differences(session, old, row.event)
        if not changes:
            # Cells without a meaning of their own may have changed; else the row says what is stored already.
            told = self._carried_agree(session.source, row.session.source, old, row.event)
            if is_same or (told and not course_changed):
                return Outcome.UNCHANGED
        elif session.state is SessionState.HELD or self._has_attendance(session, changes):
            self.tally.reject(row.session.line, "", "held_kept")
            return None
        changes["source"] = _overlay(session.source, row.session.source, self.columns.keys)
        changes["source_key"] = row.session.source_key
        after = replace(session, **changes)
        if {"starts_at", "ends_at", "venue_id", "state"} & changes.keys():
            self.placed[session.id] = row.session.line
        if after != session:
            self.changed[session.id] = self.sessions[session.id] = after
        return Outcome.UPDATED if after != session or course_changed else Outcome.UNCHANGED

    def _differences(self, session: ClassSession, old: EventDraft | None, new: EventDraft) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        fields = self.columns.fields
        if (old is None or not values.same_times(old, new, fields)) and not values.same_times(session, new, fields):
            changes |= {"starts_at": new.starts_at, "ends_at": new.ends_at, "time_is_known": new.time_is_known}
        if old is not None and old.kind is not new.kind:
            changes["kind"] = new.kind
        ours = self.venues.name_of(session.venue_id)
        is_moved = old is None or name_key(old.place) != name_key(new.place)
        if is_moved and new.place and name_key(ours) != name_key(new.place):
            venue = self._venue(new)
            changes |= {"venue_id": None if venue is None else venue.id, "room_id": None}
        if "state" in fields and (old is None or old.is_cancelled != new.is_cancelled):
            if new.is_cancelled and session.state is SessionState.PLANNED:
                changes |= {"state": SessionState.CANCELLED, "cancelled_reason": _CANCELLED_IN_LIST}
            elif not new.is_cancelled and session.cancelled_reason == _CANCELLED_IN_LIST:
                changes |= {"state": SessionState.PLANNED, "cancelled_reason": ""}
        return changes

    def _has_attendance(self, session: ClassSession, changes: Mapping[str, Any]) -> bool:
        touches = {"starts_at", "venue_id", "state"} & changes.keys()
        return bool(touches) and bool(self.uow.attendance.has_events([session.id]))

    def _follow_sessions(self) -> None:
        """A course is cancelled by a list when each of its sessions is, and no longer than that."""
        states: dict[UUID, set[str]] = defaultdict(set)
        for session in (*self.sessions.values(), *self.new_sessions):
            is_cancelled = session.state is SessionState.CANCELLED
            states[session.course_id].add(session.cancelled_reason if is_cancelled else "")
        for id_ in {session.course_id for session in (*self.changed.values(), *self.new_sessions)}:
            home = self.courses[id_]
            by_list = states[id_] == {_CANCELLED_IN_LIST}
            if by_list and not home.course.is_cancelled:
                home.course = replace(home.course, is_cancelled=True, cancelled_reason=_CANCELLED_IN_LIST)
            elif not by_list and home.course.cancelled_reason == _CANCELLED_IN_LIST:
                home.course = replace(home.course, is_cancelled=False, cancelled_reason="")

    def _store(self) -> None:
        self._follow_sessions()
        self.venues.store()
        self.uow.courses.add_all(home.course for home in self.courses.values() if home.is_new)
        for home in self.courses.values():
            if not home.is_new and home.course != home.before:
                self.uow.courses.change(home.course)
        self.uow.class_sessions.add_all(self.new_sessions)
        before = self.uow.class_sessions.by_ids(list(self.changed))
        for session in self.changed.values():
            self.uow.class_sessions.change(session)
        note_meetings(self.uow, before, [*self.changed.values(), *self.new_sessions])
        touched = [home.course for home in self.courses.values() if home.is_new or home.course != home.before]
        owners = dict.fromkeys(owner for course in touched for owner in course.owners)
        if owners:
            self.uow.sections.ensure(tuple(owners))


def _note(event: EventDraft, home: _Course) -> str:
    """Return a session's note: the row's own description is part of it only where it is not the course's."""
    head = home.head or event
    return (
        event.time_note if described(event) in {home.course.description, described(head)} else session_note(event, head)
    )


def _sign(title: str, starts_at: datetime, place: str) -> tuple[object, ...]:
    return name_key(title), starts_at, name_key(place)


def _cells(source: Source, keys: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, cell in source:
        key = cell_key(header)
        if key in keys and cell.strip():
            found.setdefault(key, cell.strip())
    return found


def _overlay(old: Source, new: Source, keys: Collection[str]) -> Source:
    """Return the new cells, and those old ones the new file has no column for."""
    return (*new, *((header, cell) for header, cell in old if cell_key(header) not in keys))
