"""これまで: imported files, each of which can be undone as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.scans.scans import ScannedFile
from divide_app.foundation.translation import _
from divide_app.services.scans.scans import FileUndone
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.dates import day_and_clock


class ScannedFiles(QWidget):
    """The files, the newest first."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.lines = CardLines()
        self.nothing = Label(_("まだ何も取り込んでいません。「読み取る」から始めてください。"), "soft", wrap=True)
        card = Card(_("これまでに取り込んだファイル"))
        card.body.add(self.nothing)
        card.body.add(self.lines)
        VBox(card, None, spacing=0, parent=self)

    def show_lines(self, files: Sequence[ScannedFile]) -> None:
        """Show the files."""
        self.lines.clear()
        self.nothing.setVisible(not files)
        for one in files:
            words = _("{when}に取り込み・{pages}ページ").format(when=day_and_clock(one.taken_in_at), pages=one.pages)
            if one.undone_at is None:
                right: QWidget = SecondaryButton(
                    _("取り込みを取り消す"),
                    partial(self.undo, one.id),
                    icon_name="undo",
                    size=ButtonSize.SMALL,
                    accessible_name=_("{name}の取り込みを取り消す").format(name=one.name),
                )
            else:
                right = Chip(_("取り消しました"), ChipKind.NEUTRAL)
            self.lines.add_line(one.name, words, right=(right,))

    def undo(self, file: UUID) -> None:
        """Take everything one file brought back."""
        services = self.page.shell.services

        def act() -> FileUndone:
            return services.scans.undo_file(file)

        words = _("取り込みを取り消しました。もう一度読み取れば、また入ります。")
        self.page.operate(act, lambda _undone: self.page.shell.notice(words))
