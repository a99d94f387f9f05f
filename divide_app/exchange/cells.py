"""Parses one cell into a value or a problem code; the value rules are the domain's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from divide_app.domain import calendar
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import quotable
from divide_app.domain.people.phone import tidy_phone
from divide_app.exchange.loose_days import UnreadableDaysError, read_days
from divide_app.exchange.row_problems import RowProblem, problem

_NUMBER = re.compile(r"(?:約|各回|各|先着|定員)?\s*(\d+)\s*(?:名|人|席|組|円|回|歳|年生まれ|年)?(?:様|程度|まで)?")
LARGEST = 100_000_000
"""The greatest number a list may hold where nothing smaller is declared."""
_NO_LIMIT = {"なし", "定員なし", "制限なし", "特になし", "-", "―", "ー", "無制限", "上限なし"}
_SHOWN = 40
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d*)?")
_STAMP = re.compile(
    r"(20[0-9]{2})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII
)


class RowRefusedError(Exception):
    """The row cannot be kept; carries the problem to report."""

    def __init__(self, why: RowProblem) -> None:
        super().__init__(why.code)
        self.why = why


class RowLeftOut(Exception):  # noqa: N818 - a decision, not an error
    """The row is of no use beside the others (a line of totals); carries the warning."""

    def __init__(self, why: RowProblem) -> None:
        super().__init__(why.code)
        self.why = why


class Cells:
    """The cells of one row by field, with a place to put warnings about them.

    Attributes:
        line: Line of the record in the file.
        warnings: What was said about cells that could not be used.
        lost: Header and text of the cells that could not be used, so that what they say can be kept aside.
    """

    def __init__(self, line: int, texts: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.line = line
        self._texts = {field: text.strip() for field, text in texts.items()}
        self._names = names
        self.warnings: list[RowProblem] = []
        self.lost: dict[str, str] = {}

    def has(self, field: str) -> bool:
        """Tell whether the field's cell holds anything."""
        return bool(self.text(field))

    def text(self, field: str) -> str:
        """Return the cell without outer blanks, or ""."""
        return self._texts.get(field, "")

    def needed(self, field: str) -> str:
        """Return the cell; a blank one refuses the row with `blank_cell`."""
        found = self.text(field)
        if not found:
            raise self.refusal(field, "blank_cell")
        return found

    def refusal(self, field: str, code: str, /, **details: str | int) -> RowRefusedError:
        """Make the exception that refuses this row because of one cell."""
        return RowRefusedError(problem(self.line, self._names.get(field, ""), code, **details))

    def left_out(self, field: str, code: str, /, **details: str | int) -> RowLeftOut:
        """Make the exception that leaves this row out because of one cell, with a warning."""
        return RowLeftOut(problem(self.line, self._names.get(field, ""), code, **details))

    def warn(self, field: str, code: str, /, **details: str | int) -> None:
        """Say something about one cell and keep the row."""
        details |= {"kept": 1}
        self.warnings.append(problem(self.line, self._names.get(field, ""), code, **details))

    def lose(self, field: str, code: str, /, **details: str | int) -> None:
        """Warn of a cell whose value cannot be used, and keep its text aside in `lost`."""
        self.warn(field, code, **details)
        self.lost[self._names.get(field, "")] = self.text(field)

    def needed_day(self, field: str) -> date:
        """Return the day in a cell; blank or unreadable refuses the row (`blank_cell`, `bad_date`)."""
        found = self.day_or_refuse(field)
        if found is None:
            raise self.refusal(field, "blank_cell")
        return found

    def day_or_refuse(self, field: str) -> date | None:
        """Return the day, None for a blank cell; an unreadable one refuses the row (`bad_date`)."""
        found = self.text(field)
        if not found:
            return None
        try:
            return calendar.parse_day(found)
        except DomainError as error:
            raise self.refusal(field, error.code, text=shown(found)) from None

    def days_or_refuse(self, field: str, fiscal_year: int | None) -> tuple[date, date] | None:
        """Return first and last day of a cell as lists of events write them (`loose_days`), None for a blank cell.

        An unreadable one refuses the row (`bad_date`, `day_without_year`, `weekday_differs`).
        """
        found = self.text(field)
        if not found:
            return None
        try:
            return read_days(found, fiscal_year)
        except UnreadableDaysError as error:
            told = {} if error.year is None else {"year": error.year}
            raise self.refusal(field, error.code, text=shown(found), **told) from None

    def year(self, field: str) -> int | None:
        """Return the fiscal year in a cell (2026, 令和8年度); anything else refuses the row."""
        found = self.text(field).removesuffix("度")
        if not found:
            return None
        try:
            return calendar.parse_year(found)
        except DomainError as error:
            raise self.refusal(field, error.code, text=shown(found)) from None

    def day(self, field: str) -> date | None:
        """Return the day; an unreadable one is None with a warning."""
        try:
            return self.day_or_refuse(field)
        except RowRefusedError as refused:
            self.lose(field, refused.why.code, **dict(refused.why.details))
            return None

    def clock(self, field: str) -> tuple[time, int] | None:
        """Return the time of day and how many days later it is (24:00 is 0:00, one day later); else None, warned."""
        found = self.text(field)
        if not found:
            return None
        try:
            return calendar.parse_clock(found)
        except DomainError:
            self.lose(field, "bad_time", text=shown(found))
            return None

    def moment(self, field: str) -> datetime | None:
        """Return the moment (UTC); a day alone means its first minute; unreadable is None with a warning."""
        found = self.text(field)
        if not found:
            return None
        stamp = _STAMP.fullmatch(found)
        try:
            if stamp is not None:
                # As form services write it; to fold it and to try every other form first costs a tenth of an import.
                return datetime(*map(int, stamp.groups("0")), tzinfo=calendar.JST).astimezone(UTC)  # type: ignore[arg-type,misc]
        except ValueError:
            pass  # a day or time that does not exist is told by the usual reader
        try:
            return calendar.parse_moment(found)
        except DomainError as error:
            self.lose(field, error.code, text=shown(found))
            return None

    def count(self, field: str, *, least: int = 1, most: int = LARGEST) -> int | None:
        """Return a whole number such as `20`, `２０名`, `1,200人`.

        Anything else is None with `bad_number`, and a number out of bounds None with `number_out_of_bounds`.
        """
        found = self.text(field)
        if not found or found in _NO_LIMIT:
            return None
        number = whole_number(found)
        if number is None:
            self.lose(field, "bad_number", text=shown(found))
            return None
        if not least <= number <= most:
            self.lose(field, "number_out_of_bounds", text=shown(found), least=least, most=most)
            return None
        return number

    def degrees(self, field: str, lowest: int, highest: int) -> float | None:
        """Return decimal degrees inside Japan's range, else None with `bad_coordinate`."""
        found = unicodedata.normalize("NFKC", self.text(field))
        if not found:
            return None
        value = float(found) if _DEGREES.fullmatch(found) else 0.0
        if not lowest <= value <= highest:
            self.lose(field, "bad_coordinate", text=shown(found))
            return None
        return value

    def phone(self, field: str) -> str:
        """Return the telephone number in tidy form; a zero that a spreadsheet dropped is put back with a warning."""
        found = self.text(field)
        if not found:
            return ""
        plain = unicodedata.normalize("NFKC", found)
        if plain[:1] != "0" and re.fullmatch(r"[1-9]\d{8,9}", plain):
            self.warn(field, "phone_zero_restored")
            found = f"0{plain}"
        return tidy_phone(found)

    def parts(self, field: str) -> tuple[str, ...]:
        """Return a list written in one cell, in its order and without repeats."""
        pieces = re.split(r"[、,，;；/／・|\n]+", self.text(field))
        return tuple(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))


def whole_number(text: str) -> int | None:
    """Return the one whole number a cell states, with or without its counter word, else None."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if re.fullmatch(r"\d+\.0+", plain):
        plain = plain.partition(".")[0]
    found = _NUMBER.fullmatch(plain)
    return int(found[1]) if found and len(found[1]) <= 12 else None


def shown(text: str) -> str:
    """Return a cell short enough for a sentence."""
    return quotable(" ".join(text.split()), _SHOWN)
