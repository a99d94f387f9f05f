"""The screen 受付: the choice of a session, then its door."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from divide_app.domain.lines import SessionLine
from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import HallState
from divide_app.ui.screens.door.board import DoorBoard
from divide_app.ui.screens.door.chooser import SessionChooser
from divide_app.ui.screens.door.closing import ClosingPage
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack

_AFTER_MEETING = timedelta(minutes=30)
"""So long people may still be received, or asked for, before the PC may lock itself."""


class DoorScreen(Screen):
    """受付."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.chooser = SessionChooser(shell)
        self.board = DoorBoard(shell)
        self.stack = PageStack()
        self.stack.addWidget(self.chooser)
        self.stack.addWidget(self.board)
        self.closing = ClosingPage(shell)
        self.stack.addWidget(self.closing)
        VBox(spacing=0, parent=self).add(self.stack, 1)
        self._leaves_anyway = False
        self.chooser.chosen.connect(self._begin)
        self.chooser.hall.write_wanted.connect(self._try_to_write)
        self.chooser.hall.leave_wanted.connect(self._leave_anyway)
        self.board.ended.connect(self._end)
        self.board.closing_wanted.connect(self._close_meeting)
        self.closing.ended.connect(self._end)

    def open(self, *, class_session: UUID | None = None, closing: UUID | None = None) -> None:
        """Open the door of a session, or the confirmation of attendance of one that is over (`closing`)."""
        if closing is not None:
            self._close_meeting(closing)
        elif class_session is not None:
            services = self.shell.services
            self.query(lambda: services.scheduling.session(class_session), self._begin, key="session")

    def on_changes(self, changes: frozenset[str]) -> None:
        """Pass the word on."""
        self.chooser.on_changes(changes)
        self.board.on_changes(changes)
        self.closing.on_changes(changes)

    def refresh(self) -> None:
        """Let the page on top read again."""
        self.chooser.refetch()
        self.board.refetch()
        self.closing.refetch()

    def stays_open(self) -> bool:
        """Stay in sight while a door is open, from when it was opened until well after its meeting."""
        line = self.board.line
        if line is None or self.stack.currentWidget() is not self.board:
            return False
        return self.shell.services.now() < line.ends_at + _AFTER_MEETING

    def may_leave(self) -> bool:
        """Stay while a door is open: it is ended by its own button."""
        if self.stack.currentWidget() is self.board:
            self.board.ask_to_end()
            return False
        if self.chooser.hall.is_behind and not self._leaves_anyway:
            self._try_to_write()
            return False
        return True

    def _try_to_write(self) -> None:
        """Write the package's file; go when that works, else say where the acts are."""
        services, hall = self.shell.services, self.chooser.hall

        def got(state: HallState | None) -> None:
            hall.show_state(state, is_closing=True)
            if not hall.is_behind:
                self.shell.notice(_("受付パックのファイルに書けました。閉じてもだいじょうぶです。"))

        self.query(services.hall_packages.write_again, got, key="write")

    def _leave_anyway(self) -> None:
        self._leaves_anyway = True
        self.window().close()

    def take_back(self) -> bool:
        """Take the newest act at the open door back."""
        if self.stack.currentWidget() is not self.board or not self.board.undo_button.isEnabled():
            return False
        self.board.undo()
        return True

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the door."""
        return [
            (_("文字"), _("かなやローマ字を打つと、名前をさがします")),
            ("Enter", _("さがした方や、選んだ方を受け付ける")),
            (_("矢印"), _("名前のカードを選ぶ")),
            ("Ctrl+Z", _("いまの受付を取り消す")),
            ("F2", _("名簿にない方を受け付ける")),
            ("F3", _("カメラをひらく・とじる")),
            ("F4", _("音を出す・消す")),
            ("F9", _("受付をおわる")),
            ("P A U", _("出席の確定で、出席・欠席・不明を選ぶ")),
            ("Esc", _("やめて、みなさんの一覧にもどる")),
            (_("メニューキー"), _("受付済みの方の、退室・取り消し")),
        ]

    def _begin(self, line: object) -> None:
        if isinstance(line, SessionLine):
            self.board.begin(line)
            self.stack.setCurrentWidget(self.board)
            self.shell.set_bare(True)
            self.board.setFocus()

    def _close_meeting(self, class_session: object) -> None:
        if isinstance(class_session, UUID):
            self.shell.set_bare(False)
            self.stack.setCurrentWidget(self.closing)
            self.closing.begin(class_session)

    def _end(self) -> None:
        self.stack.setCurrentWidget(self.chooser)
        self.shell.set_bare(False)
