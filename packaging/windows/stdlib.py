"""The pure part of Python's standard library as one zip of byte code, from the Python that runs the build."""

from __future__ import annotations

import importlib._bootstrap_external as bootstrap
import importlib.util
import sysconfig
import zipfile
from pathlib import Path

LEFT_OUT = frozenset(
    {
        *("test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "venv", "pydoc_data", "site-packages"),
        *("dist-packages", "lib-dynload", "__pycache__", "distutils", "turtle.py", "antigravity.py", "this.py"),
    }
)
NATIVE_LEFT_OUT = frozenset({"_tkinter", "_msi", "winsound", "_sqlite3"})
"""Not needed: the program has an SQLite of its own (sqlcipher3)."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def pure_library(target: Path) -> None:
    """Write the zip; byte code only, since nobody debugs the standard library on an office PC.

    Args:
        target: The zip, beside python311.dll and named in python311._pth.
    """
    source = Path(sysconfig.get_path("stdlib"))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(source.rglob("*.py")):
            place = path.relative_to(source)
            if LEFT_OUT & set(place.parts) or place.parts[0].startswith(("config-", "_sysconfigdata")):
                continue
            entry = zipfile.ZipInfo(place.with_suffix(".pyc").as_posix(), EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _byte_code(path, place))


def _byte_code(path: Path, place: Path) -> bytes:
    data = path.read_bytes()
    code = compile(data, place.as_posix(), "exec", dont_inherit=True)
    made: bytes = bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(data), False)  # type: ignore[attr-defined]
    return made
