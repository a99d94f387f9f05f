"""Turns the first sheet of an XLSX workbook into rows of text, because half of what offices exchange is Excel."""

from __future__ import annotations

import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from divide_app.domain.errors import DomainError
from divide_app.exchange.row_problems import RowProblem, problem

MAX_UNPACKED = 1_500_000_000
"""A zip that unpacks to more than this is a trap or a mistake, not a list."""
_LAST_ROW = 1_048_576
"""No sheet has more rows; a row that says it is further down would be led up to by as many blank ones."""
_BATCH = 500
_UNCALCULATED = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*+(?:(?:<v\s*+/>|<v></v>)\s*+)?</c>")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Workbook:
    """The first visible sheet of a workbook.

    Attributes:
        warnings: More sheets, merged cells, formulas without a stored value.
    """

    path: Path
    sheet: str
    warnings: tuple[RowProblem, ...]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield row number and cell texts of every row that holds anything; trailing blank cells are left out.

        Raises:
            DomainError: `broken_workbook`.
        """
        book = _open(self.path)
        try:
            sheet = book[self.sheet]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            number = 0
            while True:
                batch = _next_rows(rows, self.path)
                if not batch:
                    return
                for row in batch:
                    number += 1
                    if number > _LAST_ROW:
                        raise DomainError("broken_workbook", name=self.path.name)
                    cells = [cell_text(value) for value in row]
                    while cells and not cells[-1].strip():
                        cells.pop()
                    if cells:
                        yield number, cells
        finally:
            book.close()


def read_workbook(path: Path) -> Workbook:
    """Open a workbook and choose its first visible sheet.

    Raises:
        DomainError: `broken_workbook`, `not_a_table` (a zip that is no workbook), `file_too_large`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_safe = unpacked > MAX_UNPACKED or not any(_has_doctype(archive, name) for name in names)
    except (zipfile.BadZipFile, OSError, RuntimeError, zlib.error) as error:
        raise DomainError("broken_workbook", name=path.name) from error
    if "xl/workbook.xml" not in names:
        raise DomainError("not_a_table" if "[Content_Types].xml" not in names else "broken_workbook", name=path.name)
    if unpacked > MAX_UNPACKED:
        raise DomainError("file_too_large", megabytes=unpacked // 1_000_000, limit=MAX_UNPACKED // 1_000_000)
    if not is_safe:
        raise DomainError("broken_workbook", name=path.name)
    book = _open(path)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
        if not sheets:
            raise DomainError("empty_file", name=path.name)
        chosen = sheets[0]
        notes: tuple[RowProblem, ...] = ()
        if len(sheets) > 1:
            notes += (problem(0, "", "more_sheets", sheet=str(chosen.title), count=len(sheets)),)
        inside = str(getattr(chosen, "_worksheet_path", ""))
        title = str(chosen.title)
    finally:
        book.close()
    return Workbook(path, title, notes + _notes_of_sheet(path, inside))


def cell_text(value: object) -> str:
    """Return a cell's value as the text a person would have typed: ISO dates, HH:MM, plain numbers."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M" if value.second == 0 else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M" if value.second == 0 else "%H:%M:%S")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{clock}:{seconds:02d}" if seconds else clock
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    return str(value)


def _has_doctype(archive: zipfile.ZipFile, name: str) -> bool:
    """Tell whether a part has a document type: no workbook needs one, and entities and their amplification do.

    Only the text before the first element is read, by expat itself, so that no encoding hides it. What is no XML
    (pictures) has none, and what is broken is found by who reads it.
    """
    found: list[bool] = []
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_declared: found.append(True)
    parser.StartElementHandler = lambda *_element: found.append(False)
    with archive.open(name) as part:
        try:
            while not found and (text := part.read(4096)):
                parser.Parse(text)
        except ExpatError:
            pass
    return bool(found) and found[0]


def _open(path: Path) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no data
            return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception:  # a damaged workbook fails in any layer: zip, XML, openpyxl itself
        raise DomainError("broken_workbook", name=path.name) from None


def _next_rows(rows: Iterator[tuple[object, ...]], path: Path) -> list[tuple[object, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(itertools.islice(rows, _BATCH))
    except Exception:
        # Without the cause: its message may quote a cell, and a cell may hold a number nobody shall see in a log.
        raise DomainError("broken_workbook", name=path.name) from None


def _notes_of_sheet(path: Path, inside: str) -> tuple[RowProblem, ...]:
    """Look once through the sheet's XML for what the fast reader cannot tell: merged cells, uncalculated formulas."""
    merged = uncalculated = False
    try:
        with zipfile.ZipFile(path) as archive, archive.open(inside.lstrip("/")) as file:
            tail = b""
            while block := file.read(_BLOCK):
                text = tail + block
                merged = merged or b"<mergeCell " in text
                uncalculated = uncalculated or _UNCALCULATED.search(text) is not None
                tail = text[-2_000:]
    except (KeyError, OSError, zipfile.BadZipFile):
        return ()
    notes: tuple[RowProblem, ...] = ()
    if merged:
        notes += (problem(0, "", "merged_cells"),)
    if uncalculated:
        notes += (problem(0, "", "formula_without_value"),)
    return notes
