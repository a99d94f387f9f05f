"""The one module that knows where bundled files live: in source, in the wheel and in the frozen app alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from divide_app.foundation.problems import EnvironmentProblem

_PACKAGE = Path(__file__).resolve().parent.parent


def is_shipped() -> bool:
    """Tell whether the program runs from a wheel or a frozen app rather than from its source."""
    return (_PACKAGE / "_bundled").is_dir()


@cache
def root() -> Path:
    """Return the folder that holds `resources` and `db`: `_bundled` when shipped, else the repository."""
    return _PACKAGE / "_bundled" if is_shipped() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources`.

    Args:
        *parts: Names below `resources`, e.g. `resource("fonts", "BIZUDGothic-Regular.ttf")`.

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks it.
    """
    return _existing(root().joinpath("resources", *parts))


def database_file(*parts: str) -> Path:
    """Return the path of a file or folder under `db` (migrations, reference tables).

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks it.
    """
    return _existing(root().joinpath("db", *parts))


def _existing(path: Path) -> Path:
    if not path.exists():
        raise EnvironmentProblem("missing_file", path=str(path))
    return path
