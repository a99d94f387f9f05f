"""Writes lists for people (participants, attendance, audit) as CSV or XLSX, protected against formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.exchange.events_writer import encoded
from divide_app.exchange.formulas import harmless
from divide_app.foundation.files import written_whole

Value = str | int | float | date | datetime | time | bool | None
"""A cell: text, number, day, moment (UTC, written in Japan time), clock time, yes/no, or None for an empty cell."""

MAX_XLSX_ROWS = 1_048_575
MAX_XLSX_CELL = 32_767
MAX_XLSX_HEADER = 255


def write_table_csv(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, encoding: str = "utf-8-sig"
) -> int:
    """Write a list as CSV for Excel: UTF-8 with BOM, CRLF, one header row, no units, text escaped against formulas.

    A text that begins like a formula gets a leading apostrophe, which reading such a file takes off again; numbers are
    numbers and are not touched.

    Returns:
        The number of rows written.

    Raises:
        DomainError: `duplicate_headers`, `cannot_encode`.
        EnvironmentProblem: As `written_whole`.
    """
    _check(headers)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(header) for header in headers])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    content = encoded(text.getvalue(), encoding)
    with written_whole(path) as file:
        file.write(content)
    return count


def write_table_xlsx(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "一覧"
) -> int:
    """Write a list as XLSX: one sheet, one of Excel's tables from A1, texts always as texts, days as days.

    Returns:
        The number of rows written.

    Raises:
        DomainError: `duplicate_headers`, `too_many_rows`.
        EnvironmentProblem: As `written_whole`.
    """
    _check(headers)
    return write_cells_xlsx(path, headers, rows, sheet=sheet, is_table=_are_columns_of_excel(headers))


def _are_columns_of_excel(headers: Sequence[str]) -> bool:
    """Tell whether Excel takes the headers as names of a table's columns: it knows no case, and 255 characters."""
    return len({header.casefold() for header in headers}) == len(headers) and max(map(len, headers)) <= MAX_XLSX_HEADER


def write_cells_xlsx(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str, is_table: bool = False
) -> int:
    """Write a workbook as `write_table_xlsx`, also under headers that are blank or there twice.

    Args:
        path: The workbook.
        headers: The first row.
        rows: The rows below it.
        sheet: The sheet's name.
        is_table: Make it one of Excel's own tables, which people sort, filter and refer to.

    Raises:
        DomainError: `too_many_rows`.
        EnvironmentProblem: As `written_whole`.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    memory = io.BytesIO()
    options = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(memory, {**options, "strings_to_numbers": False})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "clock": book.add_format({"num_format": "hh:mm"}),
    }
    widths = [_width(header) for header in headers]
    for place, header in enumerate(headers):
        page.write_string(0, place, header, bold)
    count = 0
    for row in rows:
        count += 1
        if count > MAX_XLSX_ROWS:
            raise DomainError("too_many_rows", limit=MAX_XLSX_ROWS)
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            _write_cell(page, count, place, value, formats)
            if place < len(widths):
                widths[place] = max(widths[place], _width(value if isinstance(value, str) else "2026-11-21"))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(width + 2, 50))
    page.freeze_panes(1, 0)
    if is_table and count:
        columns = [{"header": header, "header_format": bold} for header in headers]
        page.add_table(0, 0, count, len(headers) - 1, {"columns": columns, "style": "Table Style Light 1"})
    book.close()
    with written_whole(path) as file:
        file.write(memory.getvalue())
    return count


def _write_cell(page: Any, row: int, place: int, value: Value, formats: Mapping[str, object]) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, (int, float)):
        page.write_number(row, place, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, place, calendar.local(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, place, value, formats["day"])
    elif isinstance(value, time):
        page.write_datetime(row, place, value, formats["clock"])
    else:
        page.write_string(row, place, str(value)[:MAX_XLSX_CELL])


def _csv_cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return calendar.local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return harmless(value.replace("\0", ""))


def _check(headers: Sequence[str]) -> None:
    if not headers or len(set(headers)) != len(headers) or not all(headers):
        raise DomainError("duplicate_headers")


def _width(text: str) -> int:
    return max((sum(2 if sign > "\u2e7f" else 1 for sign in line) for line in text.splitlines()), default=0)
