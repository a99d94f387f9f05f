"""Imports scanned papers: certain rows are stored at once in one transaction, the others wait for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import AttendanceEvent, EventKind, EventResult
from divide_app.domain.door.packages import PackedWalkIn
from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import UNKNOWN
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.scans.page_code import SheetKind, office_fingerprint
from divide_app.domain.scans.paper_reading import (
    ANSWER,
    TAKEN_IN_ALL_THE_SAME,
    WALK_IN,
    Doubt,
    PageProblem,
    PageReading,
    RowReading,
    agreed,
)
from divide_app.domain.scans.scans import (
    PAPER_DEVICE,
    Becomes,
    MarkState,
    PaperMark,
    PrintedSheet,
    ScannedFile,
    ScannedPage,
    becomes,
    missing_pages,
    paper_hours,
)
from divide_app.domain.scans.sheet_layout import LEFT, RIGHT, Box, SheetLayout
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.foundation.progress import Progress, no_progress
from divide_app.services.attendance_keeping import bring_in, state_of, undo_event
from divide_app.services.changes import NOTHING, Changes, Topic, changes
from divide_app.services.door.closing import CLOSING_DEVICE
from divide_app.services.guard import refuse_individual_number
from divide_app.services.papers.sheets import NO_OFFICE
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.door import door, packing
from divide_app.storage.queries.door.door import DoorSession
from divide_app.storage.unit_of_work import UnitOfWork

_TAKEN_IN = changes(Topic.SCANS, Topic.ATTENDANCE)
_CLIPS_KEPT = timedelta(days=7)
"""How long the picture of a decided row stays, so that the decision can be looked at again and taken back."""


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One row of a page as people are told of it.

    Attributes:
        row: From 1, as it stands on the paper.
        participant: Who stands there; None for walk-ins and answers.
        name: The person's name as the office knows it now.
        mark: present, late, left_early, walk_in, answer, or "" for a doubtful one.
        doubt: Why only a person can tell.
        becomes: Whether it is new, known already, clearer or different.
        areas: The marked boxes on the page, or the whole row where none can be named; millimetres.
    """

    row: int
    participant: UUID | None
    name: str
    mark: str
    confidence: float
    becomes: Becomes
    band: str = ""
    sex: Sex = Sex.UNSTATED
    answer: int | None = None
    doubt: Doubt | None = None
    seen: tuple[str, ...] = ()
    areas: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page of a file as people are told of it.

    Attributes:
        file: Name of the file.
        page: Page of the file, from 1.
        kind: Which paper; None when it is none of ours.
        sheet_page: Page of the print, from 1; 0 when unknown.
        marks: Rows with a mark that is certain.
        unsure: Rows a person must decide.
        rows: All rows of the page.
        problem: Why nothing, or not everything, is taken in.
        is_known: The page was taken in before and says nothing new.
        picture: The straightened page (JPEG), where it was asked for.
    """

    file: str
    page: int
    kind: SheetKind | None = None
    class_session: UUID | None = None
    course_title: str = ""
    starts_at: datetime | None = None
    sheet: UUID | None = None
    sheet_page: int = 0
    sheet_pages: int = 0
    marks: tuple[MarkLine, ...] = ()
    unsure: tuple[MarkLine, ...] = ()
    rows: int = 0
    problem: PageProblem | None = None
    is_known: bool = False
    layout: str = ""
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class MissingPages:
    """Pages of a print nobody has read yet."""

    class_session: UUID
    course_title: str
    sheet: UUID
    pages: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True)
class FileReading:
    """What the pages of one file show, before anything is kept."""

    path: Path
    pages: tuple[PageReading, ...]


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What was read, and with `apply` what was kept.

    Attributes:
        files: Ids of the files taken in, in order; empty when nothing was kept.
        accepted: Acts and answers newly kept.
        known: Rows that said nothing new.
        waiting: Rows that wait for a person now.
    """

    pages: tuple[PageLine, ...]
    missing: tuple[MissingPages, ...]
    files: tuple[UUID, ...] = ()
    accepted: int = 0
    known: int = 0
    waiting: int = 0
    changes: Changes = NOTHING


