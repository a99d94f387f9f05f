"""What is lost when the program is killed at random moments: a few kills by `make bench`, 500 by `make soak`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from figures import Figure

from tests.support import kill_commands, kill_trial

_WORDS = {
    "door": ("receiving people over a hall package", "acts said ok"),
    "office": ("receiving people at the office's door", "acts said ok"),
    "pack": ("writing hall packages", "packages said ok"),
    "merge": ("merging hall packages", "merges said ok"),
}


def measure() -> list[Figure]:
    """Return, for each work, how much of what had said ok was lost or doubled."""
    is_soak = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
    kills = kill_trial.SOAK if is_soak else kill_trial.EVERYDAY
    figures = []
    for kind, trial_of in kill_trial.TRIALS.items():
        with tempfile.TemporaryDirectory() as folder:
            figures.append(_figure(*_WORDS[kind], trial_of(Path(folder), kills[kind])))
    kills = kill_commands.SOAK if is_soak else kill_commands.EVERYDAY
    for kind, work in kill_commands.WORKS.items():
        with tempfile.TemporaryDirectory() as folder:
            trial = kill_commands.trial_of(work, Path(folder), kills[kind])
        figures.append(_figure(f"at `{work.words}` ({kind})", "times said ok", trial))
    return figures


def _figure(work: str, unit: str, trial: kill_trial.KillTrial) -> Figure:
    for fault in trial.faults:
        sys.stderr.write(fault + "\n")
    return Figure(
        f"killed {trial.kills} times while {work}",
        f"{len(trial.faults)} lost, unusable, doubled or left half done",
        f"{trial.told:,} {unit}",
        "-",
        "0",
        not trial.faults and bool(trial.told),
    )
