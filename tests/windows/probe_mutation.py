"""Runs in the copied folder's Python: takes one file after the other away and asks self-check, as a clerk would.

Files that stay are read and hashed once, and the words of commands made once; the one that is away is looked for each
time anew. A library that this process has loaded is not judged: its absence might have kept the process from starting.
"""

import ctypes
import io
import json
import sys
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

from divide_app.cli import parser
from divide_app.cli.main import main
from divide_app.foundation import bundled

folder, asked = map(Path, sys.argv[1:])
read, known, away = bundled._hash, {}, ""
ctypes.windll.kernel32.GetModuleHandleW.restype = ctypes.c_void_p


def remembered(file):
    if file.name == away:
        return read(file)
    if file not in known:
        known[file] = read(file)
    return known[file]


def check():
    said = io.StringIO()
    with redirect_stdout(said):
        code = main(["self-check", "--only", "manifest", "--json"])
    return code, json.loads(said.getvalue())["checks"][0]["missing"]


bundled._hash = remembered
parser.make_parser = cache(parser.make_parser)
assert check() == (0, [])
told = []
for name in json.loads(asked.read_text(encoding="utf-8")):
    away = (folder / name).name
    (folder / name).rename(folder / "taken away")
    code, missing = check()
    (folder / "taken away").rename(folder / name)
    is_loaded = ctypes.windll.kernel32.GetModuleHandleW(away) is not None
    told.append({"name": name, "code": code, "missing": missing, "is_loaded": is_loaded})
sys.stdout.write(json.dumps(told))