@dataclass(frozen=True, slots=True)
class FileUndone:
    """A file that was taken back whole; `acts` at the door were undone."""

    file: UUID
    acts: int
    changes: Changes = _TAKEN_IN


@dataclass(slots=True)
class _Page:
    """One page with what the office knows of it, while it is being related."""

    reading: PageReading
    file: Path
    line: PageLine
    sheet: PrintedSheet | None = None
    rows: Sequence[tuple[RowReading, Becomes, PaperMark | None]] = ()
    twins: list[PageReading] = field(default_factory=list)
    """Other readings of the same page among these files, of which it speaks for all."""

    @property
    def is_taken_in(self) -> bool:
        return (self.line.problem is None or self.line.problem in TAKEN_IN_ALL_THE_SAME) and not self.line.is_known


class Scans(Service):
    """Papers read back."""

    @allowed(OFFICE)
    def read(
        self, paths: Sequence[Path], *, progress: Progress = no_progress, with_pictures: bool = False
    ) -> tuple[FileReading, ...]:
        """Read every page of the files; nothing is kept, and the database is not asked.

        Args:
            paths: PDF, TIFF, PNG or JPEG files.
            progress: Told pages done and, file by file, pages known of.
            with_pictures: Keep the straightened pages for a person to look at.

        Raises:
            EnvironmentProblem: `missing_file`, `file_unreadable`.
            DomainError: `scan_not_a_picture`, `scan_damaged`, `scan_encrypted`, `scan_too_large`,
                `scan_too_many_pages`, `scan_too_slow`.
            UserCancelled: From `progress`.
        """
        from divide_app.scanning.apart import PageReader

        done, known = 0, len(paths)
        found = []
        with PageReader(with_pictures=with_pictures, on_wait=lambda: progress(done, known)) as reader:
            for at, path in enumerate(paths):
                readings: list[PageReading] = []
                for page in reader.pages(path):
                    readings += page.readings
                    done += 1
                    known = done + page.pages - page.number + len(paths) - at - 1
                    progress(done, known)
                found.append(FileReading(path, tuple(readings)))
        progress(done, done)
        return tuple(found)

    @allowed(OFFICE)
    def look(self, readings: Sequence[FileReading]) -> ScanReport:
        """Tell what the pages mean to this office, without keeping anything."""
        with self.database.read() as uow:
            pages = _related(uow, readings)
            missing = _missing(uow, pages)
        return ScanReport(tuple(page.line for page in pages), missing)

    @allowed(OFFICE)
    def take_in(self, readings: Sequence[FileReading]) -> ScanReport:
        """Keep everything that is certain and let the rest wait for a person, all files in one transaction.

        Reading a page twice changes nothing. Somebody received already, by whatever device, is not received again.

        Raises:
            DomainError: `individual_number` when the name of a file holds what may be one.
        """
        refuse_individual_number(*(one.path.name for one in readings))
        with self.database.read() as uow:
            drawn = {_place(page, row): _drawn(page, row) for page, row in _doubtful(_related(uow, readings))}
        with self.database.write() as uow:
            _lock_sessions(uow, readings)
            pages = _related(uow, readings)
            missing = _missing(uow, pages)
            uow.paper_marks.forget_clips(uow.now - _CLIPS_KEPT)
            counts = {"accepted": 0, "known": 0, "waiting": 0}
            files = []
            for reading in readings:
                own = [page for page in pages if page.file is reading.path]
                before = dict(counts)
                taken = [page for page in own if page.is_taken_in]
                counts["known"] += sum(page.line.rows for page in own if page.line.is_known)
                file_id = uow.make_id()
                if taken:
                    uow.scanned_files.add(ScannedFile(file_id, reading.path.name, len(taken), uow.now, uow.actor.name))
                    for page in taken:
                        _keep_page(uow, file_id, page, counts, drawn)
                    files.append(file_id)
                grown = {key: counts[key] - before[key] for key in counts}
                uow.audit("scan.take_in", file_id if taken else "", pages=len(own), taken=len(taken), **grown)
        return ScanReport(
            tuple(page.line for page in pages),
            missing,
            tuple(files),
            counts["accepted"],
            counts["known"],
            counts["waiting"],
            _TAKEN_IN if files else NOTHING,
        )

    @allowed(OFFICE)
    def files(self) -> list[ScannedFile]:
        """Return the files taken in last, the newest first."""
        with self.database.read() as uow:
            return uow.scanned_files.latest()

    @allowed(OFFICE)
    def undo_file(self, file_id: UUID) -> FileUndone:
        """Take back everything one file brought; the acts stay with their undo beside them.

        Raises:
            DomainError: `not_found`, `already_undone`, `session_held`.
        """
        with self.database.write() as uow:
            file = uow.scanned_files.get(file_id)
            if file.undone_at is not None:
                raise DomainError("already_undone")
            marks = uow.paper_marks.of_file(file_id)
            for session_id in sorted({mark.class_session_id for mark in marks if mark.event_id is not None}):
                session = door.door_session(uow.connection, session_id, lock=True)
                if session is not None and session.state is SessionState.HELD:
                    raise DomainError("session_held")
            undone = [event for mark in marks for event in undos_of(uow, mark)]
            bring_in(uow, (), undone)
            uow.scanned_files.change(replace(file, undone_at=uow.now, undone_by=uow.actor.name))
            for mark in marks:
                if mark.state is MarkState.WAITING:
                    uow.paper_marks.change(replace(mark, state=MarkState.REPLACED, decided_at=uow.now))
            uow.audit("scan.undo", file_id, acts=len(undone))
        return FileUndone(file_id, len(undone))


