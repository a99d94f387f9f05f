"""Reads one sheet of an XLSX workbook into rows of text."""

from __future__ import annotations

import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from divide_app.domain.errors import DomainError
from divide_app.exchange.header_place import LOOKED_AT
from divide_app.exchange.row_problems import RowProblem, problem

MAX_UNPACKED = 500_000_000
"""A zip that unpacks to more than this is a trap or a mistake, not a list."""
_MOST_PARTS = 10_000
MOST_CELLS, MOST_TEXTS, MOST_FORMATS = 1_500_000, 500_000, 65_000
"""A sheet's cells, a workbook's texts, and its cell formats (Excel itself stops at 65,490)."""
_TAGS_OF_SHEET, _TAGS_ELSEWHERE = 4 * MOST_CELLS, 4 * MOST_TEXTS
"""Tags, closing ones too, a part may have: they are what reading it takes its time by. A cell with a text has four."""
_COSTLY = re.compile(rb"<(?![/?!]|(?:\w+:)?(?:c|v|row|is|si|t|f|r|rPh|phoneticPr)[\s/>])")
"""Tags of which a thing of its own is made: formats, merged cells, links, sheets."""
_NOT_READ = ("xl/pivot", "xl/draw", "xl/chart", "xl/comment", "xl/threaded", "xl/tables/", "xl/media/", "customXml/")
_MOST_PLACES = 10_000_000
"""Cells of all rows, those left blank before the last one of each row too, for which room is made as it is read."""
_LAST_ROW = 1_048_576
"""The maximum number of rows; a row with a higher number would be preceded by as many blank ones."""
_BATCH = 500
_UNCALCULATED = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*+(?:(?:<v\s*+/>|<v></v>)\s*+)?</c>")
_BLOCK = 1 << 20
_HIDDEN = re.compile(rb'<row [^<>]{0,200}hidden="(?:1|true)"')
_MOST_SHEETS = 20
"""Sheets looked at for the one that holds the list."""
_JAPANESE_FORMATS = frozenset({*range(27, 37), *range(50, 59)})
_JAPANESE_CLOCKS = frozenset({18, 19, 20, 21, 32, 33})
_FILE_FORMATS = 164
"""From here on openpyxl numbers the formats a file writes out."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
_LONGEST = timedelta(days=60)
"""A longer time in a cell that shows hours is a moment of which only the clock is shown."""
_LITERAL = re.compile(r'General|"[^"]*"|\\.|_.|\*.|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
_ERA_OR_WEEKDAY = re.compile(r"(?<![a-z])g{1,3}e{1,2}|(?<![0#?a-z])e{1,2}(?![+\-a-z])|aaaa?|[ymdhs]", re.IGNORECASE)
_HOURS = re.compile("h", re.IGNORECASE)
_DAYS = re.compile(r"[ydg]|(?<![0#?])e|aaa", re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
"""Names of Strict Open XML (ISO/IEC 29500-1) beside those of the Transitional kind (29500-4)."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook.

    Attributes:
        sheets: Names of all visible sheets.
        warnings: More sheets, merged cells, formulas without a stored value.
    """

    path: Path
    sheet: str
    sheets: tuple[str, ...]
    warnings: tuple[RowProblem, ...]
    _book: Any = field(repr=False, compare=False)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield row number and cell texts of every row that holds anything; trailing blank cells are left out.

        Raises:
            DomainError: `broken_workbook`, `workbook_too_full`.
        """
        yield from _records(self._book[self.sheet], self.path)


