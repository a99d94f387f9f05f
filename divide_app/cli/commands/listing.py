"""`list`: lists stored items, filtered by any key."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from itertools import chain

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_pair, command
from divide_app.cli.context import Context
from divide_app.cli.items import KINDS, Kind, key_words
from divide_app.cli.output import as_text, plain, table
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "list", run, _("一覧を見る"))
    parser.add_argument("kind", metavar="KIND", choices=tuple(KINDS), help="、".join(KINDS))
    parser.add_argument(
        "--where",
        metavar="KEY=VALUE",
        type=a_pair,
        nargs="+",
        action="extend",
        default=[],
        help=_("項目で絞る。いくつか書くと、すべてに合うもの"),
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the items that fit."""
    kind = KINDS[arguments.kind]
    wanted: list[tuple[str, str]] = arguments.where
    for name, _value in wanted:
        if name not in kind.columns:
            there = "、".join(kind.columns)
            raise WrongUsageError(
                _("{kind}に「{name}」という項目はありません。使えるのは {there} です").format(
                    kind=arguments.kind, name=name, there=there
                )
            )
    found = [(thing, _item(kind, thing)) for thing in kind.read(context.services(), dict(wanted))]
    fitting = [(thing, item) for thing, item in found if _fits(item, wanted)]
    items = [item for _thing, item in fitting]
    heads = key_words()
    rows = ([_word(key, kind.columns[key](thing)) for key in kind.shown] for thing, _item_of in fitting)
    lines = table([heads[key] for key in kind.shown], rows) if fitting else ()
    return Answer({"items": items}, chain(lines, [_("{count}件").format(count=len(items))]))


def _item(kind: Kind, thing: object) -> dict[str, object]:
    return {key: plain(column(thing)) for key, column in kind.columns.items()}


def _word(key: str, value: object) -> object:
    """Return a value as people read it; the JSON keeps the codes."""
    from divide_app.wording.bands import band_label
    from divide_app.wording.dates import day_and_clock, reiwa_day
    from divide_app.wording.labels import label

    match value:
        case StrEnum():
            return label(value)
        case datetime():
            return day_and_clock(value)
        case date():
            return reiwa_day(value)
        case bool():
            return _("はい") if value else _("いいえ")
        case str() if key == "band":
            return band_label(value)
        case _:
            return value


def _fits(item: Mapping[str, object], wanted: list[tuple[str, str]]) -> bool:
    return all(_is(item[name], value) for name, value in wanted)


def _is(value: object, text: str) -> bool:
    """Compare as text; a list fits when it reads so as a whole or when one of its members does."""
    if as_text(value) == text:
        return True
    return isinstance(value, list) and any(as_text(inner) == text for inner in value)
