"""これまで: the register of packages, with the proof that a file was wiped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import PackageLine
from divide_app.services.papers.prints import MadePrint
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.session_looks import session_title
from divide_app.wording.dates import day_and_clock, short_day


class Register(QWidget):
    """The packages, newest first."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.lines = CardLines()
        self.nothing = Label(_("まだ受付パックを作っていません。"), "soft", wrap=True)
        card = Card(_("これまでの受付パック"))
        card.body.add(self.nothing)
        card.body.add(self.lines)
        VBox(card, None, spacing=0, parent=self)

    def show_lines(self, packages: Sequence[PackageLine]) -> None:
        """Show the register."""
        self.lines.clear()
        self.nothing.setVisible(not packages)
        for one in packages:
            titles = list(dict.fromkeys(session_title(line) for line in one.sessions))
            days = list(dict.fromkeys(short_day(line.starts_at) for line in one.sessions))
            right: list[QWidget] = [_state(one)]
            if one.wiped_at is not None:
                right.append(
                    SecondaryButton(
                        _("消去記録を印刷する"),
                        partial(save_proof, self.page, one.id),
                        size=ButtonSize.SMALL,
                        accessible_name=_("{when}の受付パックの消去記録を印刷する").format(
                            when=day_and_clock(one.created_at)
                        ),
                    )
                )
            words = _("{when}に作成・{people}人・{days}").format(
                when=day_and_clock(one.created_at), people=one.people, days=_("、").join(days)
            )
            self.lines.add_line(_("、").join(titles), words, right=tuple(right))


def save_proof(screen: Screen, package: UUID) -> None:
    """Ask where the proof goes, and write it."""
    services = screen.shell.services

    def chosen(path: Path) -> None:
        def make() -> MadePrint:
            return services.prints.save(services.prints.make("package-proof", [str(package)]), path)

        screen.operate(make, lambda _made: screen.shell.notice(_("消去記録を書き出しました。")))

    ask_where(screen, _("消去記録を保存する"), _("受付パック消去記録") + ".pdf", "PDF (*.pdf)", chosen)


def _state(one: PackageLine) -> Chip:
    if one.waiting:
        return Chip(_("確認待ち {count}").format(count=one.waiting), ChipKind.TROUBLE)
    if one.wiped_at is not None:
        return Chip(_("取り込み・消去済み"), ChipKind.DONE)
    if one.returned_at is not None:
        return Chip(_("取り込み済み"), ChipKind.INFO)
    return Chip(_("まだ戻っていません"), ChipKind.WARN)
