"""Checks the name of an output file before work is done whose result could not be written there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.files import ENDINGS, is_same_kind, refuse_to_destroy


def may_write(path: Path, *endings: str, over: Callable[[Path], bool] = is_same_kind) -> str:
    """Refuse a name by which no program would open what is to be written, or where it would destroy something.

    Args:
        path: The name as given.
        endings: What it may end with, small letters, e.g. `.pdf`; none for a kind that has no ending of its own
            (backups), whose files may be called anything that is not another kind's.
        over: Tells whether a file that is there may be replaced.

    Returns:
        The ending, in small letters.

    Raises:
        DomainError: `wrong_extension`; `individual_number`, for a name that holds one.
        EnvironmentProblem: As `refuse_to_destroy`.
    """
    if contains_individual_number(path.name):
        raise DomainError("individual_number", place="file_name")
    ending = path.suffix.lower()
    is_right = ending in endings if endings else ending not in ENDINGS
    if not is_right and not path.is_dir():  # of a folder it is said below that it is one
        raise DomainError("wrong_extension", wanted=endings or (".sqlite",))
    refuse_to_destroy(path, over)
    return ending