def _lock_sessions(uow: UnitOfWork, readings: Sequence[FileReading]) -> None:
    """Let nobody else act at these doors meanwhile; always in the same order."""
    ids = set()
    for print_id in {page.code.print_id for one in readings for page in one.pages if page.code is not None}:
        sheet = uow.printed_sheets.find(print_id)
        if sheet is not None:
            ids.add(sheet.class_session_id)
    for session_id in sorted(ids):
        door.door_session(uow.connection, session_id, lock=True)


def _related(uow: UnitOfWork, readings: Sequence[FileReading]) -> list[_Page]:
    """Relate every page to what the office knows: its print, its people, and what was read of it before."""
    office = uow.offices.the_one()
    ours = office_fingerprint(NO_OFFICE if office is None else office.id)
    pages: list[_Page] = []
    first: dict[tuple[UUID, int], _Page] = {}
    for file in readings:
        for reading in file.pages:
            line = PageLine(file.path.name, reading.number, problem=reading.problem, picture=reading.picture)
            page = _Page(reading, file.path, line)
            pages.append(page)
            code = reading.code
            if code is None:
                continue
            page.line = replace(line, kind=code.kind, sheet_page=code.page, sheet_pages=code.pages, layout=code.layout)
            page.sheet = uow.printed_sheets.find(code.print_id)
            known_print = page.sheet is not None and code.page <= len(page.sheet.layouts)
            if known_print and page.sheet is not None:
                page.line = _with_session(uow, page.line, page.sheet)
            if reading.problem is not None:
                continue
            if code.office != ours and page.sheet is None:
                page.line = replace(page.line, problem=PageProblem.OTHER_OFFICE)
            elif page.sheet is None or not known_print or page.sheet.layouts[code.page - 1] != code.layout:
                page.line = replace(page.line, problem=PageProblem.UNKNOWN_PRINT)
            elif (before := first.setdefault((code.print_id, code.page), page)) is not page:
                page.line = replace(page.line, problem=_as_twin(before, reading), rows=len(reading.rows))
    for page in first.values():
        assert page.sheet is not None  # only pages of known prints are kept there
        _relate(uow, page, page.sheet)
    return pages


def _as_twin(page: _Page, again: PageReading) -> PageProblem:
    """Let a page speak for another reading of it too; say whether the two agree."""
    page.twins.append(again)
    before, rows = page.reading.rows, agreed(page.reading.rows, again.rows)
    page.reading = replace(page.reading, rows=rows)
    is_same = [row.says for row in rows] == [row.says for row in before] and all(
        row.doubt is not Doubt.TWICE for row in rows
    )
    return PageProblem.SAME_PAGE_TWICE if is_same else PageProblem.SEEN_DIFFERENTLY


