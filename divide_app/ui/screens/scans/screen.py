"""The screen 紙の読み取り with its views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.scans.scans import ScannedFile
from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.services.scans.decisions import WaitingMark
from divide_app.ui.screens.scans.decide import Decide
from divide_app.ui.screens.scans.read import Read
from divide_app.ui.screens.scans.scanned_files import ScannedFiles
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import DoorWanted
from divide_app.ui.widgets.buttons import QuietButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox, scrolled
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.states import StateStack


class ScansScreen(Screen):
    """紙の読み取り."""

    topics: ClassVar[frozenset[str] | None] = frozenset({Topic.SCANS})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.read = Read(self)
        self.decide = Decide(self)
        self.scanned_files = ScannedFiles(self)
        self._parts: dict[str, QWidget] = {"read": self.read, "decide": self.decide, "taken": self.scanned_files}
        self.tabs = SegmentedControl(
            [("read", _("読み取る")), ("decide", _("確認待ち")), ("taken", _("これまで"))],
            accessible_name=_("紙の読み取りですること"),
        )
        self.tabs.chosen.connect(self.show_part)
        self.pages = PageSwitch(*self._parts.values())
        ground = QWidget()
        below = VBox(spacing=0, margins=(0, 0, 6, 0), parent=ground)
        below.add(self.pages, 1)
        self.states = StateStack(scrolled(ground))
        head = QWidget()
        FlowRow(
            Heading(_("紙の読み取り")),
            self.tabs,
            None,
            QuietButton(_("受付にもどる"), lambda: shell.navigate(DoorWanted()), icon_name="chevron_left"),
            spacing=16,
            parent=head,
        )
        column = VBox(head, spacing=12, margins=(24, 14, 24, 10), parent=self)
        column.add(self.states, 1)

    def open(self, *, part: str | None = None) -> None:
        """Show a part: read, decide or taken."""
        if part is not None:
            self.show_part(part)

    def show_part(self, part: str) -> None:
        """Show one of the three."""
        self.tabs.set_value(part)
        self.pages.show_page(self._parts[part])
        if part == "decide":
            self.decide.take_focus()

    def refresh(self) -> None:
        """Read what waits and what was taken in."""
        services = self.shell.services

        def read() -> tuple[Sequence[WaitingMark], Sequence[ScannedFile]]:
            return services.scan_decisions.waiting(), services.scans.files()

        self.query(read, self._got, key="scans", states=self.states)

    def take_back(self) -> bool:
        """Take the last decision back (Ctrl+Z)."""
        return self.decide.take_back()

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the decisions."""
        return [(_("1 2 3 …"), _("確認待ちの行を、ボタンの番号で決める")), ("Ctrl+Z", _("決めた行を戻す"))]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide by the number on a button, wherever the focus is."""
        is_number = event.text().isdecimal() and not event.isAutoRepeat()  # a key held down decides one row, not all
        if self.tabs.value == "decide" and is_number and self.decide.press(event.text()):
            event.accept()
            return
        super().keyPressEvent(event)

    def _got(self, found: tuple[Sequence[WaitingMark], Sequence[ScannedFile]]) -> None:
        waiting, files = found
        self.decide.show_lines(waiting)
        self.scanned_files.show_lines(files)
        words = _("確認待ち {count}").format(count=len(waiting)) if waiting else _("確認待ち")
        self.tabs.set_word("decide", words)
        self.states.show_content()
