"""What the door's panel says: few large words for every reason, and below them whether anybody was received."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import CheckInReason
from divide_app.wording.door_panel import panel_words

TODAY = date(2026, 11, 21)
AT_TEN = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
NEXT_WEEK = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
LARGEST = 18
"""So many signs of the large words fit in two lines of the panel in the largest text."""


def words(reason: CheckInReason, **details: Any) -> tuple[str, str]:
    found = panel_words(reason, details, TODAY)
    return found.large, found.below


@pytest.mark.parametrize("reason", CheckInReason)
def test_every_reason_has_few_large_words_and_what_to_do(reason: CheckInReason) -> None:
    large, below = words(reason)
    assert 0 < len(large) <= LARGEST
    assert "。" not in large
    assert below.endswith("。")


def test_a_ticket_of_another_day_names_course_day_hours_and_room() -> None:
    large, below = words(
        CheckInReason.WRONG_SESSION,
        course="地図アプリ",
        number=2,
        starts_at=NEXT_WEEK,
        ends_at=datetime(2026, 11, 28, 3, 0, tzinfo=UTC),
        venue="南部公民館",
        room="和室",
    )
    assert large == "別の日の受講票です"
    assert below.split("\n") == [
        "「地図アプリ」第2回",
        "11/28(土) 10:00〜12:00",
        "南部公民館 和室",
        "日時と場所をお伝えください。",
    ]


def test_a_ticket_of_another_meeting_of_today_says_so() -> None:
    large, below = words(CheckInReason.WRONG_SESSION, course="LINE", number=1, starts_at=AT_TEN)
    assert large == "ほかの回の受講票です"
    assert "今日 10:00" in below
    assert "場所" not in below


def test_who_is_in_already_is_told_when_and_at_which_pc() -> None:
    assert "10:00に「受付2」で" in words(CheckInReason.ALREADY_IN, first_at=AT_TEN, device="受付2")[1]
    assert words(CheckInReason.ALREADY_IN, first_at=AT_TEN)[1].startswith("10:00に受け付けました。")


def test_times_of_today_come_without_a_date() -> None:
    assert words(CheckInReason.TOO_EARLY, opens_at=AT_TEN)[1].startswith("10:00から")
    assert words(CheckInReason.TOO_EARLY, opens_at=NEXT_WEEK)[1].startswith("11/28(土) 10:00から")
    assert words(CheckInReason.TOO_LATE, ended_at=AT_TEN)[1].startswith("10:00に終わりました")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (ApplicationStatus.WAITING, "キャンセル待ち"),
        (ApplicationStatus.APPLIED, "抽選の結果待ち"),
        (ApplicationStatus.REFUSED, "受講が決まっていない"),
    ],
)
def test_who_is_not_accepted_is_told_why(status: ApplicationStatus, word: str) -> None:
    large, below = words(CheckInReason.WAITING_NOT_ACCEPTED, status=status)
    assert word in large
    assert "まだ受け付けていません" in below
