"""What is lost when twenty PCs work on one PostgreSQL: some seconds by `make bench`, ten minutes by `make soak`."""

from __future__ import annotations

import os
import sys

from figures import Figure

from tests.support.server_writers import EVERYDAY_SECONDS, SOAK_SECONDS, WRITERS, in_words, try_out


def measure() -> list[Figure]:
    """Return what was lost, and how many acts at a door were refused because others worked."""
    seconds = SOAK_SECONDS if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 5 * EVERYDAY_SECONDS
    trial = try_out(seconds)
    for fault in trial.faults:
        sys.stderr.write(fault + "\n")
    return [
        Figure(
            f"{WRITERS} PCs on one PostgreSQL for {seconds:.0f} s",
            f"{len(trial.faults)} lost, doubled or unfitting; {trial.locked_at_doors} acts at a door refused as locked",
            in_words(trial),
            "-",
            "0 and 0",
            not trial.faults and not trial.locked_at_doors and bool(trial.acts["door"]),
        )
    ]