def _with_session(uow: UnitOfWork, line: PageLine, sheet: PrintedSheet) -> PageLine:
    session = door.door_session(uow.connection, sheet.class_session_id)
    if session is None:
        return line
    return replace(
        line,
        class_session=session.id,
        course_title=session.course_title,
        starts_at=session.starts_at,
        sheet=sheet.id,
    )


def _relate(uow: UnitOfWork, page: _Page, sheet: PrintedSheet) -> None:
    session = door.door_session(uow.connection, sheet.class_session_id)
    assert session is not None  # a print refers to its session
    standing = uow.paper_marks.standing(sheet.id, page.line.sheet_page)
    accepted = _accepted(uow, session) if sheet.kind is SheetKind.ATTENDANCE else set()
    people = _people(uow, sheet)
    rows = []
    lines = []
    for row in page.reading.rows:
        who = sheet.person(page.line.sheet_page, row.row)
        who = None if who is None else uow.participants.standing(who)
        read, earlier = row, standing.get(row.row)
        is_fresh = earlier is None or earlier.doubt is not None  # what was taken in stands, whoever cancelled since
        if who is not None and row.mark and who not in accepted and is_fresh:
            read = replace(row, mark="", doubt=Doubt.NOT_ACCEPTED)
        what = becomes(read, sheet, earlier)
        if what is Becomes.DIFFERENT:
            read = replace(read, mark="", band=None, sex=None, answer=None, doubt=Doubt.DIFFERS)
        rows.append((read, what, earlier))
        line = _line(read, what, sheet, who, people)
        if page.reading.picture is not None:
            line = replace(line, areas=_areas(sheet, page.line.layout, row))
        lines.append(line)
    is_known = bool(standing) and all(what is Becomes.KNOWN for _row, what, _earlier in rows)
    problem: PageProblem | None = None if is_known else _state_problem(uow, session, sheet)
    page.rows = rows
    page.line = replace(
        page.line,
        marks=tuple(line for line in lines if line.mark),
        unsure=tuple(line for line in lines if line.doubt is not None),
        rows=len(rows),
        is_known=is_known,
        problem=problem,
    )


def _state_problem(uow: UnitOfWork, session: DoorSession, sheet: PrintedSheet) -> PageProblem | None:
    if sheet.kind is not SheetKind.ATTENDANCE:
        return None
    if session.state is SessionState.CANCELLED:
        return PageProblem.SESSION_CANCELLED
    if session.state is SessionState.HELD:
        return PageProblem.SESSION_CLOSED
    if local_day(session.starts_at) > local_day(uow.now):  # the wrong paper, or the meeting was moved since
        return PageProblem.SESSION_AHEAD
    newest = uow.printed_sheets.newest(session.id, sheet.kind)
    if newest is not None and newest.id != sheet.id and newest.people != sheet.people:
        return PageProblem.OLDER_PRINT
    return None


def _accepted(uow: UnitOfWork, session: DoorSession) -> set[UUID]:
    return {
        one.participant_id
        for one in packing.applications(uow.connection, [session.course_id])
        if one.status is ApplicationStatus.ACCEPTED
    }


def _people(uow: UnitOfWork, sheet: PrintedSheet) -> Mapping[UUID, str]:
    ids = list({uow.participants.standing(one) for one in sheet.people})
    return {id_: one.name for id_, one in uow.participants.by_ids(ids).items()}


def _line(
    row: RowReading, what: Becomes, sheet: PrintedSheet, who: UUID | None, people: Mapping[UUID, str]
) -> MarkLine:
    return MarkLine(
        row=row.row + 1,
        participant=who,
        name="" if who is None else people.get(who, ""),
        mark=row.mark,
        confidence=row.confidence,
        becomes=what,
        band="" if row.band is None else sheet.bands[row.band],
        sex=Sex.UNSTATED if row.sex is None else sheet.sexes[row.sex],
        answer=row.answer,
        doubt=row.doubt,
        seen=row.seen,
    )


