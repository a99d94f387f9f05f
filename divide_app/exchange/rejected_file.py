"""Writes rows that were not taken in the shape they came in, with the reason beside each, to be mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from divide_app.exchange.row_problems import RowProblem
from divide_app.exchange.safe_files import need_ending
from divide_app.exchange.tables import Row, Table
from divide_app.foundation.files import refuse_to_destroy, written_whole
from divide_app.foundation.problems import EnvironmentProblem
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
        return _write_workbook(path, header, rows)
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
        DomainError: `wrong_extension`.
        EnvironmentProblem: `other_kind` for the list itself, and those of `refuse_to_destroy`.
    """
    need_ending(path, ".csv", ".tsv", ".txt", ".xlsx")
    refuse_to_destroy(path)
    if path.exists() and source.exists() and path.samefile(source):
        raise EnvironmentProblem("other_kind", path=str(path))


def _rows(table: Table, reasons: dict[int, RowProblem]) -> Iterator[Sequence[str]]:
    blank = ("",) * len(table.columns)
    for row in table.rows():
        why = reasons.get(row.line)
        if why is not None:
            hides = not isinstance(row, Row) or why.code == "individual_number"
            yield (*(blank if hides or not isinstance(row, Row) else row.cells), why.message, str(row.line))


def _as_text(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def _write_workbook(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("取り込めない行"))
    count = 0

    def cells(row: Sequence[str]) -> list[object]:
        made: list[object] = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # a text that begins with = is a text
            made.append(cell)
        return made

    sheet.append(cells(header))
    for row in rows:
        sheet.append(cells(row))
        count += 1
    with written_whole(path) as file:
        book.save(file)
    return count
