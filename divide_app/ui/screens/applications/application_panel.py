"""One application beside the list: what is known, and what may be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import ApplicationLine
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.people_words import needs_words
from divide_app.wording.bands import band_label
from divide_app.wording.dates import day_and_clock
from divide_app.wording.labels import label

_OVER = frozenset({ApplicationStatus.CANCELLED, ApplicationStatus.REFUSED})


class ApplicationPanel(Card):
    """The chosen application.

    Signals:
        cancel_wanted: Cancel it (the line); asked for twice.
        accept_wanted: Give it a free seat (the line).
        print_wanted: Print its ticket (the line).
        person_wanted: Show the person (UUID).
        call_wanted: Take another application of the person (UUID).
    """

    cancel_wanted = Signal(object)
    accept_wanted = Signal(object)
    print_wanted = Signal(object)
    person_wanted = Signal(object)
    call_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line: ApplicationLine | None = None
        self.name = Heading("", level=2)
        self.name.setWordWrap(False)
        self.kana = Label("", "small")
        self.chip = Chip("")
        self.facts = Facts()
        self.accept_button = PrimaryButton(_("受講を決定する"), self._accept, icon_name="check")
        self.print_button = SecondaryButton(_("受講票を印刷"), self._print, icon_name="printer")
        self.person_button = SecondaryButton(_("この方の情報"), self._person, icon_name="person")
        self.call_button = QuietButton(_("この方の別の申込"), self._call, icon_name="phone")
        self.cancel_button = DangerButton(_("申込を取り消す"), self._ask)
        acts = QWidget()
        FlowRow(
            self.accept_button,
            self.print_button,
            self.person_button,
            self.call_button,
            self.cancel_button,
            parent=acts,
        )
        self.question = Label("", wrap=True)
        self.yes = DangerButton(_("取り消す"), self._cancel)
        self.no = SecondaryButton(_("やめる"), lambda: self.pages.setCurrentIndex(1))
        ask = QWidget()
        VBox(self.question, FlowRow(self.yes, self.no), None, spacing=12, parent=ask)
        about = QWidget()
        VBox(acts, None, parent=about)
        nothing = QWidget()
        VBox(Label(_("一覧から申込を選ぶと、ここに出ます"), "soft", wrap=True), None, parent=nothing)
        self.pages = QStackedWidget()
        for page in (nothing, about, ask):
            self.pages.addWidget(page)
        self.top = QWidget()
        VBox(self.name, self.kana, HBox(self.chip, None), self.facts, spacing=8, parent=self.top)
        self.body.add(self.top)
        self.body.add(self.pages, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say that nothing is chosen."""
        self._line = None
        self.top.hide()
        self.pages.setCurrentIndex(0)

    def show_line(self, line: ApplicationLine, state: str, kind: ChipKind, *, may_accept: bool) -> None:
        """Show an application; `may_accept` tells whether a seat is free."""
        self._line = line
        self.top.show()
        self.name.setText(line.name)
        self.kana.setText(line.kana)
        self.chip.set(state, kind)
        self.facts.set_facts(
            [
                (_("年代"), band_label(line.band)),
                (_("電話"), line.phone),
                (_("申込"), f"{day_and_clock(line.applied_at)} {label(line.channel)}"),
                (_("配慮"), needs_words(line.needs, line.needs_text)),
                (_("電話機"), label(line.phone_kind)),
                (_("控え番号"), line.receipt_number),
            ]
        )
        is_over = line.status in _OVER
        is_accepted = line.status is ApplicationStatus.ACCEPTED
        self.accept_button.setVisible(may_accept and not is_over and not is_accepted)
        self.print_button.setVisible(is_accepted)
        self.cancel_button.setVisible(not is_over)
        self.pages.setCurrentIndex(1)
        self.setAccessibleName(f"{line.name} {state}")

    def _ask(self) -> None:
        line = self._line
        if line is None:
            return
        text = _("{name}さんの申込を取り消しますか。").format(name=line.name)
        if line.status is ApplicationStatus.ACCEPTED:
            text += _("キャンセル待ちの方がいれば、1番の方が受講決定になります。")
        self.question.setText(text + _("もう一度申し込むと、順番は最後になります。"))
        self.pages.setCurrentIndex(2)
        self.no.setFocus()

    def _cancel(self) -> None:
        if self._line is not None:
            self.cancel_wanted.emit(self._line)

    def _accept(self) -> None:
        if self._line is not None:
            self.accept_wanted.emit(self._line)

    def _print(self) -> None:
        if self._line is not None:
            self.print_wanted.emit(self._line)

    def _person(self) -> None:
        if self._line is not None:
            self.person_wanted.emit(self._line.participant_id)

    def _call(self) -> None:
        if self._line is not None:
            self.call_wanted.emit(self._line.participant_id)
