"""Runs in the copied folder's Python: a file is held open as Excel does, and the program is asked to write it."""

import ctypes
import json
import subprocess
import sys

program, place, file = sys.argv[1:]
held = ctypes.windll.kernel32.CreateFileW(file, 0x80000000, 1, None, 3, 0, None)  # read; others may read, not replace
assert held not in (0, -1), ctypes.GetLastError()
done = subprocess.run(
    [program, "--data", place, "report", "monthly", "2026-10", "--out", file, "--json"],
    stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300,
)  # fmt: skip
said = (done.stdout + done.stderr).decode("utf-8", "replace")
sys.stdout.write(json.dumps({"code": done.returncode, "said": said}))
