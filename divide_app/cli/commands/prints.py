"""`print`: papers as PDF."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_month, a_path, an_id, command
from divide_app.cli.context import ACTOR, Context
from divide_app.foundation.translation import _

KINDS = ("flyer", "attendance-sheet", "tickets", "monthly", "package-proof", "survey")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(
        commands,
        "print",
        run,
        _("印刷物をPDFで出す"),
        _(
            "flyer は講座、attendance-sheet は回、tickets は講座か申込、monthly は年月(2026-11)、"
            "package-proof は受付パック、survey は回か講座を書く"
        ),
    )
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("ids", metavar="ID", nargs="+", help=_("印刷するもの"))
    parser.add_argument("--out", metavar="FILE", type=a_path, required=True, help=_("書き出すPDF"))
    parser.add_argument("--language", metavar="L", default="ja", help=_("ちらしの言葉(ja、en など)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make one PDF."""
    ids = [_read(arguments.kind, text) for text in arguments.ids]
    prints = context.services().prints
    printed = prints.make(arguments.kind, ids, language=arguments.language)
    prints.save(printed, arguments.out, actor=ACTOR)
    return Answer(
        {"file": arguments.out, "pages": printed.pages, "warnings": printed.warnings},
        [
            _("{pages}ページを書き出しました: {file}").format(pages=printed.pages, file=arguments.out),
            *printed.warnings,
        ],
    )


def _read(kind: str, text: str) -> str:
    """Return the id in the one form the service reads; a month may be written in Reiwa."""
    try:
        if kind == "monthly":
            year, month = a_month(text)
            return f"{year}-{month:02}"
        return str(an_id(text))
    except argparse.ArgumentTypeError as error:
        raise WrongUsageError(f"{text}: {error}") from None
