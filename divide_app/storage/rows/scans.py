"""Tables of scanned papers: printed sheets, files and pages read, and the mark of each row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class PrintedSheetRow(Base):
    """One print of an attendance sheet or a survey, with who stands in which row, so that it can be read for good."""

    __tablename__ = "printed_sheets"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    printed_at: Mapped[datetime]
    printed_by: Mapped[str]
    layouts: Mapped[list[str]]
    """Code of each page's layout."""
    people: Mapped[list[str]]
    """Ids of the participants, row by row through all pages; no names."""
    bands: Mapped[list[str]]
    """Age bands of a walk-in's boxes."""
    sexes: Mapped[list[str]]


class ScannedFileRow(Base):
    """One file whose pages were taken in; the file itself is kept nowhere here."""

    __tablename__ = "scanned_files"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    pages: Mapped[int]
    """Pages taken in."""
    taken_in_at: Mapped[datetime]
    taken_in_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str]


class ScannedPageRow(Base):
    """One page that was taken in."""

    __tablename__ = "scanned_pages"
    __table_args__ = (Index("ix_scanned_pages_sheet_id_page", "sheet_id", "page"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("scanned_files.id"), index=True)
    number: Mapped[int]
    """Page of the file, from 1."""
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("printed_sheets.id"))
    page: Mapped[int]
    """Page of the print, from 1."""


class ScannedMarkRow(Base):
    """What one row of a page said, and for a doubtful one what a person decided from its picture."""

    __tablename__ = "scanned_marks"
    __table_args__ = (Index("ix_scanned_marks_state", "state"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    page_id: Mapped[UUID] = mapped_column(ForeignKey("scanned_pages.id"), index=True)
    row: Mapped[int]
    class_session_id: Mapped[UUID] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    participant_id: Mapped[UUID | None]
    """Nobody for walk-ins and answers."""
    mark: Mapped[str]
    band: Mapped[str]
    sex: Mapped[str]
    answer: Mapped[int | None]
    confidence: Mapped[float]
    doubt: Mapped[str]
    seen: Mapped[list[str]]
    state: Mapped[str]
    clip: Mapped[bytes | None]
    """Enlarged picture of a doubtful row (JPEG), taken away some time after it was decided."""
    event_id: Mapped[UUID | None]
    """The act at the door that followed; None where nothing had to be added."""
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]


class SurveyWordsRow(Base):
    """The words of the survey form as the office wants them; one line."""

    __tablename__ = "survey_words"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1."""
    intro: Mapped[str]
    questions: Mapped[list[list[str]]]
    """For each question its words and then those of its boxes."""
