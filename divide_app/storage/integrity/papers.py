"""Holds papers, packages and imports against what they came from: sheets, pages, rows, acts and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from divide_app.domain.door.merge import InboxState
from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.domain.people.age_band import STORABLE
from divide_app.domain.scans.paper_reading import ANSWER, WALK_IN
from divide_app.domain.scans.scans import MarkState, PrintedSheet
from divide_app.domain.scans.sheet_layout import LATE, LATE_AND_EARLY, LEFT_EARLY, PRESENT
from divide_app.storage.repositories.door.packages import act_of
from divide_app.storage.repositories.scans import PrintedSheets, mark_of
from divide_app.storage.rows.door.attendance import AttendanceEventRow
from divide_app.storage.rows.door.packages import HallPackageRow, MergeInboxRow
from divide_app.storage.rows.files import ImportRunRow
from divide_app.storage.rows.office import AuditEntryRow, OfficeRow
from divide_app.storage.rows.scans import ScannedFileRow, ScannedMarkRow, ScannedPageRow
from divide_app.storage.trouble import UNREADABLE

_marks = ScannedMarkRow.__table__
_trail = AuditEntryRow.__table__.c
_UNREADABLE = (*UNREADABLE, DomainError)
_WORDS_OF_MARKS = frozenset({"", ANSWER, PRESENT, LATE, LEFT_EARLY, LATE_AND_EARLY, WALK_IN})


def findings(connection: Connection) -> Iterator[Finding]:
    """Yield what does not fit."""
    events = AttendanceEventRow.__table__.c
    known = set(connection.execute(select(events.id)).scalars()) if _has_any(connection) else set()
    yield from _wrong_scans(connection, known)
    yield from _wrong_inbox(connection, known)
    yield from _wrong_packages(connection)
    yield from _wrong_imports(connection)


def _has_any(connection: Connection) -> bool:
    """Tell whether anything here names an act at the door."""
    tables = (ScannedMarkRow.__table__, MergeInboxRow.__table__)
    return any(connection.execute(select(table.c.id).limit(1)).first() is not None for table in tables)


def _wrong_scans(connection: Connection, known: set[UUID]) -> Iterator[Finding]:
    sheets: dict[UUID, PrintedSheet] = {}
    repository = PrintedSheets(connection)
    for row in connection.execute(select(repository.table)):
        try:
            sheets[row.id] = repository.from_row(row)
        except _UNREADABLE:
            continue  # told where the things are built
        if not set(sheets[row.id].bands) <= set(STORABLE):
            yield Finding(FindingCode.WORD, "printed_sheets", str(row.id), "bands")
    pages = {row.id: row for row in connection.execute(select(ScannedPageRow.__table__))}
    taken = Counter(page.file_id for page in pages.values())
    for file in connection.execute(select(ScannedFileRow.__table__)):
        if file.pages != taken[file.id]:
            yield Finding(FindingCode.COUNT, "scanned_files", str(file.id), "pages")
        if (file.undone_at is None) != (file.undone_by == ""):
            yield Finding(FindingCode.RULE, "scanned_files", str(file.id), "undone_at+undone_by")
    numbers = Counter((page.file_id, page.number) for page in pages.values())
    for page in pages.values():
        sheet = sheets.get(page.sheet_id)
        is_on_sheet = sheet is None or 1 <= page.page <= len(sheet.layouts)
        if not is_on_sheet or page.number < 1 or numbers[page.file_id, page.number] > 1:
            yield Finding(FindingCode.ORDER, "scanned_pages", str(page.id), "number+page")
    columns = [column for column in _marks.c if column.key != "clip"]
    for row in connection.execute(select(*columns)):
        its = pages.get(row.page_id)
        wrong = _wrong_mark(row, its, None if its is None else sheets.get(its.sheet_id), known)
        if wrong:
            yield Finding(FindingCode.COPY, "scanned_marks", str(row.id), "+".join(wrong))


def _wrong_mark(row: Row[Any], page: Any, sheet: PrintedSheet | None, known: set[UUID]) -> list[str]:
    try:
        mark = mark_of(row)
    except _UNREADABLE:
        return ["sex+doubt+state"]
    wrong = []
    if sheet is not None:
        if sheet.class_session_id != mark.class_session_id:
            wrong.append("class_session_id")
        try:
            person = sheet.person(page.page, mark.row)
        except _UNREADABLE:
            wrong.append("row")
        else:
            if person != mark.participant_id:
                wrong.append("participant_id")
    if mark.mark not in _WORDS_OF_MARKS:
        wrong.append("mark")
    if mark.event_id is not None and mark.event_id not in known:
        wrong.append("event_id")
    if not isinstance(row.seen, list):
        wrong.append("seen")
    if not 0 <= mark.confidence <= 1:
        wrong.append("confidence")
    if mark.band and mark.band not in STORABLE:
        wrong.append("band")
    if (mark.state is MarkState.DECIDED) > (mark.decided_at is not None):
        wrong.append("state+decided_at")
    return wrong


def _wrong_inbox(connection: Connection, known: set[UUID]) -> Iterator[Finding]:
    for row in connection.execute(select(MergeInboxRow.__table__)):
        try:
            act = act_of(row)
        except _UNREADABLE:
            yield Finding(FindingCode.WORD, "merge_inbox", str(row.id), "event+walk_in+reason+state")
            continue
        wrong = []
        if act.event.id != row.event_id:
            wrong.append("event_id")
        if (act.state is InboxState.WAITING) != (act.decided_at is None) or (act.decided_at is None) != (
            act.decided_by == ""
        ):
            wrong.append("state+decided_by+decided_at")
        if act.state is InboxState.ACCEPTED and row.event_id not in known:
            wrong.append("state")
        if wrong:
            yield Finding(FindingCode.COPY, "merge_inbox", str(row.id), "+".join(wrong))


def _wrong_packages(connection: Connection) -> Iterator[Finding]:
    offices = set(connection.execute(select(OfficeRow.__table__.c.id)).scalars())
    noted = {
        row.subject: (row.detail.get("acts"), row.detail.get("file_digest"))
        for row in connection.execute(select(_trail.subject, _trail.detail).where(_trail.act == "package.put_away"))
    }
    for row in connection.execute(select(HallPackageRow.__table__)):
        wrong = []
        # A package of before the office said its name has no office.
        if offices and row.office_id.int and row.office_id not in offices:
            wrong.append("office_id")
        if len({row.wiped_at is None, row.wiped_by == "", row.file_digest == ""}) > 1:
            wrong.append("wiped_at+wiped_by+file_digest")
        if row.wiped_at is not None and row.returned_at is None:
            wrong.append("returned_at")
        if row.wiped_at is not None and noted.get(str(row.id)) != (row.acts, row.file_digest):
            wrong.append("acts+file_digest")
        if row.wiped_at is None and row.acts:
            wrong.append("acts")
        if wrong:
            yield Finding(FindingCode.COPY, "hall_packages", str(row.id), "+".join(wrong))


def _wrong_imports(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(select(ImportRunRow.__table__)):
        try:
            ids = [UUID(hex=text) for kind in row.things.values() for text in kind]
        except _UNREADABLE:
            yield Finding(FindingCode.WORD, "import_runs", str(row.id), "things")
            continue
        if len(set(ids)) < len(ids) or (row.undone_at is not None and ids):
            yield Finding(FindingCode.COPY, "import_runs", str(row.id), "undone_at+things")
