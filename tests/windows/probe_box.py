"""Runs in the copied folder's Python: starts kakehashi.exe so that it fails early, and reads its message box."""

import ctypes
import json
import subprocess
import sys
import time
from pathlib import Path

out, program, file = map(Path, sys.argv[1:])
user32 = ctypes.windll.user32
user32.FindWindowW.restype = user32.FindWindowExW.restype = ctypes.c_void_p
LIBRARIES = Path("Lib") / "site-packages"
DETACHED, DIALOG, CLOSE = 8, "#32770", 0x10


def text_of(box):
    parts, child = [], None
    while child := user32.FindWindowExW(ctypes.c_void_p(box), ctypes.c_void_p(child), None, None):
        room = ctypes.create_unicode_buffer(4_000)
        user32.GetWindowTextW(ctypes.c_void_p(child), room, len(room))
        parts.append(room.value)
    return "\n".join(parts)


def start(wanted, *words, gone=None, has_log=True):
    away = program / "away"
    if gone is not None:
        (program / gone).rename(away)
    process = subprocess.Popen([str(program / "kakehashi.exe"), *words], creationflags=DETACHED)
    said = ""
    while process.poll() is None:
        if box := user32.FindWindowW(DIALOG, "かけはし"):
            time.sleep(0.5)  # until its words are in it
            said = text_of(box)
            user32.PostMessageW(ctypes.c_void_p(box), CLOSE, 0, 0)
        time.sleep(0.2)
    if gone is not None:
        away.rename(program / gone)
    return {"wanted": wanted, "said": said, "code": process.returncode, "has_log": has_log}


told = [
    start("使い方が違います", "--nonsense"),
    start("ただのファイル", "--data", str(file), "list", "courses"),
    start("platformdirs", gone=LIBRARIES / "platformdirs" / "__init__.pyc", has_log=False),  # it knows the log's place
    start("main.py", gone=LIBRARIES / "divide_app" / "cli" / "main.py"),
    start("python311.zip", gone="python311.zip", has_log=False),
    start("streams.py", gone=LIBRARIES / "divide_app" / "foundation" / "streams.py", has_log=False),
]
out.write_text(json.dumps(told), encoding="utf-8")
