"""The frame of 支援者: views of one subject, one press apart."""

from __future__ import annotations

from uuid import UUID

from divide_app.foundation.translation import _
from divide_app.ui.screens.supporters.hours import HoursView
from divide_app.ui.screens.supporters.month import MonthView
from divide_app.ui.screens.supporters.needs import NeedsView
from divide_app.ui.screens.supporters.roster import RosterView
from divide_app.ui.screens.supporters.totals import TotalsView
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_stack import PageStack


class SupportersScreen(Screen):
    """名簿, 空いている必要, 月の配置, 時間の確定 and 時間の集計."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.choice = SegmentedControl(
            [
                ("roster", _("名簿")),
                ("needs", _("人の足りない回")),
                ("month", _("月の配置")),
                ("hours", _("時間の確定")),
                ("totals", _("時間の集計")),
            ],
            accessible_name=_("支援者の見方"),
        )
        self.roster = RosterView(shell)
        self.needs = NeedsView(shell)
        self.month = MonthView(shell)
        self.hours = HoursView(shell)
        self.totals = TotalsView(shell)
        self._views: dict[str, Screen] = {
            "roster": self.roster,
            "needs": self.needs,
            "month": self.month,
            "hours": self.hours,
            "totals": self.totals,
        }
        self.stack = PageStack()
        for view in self._views.values():
            self.stack.addWidget(view)
        column = VBox(
            FlowRow(Heading(_("支援者")), self.choice, spacing=16), spacing=14, margins=(24, 18, 24, 16), parent=self
        )
        column.add(self.stack, 1)
        self.choice.chosen.connect(self.show_view)
        self.needs.counted.connect(self._counted)

    def show_view(self, name: str) -> None:
        """Show `roster`, `needs`, `month`, `hours` or `totals`, unless the view on top keeps unsaved input.

        Raises:
            KeyError: There is no such view.
        """
        view = self._views[name]
        current = self.stack.currentWidget()
        if current is not view and isinstance(current, Screen) and not current.may_leave():
            self.choice.set_value(next(key for key, one in self._views.items() if one is current))
            return
        self.choice.set_value(name)
        self.stack.setCurrentWidget(view)

    def open(self, **arguments: object) -> None:
        """Take `supporter`, `class_session` (each a UUID) or `view` (roster, needs, month, hours, totals)."""
        supporter, session, view = (arguments.get(key) for key in ("supporter", "class_session", "view"))
        if isinstance(supporter, UUID):
            self.show_view("roster")
            self.roster.open(supporter=supporter)
        elif isinstance(session, UUID):
            self.show_view("needs")
            self.needs.open(class_session=session)
        elif isinstance(view, str) and view in self._views:
            self.show_view(view)

    def on_changes(self, changes: frozenset[str]) -> None:
        """Pass the word on to the views."""
        for view in self._views.values():
            view.on_changes(changes)

    def refresh(self) -> None:
        """Let the view on top read again; the others do when they are shown."""
        for view in self._views.values():
            view.refetch()
        self.needs.count()

    def may_leave(self) -> bool:
        """Ask the view on top."""
        current = self.stack.currentWidget()
        return current.may_leave() if isinstance(current, Screen) else True

    def _counted(self, number: int) -> None:
        self.choice.set_word(
            "needs", _("人の足りない回 {count}").format(count=number) if number else _("人の足りない回")
        )
