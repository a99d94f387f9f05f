"""Lists give way: tools leave with the list, and no column cuts the words of the language in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from divide_app.foundation.translation import current_language, use_language
from divide_app.ui import theme
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.list_head import ListHead
from divide_app.ui.widgets.room_for import room_for, room_for_days
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.wording.dates import short_day


@pytest.fixture
def english() -> Iterator[None]:
    before = current_language()
    use_language("en")
    yield
    use_language(before)


def a_list(qtbot: Any, width: int) -> tuple[QWidget, ListHead, SidePanel]:
    side = SidePanel(QPushButton("list"), QPushButton("panel"), from_width=900)
    head = ListHead(side)
    VBox(QPushButton("search"), parent=head)
    window = QWidget()
    VBox(head, side, parent=window)
    qtbot.addWidget(window)
    window.resize(width, 500)
    window.show()
    return window, head, side


def test_tools_leave_with_the_list_and_come_back_with_it(qtbot: Any) -> None:
    _window, head, side = a_list(qtbot, 600)
    side.open_panel()
    qtbot.waitUntil(lambda: not head.isVisible())
    side.close_panel()
    qtbot.waitUntil(head.isVisible)


def test_tools_stay_while_list_and_panel_stand_side_by_side(qtbot: Any) -> None:
    window, head, side = a_list(qtbot, 1200)
    side.open_panel()
    qtbot.wait(20)
    assert head.isVisible()
    window.resize(600, 500)
    qtbot.waitUntil(lambda: not head.isVisible())
    window.resize(1200, 500)
    qtbot.waitUntil(head.isVisible)


def test_no_short_day_is_cut_in_english(english: None) -> None:
    metrics = QFontMetrics(theme.font())
    room = theme.px(room_for_days(least=10)) - theme.px(20)
    days = [date(2026, month, day) for month in range(1, 13) for day in range(20, 27)]
    assert all(metrics.horizontalAdvance(short_day(day)) <= room for day in days)


def test_a_width_is_never_below_what_was_asked_for() -> None:
    assert room_for(["1"], least=130) == 130
    assert room_for([], least=130) == 130
