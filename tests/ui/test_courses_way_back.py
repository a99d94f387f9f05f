"""Cancelling a course says first whom it concerns, and the notice takes it back exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from divide_app.domain.planning.courses import CourseState
from tests.support.city import meeting
from tests.support.content import content
from tests.support.stage import stage


def test_a_cancellation_is_explained_done_and_taken_back(qtbot: Any, tmp_path: Path) -> None:
    with stage(qtbot, tmp_path / "data", "courses") as on:
        course = on.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"), capacity=1)
        on.city.apply(course)
        on.city.apply(course)
        before = content(on.services.database)
        screen = on.start("courses", course=course)
        on.press(screen, "講座を中止する")
        form = screen.panel.reason_form
        assert "受講決定 1人、キャンセル待ち 1人" in form.words
        form.reason.set_text("会場の工事")
        on.press(form, "講座を中止する")
        assert on.services.scheduling.course(course).line.state is CourseState.CANCELLED
        on.undo()
        assert content(on.services.database) == before
