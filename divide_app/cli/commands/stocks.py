"""`stock`: the equipment lent during classes, with counts."""

from __future__ import annotations

import argparse
from dataclasses import replace

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_count, an_id, command, group
from divide_app.cli.context import Context
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the commands."""
    stocks = group(commands, "stock", _("貸出機"))
    command(stocks, "list", run_list, _("貸出機の一覧"))
    keep = command(stocks, "keep", run_keep, _("貸出機を登録するか、数を変える"), on_empty="make")
    keep.add_argument("name", metavar="NAME", help=_("名前"))
    keep.add_argument("quantity", metavar="N", type=a_count, help=_("数"))
    keep.add_argument("--turnaround", metavar="MINUTES", type=a_count, help=_("次の回までに要る時間(分)"))
    keep.add_argument("--serves-wishes", action="store_true", help=_("貸出機を希望する申込を、この数から出す"))
    remove = command(stocks, "remove", run_remove, _("使われていない貸出機を取り除く"))
    remove.add_argument("stock", metavar="ID", type=an_id, help=_("貸出機のid"))


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show what is lent."""
    stocks = context.services().lending.stocks()
    return Answer(
        {
            "items": [
                {
                    "id": stock.id,
                    "name": stock.name,
                    "quantity": stock.quantity,
                    "turnaround_minutes": stock.turnaround_minutes,
                    "serves_wishes": stock.serves_wishes,
                }
                for stock in stocks
            ]
        },
        [_("{name} {quantity}台").format(name=stock.name, quantity=stock.quantity) for stock in stocks],
    )


def run_keep(context: Context, arguments: argparse.Namespace) -> Answer:
    """Add a stock, or change the one of this name."""
    from divide_app.domain.planning.lending import Stock

    lending = context.services().lending
    there = next((stock for stock in lending.stocks() if stock.name == arguments.name.strip()), None)
    stock = there or Stock(lending.new_id(), arguments.name, arguments.quantity)
    stock = replace(stock, quantity=arguments.quantity, serves_wishes=arguments.serves_wishes or stock.serves_wishes)
    if arguments.turnaround is not None:
        stock = replace(stock, turnaround_minutes=arguments.turnaround)
    result = lending.save(stock)
    short = [
        _("「{title}」第{number}回には{wanted}台いります。足りません。").format(
            title=one.title, number=one.number, wanted=one.wanted
        )
        for one in result.shortages
    ]
    return Answer(
        {"stock": result.stock, "shortages": [one.class_session for one in result.shortages]},
        [_("「{name}」を{quantity}台にしました。").format(name=stock.name, quantity=stock.quantity), *short],
    )


def run_remove(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a stock away."""
    context.services().lending.remove(arguments.stock)
    return Answer({"stock": arguments.stock}, [_("貸出機を取り除きました。")])
