"""Reads CSV and XLSX tables into rows of text with their line numbers."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.exchange.encodings import detect_encoding
from divide_app.exchange.header_place import (
    ANYWHERE,
    LOOKED_AT,
    IsHeader,
    TablePlace,
    header_at,
    header_of_two_rows,
    score,
)
from divide_app.exchange.headers import distinct_headers, fold_header
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress, no_progress

MAX_BYTES = 300_000_000
"""A CSV of 200,000 rows is about 40 MB; beyond this the file is not an office list."""
MAX_COLUMNS = 2_000
MOST_LINES = 500_000
MOST_CELLS = 5_000_000
"""Of all rows together: ten years of a large city have a tenth of it."""
MOST_OF_LINE = 1_000_000
"""Characters of one line, and of one record that goes over several."""
_LINES_OF_RECORD = 1_000
_MOST_BROKEN = 300
"""Records whose quotes never close, each of which is looked for to the end of what a record may be."""
_BLOCK = 1 << 20
_DELIMITERS = (",", "\t", ";")
_SAMPLE = 1 << 16
_SAMPLE_RECORDS = 20
_STEP = 1_000
_MOST_AGREE = 0.5


class Row(NamedTuple):
    """One record.

    Attributes:
        line: Line in the file on which it starts, 1-based (for XLSX the row number).
        cells: Exactly one text per column of the table, as written in the file.
        remarks: What had to be done to read it (short rows, NUL signs), as warnings.
    """

    line: int
    cells: tuple[str, ...]
    remarks: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file; rows are read again from the file at each call of `rows`.

    Attributes:
        columns: One distinct name per column.
        encoding: Python name of the encoding, "" for a workbook.
        delimiter: Sign between cells, "" for a workbook.
        warnings: What is worth saying about the whole file.
        sheet: Name of the sheet that is read, "" for a text file.
        sheets: Names of the sheets there are.
        header_line: Line of the header, the lower one of two.
    """

    path: Path
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    warnings: tuple[RowProblem, ...]
    progress: Progress
    sheet: str
    sheets: tuple[str, ...]
    header_line: int
    _records: Callable[[], Iterator[Record]] = field(repr=False)
    _positions: dict[str, int] = field(repr=False)

    def find(self, *names: str) -> int | None:
        """Return the position of the first column called one of `names` after folding, or None."""
        for name in names:
            position = self._positions.get(fold_header(name))
            if position is not None:
                return position
        return None

    def rows(self) -> Iterator[Row | RowProblem]:
        """Read the records after the header, one by one, without keeping them.

        Yields:
            A `Row`, or a `RowProblem` for a record that cannot be taken as it is: too many cells, broken quotes, or
            an individual number in any cell.

        Raises:
            DomainError: `broken_workbook`, `workbook_too_full`, `table_too_large`, `line_too_long`, `not_a_table`,
                `too_many_columns`.
            EnvironmentProblem: `file_unreadable`.
            UserCancelled: From the progress.
        """
        width, left = len(self.columns), MOST_CELLS
        for record in self._records():
            line, cells, fault = record
            left -= len(cells)
            if left < 0:
                raise _too_large(self.path)
            if any(cell.startswith(("=", "#")) for cell in cells):
                cells, remark = _as_shown(cells)
                fault = fault or remark
                if not any(map(str.strip, cells)):
                    continue
            for position, cell in enumerate(cells):
                if contains_individual_number(cell):
                    column = self.columns[position] if position < width else ""
                    yield problem(line, column, "individual_number")
                    break
            else:
                yield self._row(line, cells, fault, width)

    def _row(self, line: int, cells: list[str], fault: str, width: int) -> Row | RowProblem:
        if fault == "unclosed_quote":
            return problem(line, "", fault)
        remarks: tuple[RowProblem, ...] = ()
        if fault:
            remarks = (problem(line, "", fault),)
        if len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                if self.sheet:
                    return Row(line, tuple(cells[:width]), (*remarks, problem(line, "", "beyond_header")))
                return problem(line, "", "too_many_cells", cells=len(cells), columns=width)
            del cells[width:]
        elif len(cells) < width:
            remarks += (problem(line, "", "too_few_cells", cells=len(cells), columns=width),)
            cells.extend([""] * (width - len(cells)))
        return Row(line, tuple(cells), remarks)


