"""Figures of any period: which measures can be cut by which dimensions, and how cells, sums and ratios are made."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from divide_app.domain.calendar import fiscal_year
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.measures import COUNTS_OF_PEOPLE, DISTINCT, Dimension, Measure, can_be_cut

SMALL = 5
"""Fewer people than this are not told of outside the office when a table is asked to be suppressed."""

NOBODY = ""
"""Name of the row of what has no name there: no hall, no topic, no district."""


@dataclass(frozen=True, slots=True)
class Question:
    """A table that is asked for.

    Attributes:
        first: First day.
        last: Last day, included.
        where: Only these names of a dimension.
        is_suppressed: Leave out cells from 1 to 4, and as many others as keep a sum from telling them.
    """

    first: date
    last: date
    measure: Measure
    rows: Dimension
    columns: Dimension | None = None
    where: tuple[tuple[Dimension, frozenset[str]], ...] = ()
    is_suppressed: bool = False

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension it asks for, once, rows and columns first."""
        asked = [self.rows, *([] if self.columns is None else [self.columns]), *(one for one, _names in self.where)]
        return tuple(dict.fromkeys(asked))

    def check(self) -> None:
        """Refuse what cannot be counted.

        Raises:
            DomainError: `period_reversed`; `no_such_table` for a dimension the measure does not know, or one twice.
        """
        if self.last < self.first:
            raise DomainError("period_reversed")
        if self.rows is self.columns:
            raise DomainError("no_such_table", measure=self.measure, dimension=self.rows)
        for one in self.dimensions:
            if not can_be_cut(self.measure, one):
                raise DomainError("no_such_table", measure=self.measure, dimension=one)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one group of the data brings.

    Attributes:
        names: Its names in each dimension of the question; several where it stands in several rows.
        amount: What is summed (minutes for コマ and hours); the numerator of a ratio.
        per: The denominator of a ratio; 0 for what is no ratio.
        thing: For a measure that counts different objects, which one.
    """

    names: tuple[tuple[str, ...], ...]
    amount: float = 0
    per: float = 0
    thing: Hashable = None


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The answer, once for screen, paper, file and JSON.

    Attributes:
        rows: Names of the rows (codes where the dimension has codes).
        columns: Names of the columns; one, "", without a second dimension.
        cells: Rows by columns; None where nothing can be said (a ratio to nothing, or suppressed).
        row_totals: One for each row, over its columns.
        column_totals: One for each column.
        total: Over everything.
        coarse: How many of the figure stand under 不明 because a person is known by a wider band only.
    """

    question: Question
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    row_totals: tuple[float | None, ...]
    column_totals: tuple[float | None, ...]
    total: float | None
    coarse: int = 0


class _Sum:
    """One cell while it is being made."""

    __slots__ = ("amount", "per", "things")

    def __init__(self) -> None:
        self.amount: float = 0
        self.per: float = 0
        self.things: set[Hashable] = set()

    def add(self, fact: Fact) -> None:
        self.amount += fact.amount
        self.per += fact.per
        if fact.thing is not None:
            self.things.add(fact.thing)

    def value(self, measure: Measure) -> float | None:
        if measure in DISTINCT:
            return len(self.things)
        if measure in {Measure.KOMA, Measure.HOURS}:
            return _rounded(self.amount / 60)
        scale = _SCALES.get(measure)
        if scale is None:
            return _rounded(self.amount)
        return _rounded(scale * self.amount / self.per) if self.per else None


_SCALES = {Measure.FILL: 100, Measure.PER_KOMA: 60, Measure.PER_SUPPORTER: 1}
"""What a ratio is multiplied by: per cent, people in an hour of the minutes, people."""


def _rounded(value: float) -> float:
    """Return a whole number where it is one, else two decimals: the same on screen, paper and in files."""
    return int(value) if value == int(value) else round(float(value), 2)


