"""Ctrl+K: what the search service finds becomes lines which open the right screen."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from divide_app.services.search import HitKind, SearchHit
from divide_app.ui.app import year_choices
from divide_app.ui.finding import find_everything
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted, ScheduleWanted

ONE = UUID(int=1)


def test_each_kind_opens_its_screen() -> None:
    found = [
        SearchHit(HitKind.PERSON, ONE, "佐藤 キヨ", "さとう きよ"),
        SearchHit(HitKind.COURSE, ONE, "スマホ入門"),
        SearchHit(HitKind.SESSION, ONE, "スマホ入門", "中央公民館", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),
    ]
    services: Any = SimpleNamespace(search=SimpleNamespace(find=lambda _text: found))
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
