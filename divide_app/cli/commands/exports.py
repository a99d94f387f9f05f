"""`export`: files for other programs in their exact formats."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_file, an_id, command
from divide_app.cli.context import Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from typing import Any

    from divide_app.services.files.exports import ExportResult, Exports

KINDS = ("events", "calendar", "participants", "attendance", "audit")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "export", run, _("ほかのプログラムのためにファイルへ書き出す"))
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_("書き出すファイル"))
    parser.add_argument(
        "--profile",
        metavar="P",
        help=_("events は列の対応表、calendar は roster(支援者つき)、periods(申込期間も)か supporter=ID(その人だけ)"),
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write one file."""
    if arguments.profile is not None and arguments.kind not in {"events", "calendar"}:
        raise WrongUsageError(_("--profile は events と calendar のときだけ使えます"))
    holds = _calendar_profile(arguments.profile) if arguments.kind == "calendar" else {}
    exports = context.services().exports
    is_calendar = arguments.kind == "calendar"
    result = exports.calendar(arguments.out, **holds) if is_calendar else _export(exports, arguments)
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


def _calendar_profile(profile: str | None) -> dict[str, Any]:
    """Read what a calendar is to hold: nothing said, `roster`, `periods`, or `supporter=ID`."""
    if profile is None:
        return {}
    if profile in {"roster", "periods"}:
        return {f"with_{profile}": True}
    word, sign, text = profile.partition("=")
    if word != "supporter" or not sign:
        raise WrongUsageError(_("calendar の --profile は roster か periods か supporter=ID です"))
    try:
        return {"supporter": an_id(text)}
    except argparse.ArgumentTypeError as error:
        raise WrongUsageError(f"{profile}: {error}") from None


def _export(exports: Exports, arguments: argparse.Namespace) -> ExportResult:
    match arguments.kind:
        case "events":
            if arguments.profile is None:
                return exports.events(arguments.out)
            return exports.events(arguments.out, profile=arguments.profile)
        case "participants":
            return exports.participants(arguments.out)
        case "attendance":
            return exports.attendance(arguments.out)
        case _:
            return exports.audit(arguments.out)
