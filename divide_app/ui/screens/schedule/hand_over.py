"""Output from the calendar: papers for the meetings on screen, and an iCalendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QMenu

from divide_app.foundation.translation import _
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import PrintsWanted
from divide_app.ui.widgets.buttons import SecondaryButton
from divide_app.wording.dates import day_range


class OutButton(SecondaryButton):
    """印刷・出力: a menu of what can be made from the days on screen."""

    def __init__(self, screen: Screen, span: Callable[[], tuple[date, date]]) -> None:
        """`span` gives the first and last day on screen."""
        super().__init__(_("印刷・出力"), icon_name="printer")
        self._screen, self._span = screen, span
        menu = QMenu(self)
        menu.setAccessibleName(_("印刷・出力"))
        self.sheets = menu.addAction(_("出席簿を印刷する"), lambda: self._print("attendance-sheet"))
        self.flyers = menu.addAction(_("チラシを印刷する"), lambda: self._print("flyer"))
        self.monthly = menu.addAction(_("月次活動報告を印刷する"), lambda: self._print("monthly"))
        menu.addSeparator()
        self.calendar = menu.addAction(_("カレンダーのファイル（.ics）を作る"), self.ask_calendar)
        self.setMenu(menu)

    def ask_calendar(self) -> None:
        """Ask where the calendar file should go."""
        first, last = self._span()
        name = _("予定 {days}.ics").format(days=day_range(first, last))
        ask_where(self._screen, _("予定を書き出す"), name, _("カレンダー (*.ics)"), self.write_calendar)

    def write_calendar(self, path: Path) -> None:
        """Write the days on screen as a calendar file."""
        screen = self._screen
        services = screen.shell.services
        first, last = self._span()
        screen.work(
            lambda _progress: services.exports.calendar(path, first=first, last=last),
            lambda result: screen.shell.notice(
                _("{days}の{count}回を「{name}」に書き出しました").format(
                    days=day_range(first, last), count=result.rows, name=path.name
                )
            ),
            title=_("予定を書き出しています"),
            busy=[self],
        )

    def _print(self, paper: str) -> None:
        self._screen.shell.navigate(PrintsWanted(paper=paper))
