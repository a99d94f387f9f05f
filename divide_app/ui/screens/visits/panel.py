"""One visit request: its preferred times with their clashes, and the three decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest
from divide_app.foundation.translation import _
from divide_app.services.papers.prints import MadePrint
from divide_app.services.people.privacy import ForgetResult
from divide_app.services.planning.visit_requests import AcceptResult, RequestResult, RequestView, WishCheck
from divide_app.ui.background import Trouble
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.shell import Screen
from divide_app.ui.wanted import CoursesWanted
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.erasing import Erasing
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText, Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.wording.clashes import clash_sentence
from divide_app.wording.dates import day_and_range, reiwa_day, short_day
from divide_app.wording.labels import label


class RequestPanel(Card):
    """The chosen request.

    Signals:
        edit_wanted: Open the form for this request.
    """

    edit_wanted = Signal(VisitRequest)

    def __init__(self, screen: Screen) -> None:
        super().__init__(margins=20, spacing=14)
        self.page = screen
        self._request: VisitRequest | None = None
        self.title = Heading("", level=2)
        self.facts = Facts()
        self.wishes = VBox(spacing=10)
        self.accept_buttons: list[PrimaryButton] = []
        self.answer = Label("", wrap=True)
        self.acts = QWidget()
        self._row = FlowRow(parent=self.acts)
        told = QWidget()
        column = VBox(self.title, self.facts, spacing=14, parent=told)
        column.add(self.answer)
        column.add(self.wishes)
        column.add(self.acts)
        self.erasing = Erasing(
            _("連絡先を消去する"),
            _("連絡する方のお名前と電話番号を消去します。元には戻せません。依頼の内容と返事は残ります。"),
            self.erase,
        )
        column.add(self.erasing)
        self._told = told
        self._on_reason: Callable[[str], object] = self._decline
        self.reason = ReasonForm(self._reason_given, self._show_told)
        self.pages = PageSwitch(told, self.reason)
        self.body.add(self.pages)
        self.body.add(None)

    def show_request(self, request: VisitRequest) -> None:
        """Show a request and ask what is in the way of its wishes."""
        self._request = request
        self._show_told()
        self.title.setText(request.organisation)
        self.facts.set_facts(
            [
                (_("状態"), label(request.state)),
                (_("受付日"), reiwa_day(request.received_at)),
                (_("学びたいこと"), request.topic),
                (_("会場"), request.place),
                (_("人数"), _("{number}人").format(number=request.people)),
                (_("連絡"), " ".join(filter(None, (request.contact_name, request.phone)))),
                (
                    _("返事"),
                    "" if request.replied_at is None else _("{day}に印刷").format(day=short_day(request.replied_at)),
                ),
                (_("備考"), request.memo),
            ]
        )
        self.answer.setText(request.answer)
        self.answer.setVisible(bool(request.answer))
        clear(self.wishes)
        self.accept_buttons = []
        services = self.page.shell.services
        has_contact = bool(request.contact_name or request.phone)
        self.erasing.begin()
        self.erasing.setVisible(
            has_contact and request.state is not RequestState.RECEIVED and services.may(services.privacy.forget_contact)
        )
        self._fill_acts(request)
        self.refetch()

    def refetch(self) -> None:
        """Ask again what is in the way."""
        request, services = self._request, self.page.shell.services
        if request is not None:
            self.page.query(lambda: services.visit_requests.view(request.id), self._got, key="view")

    def accept(self, number: int, forced_reason: str = "") -> None:
        """Make the course at this wish."""
        request, services = self._request, self.page.shell.services
        if request is None:
            return
        self.page.operate(
            lambda: services.visit_requests.accept(request.id, wish=number, forced_reason=forced_reason),
            self._accepted,
            fields={"reason": self.reason.reason},
            busy=[*self.accept_buttons, self.reason.accept],
            on_trouble=lambda trouble: self._in_the_way(number, trouble),
        )

    def decline(self) -> None:
        """Ask why, then decline."""
        self._ask(
            _("お断りする理由"),
            _("この言葉が、団体への返事に入ります。"),
            _("お断りとして記録する"),
            _("例：その日は支援員が足りません"),
            self._decline,
        )

    def withdraw(self) -> None:
        """Note that the association needs it no more."""
        request, services = self._request, self.page.shell.services
        if request is not None:
            self.page.operate(lambda: services.visit_requests.withdraw(request.id), self._decided)

    def erase(self) -> None:
        """Erase whom to call."""
        request, services = self._request, self.page.shell.services
        if request is None:
            return

        def done(_result: ForgetResult) -> None:
            self.page.shell.notice(_("連絡先を消去しました。"))
            self.refetch()

        self.page.operate(lambda: services.privacy.forget_contact(request.id), done, busy=[self.erasing.accept])

    def print_reply(self) -> None:
        """Ask where the reply goes, and write it."""
        request, services = self._request, self.page.shell.services
        if request is None:
            return

        def chosen(path: Path) -> None:
            def make() -> MadePrint:
                return services.prints.save(services.prints.make("visit-reply", [str(request.id)]), path)

            self.page.operate(make, lambda _made: self._printed())

        name = _("出前講座の返事 {organisation}.pdf").format(organisation=request.organisation)
        ask_where(self.page, _("返事を保存する"), name, "PDF (*.pdf)", chosen)

    def _got(self, view: RequestView) -> None:
        if self._request is None or view.request.id != self._request.id:
            return
        if view.request != self._request:
            self.show_request(view.request)
            return
        clear(self.wishes)
        self.accept_buttons = []
        for check in view.wishes:
            self.wishes.add(self._wish_card(check))
        if not view.wishes:
            for number, wish in enumerate(view.request.wishes, 1):
                words = _("第{number}希望 {when}").format(
                    number=number, when=day_and_range(wish.starts_at, wish.ends_at)
                )
                self.wishes.add(Label(words, "strong" if number == view.request.chosen else "soft", wrap=True))

    def _wish_card(self, check: WishCheck) -> Card:
        hard = not check.is_free
        card = Card(sheet="trouble" if hard else "warn" if check.clashes else "done", margins=12, spacing=6)
        when = day_and_range(check.wish.starts_at, check.wish.ends_at)
        card.body.add(Label(_("第{number}希望 {when}").format(number=check.number, when=when), "strong", wrap=True))
        if not check.clashes:
            card.body.add(IconText("check", _("空いています"), colour="done"))
        for clash in check.clashes:
            icon, colour = ("trouble", "trouble") if clash.hard else ("warning", "warn")
            card.body.add(IconText(icon, clash_sentence(clash, ""), colour=colour))
        button = PrimaryButton(
            _("理由を付けて承諾する") if hard else _("この日時で承諾する"),
            partial(self._accept_pressed, check),
            size=ButtonSize.SMALL,
            accessible_name=_("第{number}希望で承諾する").format(number=check.number),
        )
        self.accept_buttons.append(button)
        row = QWidget()
        FlowRow(button, parent=row)
        card.body.add(row)
        return card

    def _accept_pressed(self, check: WishCheck) -> None:
        if check.is_free:
            self.accept(check.number)
        else:
            self._ask_force(check.number)

    def _ask_force(self, number: int) -> None:
        self._ask(
            _("重なりがあります"),
            _("それでも行う理由を入れてください。理由は、その回に残ります。"),
            _("承諾して講座を作る"),
            _("例：集会所は二部屋に分けられる"),
            lambda reason: self.accept(number, reason),
        )

    def _in_the_way(self, number: int, trouble: Trouble) -> bool:
        if isinstance(trouble, DomainError) and trouble.code == "clash":
            # Somebody took the place since the wishes were looked at.
            self._ask_force(number)
            return True
        return False

    def _ask(self, title: str, words: str, button: str, example: str, on_reason: Callable[[str], object]) -> None:
        self._on_reason = on_reason
        self.pages.show_page(self.reason)
        self.reason.ask(title, words, button, example=example, is_loss=False)

    def _reason_given(self, reason: str) -> None:
        self._on_reason(reason)

    def _decline(self, reason: str) -> None:
        request, services = self._request, self.page.shell.services
        if request is None:
            return
        self.page.operate(
            lambda: services.visit_requests.decline(request.id, reason),
            self._decided,
            fields={"reason": self.reason.reason},
            busy=[self.reason.accept],
        )

    def _accepted(self, result: AcceptResult) -> None:
        services, page = self.page.shell.services, self.page
        words = _("「{organisation}」の依頼を承諾し、講座を作りました。").format(
            organisation=result.request.organisation
        )
        page.shell.notice(words, undo=lambda: page.operate(lambda: services.planning_history.undo(result.undo)))
        self.show_request(result.request)

    def _decided(self, result: RequestResult) -> None:
        services, page = self.page.shell.services, self.page
        words = (
            _("「{organisation}」の依頼をお断りとして記録しました。")
            if result.request.state is RequestState.DECLINED
            else _("「{organisation}」の依頼の取下げを記録しました。")
        )
        page.shell.notice(
            words.format(organisation=result.request.organisation),
            undo=lambda: page.operate(lambda: services.visit_requests.take_back(result)),
        )
        self.show_request(result.request)

    def _printed(self) -> None:
        self.page.shell.notice(_("返事を書き出しました。"))
        self.refetch()

    def _show_told(self) -> None:
        self.pages.show_page(self._told)

    def _fill_acts(self, request: VisitRequest) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if request.state is RequestState.RECEIVED:
            self._row.add(SecondaryButton(_("お断りする"), self.decline, icon_name="cross"))
        if request.state in {RequestState.ACCEPTED, RequestState.DECLINED}:
            self._row.add(SecondaryButton(_("返事を印刷する"), self.print_reply, icon_name="printer"))
        if request.course_id is not None:
            course = request.course_id
            self._row.add(
                SecondaryButton(
                    _("講座を見る"), lambda: self.page.shell.navigate(CoursesWanted(course=course)), icon_name="book"
                )
            )
        if request.state in {RequestState.RECEIVED, RequestState.ACCEPTED}:
            self._row.add(QuietButton(_("取り下げる"), self.withdraw))
        self._row.add(QuietButton(_("内容を直す"), lambda: self.edit_wanted.emit(self._request), icon_name="pencil"))
