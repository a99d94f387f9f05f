"""Problems and warnings about rows: a code with plain details."""

from __future__ import annotations

from dataclasses import dataclass

from divide_app.wording.row_problems import row_problem_sentence


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken, or (as a warning) what was done with it.

    Attributes:
        line: Line in the file on which the record starts, 1-based; 0 when the whole file is meant.
        column: Header of the column as the file spells it, or "" when the whole row is meant.
        code: Stable lower-case code; listed in `wording.row_problems`.
        details: Plain values for the sentence. Never digits of an individual number.
    """

    line: int
    column: str
    code: str
    details: tuple[tuple[str, str | int], ...] = ()

    @property
    def message(self) -> str:
        """The sentence for people, in the language in use."""
        return row_problem_sentence(self.code, self.column, dict(self.details))


def problem(line: int, column: str, code: str, /, **details: str | int) -> RowProblem:
    """Make a `RowProblem` with its details by name."""
    return RowProblem(line, column, code, tuple(details.items()))
