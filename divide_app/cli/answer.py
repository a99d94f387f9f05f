"""The result of a command: a value for programs, lines for people, and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from divide_app.foundation.problems import EnvironmentProblem


class Exit(IntEnum):
    """Exit codes of the program; the first four are the contract (docs/command-contract.md#exit-codes)."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    WORLD = 3
    FAULT = 70  # EX_SOFTWARE of sysexits.h: the fault is the program's
    CANCELLED = 130  # what shells give for Ctrl+C


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one command.

    Attributes:
        data: The JSON object; values may be ids, moments, enums and fractions (`output.plain` tidies them).
        lines: The same for people, one line each; read once, and not at all with --json.
        code: Exit code; an act refused at the door is an answer and yet 1.
        failed_after: What failed after the act was done, such as a file that could not be written.
    """

    data: Mapping[str, object]
    lines: Iterable[str] = ()
    code: Exit = Exit.DONE
    failed_after: EnvironmentProblem | None = None


class WrongUsageError(Exception):
    """The command was not typed as it must be; `message` says what is wrong, in the language in use."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage
