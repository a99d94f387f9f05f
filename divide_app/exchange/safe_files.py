"""Checks the name of an output file before work is done whose result could not be written there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.file_trouble import problem_of
from divide_app.foundation.files import ENDINGS, is_same_kind, make_scratch_file, refuse_to_destroy


def may_write(path: Path, *endings: str, over: Callable[[Path], bool] = is_same_kind) -> str:
    """Refuse a name that no file can be written to, that would destroy something, or that no program would open.

    Asked before an act that is noted or cannot be repeated, such as a disclosure, an import or a purge.

    Args:
        path: The name as given.
        endings: What it may end with, small letters, e.g. `.pdf`; none for a kind that has no ending of its own
            (backups), whose files may be called anything that is not another kind's.
        over: Tells whether a file that is there may be replaced.

    Returns:
        The ending, in small letters.

    Raises:
        DomainError: `wrong_extension`; `individual_number`, for a name that holds one.
        EnvironmentProblem: As `foundation.files.written_whole`.
    """
    if contains_individual_number(path.name):
        raise DomainError("individual_number", place="file_name")
    ending = path.suffix.lower()
    is_right = ending in endings if endings else ending not in ENDINGS
    if not is_right and not path.is_dir():  # of a folder it is said below that it is one
        raise DomainError("wrong_extension", wanted=endings or (".sqlite",))
    refuse_to_destroy(path, over)
    try:
        handle, scratch = make_scratch_file(path.parent)
        os.close(handle)
        scratch.unlink()
    except OSError as error:
        raise problem_of(error, path) from error
    return ending
