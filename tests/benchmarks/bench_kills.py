"""What is lost when the program is killed at random moments: a few kills by `make bench`, 200 by `make soak`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from figures import Figure

from tests.support import kill_trial

_WORDS = {
    "door": ("receiving people over a hall package", "acts said ok"),
    "office": ("receiving people at the office's door", "acts said ok"),
    "pack": ("writing hall packages", "packages said ok"),
    "merge": ("merging hall packages", "merges said ok"),
}


def measure() -> list[Figure]:
    """Return, for each work, how much of what had said ok was lost or doubled."""
    kills = kill_trial.SOAK if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else kill_trial.EVERYDAY
    figures = []
    for kind, trial_of in kill_trial.TRIALS.items():
        with tempfile.TemporaryDirectory() as folder:
            trial = trial_of(Path(folder), kills[kind])
        work, unit = _WORDS[kind]
        figures.append(
            Figure(
                f"killed {trial.kills} times while {work}",
                f"{len(trial.faults)} lost, doubled or left half done",
                f"{trial.told:,} {unit}",
                "-",
                "0",
                not trial.faults and bool(trial.told),
            )
        )
    return figures
