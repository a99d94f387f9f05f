"""確認待ち: held acts with both devices and times, to be decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.domain.door.merge import HeldReason
from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import InboxLine, ResolveResult
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import NumberField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView
from divide_app.wording.dates import clock, day_and_clock, short_day
from divide_app.wording.held import held_sentence
from divide_app.wording.labels import label

_SIDE_WIDTH = 330
"""Pixels at 100 % one device's facts take: a day in words with its hour beside the name of the fact."""


class Inbox(QWidget):
    """The list at the left, the chosen act with its two buttons at the right."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self._line: InboxLine | None = None
        self.model: LinesTableModel[InboxLine] = LinesTableModel(
            [
                Column(_("名前"), _who, sub=lambda line: label(line.reason), bold=True),
                Column(_("講座"), lambda line: line.course_title, sub=_when_planned),
                Column(
                    _("端末の日時"),
                    lambda line: f"{short_day(line.happened_at)} {clock(line.happened_at)}",
                    sub=lambda line: line.device,
                    sort=lambda line: line.happened_at,
                    spoken=lambda line: day_and_clock(line.happened_at),
                    width=180,
                ),
            ],
            key=lambda line: line.item,
        )
        self.table = TableView(self.model, accessible_name=_("確認待ちの受付"))
        self.table.chosen.connect(self._chosen)
        self.panel = SidePanel(self.table, self._make_panel(), width=400)
        self.states = StateStack(self.panel)
        VBox(spacing=0, parent=self).add(self.states, 1)

    def show_lines(self, lines: Sequence[InboxLine]) -> None:
        """Show what waits."""
        self.model.set_lines(lines)
        if not lines:
            self.states.show_empty(
                _("確認を待つ受付はありません"),
                below=_("取り込んだ受付は、すべて記録されています。"),
                icon_name="check_circle",
            )
            self.panel.close_panel()
            return
        self.states.show_content()
        if self._line is None or self.model.row_of(self._line.item) < 0:
            self.table.choose_row(0)
            self._chosen(lines[0])

    def take_focus(self) -> None:
        """Put the keyboard on the list, or where the chosen act hides it above everything there is to know first."""
        (self.table if self.table.isVisibleTo(self) else self.panel.back).setFocus()

    def resolve(self, *, accept: bool, everyone: bool = False) -> None:
        """Decide about the chosen act, or about all with the same reason at the same device."""
        line = self._line
        if line is None:
            return
        items: list[UUID] = [one.item for one in self._alike(line)] if everyone else [line.item]
        minutes = (self.clock_shift.number() or 0) if accept and line.reason is HeldReason.CLOCK else 0
        services = self.page.shell.services
        self._line = None
        self.page.operate(
            lambda: services.hall_packages.resolve(items, accept=accept, clock_minutes=minutes),
            self._resolved,
            busy=[self.accept_button, self.reject_button, self.all_button],
        )

    def _make_panel(self) -> Card:
        card = Card(margins=18, spacing=10)
        self.title = Heading("", level=2)
        self.why = Label("", wrap=True)
        self.hall = Facts()
        self.office = Facts()
        self.office_words = Label("", "soft", wrap=True)
        self.clock_shift = NumberField(
            _("時計のずれを直す（分）"),
            hint=_("会場の時計が1日遅れていたら 1440。元の時刻も残ります"),
            # A laptop whose clock battery is empty begins in 1970 or 2015, millions of minutes away.
            least=-99_999_999,
            most=99_999_999,
        )
        self.accept_button = PrimaryButton(_("受け入れる"), lambda: self.resolve(accept=True), icon_name="check")
        self.reject_button = SecondaryButton(_("受け入れない"), lambda: self.resolve(accept=False), icon_name="cross")
        self.all_button = SecondaryButton(
            _("同じ理由をまとめて受け入れる"), lambda: self.resolve(accept=True, everyone=True)
        )
        card.body.add(self.title)
        card.body.add(self.why)
        sides = QWidget()
        row = FlowRow(spacing=20, row_spacing=10, parent=sides)
        for side in (_side(_("会場の端末"), self.hall), _side(_("事務所の記録"), self.office_words, self.office)):
            row.add(side)
            row.setAlignment(side, Qt.AlignmentFlag.AlignTop)
        card.body.add(sides)
        card.body.add(self.clock_shift)
        buttons = QWidget()
        FlowRow(self.accept_button, self.reject_button, parent=buttons)
        card.body.add(buttons)
        card.body.add(self.all_button)
        card.body.add(Label(_("受け入れなくても、来た記録そのものは残ります。"), "small", wrap=True))
        return card

    def _chosen(self, line: object) -> None:
        if not isinstance(line, InboxLine):
            return
        self._line = line
        self.title.setText(_who(line))
        self.why.setText(held_sentence(line.reason))
        facts = [
            (_("したこと"), label(line.kind)),
            (_("日時"), day_and_clock(line.happened_at)),
            (_("書いた日時"), day_and_clock(line.recorded_at)),
            (_("端末"), line.device),
        ]
        if day_and_clock(line.recorded_at) == day_and_clock(line.happened_at):
            del facts[2]  # only an act written later has two times
        self.hall.set_facts(facts)
        self.office_words.setText("" if line.known else _("この方の受付は、この回にはまだありません。"))
        self.office_words.setVisible(not line.known)
        known: list[tuple[str, str]] = []
        for one in line.known:
            known += [
                (_("したこと"), label(one.kind)),
                (_("日時"), day_and_clock(one.happened_at)),
                (_("端末"), one.device),
            ]
        self.office.set_facts(known)
        is_clock = line.reason is HeldReason.CLOCK
        self.clock_shift.setVisible(is_clock)
        if is_clock:
            self.clock_shift.set_number(_shift(line))
        others = len(self._alike(line))
        self.all_button.setVisible(others > 1)
        self.all_button.setText(_("同じ理由の{count}件をまとめて受け入れる").format(count=others))
        self.panel.open_panel()

    def _alike(self, line: InboxLine) -> list[InboxLine]:
        return [
            one
            for one in self.model.lines()
            if (one.reason, one.device, one.package) == (line.reason, line.device, line.package)
        ]

    def _resolved(self, result: ResolveResult) -> None:
        done = (
            _("受付{count}件を受け入れました。").format(count=result.accepted)
            if result.accepted
            else _("受付{count}件を受け入れませんでした。記録は残っています。").format(count=result.rejected)
        )
        self.page.shell.notice(done)


def _side(title: str, *what: QWidget) -> QWidget:
    """Return what one side knows; the two stand beside each other where there is room."""
    side = QWidget()
    box = VBox(spacing=10, parent=side)
    box.add(Label(title, "strong"))
    for one in what:
        box.add(one)
    return sized(side, width=_SIDE_WIDTH)


def _who(line: InboxLine) -> str:
    return line.name or _("名前のない方")


def _when_planned(line: InboxLine) -> str:
    return "" if line.starts_at is None else f"{short_day(line.starts_at)} {clock(line.starts_at)}"


def _shift(line: InboxLine) -> int:
    """Return the whole hours or days by which the device's clock seems to be off, as minutes to add."""
    if line.starts_at is None:
        return 0
    off = (line.starts_at - line.happened_at).total_seconds() / 60
    return round(off / 60) * 60 if abs(off) < 24 * 60 else round(off / (24 * 60)) * 24 * 60
