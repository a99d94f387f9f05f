"""One concept, one word: a state is called the same on every screen, and spelled the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from divide_app.domain.planning.courses import CourseState
from divide_app.domain.planning.meeting_line import SessionLine
from divide_app.domain.states import SessionKind, SessionState
from divide_app.ui.widgets.session_looks import session_state
from divide_app.wording.labels import label

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
LINE = SessionLine(
    *(UUID(int=1), UUID(int=2), "スマホ入門", 1, 1, SessionKind.CLASS, "", (), NOW, NOW, True),
    *(None, "", "", None, "", SessionState.PLANNED, "", "", 20, 0, 0, 0, (), (), 0),
)

OTHER_SPELLINGS = ("ずみ", "募集前", "回を追加")
"""What these words were once called beside 済み, 準備 and 足す."""


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED])
def test_a_meetings_state_is_called_the_same_in_lists_and_in_the_table_of_labels(state: SessionState) -> None:
    assert session_state(replace(LINE, state=state), NOW)[0] == label(state)


def test_the_states_of_a_course_are_those_of_the_cards() -> None:
    words = [label(state) for state in CourseState]
    assert words[:5] == ["準備", "募集中", "締切", "実施中", "終了"]


def test_no_sentence_spells_a_word_another_way(repository: Path) -> None:
    found = []
    for path in sorted((repository / "divide_app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for said in re.findall(r'_\("([^"]*)"', text):
            found += [f"{path.name}: {said}" for word in OTHER_SPELLINGS if word in said]
    assert found == []
