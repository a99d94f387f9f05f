"""How long each of four programs waits that write to one embedded database at once, without a pause."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from figures import Figure, p95

ROOT = Path(__file__).parents[2]
WRITERS = 4
ACTS = 150

_WRITER = """
import json, sys, time
from pathlib import Path
from divide_app.storage.database import open_database
from divide_app.storage.places import Place
database = open_database(Place(folder=Path(sys.argv[1])))
with database.write() as uow:
    uow.audit("bench.ready")
print("ready", flush=True)
sys.stdin.readline()
took = []
for number in range(int(sys.argv[2])):
    began = time.perf_counter()
    with database.write() as uow:
        uow.audit("bench.act", number=number)
    took.append((time.perf_counter() - began) * 1000)
database.close()
print(json.dumps(took))
"""


def waits(folder: Path, writers: int = WRITERS, acts: int = ACTS) -> list[list[float]]:
    """Return how long every act took, in milliseconds, writer by writer; they begin together."""
    from divide_app.storage.database import open_database
    from divide_app.storage.places import Place

    open_database(Place(folder=folder)).close()
    command = [sys.executable, "-c", _WRITER, str(folder), str(acts)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(writers)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return [json.loads(one.communicate()[0]) for one in started]


def measure() -> list[Figure]:
    """Return the waits of four writers beside those of one alone."""
    with tempfile.TemporaryDirectory() as folder:
        (alone,) = waits(Path(folder) / "alone", writers=1)
        together = sorted(took for one in waits(Path(folder) / "together") for took in one)
    p99 = together[int(len(together) * 0.99)]
    # Fair: who waits longest waits some rounds of all four, not many. The round is taken from the same run, for a busy
    # machine gives four programs less than one.
    ratio = p99 / median(together)
    return [
        Figure(
            f"{WRITERS} programs writing to one file without a pause, {ACTS} acts each (p99)",
            f"{p99:.1f} ms (worst {together[-1]:.1f}; one program alone {p95(alone):.1f}, p95)",
            f"{median(together):.1f} ms, a round of all {WRITERS} (median)",
            f"{ratio:.1f}x",
            "<= 3x",
            ratio <= 3,
        )
    ]
