"""Every refusal and every trouble says what happened, what is safe and what to do."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, time
from pathlib import Path
from string import Formatter

import pytest

import divide_app
from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import CheckInReason
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.clash import Clash, ClashKind
from divide_app.foundation.ids import new_id
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.wording.clashes import clash_sentence
from divide_app.wording.door import door_sentence
from divide_app.wording.sentence_table import refusals
from divide_app.wording.sentences import sentence
from divide_app.wording.trouble_table import troubles

CODE = Path(divide_app.__file__).parent
START = datetime(2026, 11, 28, 1, tzinfo=UTC)
END = datetime(2026, 11, 28, 3, tzinfo=UTC)


def _raised(kind: str) -> set[str]:
    """Return every code the program raises by a plain literal."""
    codes = set()
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == kind and node.args:
                first = node.args[0]
                choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                codes |= {c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return codes


def test_every_refusal_the_program_makes_has_a_sentence():
    assert _raised("DomainError") - refusals().keys() == set()


def test_every_trouble_the_program_meets_has_a_sentence():
    assert _raised("EnvironmentProblem") - troubles().keys() == set()


@pytest.mark.parametrize("text", [*refusals().values(), *troubles().values()])
def test_sentence_is_whole_and_its_places_have_names(text: str):
    assert text.endswith("。")
    assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(text))


def test_sentence_names_what_was_written():
    error = DomainError("bad_date", field="birth", text="昭和100年")
    assert "「昭和100年」" in sentence(error)
    assert "まだ保存していません" in sentence(error)


def test_moments_in_a_sentence_are_read_in_japan_time():
    error = DomainError("course_closed", course="スマホ入門", closed_at=START)
    assert "令和8年11月28日(土) 10:00まで" in sentence(error)


def test_missing_detail_leaves_a_sentence_without_a_hole():
    text = sentence(EnvironmentProblem("read_only"))
    assert "()" not in text
    assert "{" not in text


def test_braces_a_person_typed_are_only_text():
    assert "({path})" in sentence(DomainError("bad_number", text="{path}"))


def test_individual_number_sentence_says_it_may_be_one_and_that_nothing_was_kept():
    text = sentence(DomainError("individual_number", field="memo"))
    assert "可能性" in text
    assert "残していません" in text


@pytest.mark.parametrize("error", [DomainError("made_up_code"), EnvironmentProblem("made_up_code")])
def test_unknown_code_still_gets_a_sentence(error: DomainError | EnvironmentProblem):
    assert "made_up_code" in sentence(error)
    assert sentence(error).endswith("。")


@pytest.mark.parametrize("reason", list(CheckInReason))
def test_door_has_a_kind_sentence_for_every_reason_even_without_details(reason: CheckInReason):
    text = door_sentence(reason)
    assert text.endswith("。")
    assert "{" not in text
    assert "None" not in text


def test_door_names_the_right_date_and_room_of_another_session():
    details = {
        "course": "スマホ入門",
        "number": 2,
        "starts_at": START,
        "ends_at": END,
        "venue": "中央公民館",
        "room": "第2会議室",
    }
    text = door_sentence(CheckInReason.WRONG_SESSION, details)
    for part in ("令和8年11月28日(土) 10:00〜12:00", "中央公民館 第2会議室", "「スマホ入門」第2回"):
        assert part in text


def test_door_says_when_somebody_already_came_in():
    text = door_sentence(CheckInReason.ALREADY_IN, {"first_at": START, "device": "受付1"})
    assert "10:00に「受付1」で" in text
    assert "お入りいただけます" in text


def test_door_says_when_it_opens():
    assert "令和8年11月28日(土) 10:00に始まります" in door_sentence(CheckInReason.TOO_EARLY, {"opens_at": START})


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (ApplicationStatus.WAITING, "キャンセル待ち"),
        (ApplicationStatus.APPLIED.value, "抽選"),
        (ApplicationStatus.REFUSED.value, "決まっていません"),
    ],
)
def test_door_tells_waiting_from_undrawn(status: str, word: str):
    assert word in door_sentence(CheckInReason.WAITING_NOT_ACCEPTED, {"status": status})


def test_clashes_are_said_in_words():
    def clash(kind: ClashKind, other: str = "", **details: object) -> str:
        return clash_sentence(Clash(kind, True, new_id(), None, other, tuple(details.items())), person="山田花子")  # type: ignore[arg-type]

    taken = {"number": 1, "until": END, "venue": "中央公民館", "room": "第2会議室", "from": START}
    room = clash(ClashKind.ROOM, "地図アプリ", **taken)
    assert room == "中央公民館 第2会議室は、令和8年11月28日(土) 10:00〜12:00に「地図アプリ」第1回で使われています。"
    assert clash(ClashKind.SUPPORTER, "地図アプリ", **taken).startswith("山田花子は、")
    hours = clash(ClashKind.VENUE_HOURS, venue="中央公民館", opens_at=time(9), closes_at=time(21))
    assert hours == "中央公民館の開館時間(9:00〜21:00)の外です。"
    assert clash(ClashKind.CLOSURE, "年末年始", day=date(2026, 12, 29)).startswith("令和8年12月29日(火)は休み")
    assert clash(ClashKind.CLOSURE, "", day=date(2026, 12, 29)) == "令和8年12月29日(火)は休みです。"
    assert clash(ClashKind.HOLIDAY, "勤労感謝の日", day=date(2026, 11, 23)).endswith("祝日(勤労感謝の日)です。")
