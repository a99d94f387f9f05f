"""Marks by hands and machines of another origin than the reader was built with; the full count is `make soak`'s."""

from __future__ import annotations

import os

from tests.judges.trial import EVERYDAY, FIRST, Trial, try_out

IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
PAGES = 30
SOAK_MARKS = 20_000


def test_no_mark_of_a_judging_hand_is_misread() -> None:
    def is_enough(so_far: Trial) -> bool:
        return so_far.marks >= SOAK_MARKS if IS_SOAK else so_far.pages >= PAGES

    trial = try_out(FIRST if IS_SOAK else EVERYDAY, is_enough)
    wrong = [fault for fault in trial.faults if fault[5] != "?"]
    assert wrong == []
    assert trial.unnamed == 0