def _records(sheet: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number = places = 0
    try:
        while batch := _next_rows(rows, path):
            for row in batch:
                number += 1
                places += len(row)
                if places > _MOST_PLACES:
                    raise _too_full(path)
                if number > _LAST_ROW:
                    raise DomainError("broken_workbook", name=path.name)
                cells = [cell_text(value) for value in row]
                while cells and not cells[-1].strip():
                    cells.pop()
                if cells:
                    yield number, cells
    finally:
        rows.close()


def read_workbook(path: Path, sheet: str = "", worth: Callable[[list[list[str]]], int] | None = None) -> Workbook:
    """Open a workbook and choose its sheet.

    Args:
        path: The workbook.
        sheet: Name of the sheet to read; blank for the best of those in sight.
        worth: How much the first rows of a sheet look like a list; the first sheet wins where nothing tells.

    Raises:
        DomainError: `unknown_sheet`, `broken_workbook`, `not_a_table` (a zip that is no workbook), `file_too_large`,
            `workbook_too_full`.
    """
    _refuse_traps(path)
    book = _open(path)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
    if not sheets:
        raise DomainError("empty_file", name=path.name)
    chosen = _chosen(sheets, path, sheet, worth)
    notes: tuple[RowProblem, ...] = ()
    if len(sheets) > 1:
        notes += (problem(0, "", "more_sheets", sheet=str(chosen.title), count=len(sheets)),)
    notes += _notes_of_sheet(path, str(getattr(chosen, "_worksheet_path", "")))
    return Workbook(path, str(chosen.title), tuple(str(one.title) for one in sheets), notes, book)


def _refuse_traps(path: Path) -> None:
    """Refuse what is no workbook, or would take more time or memory than any list, before anything is made of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
            is_small = unpacked <= MAX_UNPACKED and len(entries) <= _MOST_PARTS
            is_safe = is_small and not any(_has_doctype(archive, name) for name in names)
            is_full = is_safe and any(_is_too_full(archive, name) for name in names)
    except (MemoryError, DomainError):
        raise
    except Exception as error:  # a damaged archive fails in any layer
        raise DomainError("broken_workbook", name=path.name) from error
    if "xl/workbook.xml" not in names:
        raise DomainError("not_a_table" if "[Content_Types].xml" not in names else "broken_workbook", name=path.name)
    if unpacked > MAX_UNPACKED:
        raise DomainError("file_too_large", megabytes=unpacked // 1_000_000, limit=MAX_UNPACKED // 1_000_000)
    if is_full or not is_small:
        raise _too_full(path)
    if not is_safe:
        raise DomainError("broken_workbook", name=path.name)


def _is_too_full(archive: zipfile.ZipFile, name: str) -> bool:
    """Tell whether a part has more tags than a list needs, or one text of a megabyte; pictures have neither."""
    tags = _TAGS_OF_SHEET if name.startswith("xl/worksheets/") else _TAGS_ELSEWHERE
    costly = tags if name.startswith(_NOT_READ) else 3 * MOST_FORMATS
    with archive.open(name) as part:
        block = part.read(_BLOCK)
        if not name.endswith((".xml", ".rels")) and b"<" not in block[:8]:
            return False
        while block:
            found = block.count(b"<")
            tags -= found
            costly -= sum(1 for _ in _COSTLY.finditer(block))
            if tags < 0 or costly < 0 or (not found and len(block) == _BLOCK):
                return True
            block = part.read(_BLOCK)
    return False


def _too_full(path: Path) -> DomainError:
    return DomainError("workbook_too_full", name=path.name, cells=MOST_CELLS, texts=MOST_TEXTS, formats=MOST_FORMATS)


def _chosen(sheets: list[Any], path: Path, name: str, worth: Callable[[list[list[str]]], int] | None) -> Any:
    if name:
        found = next((one for one in sheets if str(one.title).strip() == name.strip()), None)
        if found is None:
            raise DomainError("unknown_sheet", name=name, there=[str(one.title) for one in sheets])
        return found
    if worth is None or len(sheets) == 1:
        return sheets[0]
    tops = [[cells for _, cells in itertools.islice(_records(one, path), LOOKED_AT)] for one in sheets[:_MOST_SHEETS]]
    points = [worth(top) for top in tops]
    best = max(points)
    if best == 0:  # a sheet of one cell is a cover, not a list
        return next((one for one, top in zip(sheets, tops, strict=False) if len(top) > 1), sheets[0])
    return sheets[points.index(best)]


def cell_text(value: object) -> str:
    """Return a cell's value as the text a person would have typed: ISO dates, HH:MM, plain numbers."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _unescaped(value) if "_x" in value else value
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
        if value >= _LONGEST:
            return cell_text(_EPOCH + value)
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{clock}:{seconds:02d}" if seconds else clock
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    return str(value)


def _unescaped(text: str) -> str:
    """Return text without the _xHHHH_ by which a workbook writes signs XML cannot hold (ISO/IEC 29500-1, 22.4.2.4)."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", plain)


def _read_dates(book: Any) -> None:
    """Tell openpyxl which styles show days and times: it knows neither Japan's built-in formats nor those of eras.

    The formats 27 to 36 and 50 to 58 have no code in the file (ISO/IEC 29500-1, 18.8.30, ja-jp; in zh and ko they are
    days and times as well). A format of hours alone shows 24:00 for the number 1: read as a length of time.
    """
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    for place, style in enumerate(book._cell_styles):
        number = style.numFmtId
        code = BUILTIN_FORMATS.get(number) or ""
        if number >= _FILE_FORMATS and number - _FILE_FORMATS < len(book._number_formats):
            code = book._number_formats[number - _FILE_FORMATS]
        bare = _LITERAL.sub("", code.split(";")[0])
        if number in _JAPANESE_FORMATS or _ERA_OR_WEEKDAY.search(bare):
            book._date_formats.add(place)
        if number in _JAPANESE_CLOCKS or (_HOURS.search(bare) and not _DAYS.search(bare)):
            book._date_formats.add(place)
            book._timedelta_formats.add(place)


def _as_transitional(path: Path) -> io.BytesIO:
    """Return a Strict Open XML workbook with the names of the usual kind, which is all that tells them apart."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                for strict, usual in _STRICT:
                    content = content.replace(strict, usual)
            copy.writestr(entry.filename, content)
    made.seek(0)
    return made


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
            with zipfile.ZipFile(path) as archive:
                is_strict = b"//purl.oclc.org/ooxml/" in archive.read("xl/workbook.xml")
            # In memory: it is read several times, and the file is free for others meanwhile.
            source = _as_transitional(path) if is_strict else io.BytesIO(path.read_bytes())
            book = openpyxl.load_workbook(source, read_only=True, data_only=True)
            _read_dates(book)
            return book
    except MemoryError:
        raise
    except Exception:  # a damaged workbook fails in any layer: zip, XML, openpyxl itself
        raise DomainError("broken_workbook", name=path.name) from None


def _next_rows(rows: Iterator[tuple[object, ...]], path: Path) -> list[tuple[object, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(itertools.islice(rows, _BATCH))
    except MemoryError:
        raise
    except Exception:
        # Without the cause: its message may quote a cell, and a cell may hold a number nobody shall see in a log.
        raise DomainError("broken_workbook", name=path.name) from None


def _notes_of_sheet(path: Path, inside: str) -> tuple[RowProblem, ...]:
    """Look once through the sheet's XML for what the fast reader cannot tell: merged cells, uncalculated formulas."""
    merged = uncalculated = hidden = False
    try:
        with zipfile.ZipFile(path) as archive, archive.open(inside.lstrip("/")) as file:
            tail = b""
            while block := file.read(_BLOCK):
                text = tail + block
                merged = merged or b"<mergeCell " in text
                hidden = hidden or _HIDDEN.search(text) is not None
                uncalculated = uncalculated or _UNCALCULATED.search(text) is not None
                tail = text[-2_000:]
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error):
        return ()
    notes: tuple[RowProblem, ...] = ()
    if merged:
        notes += (problem(0, "", "merged_cells"),)
    if hidden:
        notes += (problem(0, "", "hidden_rows"),)
    if uncalculated:
        notes += (problem(0, "", "formula_without_value"),)
    return notes
