"""Writes refused rows in their original format with the reason beside each, so that they can be corrected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.exchange.formulas import as_typed, harmless
from divide_app.exchange.row_problems import RowProblem
from divide_app.exchange.safe_files import may_write
from divide_app.exchange.table_writer import write_cells_xlsx
from divide_app.exchange.tables import Row, Table
from divide_app.foundation.files import written_whole
from divide_app.foundation.translation import _


def write_rejected(table: Table, path: Path, rejected: Iterable[RowProblem]) -> int:
    """Write the rows of the given problems; a CSV keeps its encoding and separator, a workbook stays a workbook.

    A row that may hold an individual number, or whose cells cannot be told apart, is there by its line and reason
    only: its cells go nowhere.

    Args:
        table: The file they came from.
        path: Where to; a name ending in `.xlsx` gives a workbook.
        rejected: Why each was not taken.

    Returns:
        How many rows were written.

    Raises:
        EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`.
    """
    reasons = {one.line: one for one in rejected if one.line}
    header = (*table.columns, _("取り込めない理由"), _("元の行"))
    rows = _rows(table, reasons)
    if path.suffix.lower() == ".xlsx":
        return write_cells_xlsx(path, header, rows, sheet=_("取り込めない行"))
    found = list(rows)
    encoding = table.encoding if table.encoding in {"cp932", "utf-16", "utf-8"} else "utf-8-sig"
    text = _as_text((header, *found), table.delimiter or ",")
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        content = text.encode("utf-8-sig")
    with written_whole(path) as file:
        file.write(content)
    return len(found)


def refuse_target(source: Path, path: Path) -> None:
    """Refuse a name for the rejected rows before anything is taken in.

    Raises:
        DomainError: `wrong_extension`; `same_as_source` for the list itself.
        EnvironmentProblem: As `may_write`.
    """
    may_write(path, ".csv", ".tsv", ".txt", ".xlsx")
    if path.exists() and source.exists() and path.samefile(source):
        raise DomainError("same_as_source", name=path.name)


def _rows(table: Table, reasons: dict[int, RowProblem]) -> Iterator[Sequence[str]]:
    blank = ("",) * len(table.columns)
    for row in table.rows():
        why = reasons.get(row.line)
        if why is not None:
            hides = not isinstance(row, Row) or why.code == "individual_number"
            yield (*(blank if hides or not isinstance(row, Row) else row.cells), why.message, str(row.line))


def _as_text(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([harmless(as_typed(cell)) for cell in row] for row in rows)
    return stream.getvalue()
