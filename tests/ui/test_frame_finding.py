"""Ctrl+K: what the search service finds becomes lines which open the right screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from divide_app.services.search import HitKind, SearchHit
from divide_app.ui.app import year_choices
from divide_app.ui.finding import find_everything
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted, ScheduleWanted
from tests.support.stage import Stage, stage

ONE = UUID(int=1)


def test_each_kind_opens_its_screen() -> None:
    found = [
        SearchHit(HitKind.PERSON, ONE, "佐藤 キヨ", "さとう きよ"),
        SearchHit(HitKind.COURSE, ONE, "スマホ入門"),
        SearchHit(HitKind.SESSION, ONE, "スマホ入門", "中央公民館", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
    ]
    services: Any = SimpleNamespace(
        search=SimpleNamespace(find=lambda _text: found), now=lambda: datetime(2026, 11, 21, tzinfo=UTC)
    )
    lines = find_everything(services)("さ")
    assert [(line.kind, line.wanted) for line in lines] == [
        ("人", ApplicationsWanted(participant=ONE)),
        ("講座", CoursesWanted(course=ONE)),
        ("回", ScheduleWanted(class_session=ONE)),
    ]
    assert "10:00" in lines[2].detail
    assert "中央公民館" in lines[2].detail


def test_years_are_offered_newest_first_in_words() -> None:
    years = year_choices(2026, before=1, after=1)
    assert years == [(2027, "令和9年度"), (2026, "令和8年度"), (2025, "令和7年度")]


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "schedule", "settings") as made:
        made.window._search = find_everything(made.services)
        made.city.course()
        made.start("home")
        yield made


def look_for(on_stage: Stage, words: str) -> None:
    """Press Ctrl+K, type, and press Enter on the first line of the list."""
    on_stage.qtbot.keyClick(on_stage.window, "k", Qt.KeyboardModifier.ControlModifier)
    field = on_stage.window.search_field
    on_stage.qtbot.waitUntil(field.hasFocus)
    field.insert(words)
    on_stage.key(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/4", date(2027, 1, 4)),
        ("１月４日", date(2027, 1, 4)),
        ("令和9年1月4日", date(2027, 1, 4)),
        ("2026-12-24", date(2026, 12, 24)),
    ],
)
@pytest.mark.parametrize("view", ["month", "week", "list", "year"])
def test_a_day_typed_opens_the_schedule_on_that_day(on_stage: Stage, typed: str, day: date, view: str) -> None:
    on_stage.start("schedule", view=view)
    on_stage.start("home")
    look_for(on_stage, typed)
    screen: Any = on_stage.window.current_screen
    assert on_stage.window.current_key == "schedule"
    assert screen.day == day
    if screen.view == "month":
        assert screen.month.day == day
    else:
        assert screen.view == "week"
        assert screen.week.week.first <= day


def test_a_venue_typed_opens_its_schedule_alone(on_stage: Stage) -> None:
    other = on_stage.city.course("タブレット教室", venue="北公民館", room="和室")
    look_for(on_stage, "北公")
    screen: Any = on_stage.window.current_screen
    assert on_stage.window.current_key == "schedule"
    shown = {one.line.course_id for day in screen.days.days() for one in day.meetings}
    assert shown == {other}
    assert "北公民館" in screen.filters.venue.currentText()
    assert screen.filters.stop.isVisible()


@pytest.mark.parametrize(("typed", "key"), [("暗号", "encryption"), ("ﾊﾞｯｸｱｯﾌﾟ", "backup"), ("年代区", "bands")])
def test_a_section_of_the_settings_typed_opens_it(on_stage: Stage, typed: str, key: str) -> None:
    look_for(on_stage, typed)
    screen: Any = on_stage.window.current_screen
    assert on_stage.window.current_key == "settings"
    assert screen.section is screen.sections[key]


def test_a_page_inside_a_screen_is_found(on_stage: Stage) -> None:
    from divide_app.ui.screens.registry import entries

    pages = {words: wanted for entry in entries() for words, wanted in entry.pages}
    assert pages["抽選"] == ApplicationsWanted(view="lottery")
    assert pages["講座を作る"] == CoursesWanted(wizard=True)
    look_for(on_stage, "設定")
    assert on_stage.window.current_key == "settings"
