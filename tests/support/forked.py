"""Runs a command in a fork of this process, so that it can be limited, killed, and run by the thousand."""

from __future__ import annotations

import io
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path


def load_first() -> None:
    """Load once what every command loads, so that a fork has it; what opens threads is not loaded."""
    import openpyxl  # noqa: F401
    import sqlcipher3  # noqa: F401

    import divide_app.bootstrap
    import divide_app.cli.parser
    import divide_app.services.files.imports
    import divide_app.services.office.encryption
    import divide_app.services.office.restoring  # noqa: F401


def started(words: list[str], folder: Path, memory: int | None = None, variables: Mapping[str, str] = {}) -> int:
    """Start a command and return the id of its process.

    Args:
        words: The command's.
        folder: Gets `out.txt`, `err.txt`, and the settings and logs of the command's own.
        memory: Bytes the process may take.
        variables: Of the environment, beside those of this process.
    """
    from divide_app.cli.main import main

    child = os.fork()
    if child:
        return child
    try:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        own = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}
        os.environ.update(own | dict(variables))
        for stream, path in ((1, folder / "out.txt"), (2, folder / "err.txt")):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False))
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False))
        code = main(words)
        sys.stdout.flush()
        os._exit(code)
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(99)
