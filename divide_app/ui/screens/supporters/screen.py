"""The screen 支援者 with its views."""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from divide_app.foundation.translation import _
from divide_app.ui.screens.supporters.hours import HoursView
from divide_app.ui.screens.supporters.month import MonthView
from divide_app.ui.screens.supporters.needs import NeedsView, coming_sessions, lacking
from divide_app.ui.screens.supporters.roster import RosterView
from divide_app.ui.screens.supporters.totals import TotalsView
from divide_app.ui.shell import Shell
from divide_app.ui.views_screen import ViewsScreen


class SupportersScreen(ViewsScreen):
    """名簿, 空いている必要, 月の配置, 時間の確定 and 時間の集計."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.lay_views(
            _("支援者"),
            [
                ("roster", _("名簿"), lambda: self.roster),
                ("needs", _("人の足りない回"), lambda: self.needs),
                ("month", _("月の配置"), lambda: self.month),
                ("hours", _("時間の確定"), lambda: self.hours),
                ("totals", _("時間の集計"), lambda: self.totals),
            ],
            name=_("支援者の見方"),
        )

    @cached_property
    def roster(self) -> RosterView:
        """名簿."""
        return RosterView(self.shell)

    @cached_property
    def needs(self) -> NeedsView:
        """人の足りない回."""
        view = NeedsView(self.shell)
        view.counted.connect(self._counted)
        return view

    @cached_property
    def month(self) -> MonthView:
        """月の配置."""
        return MonthView(self.shell)

    @cached_property
    def hours(self) -> HoursView:
        """時間の確定."""
        return HoursView(self.shell)

    @cached_property
    def totals(self) -> TotalsView:
        """時間の集計."""
        return TotalsView(self.shell)

    def open(
        self, *, supporter: UUID | None = None, class_session: UUID | None = None, view: str | None = None
    ) -> None:
        """Show a supporter, whom a meeting lacks, or a view (roster, needs, month, hours, totals)."""
        if supporter is not None:
            self.show_view("roster")
            self.roster.open(supporter=supporter)
        elif class_session is not None:
            self.show_view("needs")
            self.needs.open(class_session=class_session)
        else:
            super().open(view=view)

    def refresh(self) -> None:
        """Let the views read again, and count what lacks supporters."""
        super().refresh()
        services, today = self.shell.services, self.shell.today()
        self.query(lambda: lacking(coming_sessions(services, today)), self._counted, key="lacking")

    def _counted(self, number: int) -> None:
        self.choice.set_word(
            "needs", _("人の足りない回 {count}").format(count=number) if number else _("人の足りない回")
        )
