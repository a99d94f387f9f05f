"""Repositories of printed sheets, scanned files, and the marks of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.paper_reading import ANSWER, Doubt
from divide_app.domain.scans.scans import MarkState, PaperMark, PrintedSheet, ScannedFile, ScannedPage
from divide_app.domain.scans.survey import SurveyQuestionWords, SurveyWords
from divide_app.storage.columns import made_of
from divide_app.storage.repositories.base import Repository, insert_all, put_row
from divide_app.storage.rows.scans import (
    PrintedSheetRow,
    ScannedFileRow,
    ScannedMarkRow,
    ScannedPageRow,
    SurveyWordsRow,
)

_sheets = PrintedSheetRow.__table__.c
_files = ScannedFileRow.__table__.c
_pages = ScannedPageRow.__table__.c
_marks = ScannedMarkRow.__table__.c

_STANDS = (MarkState.TAKEN_IN.value, MarkState.WAITING.value, MarkState.DECIDED.value)


class PrintedSheets(Repository[PrintedSheet]):
    """Prints of papers that are read back."""

    row = PrintedSheetRow
    kept = PrintedSheet

    def keep(self, sheet: PrintedSheet) -> None:
        """Store a print once, however often the same pages leave the printer."""
        if self.find(sheet.id) is None:
            before = self.newest(sheet.class_session_id, sheet.kind)
            if before is not None and before.printed_at >= sheet.printed_at:
                # It left the printer after that one, also where the PC that printed that one has a later clock.
                sheet = replace(sheet, printed_at=before.printed_at + timedelta(seconds=1))
            self.add(sheet)

    def newest(self, class_session_id: UUID, kind: SheetKind) -> PrintedSheet | None:
        """Return the last print of a session's paper."""
        query = select(self.table).where(_sheets.class_session_id == class_session_id, _sheets.kind == kind.value)
        return self.first(query.order_by(_sheets.printed_at.desc(), _sheets.id.desc()).limit(1))


class ScannedFiles(Repository[ScannedFile]):
    """Files that were taken in, with their pages."""

    row = ScannedFileRow
    kept = ScannedFile

    def latest(self, most: int = 50) -> list[ScannedFile]:
        """Return the files taken in last, the newest first."""
        return self.many(select(self.table).order_by(_files.taken_in_at.desc(), _files.id.desc()).limit(most))

    def add_page(self, page: ScannedPage) -> None:
        """Store a page of a file."""
        self.connection.execute(
            insert(ScannedPageRow),
            {
                "id": page.id,
                "file_id": page.file_id,
                "number": page.number,
                "sheet_id": page.sheet_id,
                "page": page.page,
            },
        )

    def pages_read(self, sheet_id: UUID) -> set[int]:
        """Return which pages of a print stand as read."""
        query = select(_pages.page).join(ScannedFileRow, _files.id == _pages.file_id)
        query = query.where(_pages.sheet_id == sheet_id, _files.undone_at.is_(None))
        return set(self.connection.execute(query).scalars())

    def times_read(self, sheet_id: UUID, page: int) -> int:
        """Return how often a page was taken in, readings that were taken back included."""
        query = select(func.count()).select_from(ScannedPageRow).where(_pages.sheet_id == sheet_id, _pages.page == page)
        return int(self.connection.execute(query).scalar_one())


