"""The one loop over the rows of a table, so that all kinds of file refuse and warn in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from hashlib import blake2b

from divide_app.domain.individual_number import contains_individual_number, neighbours_hold_individual_number
from divide_app.exchange.cells import Cells, RowLeftOut, RowRefusedError, shown
from divide_app.exchange.drafts import DraftT, ParsedFile, Source
from divide_app.exchange.formulas import as_typed
from divide_app.exchange.header_place import is_end_mark, is_number_alone, is_total
from divide_app.exchange.profiles import ColumnMap, canonical_name, field_of_header
from divide_app.exchange.row_problems import RowProblem, problem
from divide_app.exchange.tables import Row, Table


@dataclass(frozen=True, slots=True)
class RowOptions:
    """What a person decided about single rows of a file before it is taken in.

    Attributes:
        corrections: Text put in place of what the file says, by line and field.
        left_out: Lines that are not to be taken.
        on_row: Told line and texts by field of every row that could be read, for showing them.
    """

    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: Set[int] = frozenset()
    on_row: Callable[[int, Mapping[str, str]], object] | None = None


AS_IT_IS = RowOptions()

_FIGURES = frozenset(
    (
        *("applied_at", "apply_until_day", "apply_until_time", "alias", "band", "birth_year", "birthday"),
        *("capacity", "count", "corporate_number", "end", "start", "extension", "fax"),
        *("fee_basic", "first_day", "last_day", "insured_years", "latitude", "longitude", "monthly_limit"),
        *("weekly_limit", "municipal_code", "number", "opens", "closes", "parking", "phone"),
        *("poi_code", "postal_code", "receipt_number", "seats", "term_end", "weekly"),
    )
)
"""Fields that are digits by their nature, whichever stand beside each other."""


def _no_data(row: Row) -> RowProblem | None:
    """Return what to say of a row that is no record: totals, 以上, a numbered blank line (said once, so line 0)."""
    if is_number_alone(row.cells):
        return problem(0, "", "numbered_rows_left_out")
    if is_end_mark(row.cells):
        return problem(row.line, "", "end_mark_left_out")
    if is_total(row.cells):
        return problem(row.line, "", "total_left_out", text=shown(next(filter(str.strip, row.cells))))
    return None


def parse_rows(  # noqa: PLR0912, PLR0915 - one loop for all kinds, each step of it one row's fate
    table: Table,
    columns: ColumnMap,
    make: Callable[[Cells, tuple[str, ...]], DraftT],
    options: RowOptions = AS_IT_IS,
    *,
    is_escaped: bool = True,
) -> ParsedFile[DraftT]:
    """Make a draft of every row, keep what can be kept, and say what was not.

    A row that repeats an earlier one cell by cell is read once; the repetition is a warning.

    Args:
        table: The open file.
        columns: Where the fields stand.
        make: Makes the draft from the cells by field and the verbatim row; raises `RowRefusedError`.
        options: What a person corrected or left out.
        is_escaped: Lists for people have an apostrophe before what looks like a formula; open data have none.

    Raises:
        DomainError: As `Table.rows`.
    """
    drafts: list[tuple[int, DraftT]] = []
    problems: list[RowProblem] = []
    warnings = [*table.warnings, *columns.warnings]
    unnamed = [position for position, name in enumerate(table.columns) if name.startswith("(列")]
    figures = {at for name, at in columns.positions.items() if name in _FIGURES}
    written: set[int] = set()
    seen: dict[bytes, int] = {}
    read = blank = 0
    for row in table.rows():
        read += 1
        if isinstance(row, RowProblem):
            problems.append(row)
            continue
        beside = _no_data(row)
        if beside is not None:
            blank += beside.code == "numbered_rows_left_out"
            warnings += [beside] if beside.line else []
            continue
        warnings.extend(row.remarks)
        if is_escaped and table.delimiter:
            row = row._replace(cells=tuple(map(as_typed, row.cells)))  # noqa: PLW2901 - the row as it was meant
        texts = columns.texts(row.cells)
        corrected = options.corrections.get(row.line)
        if corrected:
            texts.update(corrected)
        # What is put together here was searched only piece by piece while it was read.
        is_joined = (corrected or columns.joined) and any(map(contains_individual_number, texts.values()))
        neighbours = ["" if at in figures else cell for at, cell in enumerate(row.cells)]
        if is_joined or neighbours_hold_individual_number(neighbours):
            problems.append(problem(row.line, "", "individual_number"))
            continue
        if options.on_row is not None:
            options.on_row(row.line, texts)
        if row.line in options.left_out:
            problems.append(problem(row.line, "", "left_out_by_hand"))
            continue
        mark = blake2b("\x1f".join(row.cells).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        first = seen.setdefault(mark, row.line)
        if first != row.line and not corrected:
            warnings.append(problem(row.line, "", "repeated_row", first=first))
            continue
        written.update(position for position in unnamed if row.cells[position].strip())
        cells = Cells(row.line, texts, columns.names)
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
        said = "、".join(table.columns[position] for position in sorted(written)[:20])
        warnings.append(problem(0, said, "unnamed_columns", count=len(written)))
    if blank:
        warnings.append(problem(0, "", "numbered_rows_left_out", count=blank))
    if not read:
        warnings.append(problem(0, "", "no_rows"))
    return ParsedFile(tuple(drafts), tuple(problems), tuple(warnings), read)


def source_headers(kind: str, table: Table, columns: ColumnMap) -> tuple[str, ...]:
    """Return the header each column's cells are kept under.

    It is the file's own, except where only a person's own profile knows what the column means: then the usual header
    of that meaning, because the kept cells must be understood without that profile. Columns behind the first of a
    joined field have none: the first keeps the whole.
    """
    field_at = {position: field for field, position in columns.positions.items()}
    headers = []
    behind = {position for positions in columns.joined.values() for position in positions[1:]}
    for position, name in enumerate(table.columns):
        if position in behind:
            headers.append("")
            continue
        field = field_at.get(position, "")
        headers.append(name if not field or field_of_header(kind, name) == field else canonical_name(kind, field))
    return tuple(headers)


def kept_cells(kind: str, headers: tuple[str, ...], columns: ColumnMap, cells: tuple[str, ...], read: Cells) -> Source:
    """Return the verbatim cells that hold anything, with their headers; what was corrected or joined, as it was read.

    What every row says without a column of its own stands at the end under the usual header of that meaning.
    """
    own = dict(enumerate(cells))
    for name, position in columns.positions.items():
        text = read.text(name)
        if name in columns.joined or text != cells[position].strip():
            own[position] = text
    kept = [(header, own[position]) for position, header in enumerate(headers) if header and own[position]]
    kept += [(canonical_name(kind, name), read.text(name)) for name in columns.constants if read.text(name)]
    return tuple(kept)


def extra_cells(columns: ColumnMap, cells: tuple[str, ...]) -> Source:
    """Return the cells of the columns kept aside that hold anything."""
    return tuple((name, cells[position]) for position, name in columns.extras if cells[position].strip())
