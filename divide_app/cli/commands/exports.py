"""`export`: files for other programs, in exactly their columns."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_path, command
from divide_app.cli.context import ACTOR, Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.exports import ExportResult, Exports

KINDS = ("events", "calendar", "participants", "attendance", "audit")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "export", run, _("ほかのプログラムのためにファイルへ書き出す"))
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("--out", metavar="FILE", type=a_path, required=True, help=_("書き出すファイル"))
    parser.add_argument("--profile", metavar="P", help=_("列の対応表(events のみ)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write one file."""
    if arguments.profile is not None and arguments.kind != "events":
        raise WrongUsageError(_("--profile は events のときだけ使えます"))
    result = _export(context.services().exports, arguments)
    return Answer(
        {
            "rows": result.rows,
            "file": result.file,
            "warnings": [
                {"line": one.line, "column": one.column, "code": one.code, "message": one.message}
                for one in result.warnings
            ],
        },
        [
            _("{rows}行を書き出しました: {file}").format(rows=result.rows, file=result.file),
            *(one.message for one in result.warnings),
        ],
    )


def _export(exports: Exports, arguments: argparse.Namespace) -> ExportResult:
    match arguments.kind:
        case "events":
            if arguments.profile is None:
                return exports.events(arguments.out, actor=ACTOR)
            return exports.events(arguments.out, actor=ACTOR, profile=arguments.profile)
        case "calendar":
            return exports.calendar(arguments.out, actor=ACTOR)
        case "participants":
            return exports.participants(arguments.out, actor=ACTOR)
        case "attendance":
            return exports.attendance(arguments.out, actor=ACTOR)
        case _:
            return exports.audit(arguments.out, actor=ACTOR)
