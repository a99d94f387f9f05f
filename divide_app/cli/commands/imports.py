"""`import`: brings in a CSV or XLSX file, and says of every row what became of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_path, command
from divide_app.cli.context import ACTOR, Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from divide_app.exchange.row_problems import RowProblem

KINDS = ("venues", "events", "participants", "applications", "supporters", "population")
SHOWN = 30
"""Problems on the screen; the JSON has them all."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "import", run, _("CSVやExcelのファイルを取り込む"))
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("file", metavar="FILE", type=a_path, help=_("CSVかxlsxのファイル"))
    parser.add_argument("--profile", metavar="P", help=_("列の対応表(なければ見出しから選ぶ)"))
    parser.add_argument("--dry-run", action="store_true", help=_("結果だけを見て、取り込まない"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Bring in one file."""
    services = context.services()
    from divide_app.services.imports import ImportKind

    result = services.imports.run(
        ImportKind(arguments.kind),
        arguments.file,
        actor=ACTOR,
        profile=arguments.profile,
        dry_run=arguments.dry_run,
        progress=context.progress(),
    )
    lines = [
        _("(試し)取り込むと次のようになります。まだ何も変えていません。")
        if arguments.dry_run
        else _("取り込みました。"),
        _("読んだ行 {read}、追加 {added}、更新 {updated}、変わらず {unchanged}、取り込めない行 {rejected}").format(
            read=result.read,
            added=result.added,
            updated=result.updated,
            unchanged=result.unchanged,
            rejected=len(result.rejected),
        ),
        *_told(_("取り込めない行"), result.rejected),
        *_told(_("お知らせ"), result.warnings),
    ]
    return Answer(
        {
            "read": result.read,
            "added": result.added,
            "updated": result.updated,
            "unchanged": result.unchanged,
            "rejected": [_item(one) for one in result.rejected],
            "warnings": [_item(one) for one in result.warnings],
            "dry_run": arguments.dry_run,
        },
        lines,
    )


def _item(problem: RowProblem) -> dict[str, object]:
    return {"line": problem.line, "column": problem.column, "code": problem.code, "message": problem.message}


def _told(head: str, problems: Sequence[RowProblem]) -> list[str]:
    if not problems:
        return []
    lines = [f"{head}:"]
    for one in problems[:SHOWN]:
        where = _("{line}行目").format(line=one.line) if one.line else _("ファイル全体")
        lines.append(f"  {where} {one.message}")
    if len(problems) > SHOWN:
        lines.append(_("  ほか{count}件(--json ですべて見られます)").format(count=len(problems) - SHOWN))
    return lines