def build(question: Question, facts: Iterable[Fact], known: Mapping[Dimension, Sequence[str]]) -> FigureTable:
    """Make the table.

    Args:
        question: What was asked; `names` of the facts follow its `dimensions`.
        facts: Groups of the data, in any order.
        known: For a dimension the names that are rows also with 0, in order; other names follow by their text, the
            nameless last.
    """
    asked = question.dimensions
    across = None if question.columns is None else asked.index(question.columns)
    wanted = {asked.index(dimension): names for dimension, names in question.where}
    cells: dict[tuple[str, str], _Sum] = {}
    by_row: dict[str, _Sum] = {}
    by_column: dict[str, _Sum] = {}
    whole = _Sum()
    for fact in facts:
        if any(names.isdisjoint(fact.names[at]) for at, names in wanted.items()):
            continue
        rows = _kept(fact.names[0], wanted.get(0))
        columns = (NOBODY,) if across is None else _kept(fact.names[across], wanted.get(across))
        for row, column in product(rows, columns):
            cells.setdefault((row, column), _Sum()).add(fact)
        for row in rows:
            by_row.setdefault(row, _Sum()).add(fact)
        for column in columns:
            by_column.setdefault(column, _Sum()).add(fact)
        whole.add(fact)
    row_names = _in_order(by_row, known.get(question.rows, ()), wanted.get(0))
    column_names: tuple[str, ...] = (NOBODY,)
    if question.columns is not None and across is not None:
        column_names = _in_order(by_column, known.get(question.columns, ()), wanted.get(across))
    nothing, measure = _Sum(), question.measure
    table = FigureTable(
        question,
        row_names,
        column_names,
        tuple(tuple(cells.get((row, one), nothing).value(measure) for one in column_names) for row in row_names),
        tuple(by_row.get(row, nothing).value(measure) for row in row_names),
        tuple(by_column.get(one, nothing).value(measure) for one in column_names),
        whole.value(measure),
    )
    return suppressed(table) if question.is_suppressed and measure in COUNTS_OF_PEOPLE else table


def _kept(names: tuple[str, ...], wanted: frozenset[str] | None) -> tuple[str, ...]:
    return names if wanted is None else tuple(one for one in names if one in wanted)


def _in_order(found: Iterable[str], known: Sequence[str], wanted: frozenset[str] | None) -> tuple[str, ...]:
    first = [one for one in known if wanted is None or one in wanted]
    others = set(found).difference(known)
    return (*first, *sorted(others, key=_place))


def _place(name: str) -> tuple[bool, int, str]:
    """Sort names by their text, hours by their number, the nameless last."""
    return name == NOBODY, int(name) if name.isdecimal() else 0, name


def suppressed(table: FigureTable) -> FigureTable:
    """Return the table without its cells from 1 to 4, nor those by which a sum would tell them.

    A row or column with one hidden cell would tell it by its sum: its smallest other cell is hidden too, as is usual in
    official statistics. Ratios and sums over a single column or row are left out with the cells they are made of.
    """
    size = (len(table.rows), len(table.columns))
    hidden = {
        (row, column) for row, column in product(range(size[0]), range(size[1])) if _is_small(table.cells[row][column])
    }
    lines = [
        *([(row, column) for column in range(size[1])] for row in range(size[0])),
        *([(row, column) for row in range(size[0])] for column in range(size[1])),
    ]
    # Each turn hides a cell more, so that there are at most as many turns as cells.
    while alone := next((line for line in lines if _told_by_sum(table, line, hidden)), None):
        hidden.add(min((one for one in alone if one not in hidden), key=lambda one: table.cells[one[0]][one[1]] or 0))
    single = size[1] == 1
    return FigureTable(
        table.question,
        table.rows,
        table.columns,
        tuple(
            tuple(None if (row, column) in hidden else value for column, value in enumerate(line))
            for row, line in enumerate(table.cells)
        ),
        tuple(
            None if _is_small(total) or (single and (row, 0) in hidden) else total
            for row, total in enumerate(table.row_totals)
        ),
        tuple(None if _is_small(total) else total for total in table.column_totals),
        None if _is_small(table.total) else table.total,
        table.coarse,
    )


def _is_small(value: float | None) -> bool:
    return value is not None and 0 < value < SMALL


def _told_by_sum(table: FigureTable, line: list[tuple[int, int]], hidden: set[tuple[int, int]]) -> bool:
    return len(line) > 1 and sum(one in hidden for one in line) == 1


# ---- names that are rows also with 0 ----


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Yield (year, month) of every month that has a day from `first` to `last`."""
    at = first.year * 12 + first.month - 1
    while at <= last.year * 12 + last.month - 1:
        yield at // 12, at % 12 + 1
        at += 1


def known_days(question: Question) -> dict[Dimension, list[str]]:
    """Return every fiscal year, month and weekday of the period."""
    days = min(7, (question.last - question.first).days + 1)
    weekdays = sorted({(question.first + timedelta(days=one)).isoweekday() for one in range(days)})
    years = range(fiscal_year(question.first), fiscal_year(question.last) + 1)
    return {
        Dimension.FISCAL_YEAR: [str(year) for year in years],
        Dimension.MONTH: [f"{year}-{month:02}" for year, month in months(question.first, question.last)],
        Dimension.WEEKDAY: [str(one) for one in weekdays],
    }


def is_of_whole_months(question: Question) -> bool:
    """Tell whether the period begins with a month and ends with one."""
    return question.first.day == 1 and (question.last + timedelta(days=1)).day == 1
