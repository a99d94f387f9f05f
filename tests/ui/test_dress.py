"""Every part of the window wears the style sheet of the look on screen, whenever it was built or shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from divide_app.ui import theme
from divide_app.ui.crash_dialog import CrashDialog
from divide_app.ui.main_window import MainWindow
from divide_app.ui.screens.registry import entries
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.labels import Label
from tests.support.stage import stage

KEYS = [entry.key for entry in entries()]


def without_the_sheet(window: MainWindow) -> list[str]:
    """Return what is in sight and wears another sheet than today's, or none though it is no mere holder."""
    sheet = theme.style_sheet(theme.current(), theme.percent())
    parts = window.findChildren(QWidget)
    holders: set[QWidget] = {window.focus_ring}
    for part in parts:
        if part.styleSheet():
            holder = part.parentWidget()
            while holder is not None:
                holders.add(holder)
                holder = holder.parentWidget()
    found = []
    for part in parts:
        if not part.isVisible() or part in holders:
            continue
        at: QWidget | None = part
        while at is not None and not at.styleSheet():
            at = at.parentWidget()
        if at is None or at.styleSheet() != sheet:
            found.append(f"{type(part).__name__} {part.objectName()} {getattr(part, 'text', str)()}")
    return found


def test_every_screen_and_cover_wears_the_sheet_of_the_look(qtbot: Any, qapp: QApplication, tmp_path: Path) -> None:
    with stage(qtbot, tmp_path / "data", *KEYS) as on:
        for look, size in (("light", "standard"), ("dark", "largest")):
            theme.apply(qapp, look, size)
            for key in KEYS:
                on.start(key)
                assert without_the_sheet(on.window) == [], key
        on.window.show_help()
        on.window.popup.show()
        on.settle()
        assert without_the_sheet(on.window) == []
        on.window.cover(Card("何もかも隠します"))
        assert without_the_sheet(on.window) == []
        on.window.uncover()
        qapp.processEvents()
        assert without_the_sheet(on.window) == []


def test_only_what_is_in_sight_is_styled_anew_and_the_rest_when_it_is_shown(qtbot: Any, qapp: QApplication) -> None:
    seen, unseen = Label("見える", "title"), Label("見えない", "title")
    for part in (seen, unseen):
        qtbot.addWidget(part)
        theme.dress(part)
    seen.show()
    before = unseen.styleSheet()
    theme.apply(qapp, "dark", "largest")
    now = theme.style_sheet(theme.Theme.DARK, 150)
    assert (seen.styleSheet(), unseen.styleSheet()) == (now, before)
    unseen.show()
    assert unseen.styleSheet() == now
    assert {part.font().pixelSize() for part in (seen, unseen)} == {36}
    assert qapp.styleSheet() == "", "with a sheet of the application every part is styled again for each one around it"


def test_the_dialog_of_a_crash_wears_the_sheet(qtbot: Any) -> None:
    dialog = CrashDialog("報告")
    qtbot.addWidget(dialog)
    assert dialog.styleSheet() == theme.style_sheet(theme.current(), theme.percent())
