"""One concept, one word: a state is called the same on every screen, and spelled the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.pofile import read_po

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

OTHER_SPELLINGS = {
    "済み": "ずみ",
    "準備": "募集前",
    "追加": "足(す|せ|し(?!合|算)[まて])|足した",  # 足りない and 足し合わせる are other words
    "理由": "(?<![言ぬ])わけ(?![でに]|がわ)",
    "削除・消去": "(?<!取り)(?<!取)消(す|し|せ)(?!去)",
    "保存": "付けて残す|まだ残して",
}
"""The word of the program, and what people met in its place."""
OTHER_MEANINGS = (
    *("音を出す・消す", "この説明を出す・消す", "消して新しい電話を受ける", "で消します。"),
    "ぬりつぶしか、消したあとか、わかりません",
    "マイナンバー(個人番号)の可能性がある12けたの数字が含まれているため、受け付けませんでした。その数字はどこにも残していません。"
    "数字を消してから、もう一度お試しください。",
)
"""What is switched off, rubbed out, or taken out of a field again, is not deleted."""


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED])
def test_a_meetings_state_is_called_the_same_in_lists_and_in_the_table_of_labels(state: SessionState) -> None:
    assert session_state(replace(LINE, state=state), NOW)[0] == label(state)


def test_the_states_of_a_course_are_those_of_the_cards() -> None:
    words = [label(state) for state in CourseState]
    assert words[:5] == ["準備", "募集中", "締切", "実施中", "終了"]


def test_no_sentence_spells_a_word_another_way(repository: Path) -> None:
    catalogue = repository / "resources" / "locale" / "en" / "LC_MESSAGES" / "divide_app.po"
    with catalogue.open("rb") as file:
        messages = [str(message.id) for message in read_po(file) if message.id]
    assert len(messages) > 2_000
    found = {
        f"{word}: {said}"
        for said in messages
        for word, spelling in OTHER_SPELLINGS.items()
        if re.search(spelling, said) and said not in OTHER_MEANINGS
    }
    assert found == set()