class PaperMarks:
    """What the rows of papers said."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_all(self, marks: Iterable[PaperMark], clips: Mapping[UUID, bytes]) -> None:
        """Store marks; `clips` are the enlarged pictures of the doubtful ones by the mark's id."""
        values = [_values(mark) | {"clip": clips.get(mark.id)} for mark in marks]
        insert_all(self.connection, ScannedMarkRow, values)

    def find(self, id_: UUID) -> PaperMark | None:
        """Return one mark, or None."""
        found = self._many(_marks.id == id_)
        return found[0] if found else None

    def standing(self, sheet_id: UUID, page: int) -> dict[int, PaperMark]:
        """Return by row what stands of a page of a print, from files that were not taken back."""
        query = (
            select(*_plain())
            .join(ScannedPageRow, _pages.id == _marks.page_id)
            .join(ScannedFileRow, _files.id == _pages.file_id)
            .where(_pages.sheet_id == sheet_id, _pages.page == page, _files.undone_at.is_(None))
            .where(_marks.state.in_(_STANDS))
            .order_by(_files.taken_in_at, _marks.id)
        )
        return {row.row: mark_of(row) for row in self.connection.execute(query)}

    def of_row(self, sheet_id: UUID, page: int, row: int) -> list[PaperMark]:
        """Return everything that was ever read of one row of a print, from files that were not taken back."""
        query = (
            select(*_plain())
            .join(ScannedPageRow, _pages.id == _marks.page_id)
            .join(ScannedFileRow, _files.id == _pages.file_id)
            .where(_pages.sheet_id == sheet_id, _pages.page == page, _marks.row == row, _files.undone_at.is_(None))
            .order_by(_files.taken_in_at, _marks.id)
        )
        return [mark_of(found) for found in self.connection.execute(query)]

    def of_file(self, file_id: UUID) -> list[PaperMark]:
        """Return every mark of a file."""
        pages = select(_pages.id).where(_pages.file_id == file_id)
        return self._many(_marks.page_id.in_(pages))

    def waiting(self) -> list[PaperMark]:
        """Return what waits for a person: sheet by sheet, from the top down."""
        query = (
            select(*_plain())
            .join(ScannedPageRow, _pages.id == _marks.page_id)
            .join(ScannedFileRow, _files.id == _pages.file_id)
            .where(_marks.state == MarkState.WAITING.value)
            .order_by(_files.taken_in_at, _pages.number, _marks.row, _marks.id)
        )
        return [mark_of(row) for row in self.connection.execute(query)]

    def clip(self, id_: UUID) -> bytes | None:
        """Return the enlarged picture of a mark, while it is kept."""
        clip: bytes | None = self.connection.execute(select(_marks.clip).where(_marks.id == id_)).scalar()
        return clip

    def change(self, mark: PaperMark) -> None:
        """Store what became of a mark; its picture stays."""
        values = _values(mark)
        id_ = values.pop("id")
        self.connection.execute(update(ScannedMarkRow).where(_marks.id == id_).values(values))

    def page_of(self, mark: PaperMark) -> ScannedPage:
        """Return the page a mark stands on."""
        row = self.connection.execute(select(ScannedPageRow.__table__).where(_pages.id == mark.page_id)).one()
        return ScannedPage(row.id, row.file_id, row.number, row.sheet_id, row.page)

    def forget_clips(self, decided_before: datetime) -> int:
        """Take away the pictures of what was decided before a moment; return how many there were."""
        done = self.connection.execute(
            update(ScannedMarkRow)
            .where(_marks.clip.is_not(None), _marks.decided_at < decided_before)
            .where(_marks.state != MarkState.WAITING.value)
            .values(clip=None)
        )
        return int(done.rowcount)

    def surveyed(self) -> list[UUID]:
        """Return the sessions of which any survey form was read."""
        query = select(_marks.class_session_id).where(_marks.mark == ANSWER).distinct()
        return list(self.connection.execute(query).scalars())

    def answers(self, class_session_ids: Sequence[UUID]) -> dict[tuple[UUID, int, int], int]:
        """Return how often each box of each question was chosen: (session, question, box) to a number."""
        query = (
            select(_marks.class_session_id, _marks.row, _marks.answer, func.count().label("times"))
            .join(ScannedPageRow, _pages.id == _marks.page_id)
            .join(ScannedFileRow, _files.id == _pages.file_id)
            .where(_marks.class_session_id.in_(class_session_ids), _marks.mark == ANSWER)
            .where(_marks.state.in_(_STANDS), _files.undone_at.is_(None))
            .group_by(_marks.class_session_id, _marks.row, _marks.answer)
        )
        return {(row.class_session_id, row.row, row.answer): row.times for row in self.connection.execute(query)}

    def forms(self, class_session_ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return how many filled-in survey forms of each session were read: those with an answer."""
        query = (
            select(_marks.class_session_id, func.count(_marks.page_id.distinct()).label("forms"))
            .join(ScannedPageRow, _pages.id == _marks.page_id)
            .join(ScannedFileRow, _files.id == _pages.file_id)
            .where(_marks.class_session_id.in_(class_session_ids), _marks.mark == ANSWER)
            .where(_marks.state.in_(_STANDS), _files.undone_at.is_(None))
            .group_by(_marks.class_session_id)
        )
        return {row.class_session_id: row.forms for row in self.connection.execute(query)}

    def _many(self, which: Any) -> list[PaperMark]:
        query = select(*_plain()).where(which).order_by(_marks.page_id, _marks.row, _marks.id)
        return [mark_of(row) for row in self.connection.execute(query)]


def _plain() -> list[Any]:
    """Return the columns without the picture, which is large."""
    return [column for column in _marks if column.key != "clip"]


def mark_of(row: Row[Any]) -> PaperMark:
    """Return a row as a mark."""
    return made_of(PaperMark, row, doubt=Doubt(row.doubt) if row.doubt else None)


def _values(mark: PaperMark) -> dict[str, Any]:
    return {
        "id": mark.id,
        "page_id": mark.page_id,
        "row": mark.row,
        "class_session_id": mark.class_session_id,
        "participant_id": mark.participant_id,
        "mark": mark.mark,
        "band": mark.band,
        "sex": mark.sex.value,
        "answer": mark.answer,
        "confidence": mark.confidence,
        "doubt": "" if mark.doubt is None else mark.doubt.value,
        "seen": list(mark.seen),
        "state": mark.state.value,
        "event_id": mark.event_id,
        "decided_by": mark.decided_by,
        "decided_at": mark.decided_at,
    }


class SurveyWordsBook:
    """The words of the survey form."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self) -> SurveyWords | None:
        """Return the office's own words, or None while it has none."""
        row = self.connection.execute(select(SurveyWordsRow.__table__)).first()
        if row is None:
            return None
        return SurveyWords(row.intro, tuple(SurveyQuestionWords(one[0], tuple(one[1:])) for one in row.questions))

    def store(self, words: SurveyWords) -> None:
        """Keep the office's own words."""
        questions = [[one.words, *one.choices] for one in words.questions]
        values = {"number": 1, "intro": words.intro, "questions": questions}
        put_row(self.connection, SurveyWordsRow, ["number"], values)