def _areas(sheet: PrintedSheet, layout: str, row: RowReading) -> tuple[Box, ...]:
    form = SheetLayout.from_code(layout) if sheet.kind is SheetKind.ATTENDANCE else SurveyLayout.from_code(layout)
    spots = [spot for spot in form.spots() if spot.row == row.row]
    seen = tuple(spot.box for spot in spots if spot.mark in row.seen)
    return seen or (Box(LEFT, spots[0].cell.y, RIGHT - LEFT, spots[0].cell.h),)


def _missing(uow: UnitOfWork, pages: Sequence[_Page]) -> tuple[MissingPages, ...]:
    """Name pages of attendance sheets nobody has read; copies of a survey are never all filled in."""
    found: dict[UUID, tuple[_Page, set[int]]] = {}
    for page in pages:
        sheet = page.sheet
        if sheet is not None and sheet.kind is SheetKind.ATTENDANCE and page.line.class_session is not None:
            found.setdefault(sheet.id, (page, set()))[1].add(page.line.sheet_page)
    missing = []
    for sheet_id, (page, read) in found.items():
        assert page.sheet is not None and page.line.class_session is not None
        of = len(page.sheet.layouts)
        lacking = missing_pages(of, [*read, *uow.scanned_files.pages_read(sheet_id)])
        if lacking:
            missing.append(MissingPages(page.line.class_session, page.line.course_title, sheet_id, lacking, of))
    return tuple(missing)


_Place = tuple[Path, int, int]


def _place(page: _Page, row: RowReading) -> _Place:
    return page.file, page.reading.number, row.row


def _doubtful(pages: Sequence[_Page]) -> Iterator[tuple[_Page, RowReading]]:
    """Yield rows a person must look at."""
    for page in pages:
        yield from (
            (page, row) for row, what, _earlier in page.rows if row.doubt is not None and what is not Becomes.KNOWN
        )


def _drawn(page: _Page, row: RowReading) -> bytes | None:
    """Draw a row's picture; some 20 ms, for which nobody else waits who wants to write."""
    from divide_app.scanning.reading import row_picture

    return row_picture([page.reading, *page.twins] if row.doubt is Doubt.TWICE else [page.reading], row.row)


def _keep_page(
    uow: UnitOfWork, file_id: UUID, page: _Page, counts: dict[str, int], drawn: Mapping[_Place, bytes | None]
) -> None:
    sheet = page.sheet
    assert sheet is not None
    times = uow.scanned_files.times_read(sheet.id, page.line.sheet_page)
    kept = ScannedPage(uow.make_id(), file_id, page.reading.number, sheet.id, page.line.sheet_page)
    uow.scanned_files.add_page(kept)
    marks, pictures = [], {}
    for row, what, earlier in page.rows:
        if what is Becomes.KNOWN:
            counts["known"] += 1
            continue
        if earlier is not None and earlier.state is MarkState.WAITING:
            uow.paper_marks.change(replace(earlier, state=MarkState.REPLACED, decided_at=uow.now))
        mark = _mark(uow, kept, page, sheet, row)
        if mark.state is MarkState.WAITING:
            counts["waiting"] += 1
            here = _place(page, row)
            # What is in doubt only since somebody else took in the same paper a moment ago is drawn now.
            picture = drawn[here] if here in drawn else _drawn(page, row)
            if picture is not None:
                pictures[mark.id] = picture
        elif mark.mark:
            mark = received(uow, mark, f"{sheet.id}:{kept.page}:{row.row}:{times}")
            counts["accepted"] += 1
        marks.append(mark)
    uow.paper_marks.add_all(marks, pictures)


