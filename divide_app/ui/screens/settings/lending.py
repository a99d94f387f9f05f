"""What the office lends during classes: how many there are, and how long they take until they may be lent again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.lending import Stock
from divide_app.foundation.translation import _
from divide_app.services.planning.lending import StockResult
from divide_app.ui.screens.settings.section import ListSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, CheckBox, DangerButton
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import MemoField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.tables import Align, Column
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.dates import duration

_NEW = Stock(UUID(int=0), "", 0)


class LendingSection(ListSection[Stock]):
    """貸出機."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("貸出機"),
            _(
                "スマートフォンなど、講座のあいだ貸すものです。同じ時間の講座が合わせて何台使うかを数え、"
                "足りなくなる予定は登録の前に知らせます。選ぶと直せます。"
            ),
            _("貸出機を足す"),
            [
                Column(_("名前"), lambda stock: stock.name, sub=lambda stock: stock.note, bold=True),
                Column(
                    _("台数"),
                    lambda stock: _("{count}台").format(count=stock.quantity),
                    sort=lambda stock: stock.quantity,
                    align=Align.RIGHT,
                    width=90,
                ),
                Column(_("次に貸せるまで"), _turnaround, sort=lambda stock: stock.turnaround_minutes, width=150),
                Column(_("貸出機の希望"), lambda stock: _("数える") if stock.serves_wishes else "", width=130),
            ],
            _("貸出機"),
        )
        self._stock: Stock | None = None
        self.name = TextField(_("名前"), placeholder=_("スマートフォン"), required=True)
        self.quantity = NumberField(_("持っている台数"), least=1, most=100_000, unit=_("台"))
        self.turnaround = NumberField(
            _("次に貸せるまでの時間"), most=24 * 60, unit=_("分"), hint=_("運ぶ時間と充電の時間です。")
        )
        self.wishes = CheckBox(_("申込の「貸出機を希望」を、この貸出機で数える"))
        self.note = MemoField(_("メモ"), hint=_("保管場所や機種など"), rows=2)
        wishes = QWidget()
        VBox(
            self.wishes,
            Label(_("希望した受講者の人数だけ、講座で使う台数に入ります。"), "small", wrap=True),
            spacing=0,
            parent=wishes,
        )
        self.remove = DangerButton(_("この貸出機を消す"), self._remove, size=ButtonSize.SMALL)
        for row in (
            self.name,
            Reflow(self.quantity, self.turnaround, shares=(1, 1), from_width=420),
            wishes,
            self.note,
        ):
            self.form_card.body.add(row)
        self.finish_form()
        last = QWidget()
        FlowRow(None, self.remove, parent=last)
        self.form_card.body.add(last)

    def read(self) -> None:
        """Read the stocks."""
        services = self.page.shell.services
        self.page.query(services.lending.stocks, self.show_lines, key="lending", states=self.states)

    def fill(self, line: Stock | None) -> None:
        """Put a stock into the form."""
        self._stock = line
        stock = line or _NEW
        self.name.set_text(stock.name)
        self.quantity.set_number(stock.quantity or None)
        self.turnaround.set_number(stock.turnaround_minutes or None)
        self.wishes.setChecked(stock.serves_wishes)
        self.note.set_text(stock.note)
        self.remove.setVisible(line is not None)
        self.name.line.setFocus()

    def store(self) -> None:
        """Keep the stock; what a smaller number leaves short is told with it."""
        services, actor, before = self.page.shell.services, self.page.shell.actor, self._stock
        try:
            quantity = read(self.quantity, self.quantity.number) or 0
            minutes = read(self.turnaround, self.turnaround.number) or 0
        except DomainError:
            return
        base = replace(
            before or _NEW,
            name=self.name.text,
            quantity=quantity,
            turnaround_minutes=minutes,
            serves_wishes=self.wishes.isChecked(),
            note=self.note.text,
        )

        def act() -> StockResult:
            stock = base if before is not None else replace(base, id=services.lending.new_id())
            return services.lending.keep(stock, actor=actor)

        self.page.operate(
            act,
            lambda result: self.stored(_kept_words(base, result), token=result.undo),
            fields={"name": self.name, "quantity": self.quantity, "turnaround_minutes": self.turnaround},
            busy=[self.save],
        )

    def _remove(self) -> None:
        stock = self._stock
        if stock is None:
            return
        services, actor = self.page.shell.services, self.page.shell.actor
        self.page.operate(
            lambda: services.lending.remove(stock.id, actor=actor),
            lambda result: self.stored(_("「{name}」を消しました").format(name=stock.name), token=result.undo),
            busy=[self.remove],
        )


def _turnaround(stock: Stock) -> str:
    return duration(stock.turnaround_minutes) if stock.turnaround_minutes else _("すぐに")


def _kept_words(stock: Stock, result: StockResult) -> str:
    if not result.shortages:
        return _("「{name}」を保存しました").format(name=stock.name)
    first = result.shortages[0]
    return _(
        "「{name}」を保存しました。これからの{count}回で足りません（「{title}」第{number}回に{wanted}台 など）"
    ).format(name=stock.name, count=len(result.shortages), title=first.title, number=first.number, wanted=first.wanted)
