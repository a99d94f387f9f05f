"""Runs a command in a fork of this process, so that it can be limited, killed, and run by the thousand."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import resource
import sys
from collections.abc import Mapping
from pathlib import Path


def load_first() -> None:
    """Load once what commands load, so that a fork has it; what opens threads or a window is not loaded."""
    import divide_app

    for module in pkgutil.walk_packages(divide_app.__path__, "divide_app."):
        if not module.name.startswith(("divide_app.ui", "divide_app.scanning", "divide_app.__main__")):
            importlib.import_module(module.name)
    for name in ("alembic.command", "alembic.migration", "openpyxl", "sqlcipher3", "sqlalchemy.dialects.sqlite"):
        importlib.import_module(name)


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
