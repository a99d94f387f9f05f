"""Puts what Wine lacks beside a copy of the program; nothing of it is ever shipped.

Three gaps of Debian 12's Wine 8.0: numpy calls C99 complex functions which its ucrtbase exports as empty stubs, Qt asks
for Windows' own icuuc.dll, and Rust's part of cryptography for bcryptprimitives.dll. They are filled by small libraries
built here with mingw. A `python.exe` is added as well, so
that a proof can ask the folder's own Python.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent / "shims"
MATH = b"api-ms-win-crt-math-l1-1-0.dll"
OWN_MATH = b"kakehashi-proof-c99-mathxx.dll"
"""Of the same length: the name is exchanged inside the copied library."""
CC = ("x86_64-w64-mingw32-gcc", "-O1", "-s", "-static-libgcc")


def put_shims(folder: Path, scratch: Path) -> list[Path]:
    """Make `folder`, a copy of the program, run under Wine, and return what was added or changed.

    Args:
        folder: The copy. Its `python311.dll` lies at its root.
        scratch: A folder for what is made on the way.

    Raises:
        LookupError: numpy's core library is not there, or does not import what is exchanged.
        subprocess.CalledProcessError: The compiler failed.
    """
    changed: list[Path] = []
    (core,) = folder.rglob("_multiarray_umath*.pyd")
    content = core.read_bytes()
    if content.count(MATH) != 1 or len(MATH) != len(OWN_MATH):
        raise LookupError(f"{core.name} does not import {MATH.decode()} once")
    _build_math(core, scratch, core.parent / OWN_MATH.decode())
    core.unlink()  # the copy may be a hard link
    core.write_bytes(content.replace(MATH, OWN_MATH))
    (qt,) = folder.rglob("Qt6Core.dll")
    icu = qt.parent / "icuuc.dll"
    subprocess.run([*CC, "-shared", "-o", str(icu), str(SOURCES / "icuuc.c")], check=True)
    (rust,) = folder.rglob("cryptography/hazmat/bindings/_rust.pyd")
    random = rust.parent / "bcryptprimitives.dll"
    source = str(SOURCES / "bcryptprimitives.c")
    subprocess.run([*CC, "-shared", "-o", str(random), source, "-ladvapi32"], check=True)
    _tell_manifest(folder, core)
    changed += [core, core.parent / OWN_MATH.decode(), icu, random, _build_python(folder, scratch)]
    return changed


def _tell_manifest(folder: Path, changed: Path) -> None:
    """Write the changed library's hash into the copy's manifest, so that self-check stays as strict as it is."""
    for manifest in folder.rglob("_bundled/manifest.json"):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        name = changed.relative_to(folder).as_posix()
        content["files"][name] = hashlib.sha256(changed.read_bytes()).hexdigest()
        manifest.unlink()
        manifest.write_text(json.dumps(content), encoding="utf-8")


def _build_math(core: Path, scratch: Path, target: Path) -> None:
    """Build the math library: the complex functions are ours, every other name is handed on to ucrtbase."""
    ours = set(re.findall(r"\bshim_(c\w+)\(", _preprocessed(SOURCES / "c99_math.c")))
    wanted = _imports(core, MATH.decode())
    lines = [f"{name} = shim_{name}" if name in ours else f"{name} = ucrtbase.{name}" for name in wanted]
    definition = scratch / "c99_math.def"
    definition.write_text("\n".join([f"LIBRARY {target.name}", "EXPORTS", *lines, ""]))
    subprocess.run([*CC, "-shared", "-o", str(target), str(SOURCES / "c99_math.c"), str(definition)], check=True)


def _preprocessed(source: Path) -> str:
    return subprocess.run([CC[0], "-E", "-P", str(source)], check=True, capture_output=True, text=True).stdout


def _imports(library: Path, name: str) -> list[str]:
    """Return the functions `library` imports from the DLL `name`."""
    told = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(library)], check=True, capture_output=True, text=True
    ).stdout
    block = told.split(f"DLL Name: {name}", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\s+[0-9a-f]+\s+\d+\s+(\S+)$", block, re.MULTILINE)


def _build_python(folder: Path, scratch: Path) -> Path:
    definition, library = scratch / "python311.def", scratch / "libpython311.a"
    definition.write_text("LIBRARY python311.dll\nEXPORTS\nPy_Main\n")
    subprocess.run(["x86_64-w64-mingw32-dlltool", "-d", str(definition), "-l", str(library)], check=True)
    target = folder / "python.exe"
    subprocess.run([*CC, "-municode", "-o", str(target), str(SOURCES / "python.c"), str(library)], check=True)
    return target
