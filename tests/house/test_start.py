"""The start imports what the frame and the home screen need, and no more: what is added here, every start pays for.

`UPDATE_COMMITTED=1 pytest tests/house/test_start.py` writes the lists anew; each new line must be worth its wait.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STAGES = ("frame", "home")
LISTS = Path(__file__).parent / "golden"

START = """
import json, os, sys
from divide_app.cli.main import main
from divide_app.ui import app as ui_app
from PySide6.QtCore import QTimer
from divide_app.ui.screens import registry
ui_app._SOON_MS = 3_600_000
ui_app.read_ahead = lambda *_arguments: None  # done later, however slow the machine is
seen = {}
def look(stage):
    seen[stage] = sorted(sys.modules)
open_window = ui_app.open_window
def opened(*arguments, **named):
    found = open_window(*arguments, **named)
    look("frame")
    return found
ui_app.open_window = opened
make_home = registry._home
def home(shell):
    screen = make_home(shell)
    show = screen._show
    def shown(*data):
        show(*data)
        def say():
            screen.repaint()
            look("home")
            print(json.dumps(seen), flush=True)
            os._exit(0)
        QTimer.singleShot(0, say)
    screen._show = shown
    return screen
registry._home = home
sys.exit(main([]))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, list[str]]:
    """Modules by stage of a real start in a process of its own, on the sample city."""
    place = tmp_path_factory.mktemp("start") / "city"
    environment = os.environ | {"DIVIDE_APP_DATA": str(place), "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(
        [sys.executable, "-m", "divide_app", "--data", str(place), "demo", "create", "--json"],
        cwd=repository, env=environment, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=repository, env=environment, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("stage", STAGES)
def test_the_start_imports_no_more_than_its_list(stage: str, imported: dict[str, list[str]]):
    ours = [name for name in imported[stage] if name.split(".")[0] == "divide_app"]
    file = LISTS / f"start_{stage}.txt"
    if os.environ.get("UPDATE_COMMITTED"):
        file.write_text("\n".join(ours) + "\n", encoding="utf-8")
    allowed = file.read_text(encoding="utf-8").split()
    assert not set(ours) - set(allowed), "imported at every start and not on the list: import it where it is used"
    assert not set(allowed) - set(ours), "no longer imported: take it off the list, so that it cannot creep back"


def test_the_frame_waits_for_no_database_and_home_for_no_heavy_library(imported: dict[str, list[str]]):
    heavy = {
        "alembic", "argon2", "babel", "cryptography", "cv2", "dateutil", "highspy", "icalendar", "numpy",
        "openpyxl", "psycopg", "pypdfium2", "qrcode", "rapidfuzz", "reportlab", "xlsxwriter", "zxingcpp",
    }  # fmt: skip
    packages = {stage: {name.split(".")[0] for name in names} for stage, names in imported.items()}
    assert not packages["frame"] & (heavy | {"sqlalchemy", "sqlcipher3"})
    assert not packages["home"] & heavy


def test_no_log_handler_and_no_table_of_all_words_is_needed_to_show_home(imported: dict[str, list[str]]):
    late = {
        "logging.handlers",
        "divide_app.wording.sentence_table",
        "divide_app.wording.trouble_table",
        "divide_app.wording.labels",
        "alembic",
    }
    late |= {"divide_app.storage.rows.every", "divide_app.ui.crash_dialog", "divide_app.ui.widgets.tables"}
    assert not late & set(imported["home"])
