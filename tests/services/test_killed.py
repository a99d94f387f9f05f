"""A program killed at any moment, at either door, while packing or while merging, loses nothing that said ok.

`make test` kills it a few times; `make soak` two hundred times.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import kill_trial

pytestmark = pytest.mark.two_programs  # one of its own, which knows nothing of a share
KILLS = kill_trial.SOAK if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else kill_trial.EVERYDAY


@pytest.mark.parametrize("kind", kill_trial.TRIALS)
def test_nothing_that_said_ok_is_lost_and_nothing_is_doubled(kind: str, tmp_path: Path) -> None:
    trial = kill_trial.TRIALS[kind](tmp_path, KILLS[kind])
    assert trial.faults == []
    assert trial.kills == KILLS[kind]
    assert trial.told, "nothing was under way when it was killed"
