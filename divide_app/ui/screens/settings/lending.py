"""The stock of equipment lent during classes: quantity, and time until it can be lent again."""

from __future__ import annotations

from uuid import UUID

from divide_app.domain.planning.lending import Stock
from divide_app.foundation.translation import _
from divide_app.services.planning.lending import StockResult
from divide_app.ui.screens.settings.section import RecordSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.dates import duration

_NEW = Stock(UUID(int=0), "", 0)


class LendingSection(RecordSection[Stock]):
    """貸出機."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("貸出機"),
            _(
                "スマートフォンなど、講座のあいだ貸すものです。同じ時間の講座が合わせて何台使うかを数え、"
                "足りなくなる予定は登録の前に知らせます。選ぶと直せます。"
            ),
            _("貸出機を追加する"),
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
            lambda: RecordForm(
                Stock,
                ["name", Beside("quantity", "turnaround_minutes"), "serves_wishes", "note"],
                words={
                    "name": Words(example=_("スマートフォン")),
                    "quantity": Words(unit=_("台")),
                    "turnaround_minutes": Words(unit=_("分"), hint=_("運ぶ時間と充電の時間です。")),
                    "serves_wishes": Words(hint=_("希望した受講者の人数だけ、講座で使う台数に入ります。")),
                    "note": Words(hint=_("保管場所や機種など")),
                },
            ),
            remove_word=_("この貸出機を削除する"),
        )

    def read(self) -> None:
        """Read the stocks."""
        services = self.page.shell.services
        self.page.query(services.lending.stocks, self.show_lines, key="lending", states=self.states)

    def new(self) -> Stock:
        """Return a stock of nothing yet."""
        return Stock(self.page.shell.services.lending.new_id(), "", 0)

    def keep_record(self, record: Stock) -> StockResult:
        """Keep a stock; what a smaller number leaves short is told with it."""
        return self.page.shell.services.lending.save(record)

    def remove_record(self, record: Stock) -> StockResult:
        """Take a stock away."""
        return self.page.shell.services.lending.remove(record.id)

    def was_kept(self, record: Stock, _before: Stock | None, result: StockResult) -> None:
        """Say it; planning keeps the way back."""
        self.stored(_kept_words(record, result), token=result.undo)

    def was_removed(self, record: Stock, result: StockResult) -> None:
        """Say it; planning keeps the way back."""
        self.stored(_("「{name}」を削除しました").format(name=record.name), token=result.undo)


def _turnaround(stock: Stock) -> str:
    return duration(stock.turnaround_minutes) if stock.turnaround_minutes else _("すぐに")


def _kept_words(stock: Stock, result: StockResult) -> str:
    if not result.shortages:
        return _("「{name}」を保存しました").format(name=stock.name)
    first = result.shortages[0]
    return _(
        "「{name}」を保存しました。これからの{count}回で足りません（「{title}」第{number}回に{wanted}台 など）"
    ).format(name=stock.name, count=len(result.shortages), title=first.title, number=first.number, wanted=first.wanted)
