"""The one loop that goes through a table for every kind of file, so that all kinds refuse and warn alike."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from divide_app.exchange.cells import Cells, RowLeftOut, RowRefusedError
from divide_app.exchange.drafts import DraftT, ParsedFile, Source
from divide_app.exchange.profiles import ColumnMap, canonical_name, field_of_header
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.exchange.tables import Table


def parse_rows(
    table: Table, columns: ColumnMap, make: Callable[[Cells, tuple[str, ...]], DraftT]
) -> ParsedFile[DraftT]:
    """Make a draft of every row, keep what can be kept, and say what was not.

    A row that repeats an earlier one cell by cell is read once; the repetition is a warning.

    Args:
        table: The open file.
        columns: Where the fields stand.
        make: Makes the draft from the cells by field and the verbatim row; raises `RowRefusedError`.

    Raises:
        DomainError: As `Table.rows`.
    """
    drafts: list[tuple[int, DraftT]] = []
    problems: list[RowProblem] = []
    warnings = [*table.warnings, *columns.warnings]
    positions = tuple(columns.positions.items())
    unnamed = [position for position, name in enumerate(table.columns) if name.startswith("(列")]
    written: set[int] = set()
    seen: dict[bytes, int] = {}
    read = 0
    for row in table.rows():
        read += 1
        if isinstance(row, RowProblem):
            problems.append(row)
            continue
        warnings.extend(row.remarks)
        mark = blake2b("\x1f".join(row.cells).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        first = seen.setdefault(mark, row.line)
        if first != row.line:
            warnings.append(problem(row.line, "", "repeated_row", first=first))
            continue
        written.update(position for position in unnamed if row.cells[position].strip())
        cells = Cells(row.line, {field: row.cells[position] for field, position in positions}, columns.names)
        try:
            draft = make(cells, row.cells)
        except RowRefusedError as refused:
            problems.append(refused.why)
            continue
        except RowLeftOut as left:
            warnings.append(left.why)
            continue
        warnings.extend(cells.warnings)
        drafts.append((row.line, draft))
    if written:
        shown = "、".join(table.columns[position] for position in sorted(written)[:20])
        warnings.append(problem(0, shown, "unnamed_columns", count=len(written)))
    if not read:
        warnings.append(problem(0, "", "no_rows"))
    return ParsedFile(tuple(drafts), tuple(problems), tuple(warnings), read)


def source_headers(kind: str, table: Table, columns: ColumnMap) -> tuple[str, ...]:
    """Return the header each column's cells are kept under.

    It is the file's own, except where only a person's own profile knows what the column means: then the usual header
    of that meaning, because the kept cells must be understood without that profile.
    """
    field_at = {position: field for field, position in columns.positions.items()}
    headers = []
    for position, name in enumerate(table.columns):
        field = field_at.get(position, "")
        headers.append(name if not field or field_of_header(kind, name) == field else canonical_name(kind, field))
    return tuple(headers)


def kept_cells(headers: tuple[str, ...], cells: tuple[str, ...]) -> Source:
    """Return the verbatim cells that hold anything, with their headers."""
    return tuple((header, cell) for header, cell in zip(headers, cells, strict=True) if cell)


def extra_cells(columns: ColumnMap, cells: tuple[str, ...]) -> Source:
    """Return the cells of the columns kept aside that hold anything."""
    return tuple((name, cells[position]) for position, name in columns.extras if cells[position].strip())