_QUOTED = re.compile('="((?:[^"]|"")*)"')
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA|#+)")


def _as_shown(cells: list[str]) -> tuple[list[str], str]:
    """Return the cells as a spreadsheet shows them, with what to say of them.

    ="090" is how many systems keep a leading zero; #N/A and the like hold nothing.
    """
    plain = [found[1].replace('""', '"') if (found := _QUOTED.fullmatch(cell)) else cell for cell in cells]
    shown = ["" if _ERRORS.fullmatch(cell.strip()) else cell for cell in plain]
    return shown, "error_cell" if shown != plain else ""


def single_row(table: Table, line: int, cells: list[str]) -> Table:
    """Return a table with the columns of `table` and one row, for looking at that row alone."""
    return replace(table, warnings=(), _records=lambda: iter([Record(line, list(cells), "")]))


class Record(NamedTuple):
    """One record of a file with its line, and the code of what is wrong with it or ""."""

    line: int
    cells: list[str]
    fault: str


def read_table(
    path: Path,
    *,
    place: TablePlace = ANYWHERE,
    is_header: IsHeader = lambda _text: False,
    progress: Progress = no_progress,
) -> Table:
    """Open a CSV or XLSX file as a table. What it is is told by its content, not by its name.

    Args:
        path: The file.
        place: Where a person said the table stands; what they did not say is found.
        is_header: Whether a text is a header somebody knows, to find the header below titles.
        progress: Called with bytes (CSV) or rows (XLSX) while the rows are read.

    Raises:
        DomainError: `individual_number` (in the name or the header), `file_not_found`, `empty_file`,
            `file_too_large`, `unknown_encoding`, `not_a_table`, `old_workbook`, `encrypted_workbook`,
            `broken_workbook`, `workbook_too_full`, `too_many_columns`, `table_too_large`, `line_too_long`,
            `unknown_sheet`, `no_header_row`.
        EnvironmentProblem: As `file_trouble.reading`.
    """
    check_name_of_file(path)
    if path.is_dir():
        raise DomainError("not_a_table", name=path.name)
    try:
        with reading(path), path.open("rb") as file:
            head = file.read(_SAMPLE)
            size = file.seek(0, io.SEEK_END)
    except EnvironmentProblem as trouble:
        if trouble.code == "missing_file":
            raise DomainError("file_not_found", name=path.name) from None
        raise
    if size > MAX_BYTES:
        raise DomainError("file_too_large", megabytes=size // 1_000_000, limit=MAX_BYTES // 1_000_000)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;"):
        raise DomainError("empty_file", name=path.name)
    ending = path.suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        notes = (problem(0, "", "workbook_by_content"),) if ending in {".csv", ".tsv", ".txt"} else ()
        return _workbook_table(path, place, is_header, notes, progress)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse_compound_file(path)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"II*\x00", b"MM\x00*")):
        raise DomainError("not_a_table", name=path.name)
    if _lines(path) > MOST_LINES:
        raise _too_large(path)
    notes = (problem(0, "", "text_by_content"),) if ending in {".xlsx", ".xlsm", ".xls"} else ()
    return _text_table(path, head, place, is_header, notes, progress)


def _too_large(path: Path) -> DomainError:
    return DomainError("table_too_large", name=path.name, lines=MOST_LINES, cells=MOST_CELLS)


