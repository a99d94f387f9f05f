"""A coordinator finds every screen readable: what is for staff alone is refused when pressed, never when looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.office.office import Role
from divide_app.ui.screens.registry import entries
from divide_app.ui.widgets.labels import Label
from tests.support.stage import Stage, stage

KEYS = [entry.key for entry in entries()]
VIEWS = {
    "applications": ("phone", "list", "people", "lottery", "doubles"),
    "supporters": ("roster", "needs", "month", "hours", "totals"),
    "schedule": ("week", "month", "list", "year"),
}
REFUSED = "いまの役割では、この操作はできません。何も変更していません"


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", *KEYS) as made:
        services = made.services
        services.office.set_up("見本市", "生涯学習課")
        services.users.add("職員", Role.STAFF, "staff-secret")
        services.users.add("計画係", Role.COORDINATOR, "planner-99")
        course = made.city.course(capacity=5)
        made.city.apply(course, made.city.person("見本 花子", phone="019-000-0001"))
        services.users.sign_in("計画係", "planner-99")
        made.shell.user_changed.emit("計画係")
        yield made


def _said(on_stage: Stage) -> str:
    screen = on_stage.window.current_screen
    assert screen is not None
    return "\n".join([on_stage.notice, *(label.text() for label in screen.findChildren(Label) if label.isVisible())])


@pytest.mark.parametrize("key", KEYS)
def test_every_screen_opens_for_a_coordinator(on_stage: Stage, key: str) -> None:
    troubles: list[object] = []
    on_stage.background.trouble.connect(troubles.append)
    screen = on_stage.start(key)
    assert REFUSED not in _said(on_stage)
    for view in VIEWS.get(key, ()):
        screen.open(view=view)
        on_stage.settle()
        assert REFUSED not in _said(on_stage), view
    if key == "settings":
        for section in screen.sections:
            screen.open(section=section)
            on_stage.settle()
            assert REFUSED not in _said(on_stage), section
    assert troubles == []


def test_what_is_for_staff_alone_is_refused_in_words(on_stage: Stage) -> None:
    screen = on_stage.start("settings", section="backup")
    on_stage.press(screen.sections["backup"], "今すぐバックアップする")
    assert REFUSED in _said(on_stage)
