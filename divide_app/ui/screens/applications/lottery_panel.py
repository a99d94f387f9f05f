"""The steps of a lottery: fix the seed, draw, print the record, verify, or take back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.seats.rules import SeatRules
from divide_app.foundation.translation import _
from divide_app.services.seats.lottery import LotteryResult, LotteryView
from divide_app.ui.screens.applications.seat_rules_form import SeatRulesForm
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.reason_form import ReasonForm
from divide_app.wording.acts import actor_words
from divide_app.wording.dates import day_and_clock
from divide_app.wording.lottery import fault_words, rule_words


class LotteryPanel(Card):
    """One course's lottery.

    Signals:
        seed_wanted: Fix this seed (text).
        made_seed_wanted: Let the program make a seed.
        draw_wanted: Draw with the seed that is fixed.
        take_back_wanted: Take the draw or the seed back (reason).
        print_wanted: Print the record.
        check_wanted: Recompute the draw from its record.
        rules_wanted: Store these rules (`SeatRules`).
    """

    seed_wanted = Signal(str)
    made_seed_wanted = Signal()
    draw_wanted = Signal()
    take_back_wanted = Signal(str)
    print_wanted = Signal()
    check_wanted = Signal()
    rules_wanted = Signal(SeatRules)

    def __init__(self) -> None:
        super().__init__()
        self._view: LotteryView | None = None
        self.reason = ReasonForm(self.take_back_wanted.emit, self._show_step)
        self.rules_form = SeatRulesForm(self.rules_wanted.emit, self._show_step)
        self.shut = Label("", wrap=True)
        self._seed_page = self._make_seed_page()
        self._ready_page = self._make_ready_page()
        self._sure_page = self._make_sure_page()
        self._drawn_page = self._make_drawn_page()
        self.pages = PageSwitch(
            self._seed_page,
            self._ready_page,
            self._sure_page,
            self._drawn_page,
            self.reason,
            self.rules_form,
            self.shut,
        )
        self.body.add(self.pages, 1)

    def _make_seed_page(self) -> QWidget:
        self.facts = Facts()
        self.rules_button = QuietButton(_("席と優先の決まりを変える"), self._ask_rules, icon_name="gear")
        self.seed = TextField(
            _("抽選の種"),
            hint=_("立会いの方に、好きな言葉や数字を言ってもらいます"),
            placeholder=_("例: 令和8年11月21日 晴れ"),
            required=True,
        )
        self.seed.line.returnPressed.connect(self._fix)
        self.make_button = SecondaryButton(_("種を作る"), self.made_seed_wanted.emit, icon_name="dice")
        self.fix_button = PrimaryButton(_("この種に決める"), self._fix, icon_name="check")
        page = QWidget()
        VBox(
            Heading(_("1. 種を決める"), level=2),
            self.facts,
            FlowRow(self.rules_button),
            Label(
                _("種は、抽選のもとになる言葉や数字です。サイコロを振る代わりに、種から計算して順番を決めます。"),
                wrap=True,
            ),
            self.seed,
            FlowRow(self.fix_button, self.make_button),
            Label(
                _(
                    "種を決めると記録され、種も申込者も変えられなくなります。このあとの申込は、キャンセル待ちの後ろになります。"
                    "種と申込番号から、だれでも同じ結果を計算できます。"
                ),
                "small",
                wrap=True,
            ),
            None,
            spacing=12,
            parent=page,
        )
        return page

    def _make_ready_page(self) -> QWidget:
        self.ready_seed = Label("", "title", wrap=True)
        self.ready_facts = Facts()
        self.draw_button = PrimaryButton(_("抽選する"), self._ask_draw, icon_name="dice")
        page = QWidget()
        VBox(
            Heading(_("2. 抽選する"), level=2),
            Label(_("決まった種"), "soft"),
            self.ready_seed,
            self.ready_facts,
            FlowRow(self.draw_button, QuietButton(_("種を取り消す"), self._ask_take_back)),
            None,
            spacing=12,
            parent=page,
        )
        return page

    def _make_sure_page(self) -> QWidget:
        self.question = Label("", wrap=True)
        self.yes = PrimaryButton(_("抽選する"), self.draw_wanted.emit, icon_name="dice")
        self.no = SecondaryButton(_("まだしない"), self._show_step)
        page = QWidget()
        VBox(
            Heading(_("抽選してよろしいですか"), level=2),
            self.question,
            FlowRow(self.yes, self.no),
            None,
            spacing=16,
            parent=page,
        )
        return page

    def _make_drawn_page(self) -> QWidget:
        self.result = Heading("", level=1)
        self.left = IconText("warning", "", colour="warn")
        self.drawn_facts = Facts()
        self.print_button = PrimaryButton(_("抽選記録を印刷する"), self.print_wanted.emit, icon_name="printer")
        self.check_button = SecondaryButton(_("記録を確かめる"), self.check_wanted.emit, icon_name="search")
        self.back_button = QuietButton(_("抽選を取り消す"), self._ask_take_back)
        self.verdict = IconText("check_circle", "", colour="done")
        page = QWidget()
        VBox(
            Heading(_("3. 結果"), level=2),
            self.result,
            self.left,
            self.drawn_facts,
            FlowRow(self.print_button, self.check_button, self.back_button),
            self.verdict,
            None,
            spacing=12,
            parent=page,
        )
        return page

    def show_view(self, view: LotteryView) -> None:
        """Show where the lottery stands."""
        is_other = self._view is None or self._view.course != view.course
        self._view = view
        if is_other:
            self.seed.set_text("")
        self.verdict.hide()
        self._fill(view)
        self._show_step()

    def show_nothing(self, text: str) -> None:
        """Say why there is no lottery to show."""
        self._view = None
        self.shut.setText(text)
        self.pages.show_page(self.shut)

    def show_verdict(self, result: LotteryResult) -> None:
        """Say what recomputing the record found."""
        if result.faults:
            text = _("記録が結果と合いません: {faults}。印刷した記録と見比べ、情報システムの担当者にご相談ください。")
            words = text.format(faults=_("、").join(fault_words(code) for code in result.faults))
            self.verdict.set(words, "trouble", "trouble")
        else:
            words = _("記録は正しく、結果は種から計算し直したとおりです")
            self.verdict.set(words, "check_circle", "done")
        self.verdict.show()

    def _fill(self, view: LotteryView) -> None:
        result = view.result
        people = _("{people}人（くじ{lots}本）").format(people=len(result.entrants), lots=len(result.lines))
        seats = _("{seats}席").format(seats=result.seats) if result.seats is not None else _("定員なし")
        rules = _("、").join(rule_words(rule) for rule in view.rules.priorities) or _("なし（全員が同じ）")
        groups = _("小さい組を先に通す") if view.rules.smaller_may_pass else _("順番どおり（追い越しなし）")
        facts = [(_("抽選に入る方"), people), (_("渡す席"), seats), (_("優先"), rules), (_("組"), groups)]
        earlier = [
            (
                _("第{number}回は取消").format(number=one.number),
                f"{day_and_clock(one.cancelled_at) if one.cancelled_at else ''}　{one.cancelled_reason}",
            )
            for one in view.earlier
        ]
        self.facts.set_facts([*facts, *earlier])
        draw = view.draw
        if draw is None:
            return
        self.ready_seed.setText(draw.seed)
        fixed = _("{when} {who}").format(when=day_and_clock(draw.prepared_at), who=actor_words(draw.prepared_by))
        self.ready_facts.set_facts(
            [*facts, (_("種を決めた"), fixed), (_("申込者の指紋"), _short(draw.entrants_digest)), *earlier]
        )
        if draw.drawn_at is None:
            return
        self.result.setText(
            _("当選 {won}人　待ち {waits}人").format(won=len(result.winners), waits=len(result.waiting))
        )
        self.left.set(_("次の順番の組が一緒に入れないため、{count}席が空いています").format(count=result.seats_left))
        self.left.setVisible(bool(result.seats_left))
        self.drawn_facts.set_facts(
            [
                (_("種"), draw.seed),
                (_("抽選した"), day_and_clock(draw.drawn_at)),
                (_("記録の指紋"), _short(draw.digest)),
                *earlier,
            ]
        )

    def _show_step(self) -> None:
        view = self._view
        if view is None:
            return
        draw = view.draw
        if draw is not None and draw.is_drawn:
            self.back_button.setVisible(not view.is_cancelled)
            self.pages.show_page(self._drawn_page)
        elif view.is_cancelled:
            self.shut.setText(_("この講座は中止になりました。抽選は行いません。"))
            self.pages.show_page(self.shut)
        elif not view.result.entrants:
            self.shut.setText(_("抽選を待っている申込がありません。"))
            self.pages.show_page(self.shut)
        else:
            self.pages.show_page(self._seed_page if draw is None else self._ready_page)

    def _fix(self) -> None:
        self.seed_wanted.emit(self.seed.text)

    def _ask_rules(self) -> None:
        if self._view is not None:
            self.pages.show_page(self.rules_form)
            self.rules_form.show_rules(self._view.rules)

    def _ask_draw(self) -> None:
        view = self._view
        if view is None or view.draw is None:
            return
        result = view.result
        lines = [
            _("「{course}」").format(course=view.title),
            _("{people}人から、{seats}を抽選します。").format(
                people=len(result.entrants),
                seats=_("全員") if result.seats is None else _("{seats}人").format(seats=result.seats),
            ),
            _("種は「{seed}」です。").format(seed=view.draw.seed),
            _("結果は記録に残ります。やり直すには、理由を書いて取り消します。"),
        ]
        if result.is_window_open:
            lines.append(_("申込の受付はまだ続いています。これからの申込は、キャンセル待ちの後ろになります。"))
        self.question.setText("\n".join(lines))
        self.pages.show_page(self._sure_page)
        self.no.setFocus()

    def _ask_take_back(self) -> None:
        view = self._view
        if view is None or view.draw is None:
            return
        self.pages.show_page(self.reason)
        if view.draw.is_drawn:
            self.reason.ask(
                _("抽選を取り消す"),
                _("当選した方も待っている方も、抽選待ちに戻ります。取り消した記録と理由は、ずっと残ります。"),
                _("抽選を取り消す"),
                example=_("例: 種を読みまちがえた"),
            )
        else:
            self.reason.ask(
                _("種を取り消す"),
                _("取り消した種と理由は、ずっと残ります。"),
                _("種を取り消す"),
                example=_("例: 書きまちがえた"),
            )


def _short(digest: str) -> str:
    """Return a digest in groups that can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, 64, 8))
