"""A program killed at any moment of any work loses nothing that said ok, and opens at its next start.

`make test` kills it a few times at each work; `make soak` five hundred times.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import kill_commands, kill_trial

pytestmark = pytest.mark.two_programs  # one of its own, which knows nothing of a share
IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
KILLS = kill_trial.SOAK if IS_SOAK else kill_trial.EVERYDAY
KILLS_OF_COMMANDS = kill_commands.SOAK if IS_SOAK else kill_commands.EVERYDAY


@pytest.mark.parametrize("kind", kill_trial.TRIALS)
def test_nothing_that_said_ok_is_lost_and_nothing_is_doubled(kind: str, tmp_path: Path) -> None:
    trial = kill_trial.TRIALS[kind](tmp_path, KILLS[kind])
    assert trial.faults == []
    assert trial.kills == KILLS[kind]
    assert trial.told, "nothing was under way when it was killed"


@pytest.mark.slow
@pytest.mark.parametrize("kind", kill_commands.WORKS)
def test_a_killed_command_leaves_all_or_nothing_and_comes_to_its_end_when_said_again(kind: str, tmp_path: Path) -> None:
    trial = kill_commands.trial_of(kill_commands.WORKS[kind], tmp_path, KILLS_OF_COMMANDS[kind])
    assert trial.faults == []
    assert trial.kills == KILLS_OF_COMMANDS[kind]
    assert trial.told, "it never said ok"
