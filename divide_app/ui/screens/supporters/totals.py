"""時間の集計: hours of a fiscal year by person, month or kind, and the activity certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QFileDialog

from divide_app.domain.calendar import fiscal_year_days
from divide_app.domain.hours import HoursSum, KeyT
from divide_app.foundation.translation import _
from divide_app.services.papers.prints import MadePrint
from divide_app.services.roster.hours import HoursView as Hours
from divide_app.ui.background import Lane
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import ScheduleWanted, SupportersWanted
from divide_app.ui.widgets.buttons import SecondaryButton, SegmentedControl
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording.dates import duration, fiscal_year_label, reiwa_month
from divide_app.wording.labels import label


@dataclass(frozen=True, slots=True)
class TotalLine:
    """One group in words; `supporter` is whose it is, where it is one person's."""

    key: object
    title: str
    below: str
    sums: HoursSum[object]
    supporter: UUID | None = None


def total_columns() -> list[Column[TotalLine]]:
    """Return the columns of the list."""

    def figures(line: TotalLine) -> HoursSum[object]:
        return line.sums

    return [
        Column(_("だれ・いつ"), lambda line: line.title, sub=lambda line: line.below, bold=True),
        Column(
            _("回数"),
            lambda line: str(figures(line).sessions),
            sort=lambda line: figures(line).sessions,
            width=90,
            align=Align.RIGHT,
        ),
        Column(
            _("予定の時間"),
            lambda line: duration(figures(line).planned),
            sort=lambda line: figures(line).planned,
            width=150,
            align=Align.RIGHT,
        ),
        Column(
            _("確定した時間"),
            lambda line: duration(figures(line).actual) if figures(line).confirmed else "—",
            sub=lambda line: _("{count}回分").format(count=figures(line).confirmed) if figures(line).confirmed else "",
            sort=lambda line: figures(line).actual,
            width=150,
            align=Align.RIGHT,
        ),
        Column(
            _("確定がまだ"),
            lambda line: _("{count}回").format(count=figures(line).to_confirm) if figures(line).to_confirm else "—",
            sort=lambda line: figures(line).to_confirm,
            width=120,
            align=Align.RIGHT,
        ),
    ]


class TotalsView(Screen):
    """時間の集計."""

    topics = frozenset({"assignments", "class_sessions", "supporters"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._hours: Hours | None = None
        self.by = SegmentedControl(
            [("person", _("人ごと")), ("month", _("月ごと")), ("kind", _("種類ごと"))],
            accessible_name=_("集計のしかた"),
        )
        self.by.chosen.connect(lambda _by: self._show_lines())
        self.words = Label("", "soft")
        self.certificate_button = SecondaryButton(_("活動証明書をPDFにする"), self._ask_certificate, icon_name="paper")
        self.model: LinesTableModel[TotalLine] = LinesTableModel(total_columns(), key=lambda line: line.key)
        self.table = TableView(self.model, accessible_name=_("支援者の時間の集計"))
        self.table.chosen.connect(lambda _line: self._allow())
        self.table.opened.connect(self._opened)
        self.states = StateStack(self.table)
        column = VBox(FlowRow(self.by, self.certificate_button, self.words), spacing=10, parent=self)
        column.add(self.states, 1)
        self._allow()

    def refresh(self) -> None:
        """Read the hours of the fiscal year on screen."""
        hours, (first, last) = self.shell.services.hours, fiscal_year_days(self.shell.fiscal_year)
        self.query(lambda: hours.view(first, last), self._got, key="totals", states=self.states)

    def _got(self, hours: Hours) -> None:
        self._hours = hours
        total = hours.total
        self.words.setText(
            _("{year}　{count}回　確定 {actual}　予定 {planned}　確定がまだ {open}回").format(
                year=fiscal_year_label(self.shell.fiscal_year),
                count=total.sessions,
                actual=duration(total.actual),
                planned=duration(total.planned),
                open=total.to_confirm,
            )
        )
        self._show_lines()

    def _show_lines(self) -> None:
        if self._hours is None:
            return
        lines = self._lines(self._hours)
        self.model.set_lines(lines)
        self.certificate_button.setVisible(self.by.value == "person")
        if lines:
            self.states.show_content()
        else:
            self.states.show_empty(
                _("この年度に、支援者が入った回はありません"),
                _("予定を見る"),
                lambda: self.shell.navigate(ScheduleWanted()),
                icon_name="clock",
            )
        self._allow()

    def _lines(self, hours: Hours) -> Sequence[TotalLine]:
        if self.by.value == "month":
            return [
                TotalLine(one.key, reiwa_month(one.key // 100, one.key % 100), "", _plain(one))
                for one in hours.by_month
            ]
        if self.by.value == "kind":
            return [TotalLine(one.key, label(one.key), "", _plain(one)) for one in hours.by_kind]
        return [
            TotalLine(one.key, hours.names[one.key], label(hours.kinds[one.key]), _plain(one), one.key)
            for one in hours.by_person
        ]

    def _allow(self) -> None:
        line = self.table.current_line()
        able = isinstance(line, TotalLine) and line.supporter is not None and bool(line.sums.actual)
        self.certificate_button.setEnabled(able)

    def _opened(self, line: object) -> None:
        if isinstance(line, TotalLine) and line.supporter is not None:
            self.shell.navigate(SupportersWanted(supporter=line.supporter))

    def _ask_certificate(self) -> QFileDialog | None:
        line = self.table.current_line()
        if not isinstance(line, TotalLine) or line.supporter is None:
            return None
        supporter = line.supporter
        name = _("活動証明書 {name}.pdf").format(name=line.title)
        return ask_where(
            self,
            _("活動証明書を保存する"),
            name,
            "PDF (*.pdf)",
            lambda path: self.save_certificate(supporter, path),
        )

    def save_certificate(self, supporter: UUID, path: Path) -> None:
        """Write the certificate of one person for the fiscal year on screen."""
        prints, year = self.shell.services.prints, self.shell.fiscal_year
        self.work(
            lambda _progress: prints.save(prints.make("activity-certificate", [f"{supporter}@{year}"]), path),
            lambda made: self._saved(made, path),
            title=_("活動証明書を作っています"),
            busy=[self.certificate_button],
            lane=Lane.PAPER,
        )

    def _saved(self, made: MadePrint, path: Path) -> None:
        words = _("活動証明書を保存しました：{name}").format(name=path.name)
        if made.warnings:
            self.shell.notice("　".join((words, *made.warnings)), kind="warn")
        else:
            self.shell.notice(words)
        self._allow()


def _plain(one: HoursSum[KeyT]) -> HoursSum[object]:
    return HoursSum(one.key, one.sessions, one.planned, one.confirmed, one.actual, one.to_confirm)
