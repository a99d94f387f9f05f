r"""A data folder on a network drive: one program at a time, on a rollback journal, and the second is told who has it.

Wine takes what its registry says of a drive (`HKLM\Software\Wine\Drives`) for the drive's kind; the product asks
Windows for that kind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import Run
from wine import Wine, wait_for
from x_display import close, settled

DRIVES = r"HKLM\Software\Wine\Drives"
LETTER = "n:"
JAPAN = ZoneInfo("Asia/Tokyo")
DATABASE = "kakehashi.sqlite"
ROLLBACK, WRITE_AHEAD = 1, 2
"""What the file's format number says of its journal (sqlite.org/fileformat2.html, offset 18)."""


@pytest.fixture
def share(wine: Wine, scratch: Path) -> Iterator[Path]:
    """A folder that Windows knows as a network drive."""
    folder = scratch / "ファイルサーバー"
    folder.mkdir()
    letter = wine.home / "prefix" / "dosdevices" / LETTER
    letter.symlink_to(folder, target_is_directory=True)
    assert wine.run("reg", ["add", DRIVES, "/v", LETTER, "/d", "network", "/f"]).code == 0
    wine.restart()
    yield folder
    assert wine.run("reg", ["delete", DRIVES, "/v", LETTER, "/f"]).code == 0
    letter.unlink()
    wine.restart()


def test_data_on_a_network_drive_are_one_programs_at_a_time(
    wine: Wine, program: Path, sample: Path, share: Path, run: Run
):
    place = share / "講座 の データ"
    shutil.copytree(sample, place)
    file = place / DATABASE
    assert _journal(file) == WRITE_AHEAD, "as it lay on this PC's own disk"
    name = rf"{LETTER.upper()}\{place.name}"

    def told(*words: str, code: int) -> dict[str, object]:
        return run("--data", name, *words, "--json", code=code).json

    wine.open(program / "kakehashi.exe", environment={"DIVIDE_APP_DATA": name})
    window = settled(wine, "ホーム - かけはし")
    assert _journal(file) == ROLLBACK
    (note,) = place.glob("*-in-use.json")
    holder = json.loads(note.read_bytes())
    assert holder["pc"]
    assert holder["user"]
    since = datetime.fromisoformat(holder["since"]).astimezone(JAPAN)
    wanted = f"パソコン「{holder['pc']}」、利用者「{holder['user']}」、", f"{since.hour}:{since:%M}から"
    before = file.read_bytes()
    for words in (["tally"], ["demo", "create"], ["db", "upgrade"]):
        error = told(*words, code=3)["error"]
        assert error["code"] == "held_elsewhere", error
        assert all(part in error["message"] for part in wanted), error
    assert file.read_bytes() == before
    assert not [path.name for path in place.iterdir() if path.name.endswith(("-wal", "-shm"))]

    close(wine, window)
    wait_for(lambda: not note.exists(), "the note goes with its program")
    assert told("tally", code=0)["targets"]
    assert not note.exists()

    wine.open(program / "kakehashi.exe", environment={"DIVIDE_APP_DATA": name})
    window = settled(wine, "ホーム - かけはし")
    os.kill(int(wine.hand("getwindowpid", window)), signal.SIGKILL)  # the PC's power goes
    assert note.exists()
    assert told("tally", code=0)["targets"], "a note whose program has gone keeps nobody out"
    assert _journal(file) == ROLLBACK


def _journal(file: Path) -> int:
    with file.open("rb") as stream:
        stream.seek(18)
        return stream.read(1)[0]