def _mark(uow: UnitOfWork, kept: ScannedPage, page: _Page, sheet: PrintedSheet, row: RowReading) -> PaperMark:
    who = sheet.person(kept.page, row.row)
    return PaperMark(
        id=uow.make_id(),
        page_id=kept.id,
        row=row.row,
        class_session_id=sheet.class_session_id,
        participant_id=None if who is None else uow.participants.standing(who),
        mark=row.mark,
        confidence=row.confidence,
        band="" if row.band is None else sheet.bands[row.band],
        sex=Sex.UNSTATED if row.sex is None else sheet.sexes[row.sex],
        answer=row.answer,
        doubt=row.doubt,
        seen=row.seen,
        state=MarkState.TAKEN_IN if row.doubt is None else MarkState.WAITING,
    )


def received(uow: UnitOfWork, mark: PaperMark, nonce: str) -> PaperMark:
    """Store the acts at the door that follow from a mark; return the mark with the first of them.

    The paper knows no hour: a person came when the session began and stayed to its end, came late by a quarter of an
    hour, or left as much before the end (`paper_hours`). Somebody present already is not received again, because the
    door knows the hour; but where it did not note that they left, the paper's word for leaving early is added. A note
    of presence written down at the closing has no hour of its own: the paper's word for coming late takes its place.
    """
    if mark.mark == ANSWER:
        return mark
    session = door.door_session(uow.connection, mark.class_session_id, lock=True)
    assert session is not None
    is_walk_in = mark.mark == WALK_IN
    attendee = uow.make_id() if is_walk_in else mark.participant_id
    assert attendee is not None
    came_at, left_at = paper_hours(mark.mark, session.starts_at, session.ends_at)
    before = [] if is_walk_in else uow.attendance.events_of(session.id, attendee)
    note = _note_of(before) if came_at > session.starts_at else None
    known = None if is_walk_in else state_of([act for act in before if act != note], session, attendee)
    acts: list[tuple[EventKind, datetime]] = []
    if known is None or not known.present:
        acts.append((EventKind.IN, came_at))
    if left_at is not None and (acts or (known is not None and known.is_inside)):
        after = came_at if known is None or known.first_in is None else known.first_in
        acts.append((EventKind.OUT, max(left_at, after)))
    if not acts:
        return mark
    events = tuple(
        AttendanceEvent(
            id=uow.make_id(),
            class_session_id=session.id,
            attendee_id=attendee,
            kind=kind,
            result=EventResult.OK,
            happened_at=happened_at,
            recorded_at=uow.now,
            device=PAPER_DEVICE,
            nonce=nonce,
            is_walk_in=is_walk_in,
            band=mark.band or (UNKNOWN if is_walk_in else None),
            sex=mark.sex,
        )
        for kind, happened_at in acts
    )
    if note is not None:
        events = (*events, replace(undo_event(uow, note, PAPER_DEVICE), nonce=nonce))
    walk_in = PackedWalkIn(attendee, session.id, mark.band or UNKNOWN, mark.sex, "", None)
    bring_in(uow, (walk_in,) if is_walk_in else (), events)
    return replace(mark, event_id=events[0].id)


def _note_of(acts: Sequence[AttendanceEvent]) -> AttendanceEvent | None:
    """Return the note of presence of the closing that stands."""
    undone = {act.undoes for act in acts}
    notes = [act for act in acts if (act.kind, act.device) == (EventKind.IN, CLOSING_DEVICE) and act.id not in undone]
    return notes[-1] if notes else None


def undos_of(uow: UnitOfWork, mark: PaperMark) -> list[AttendanceEvent]:
    """Return the acts that take back what followed from a mark and still stands, and the note it had replaced."""
    event = None if mark.event_id is None else uow.attendance.event(mark.event_id)
    if event is None or event.attendee_id is None:
        return []
    acts = uow.attendance.events_of(event.class_session_id, event.attendee_id)
    undone = {act.undoes for act in acts}
    followed = [act for act in acts if (act.device, act.nonce) == (event.device, event.nonce)]
    undos = [
        undo_event(uow, act, PAPER_DEVICE)
        for act in followed
        if act.kind is not EventKind.UNDO and act.id not in undone
    ]
    replaced = {act.undoes for act in followed if act.kind is EventKind.UNDO} if undos else set()
    return [*undos, *(replace(act, id=uow.make_id(), recorded_at=uow.now) for act in acts if act.id in replaced)]
