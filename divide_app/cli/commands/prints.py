"""`print`: papers as PDF."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_file, a_fiscal_year, a_month, an_id, command
from divide_app.cli.context import Context
from divide_app.domain.papers.papers import PrintKind
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.papers.letters import LetterOrder

LETTERS = ("accepted", "lost", "waiting", "cancelled")
FORMATS = ("letter", "postcard")
KINDS = tuple(kind.value for kind in PrintKind)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(
        commands,
        "print",
        run,
        _("印刷物をPDFで出す"),
        _(
            "flyer と application-form は講座、attendance-sheet は回、tickets は講座か申込、monthly は年月(2026-11)、"
            "package-proof は受付パック、survey は回か講座、roster は年月、activity-certificate は支援者、"
            "lottery-record は抽選した講座、visit-reply は派遣依頼を書く"
        ),
    )
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("ids", metavar="ID", nargs="+", help=_("印刷するもの"))
    parser.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_("書き出すPDF"))
    parser.add_argument(
        "--kind",
        dest="letter",
        metavar="K",
        choices=LETTERS,
        default="accepted",
        help=_("お知らせの種類(notices と call-list): {there}").format(there="、".join(LETTERS)),
    )
    parser.add_argument(
        "--format",
        metavar="F",
        choices=FORMATS,
        default="letter",
        help=_("お知らせの紙: letter(封書)か postcard(はがき)"),
    )
    parser.add_argument("--unsent", action="store_true", help=_("まだ送っていない方のお知らせだけ"))
    parser.add_argument("--no-address", action="store_true", help=_("はがきの宛名の面を作らない"))
    parser.add_argument("--language", metavar="L", default="ja", help=_("チラシの言葉(ja、en など)"))
    parser.add_argument(
        "--fiscal-year", metavar="FY", type=a_fiscal_year, help=_("活動証明書の年度(2026、R8)。なければ今年度")
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make one PDF."""
    ids = [_read(arguments.kind, text) for text in arguments.ids]
    if arguments.fiscal_year is not None:
        if arguments.kind != "activity-certificate":
            raise WrongUsageError(_("--fiscal-year は activity-certificate のときだけ使えます"))
        ids = [f"{id_}@{arguments.fiscal_year}" for id_ in ids]
    prints = context.services().prints
    order = _order(arguments) if arguments.kind in {"notices", "call-list"} else None
    printed = prints.make(arguments.kind, ids, language=arguments.language, letters=order)
    prints.save(printed, arguments.out)
    return Answer(
        {"file": arguments.out, "pages": printed.pages, "warnings": printed.warnings, "letters": len(printed.told)},
        [
            _("{pages}ページを書き出しました: {file}").format(pages=printed.pages, file=arguments.out),
            *printed.warnings,
        ],
    )


def _order(arguments: argparse.Namespace) -> LetterOrder:
    from divide_app.services.papers.letters import LetterFormat, LetterKind, LetterOrder

    return LetterOrder(
        LetterKind(arguments.letter),
        LetterFormat(arguments.format),
        with_address=not arguments.no_address,
        only_unsent=arguments.unsent,
    )


def _read(kind: str, text: str) -> str:
    """Return the id in the one form the service reads; a month may be written in Reiwa."""
    try:
        if kind in {"monthly", "roster"}:
            year, month = a_month(text)
            return f"{year}-{month:02}"
        return str(an_id(text))
    except argparse.ArgumentTypeError as error:
        raise WrongUsageError(f"{text}: {error}") from None
