"""The screen 受付パック with its views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QWidget

from divide_app.foundation.translation import _
from divide_app.services.changes import Topic
from divide_app.services.door.hall_packages import InboxLine, PackageLine
from divide_app.ui.screens.packages.bring_home import BringHome
from divide_app.ui.screens.packages.inbox import Inbox
from divide_app.ui.screens.packages.pack import Pack
from divide_app.ui.screens.packages.register import Register
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import DoorWanted
from divide_app.ui.widgets.buttons import QuietButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, scrolled, sized
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.states import StateStack


class PackagesScreen(Screen):
    """受付パック."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {Topic.PACKAGES, Topic.CLASS_SESSIONS, Topic.COURSES, Topic.APPLICATIONS}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.pack = Pack(self)
        self.bring_home = BringHome(self)
        self.inbox = Inbox(self)
        self.register = Register(self)
        self._parts: dict[str, QWidget] = {
            "pack": self.pack,
            "home": self.bring_home,
            "inbox": self.inbox,
            "register": self.register,
        }
        self.tabs = SegmentedControl(
            [
                ("pack", _("持ち出す")),
                ("home", _("取り込む")),
                ("inbox", _("確認待ち")),
                ("register", _("これまで")),
            ],
            accessible_name=_("受付パックですること"),
        )
        self.tabs.chosen.connect(self.show_part)
        self.pages = PageSwitch(*self._parts.values())
        ground = QWidget()
        below = VBox(spacing=0, margins=(0, 0, 6, 0), parent=ground)
        below.add(self.pages, 1)
        self.states = sized(StateStack(scrolled(ground)), least_height=200)
        # What is long scrolls in here; asking for its whole height would make the frame scroll, too.
        self.states.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        head = QWidget()
        FlowRow(
            Heading(_("受付パック")),
            Label(_("会場のパソコンで受付をするためのファイルです"), "soft"),
            None,
            QuietButton(_("受付にもどる"), lambda: shell.navigate(DoorWanted()), icon_name="chevron_left"),
            spacing=12,
            parent=head,
        )
        column = VBox(head, self.tabs, spacing=14, margins=(24, 18, 24, 12), parent=self)
        column.add(self.states, 1)

    def open(self, *, part: str | None = None) -> None:
        """Show a part: pack, home, inbox or register."""
        if part is not None:
            self.show_part(part)

    def show_part(self, part: str) -> None:
        """Show one of the four; a keyboard that was on what goes away goes along."""
        focus = QApplication.focusWidget()
        moves = focus is not None and self.pages.isAncestorOf(focus)
        self.tabs.set_value(part)
        self.pages.show_page(self._parts[part])
        if moves and part == "inbox":
            self.inbox.take_focus()
        elif moves:
            next(one for one in self.tabs.findChildren(QPushButton) if one.isChecked()).setFocus()

    def refresh(self) -> None:
        """Read what can be packed, what went out and what waits."""
        services = self.shell.services
        first = self.shell.today()

        def read() -> tuple[object, Sequence[PackageLine], Sequence[InboxLine]]:
            sessions = Pack.sessions_of(services, first)
            return sessions, services.hall_packages.packages(), services.hall_packages.inbox()

        self.query(read, self._got, key="packages", states=self.states)

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the inbox."""
        return [(_("↑ ↓"), _("確認待ちの受付を選ぶ"))]

    def _got(self, found: tuple[object, Sequence[PackageLine], Sequence[InboxLine]]) -> None:
        sessions, packages, waiting = found
        self.pack.show_sessions(sessions)
        self.register.show_lines(packages)
        self.inbox.show_lines(waiting)
        words = _("確認待ち {count}").format(count=len(waiting)) if waiting else _("確認待ち")
        self.tabs.set_word("inbox", words)
        self.states.show_content()
