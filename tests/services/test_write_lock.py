"""While a program holds the write lock it reads no module from the disk and draws no page: others wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_WALK = """
import sys
from contextlib import contextmanager
from pathlib import Path
from divide_app.bootstrap import open_services
from divide_app.storage.database import Database
from tests.support.databases import HandClock

held = []
real = Database._write

@contextmanager
def watched(self):
    with real(self) as connection:
        before = set(sys.modules)
        yield connection
        held.extend(name for name in sys.modules if name not in before)

Database._write = watched
clock = HandClock()
services = open_services(Path(sys.argv[1]), clock=clock)
if sys.argv[2] == "demo":
    services.demo.create()
else:
    from tests.support.full_city import full_city
    services.database.work_unnamed("係員")  # among what the full city makes are users
    full_city(services.database, clock)
services.close()
print(" ".join(held))
"""


def imported_under_lock(folder: Path, walk: str) -> list[str]:
    """Return the modules a fresh program imported while it held the lock."""
    done = subprocess.run(
        [sys.executable, "-c", _WALK, str(folder / walk), walk], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder)},
    )  # fmt: skip
    return done.stdout.split()


def test_no_module_is_imported_under_the_write_lock(tmp_path: Path) -> None:
    assert imported_under_lock(tmp_path, "full") == []
    assert imported_under_lock(tmp_path, "demo") == []
