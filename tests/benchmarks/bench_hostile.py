"""Files made to hang, crash or fill the program, given to its commands: some by `make bench`, 5,000 by `make soak`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from figures import Figure

from tests.support.hostile_trial import EVERYDAY, MOST_MEMORY, MOST_SECONDS, SOAK, try_out


def measure() -> list[Figure]:
    """Return how many of the files did harm."""
    count = SOAK if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 5 * EVERYDAY
    with tempfile.TemporaryDirectory() as folder:
        trial = try_out(range(count), Path(folder), lambda fault: sys.stderr.write(f"{fault}\n"))
    return [
        Figure(
            f"{trial.files:,} hostile files of {len(trial.kinds)} kinds, {MOST_MEMORY >> 30} GB and {MOST_SECONDS:g} s",
            f"{len(trial.faults)} ended by a signal, with 70, or over time",
            f"the slowest took {trial.slowest:.0f} s; exits {dict(sorted(trial.exits.items()))}",
            "-",
            "0",
            not trial.faults,
        )
    ]
