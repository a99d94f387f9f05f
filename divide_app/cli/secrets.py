"""Passwords for commands, from files named by variables or asked on a terminal; never from arguments."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from divide_app.foundation import streams
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

PASSWORD_VARIABLE = "DIVIDE_APP_PASSWORD_FILE"  # noqa: S105 - the name of a variable that names a file
"""Opens the place: any of its passwords, or the server's."""
PACKAGE_PASSWORD_VARIABLE = "DIVIDE_APP_PACKAGE_PASSWORD_FILE"  # noqa: S105 - as above
"""For a hall package whose password is not that of the office's data; else a package's is looked for above, too."""
NEW_PASSWORD_VARIABLE = "DIVIDE_APP_NEW_PASSWORD_FILE"  # noqa: S105 - as above
"""The new password of `db encrypt`, `db rekey`, `db recover`, `db password`."""
USER_PASSWORD_VARIABLE = "DIVIDE_APP_USER_PASSWORD_FILE"  # noqa: S105 - as above
"""The new password of `user add` and `user password`."""
SIGN_IN_PASSWORD_VARIABLE = "DIVIDE_APP_SIGN_IN_PASSWORD_FILE"  # noqa: S105 - as above
"""That of `--user NAME`."""
TOKEN_VARIABLE = "DIVIDE_APP_TOKEN_FILE"  # noqa: S105 - as above
"""A token made by `user token`, in place of a user's name and password."""


def of_variable(*variables: str) -> str | None:
    """Return the password in the file the first variable that is set names; None when none is set.

    Raises:
        EnvironmentProblem: `password_empty` for a variable or a file without content, `password_file_missing`,
            `file_unreadable`: never is there silently no password.
    """
    for variable in variables:
        named = os.environ.get(variable)
        if named is not None:
            if not named.strip():
                raise EnvironmentProblem("password_empty", name=variable)
            return of_file(named.strip())
    return None


def of_file(named: str | Path) -> str:
    """Return the password in a file: its first line.

    Raises:
        EnvironmentProblem: As `of_variable`.
    """
    path = Path(named).expanduser()
    try:
        with reading(path):
            text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EnvironmentProblem("file_unreadable", path=str(path)) from error
    except EnvironmentProblem as problem:
        if problem.code == "missing_file":
            raise EnvironmentProblem("password_file_missing", path=str(path)) from problem
        raise
    password = text.partition("\n")[0].rstrip("\r")
    if not password.strip():
        raise EnvironmentProblem("password_empty", name=str(path))
    return password


def asked(prompt: str) -> str | None:
    """Return a password typed on the terminal; None when nobody is there."""
    if not streams.is_terminal(sys.stdin):
        return None
    from getpass import getpass

    try:
        # getpass writes to the terminal itself, so that standard output holds the answer alone.
        return getpass(prompt)
    except EOFError:
        return None


def typed_twice(prompt: str) -> str | None:
    """Return a new password typed twice on the terminal; None when nobody is there.

    Raises:
        DomainError: `passwords_differ`.
    """
    if not streams.is_terminal(sys.stdin):
        return None
    from getpass import getpass

    from divide_app.domain.errors import DomainError

    password = getpass(prompt)
    if password and getpass(_("もう一度: ")) != password:
        raise DomainError("passwords_differ", field="password")
    return password