def _lines(path: Path) -> int:
    feeds = returns = 0
    with reading(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
    return max(feeds, returns)


def check_name_of_file(path: Path) -> None:
    """Refuse a file whose very name carries an individual number.

    Raises:
        DomainError: `individual_number`; the name is not among the details.
    """
    if contains_individual_number(path.name):
        raise DomainError("individual_number", place="file_name")


def _refuse_compound_file(path: Path) -> None:
    # Both .xls and a workbook with a password are OLE compound files; the latter names its stream in UTF-16.
    with path.open("rb") as file:
        content = file.read(_SAMPLE * 16)
    locked = "EncryptedPackage".encode("utf-16-le") in content
    raise DomainError("encrypted_workbook" if locked else "old_workbook", name=path.name)


def _text_table(
    path: Path,
    head: bytes,
    place: TablePlace,
    is_header: IsHeader,
    notes: tuple[RowProblem, ...],
    progress: Progress,
) -> Table:
    if place.sheet:
        raise DomainError("unknown_sheet", name=place.sheet, there=[])
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_wide_or_binary(head):
        raise DomainError("unknown_encoding", line=0)
    encoding = detect_encoding(path)
    delimiter, skipped = _sniff(path, encoding)

    def records() -> Iterator[Record]:
        return _text_records(path, encoding, delimiter, skipped, progress)

    opened = Table(path, (), encoding, delimiter, notes, progress, "", (), 0, records, {})
    return _with_header(opened, place, is_header)


def _is_wide_or_binary(head: bytes) -> bool:
    """Tell UTF-16 without its mark (every line end has a NUL beside it), and what is no text at all."""
    ends, wide_ends = head.count(b"\n"), head.count(b"\n\0") + head.count(b"\0\n")
    return (ends > 0 and wide_ends * 2 >= ends) or head.count(b"\0") * 5 > len(head)


def _workbook_table(
    path: Path, place: TablePlace, is_header: IsHeader, notes: tuple[RowProblem, ...], progress: Progress
) -> Table:
    from divide_app.exchange.workbooks import read_workbook

    book = read_workbook(path, place.sheet, lambda rows: score(rows, is_header))

    def records() -> Iterator[Record]:
        for done, (line, cells) in enumerate(book.records()):
            if done % _STEP == 0:
                progress(done, None)
            yield Record(line, cells, "")

    opened = Table(path, (), "", "", notes + book.warnings, progress, book.sheet, book.sheets, 0, records, {})
    return _with_header(opened, place, is_header)


def _with_header(table: Table, place: TablePlace, is_header: IsHeader) -> Table:
    """Find the header of an opened file and read the records after it."""
    records = table._records
    tops = list(itertools.islice((one for one in records() if one.line >= place.header_row), LOOKED_AT))
    if not tops:
        code = "no_header_row" if place.header_row else "empty_file"
        raise DomainError(code, name=table.path.name, number=place.header_row)
    rows = [_as_shown(one.cells)[0] if one.fault != "unclosed_quote" else one.cells for one in tops]
    at = 0 if place.header_row else header_at(rows, is_header)
    header, cells = tops[at], rows[at]
    if header.fault == "unclosed_quote":
        raise DomainError("not_a_table", name=table.path.name)
    for upper in (at, at - 1):
        is_pair = 0 <= upper < len(tops) - 1 and sum(map(bool, map(str.strip, rows[upper]))) > 1
        if is_pair and place.first_row != tops[upper + 1].line and (upper == at or not place.header_row):
            both = header_of_two_rows(rows[upper], rows[upper + 1], is_header)
            if both is not None:
                header, cells = tops[upper + 1], both
                break
    if len(cells) > MAX_COLUMNS:
        raise DomainError("too_many_columns", columns=len(cells), limit=MAX_COLUMNS)
    # A title above may hold a number, too; it is neither kept nor shown.
    if any(contains_individual_number(cell) for cell in cells):
        raise DomainError("individual_number", place="header")
    names, repeated = distinct_headers(cells)
    warnings = table.warnings
    if at and at == tops.index(header):
        warnings += (problem(0, "", "header_found", number=header.line),)
    for text, number in repeated:
        warnings += (problem(header.line, text, "duplicate_header", number=number),)
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        positions.setdefault(fold_header(name), position)
    first, width = max(place.first_row, header.line + 1), len(names)

    def after_header() -> Iterator[Record]:
        for record in records():
            if record.line >= first:
                if table.sheet:
                    # A sheet has no short rows: what a workbook leaves out at the end are blank cells.
                    record.cells.extend([""] * (width - len(record.cells)))
                yield record

    return replace(
        table,
        columns=names,
        warnings=warnings,
        header_line=header.line,
        _records=after_header,
        _positions=positions,
    )


class _Lines:
    """Physical lines with their count, remembering those of the record being read so that it can be tried again."""

    def __init__(self, stream: io.TextIOWrapper, name: str) -> None:
        self._stream, self._name = stream, name
        self._again: deque[str] = deque()
        self.count = self.size = 0
        self.record: list[str] = []
        self.had_nul = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            line = self._stream.readline(MOST_OF_LINE + 1)
            if not line:
                raise StopIteration
            if len(line) > MOST_OF_LINE:
                raise DomainError("line_too_long", name=self._name, line=self.count + 1, limit=MOST_OF_LINE)
        if "\0" in line:
            self.had_nul = True
            line = line.replace("\0", "")
        self.count += 1
        self.record.append(line)
        self.size += len(line)
        if self.size > MOST_OF_LINE or len(self.record) > _LINES_OF_RECORD:
            raise csv.Error("a record without end")
        return line

    def begin(self) -> None:
        """Begin a record."""
        self.record.clear()
        self.size = 0
        self.had_nul = False

    def give_back_all_but_first(self) -> None:
        back = self.record[1:]
        self._again.extendleft(reversed(back))
        self.count -= len(back)


def _text_records(path: Path, encoding: str, delimiter: str, skipped: int, progress: Progress) -> Iterator[Record]:
    size = path.stat().st_size
    with path.open("rb") as file:
        lines = _Lines(io.TextIOWrapper(file, encoding=encoding, newline=""), path.name)
        for _ in range(skipped):
            next(lines, "")
        # Strict, because the lenient reader swallows the rest of the file when a quote is never closed.
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        done = broken = 0
        while True:
            lines.begin()
            start = lines.count + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                lines.give_back_all_but_first()
                broken += 1
                if broken > _MOST_BROKEN:
                    raise DomainError("not_a_table", name=path.name) from None
                # The text itself goes along, unparsed, only to be searched for an individual number.
                yield Record(start, lines.record[:1], "unclosed_quote")
                continue
            if len(cells) > 2 * MAX_COLUMNS:
                raise DomainError("too_many_columns", columns=len(cells), limit=MAX_COLUMNS)
            if cells == ["\x1a"]:  # where a file of DOS ends
                continue
            done += 1
            if done % _STEP == 0:
                progress(file.tell(), size)
            if any(cells) and any(map(str.strip, cells)):
                yield Record(start, cells, "nul_removed" if lines.had_nul else "")
        progress(size, size)


def _sniff(path: Path, encoding: str) -> tuple[str, int]:
    """Return the delimiter, and how many lines before the header to skip (Excel's `sep=;`)."""
    with reading(path), path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(_SAMPLE)
    lines = sample.replace("\0", "").splitlines(keepends=True)
    first = lines[0].strip().lower() if lines else ""
    if len(first) in {4, 5} and first.startswith("sep="):
        return (lines[0].strip("\r\n")[4:5] or "\t"), 1
    best = (0.0, 0, ",")
    for delimiter in _DELIMITERS:
        widths: list[int] = []
        reader = csv.reader(io.StringIO(sample.replace("\0", ""), newline=""), delimiter=delimiter)
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    widths.append(len(cells))
                if len(widths) == _SAMPLE_RECORDS:
                    break
        except csv.Error:
            pass  # a quote that never closes; what was read so far is enough to choose
        if not widths:
            continue
        usual = widths[0] if widths[0] > 1 else max(widths, key=widths.count)
        agreeing = sum(width == usual for width in widths) / len(widths)
        # Below a title, which has one cell, most rows must agree.
        if usual > 1 and (widths[0] > 1 or agreeing > _MOST_AGREE) and (agreeing, usual) > best[:2]:
            best = (agreeing, usual, delimiter)
    return best[2], 0
