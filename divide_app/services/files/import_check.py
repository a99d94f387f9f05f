"""The preview of an import, row by row: its values, its problems, and the person it may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from divide_app.exchange.profiles import ColumnMap, canonical_name
from divide_app.exchange.row_problems import RowProblem
from divide_app.exchange.tables import Table, single_row
from divide_app.services.files.import_outcome import Candidate, Outcome, Tally

_FIRST = ("name", "title", "course", "kana", "birthday", "phone")
"""Fields by which a person tells rows apart."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of a file before it is kept.

    Attributes:
        line: Line in the file.
        texts: What it says, by field; blank for a row that cannot be shown (an individual number, broken quotes).
        outcome: What keeping it would do; None when it is refused or left out.
        refusal: Why it cannot be taken, "" when it can.
        refusal_code: Code of that.
        field: Field the refusal is about, "" for the whole row.
        notes: What would be done with it, in sentences.
        candidates: Whom it may mean.
    """

    line: int
    texts: Mapping[str, str]
    outcome: Outcome | None = None
    refusal: str = ""
    refusal_code: str = ""
    field: str = ""
    notes: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def wants_a_look(self) -> bool:
        """Whether a person should look at it before it is taken."""
        return bool(self.refusal or self.notes or self.candidates)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A whole file before it is kept.

    Attributes:
        fields: Fields the file has something for, with the word of each, in its own order.
        rows: Every row.
        notes: What is said of the whole file.
    """

    fields: tuple[tuple[str, str], ...]
    rows: tuple[CheckedRow, ...]
    notes: tuple[str, ...]
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int

    @classmethod
    def of(cls, tally: Tally, seen: Mapping[int, Mapping[str, str]], columns: ColumnMap, kind: str) -> CheckedFile:
        """Put a tally and what the rows say together."""
        result = tally.result(is_dry_run=True)
        field_of = {name: field for field, name in columns.names.items()}
        rows = {line: CheckedRow(line, texts, tally.outcomes.get(line)) for line, texts in seen.items()}
        for one in result.rejected:
            before = rows.get(one.line, CheckedRow(one.line, {}))
            rows[one.line] = replace(
                before,
                outcome=None,
                refusal=one.message,
                refusal_code=one.code,
                field=field_of.get(one.column, ""),
            )
        notes: dict[int, list[RowProblem]] = {}
        for one in result.warnings:
            notes.setdefault(one.line, []).append(one)
        for line, said in notes.items():
            if line in rows:
                rows[line] = replace(rows[line], notes=tuple(one.message for one in said))
        for line, candidates in tally.candidates.items():
            rows[line] = replace(rows[line], candidates=candidates)
        # Who it is comes first, whatever the file's order; what every row says alike comes last.
        usual = {field: place for place, field in enumerate(_FIRST)}
        order = sorted(columns.positions, key=lambda field: (usual.get(field, len(usual)), columns.positions[field]))
        fields = tuple((field, canonical_name(kind, field)) for field in (*order, *columns.constants))
        return cls(
            fields,
            tuple(rows[line] for line in sorted(rows)),
            tuple(one.message for line, said in notes.items() if line not in rows for one in said),
            result.read,
            result.added,
            result.updated,
            result.unchanged,
            len(result.rejected),
        )


def row_table(table: Table, columns: ColumnMap, line: int, texts: Mapping[str, str]) -> Table:
    """Return a table of one row that says `texts`, with the columns of `table`."""
    cells = [""] * len(table.columns)
    for field, position in columns.positions.items():
        cells[position] = texts.get(field, "")
    return single_row(table, line, cells)
