"""One application beside the list: its data, the calls made, and the available acts."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.applications import ApplicationState, ApplicationStatus, CallOutcome
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.seat_desk import OFFERED, DeskLine
from divide_app.domain.seats.application_states import GONE, OVER, STEPS, ApplicationAct
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import DangerButton, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import ChoiceField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.people_words import needs_words
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.ui.widgets.tables import Act
from divide_app.wording.bands import band_label
from divide_app.wording.dates import day_and_clock
from divide_app.wording.labels import label
from divide_app.wording.seats import call_words, group_words, state_words, why_words


class ApplicationPanel(Card):
    """The chosen application.

    Signals:
        let_go_wanted: (the line, which act of the table of states, reason); asked for twice.
        accept_wanted: Give it a free seat, or take the yes to an offer (the line).
        called: (the line, outcome of a call).
        hand_on_wanted: Give the seat to the next (the line).
        separate_wanted: Let those who asked together stand alone (the line).
        print_wanted: Print its ticket (the line).
        renew_wanted: Give it a new ticket, the old one being lost (the line); asked for twice.
        person_wanted: Show the person (UUID).
        call_wanted: Take another application of the person (UUID).
    """

    let_go_wanted = Signal(DeskLine, ApplicationAct, str)
    accept_wanted = Signal(DeskLine)
    called = Signal(DeskLine, CallOutcome)
    hand_on_wanted = Signal(DeskLine)
    separate_wanted = Signal(DeskLine)
    print_wanted = Signal(DeskLine)
    renew_wanted = Signal(DeskLine)
    person_wanted = Signal(UUID)
    call_wanted = Signal(UUID)

    def __init__(self) -> None:
        super().__init__()
        self._one: DeskLine | None = None
        self._act = ApplicationAct.CANCEL
        self.name = Heading("", level=2)
        self.name.setWordWrap(False)
        self.kana = Label("", "small")
        self.chip = Chip("")
        self.facts = Facts()
        self.accept_button = PrimaryButton(_("受講を決定する"), self._accept, icon_name="check")
        self.print_button = SecondaryButton(_("受講票を印刷する"), self._print, icon_name="printer")
        self.renew_button = SecondaryButton(_("受講票を作り直す"), self._ask_renew, icon_name="retry")
        self.person_button = SecondaryButton(_("この方の情報を見る"), self._person, icon_name="person")
        self.call_button = QuietButton(_("この方の別の申込を受ける"), self._call, icon_name="plus")
        self.cancel_button = DangerButton(_("申込を取り消す"), self._ask_cancel)
        self.decline_button = DangerButton(_("辞退を受ける"), self._ask_decline)
        self.withdraw_button = QuietButton(_("事務局で取り消す"), self._ask_withdraw)
        self.refuse_button = QuietButton(_("お断りする"), self._ask_refuse)
        self.separate_button = QuietButton(_("一緒の申込を分ける"), self._separate)
        self.outcome: ChoiceField[CallOutcome] = ChoiceField(_("電話の結果"))
        self.call_kept_button = SecondaryButton(_("記録する"), self._keep_call, icon_name="phone")
        self.hand_on_button = SecondaryButton(_("席を次の方に回す"), self._hand_on, icon_name="arrow_right")
        self.calls = Label("", "small", wrap=True)
        self.telephone = QWidget()
        VBox(
            self.outcome,
            FlowRow(self.call_kept_button, self.hand_on_button),
            self.calls,
            spacing=8,
            parent=self.telephone,
        )
        often = (
            self.accept_button,
            self.print_button,
            self.renew_button,
            self.person_button,
            self.call_button,
            self.decline_button,
            self.cancel_button,
        )
        seldom = (self.withdraw_button, self.refuse_button, self.separate_button)
        self._buttons = (*often, *seldom)
        self.question = Label("", wrap=True)
        self.yes = DangerButton(_("取り消す"), self._let_go)
        self.no = SecondaryButton(_("やめる"), self._back)
        self._sure_page = ask = QWidget()
        VBox(self.question, FlowRow(self.yes, self.no), None, spacing=12, parent=ask)
        self.renew_question = Label("", wrap=True)
        self.renew_yes = PrimaryButton(_("作り直す"), self._renew)
        self.renew_no = SecondaryButton(_("やめる"), self._keep_ticket)
        self._renew_page = renewing = QWidget()
        VBox(self.renew_question, FlowRow(self.renew_yes, self.renew_no), None, spacing=12, parent=renewing)
        self.reason = ReasonForm(self._let_go_because, self._back)
        self._about_page = about = QWidget()
        VBox(FlowRow(*often), self.telephone, FlowRow(*seldom, spacing=4), None, spacing=14, parent=about)
        self._nothing_page = nothing = QWidget()
        VBox(Label(_("一覧から申込を選ぶと、ここに出ます"), "soft", wrap=True), None, parent=nothing)
        self.pages = PageSwitch(nothing, about, ask, renewing, self.reason)
        self.top = QWidget()
        VBox(self.name, self.kana, HBox(self.chip, None), self.facts, spacing=8, parent=self.top)
        self.body.add(self.top)
        self.body.add(self.pages, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say that nothing is chosen."""
        self._one = None
        self.top.hide()
        self.pages.show_page(self._nothing_page)

    def show_line(self, one: DeskLine, kind: ChipKind, *, may_accept: bool) -> None:
        """Show an application; `may_accept` tells whether seats for it and its group are free."""
        self._one = one
        line = one.line
        self.top.show()
        self.name.setText(line.name)
        self.kana.setText(line.kana)
        self.chip.set(state_words(line), kind)
        self.facts.set_facts(_facts(one))
        is_offered = line.state in OFFERED
        is_over = line.state in {*GONE, *OVER}
        self.accept_button.setText(_("受講の返事を受ける") if is_offered else _("受講を決定する"))
        waits = line.status in {ApplicationStatus.WAITING, ApplicationStatus.APPLIED}
        self.accept_button.setVisible(is_offered or (may_accept and waits))
        self.print_button.setVisible(line.state is ApplicationState.ACCEPTED)
        self.renew_button.setVisible(line.state is ApplicationState.ACCEPTED)
        self.cancel_button.setVisible(not is_over and not is_offered)
        self.decline_button.setVisible(is_offered)
        for button, act in (
            (self.withdraw_button, ApplicationAct.WITHDRAW),
            (self.refuse_button, ApplicationAct.REFUSE),
        ):
            button.setVisible((line.state, act) in STEPS)
        self.separate_button.setVisible(one.group_size > 1)
        self._show_calls(one)
        self.pages.show_page(self._about_page)
        self.setAccessibleName(f"{line.name} {state_words(line)}")

    def acts(self) -> list[Act]:
        """Return what may be done with the application shown, as its buttons say."""
        return [(button.text(), button.click) for button in self._buttons if not button.isHidden()]

    def _show_calls(self, one: DeskLine) -> None:
        is_offered = one.line.state in OFFERED
        self.telephone.setVisible((one.line.state, ApplicationAct.TELL) in STEPS)
        outcomes = [
            outcome
            for outcome in CallOutcome
            if is_offered or outcome not in {CallOutcome.ACCEPTS, CallOutcome.DECLINES}
        ]
        self.outcome.box.set_choices([(outcome, label(outcome)) for outcome in outcomes])
        self.hand_on_button.setVisible(is_offered and one.may_hand_on)
        self.calls.setText("\n".join(call_words(call) for call in reversed(one.calls)))
        self.calls.setVisible(bool(one.calls))

    def _ask(self, act: ApplicationAct, text: str, button: str) -> None:
        self._act = act
        self.question.setText(text)
        self.yes.setText(button)
        self.pages.show_page(self._sure_page)
        self.no.setFocus()

    def _ask_cancel(self) -> None:
        line = self._line
        if line is None:
            return
        text = _("{name}さんの申込を取り消しますか。").format(name=line.name)
        if line.status is ApplicationStatus.ACCEPTED:
            text += _("キャンセル待ちの方がいれば、1番の方が繰り上がります。")
        self._ask(ApplicationAct.CANCEL, text + _("もう一度申し込むと、順番は最後になります。"), _("取り消す"))

    def _ask_decline(self) -> None:
        line = self._line
        if line is not None:
            text = _("{name}さんの辞退を受けますか。席は次の方に回ります。").format(name=line.name)
            self._ask(ApplicationAct.DECLINE, text, _("辞退を受ける"))

    def _ask_withdraw(self) -> None:
        self._ask_why(
            ApplicationAct.WITHDRAW,
            _("事務局で取り消す"),
            _("入力のまちがいなど、ご本人の希望でない取消です。理由は記録に残ります。"),
            _("例: 二重に入力した"),
        )

    def _ask_refuse(self) -> None:
        self._ask_why(
            ApplicationAct.REFUSE,
            _("お断りする"),
            _("対象でない方などをお断りします。理由は記録に残り、お断りのお知らせに使えます。"),
            _("例: 市外にお住まい"),
        )

    def _ask_why(self, act: ApplicationAct, title: str, words: str, example: str) -> None:
        self._act = act
        self.pages.show_page(self.reason)
        self.reason.ask(title, words, title, example=example)

    def _ask_renew(self) -> None:
        line = self._line
        if line is None:
            return
        self.renew_question.setText(
            _(
                "{name}さんの受講票を作り直しますか。なくした方に、新しい受講票をお渡しできます。"
                "前の受講票は使えなくなり、受付で読み取っても断られます。申込と席はそのままです。"
            ).format(name=line.name)
        )
        self.pages.show_page(self._renew_page)
        self.renew_no.setFocus()

    def _keep_ticket(self) -> None:
        self.pages.show_page(self._about_page)
        self.renew_button.setFocus()

    def _renew(self) -> None:
        if self._one is not None:
            self.renew_wanted.emit(self._one)

    def renewed(self) -> None:
        """Go on to what comes next: printing the new ticket."""
        self.pages.show_page(self._about_page)
        self.print_button.setFocus()

    def _back(self) -> None:
        self.pages.show_page(self._about_page)
        self.person_button.setFocus()

    def _let_go(self) -> None:
        if self._one is not None:
            self.let_go_wanted.emit(self._one, self._act, "")

    def _let_go_because(self, reason: str) -> None:
        if self._one is not None:
            self.let_go_wanted.emit(self._one, self._act, reason)

    def _keep_call(self) -> None:
        if self._one is not None and self.outcome.value is not None:
            self.called.emit(self._one, self.outcome.value)

    def _hand_on(self) -> None:
        if self._one is not None:
            self.hand_on_wanted.emit(self._one)

    def _separate(self) -> None:
        if self._one is not None:
            self.separate_wanted.emit(self._one)

    def _accept(self) -> None:
        if self._one is not None:
            self.accept_wanted.emit(self._one)

    def _print(self) -> None:
        if self._one is not None:
            self.print_wanted.emit(self._one)

    def _person(self) -> None:
        if self._one is not None:
            self.person_wanted.emit(self._one.line.participant_id)

    def _call(self) -> None:
        if self._one is not None:
            self.call_wanted.emit(self._one.line.participant_id)

    @property
    def _line(self) -> ApplicationLine | None:
        return None if self._one is None else self._one.line


def _facts(one: DeskLine) -> list[tuple[str, str]]:
    line = one.line
    return [
        (_("申込番号"), str(line.number)),
        (_("理由"), why_words(one)),
        (_("一緒"), group_words(one)),
        (_("年代"), band_label(line.band)),
        (_("電話"), line.phone),
        (_("申込", "when"), f"{day_and_clock(line.applied_at)} {label(line.channel)}"),
        (_("配慮"), needs_words(line.needs, line.needs_text)),
        (_("電話機"), label(line.phone_kind)),
        (_("控え番号"), line.receipt_number),
        (_("申込の備考"), line.memo),
    ]
