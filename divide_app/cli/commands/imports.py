"""`import`: imports a CSV or XLSX file with a result for every row, lists column profiles, and undoes an import."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_count, a_file, a_pair, an_id, command
from divide_app.cli.context import Context
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from divide_app.exchange.row_problems import RowProblem

KINDS = ("venues", "events", "participants", "applications", "supporters", "population")
SHOWN = 30
"""Problems on the screen; the JSON has them all."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "import", run, _("CSVやExcelのファイルを取り込む"), on_empty="make")
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="、".join(KINDS))
    parser.add_argument("file", metavar="FILE", type=a_file, help=_("CSVかxlsxのファイル"))
    parser.add_argument("--profile", metavar="P", help=_("列の対応表(なければ見出しから選ぶ)"))
    parser.add_argument(
        "--map",
        metavar="COLUMN=FIELD",
        type=a_pair,
        action="append",
        default=[],
        help=_("列の意味(姓=name と 名=name のように2列を1つにもできる。COLUMN= は使わない列)"),
    )
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        type=a_pair,
        action="append",
        default=[],
        help=_("すべての行に同じ値(course=講座名 など)"),
    )
    parser.add_argument(
        "--sheet", metavar="NAME", default="", help=_("Excelのシートの名前(なければ見出しのあるシート)")
    )
    parser.add_argument(
        "--header-row", metavar="N", type=a_count, default=0, help=_("見出しの行の番号(なければ見出しらしい行)")
    )
    parser.add_argument("--first-row", metavar="N", type=a_count, default=0, help=_("データの最初の行の番号"))
    parser.add_argument("--save-profile", metavar="NAME", help=_("この読み方を名前を付けて保存する"))
    parser.add_argument("--rejected", metavar="FILE", type=a_file, help=_("取り込めない行を、理由の列を付けて書き出す"))
    parser.add_argument("--dry-run", action="store_true", help=_("結果だけを見て、取り込まない"))
    command(commands, "import profiles", show_profiles, _("列の対応表の一覧"))
    command(commands, "import runs", show_runs, _("これまでの取り込みの一覧"))
    undone = command(commands, "import undo", undo, _("取り込みを元に戻す"))
    undone.add_argument("import_id", metavar="RUN", type=an_id, help=_("取り込みのid(import runs で見られる)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Bring in one file."""
    services = context.services_to_rehearse() if arguments.dry_run else context.services()
    from divide_app.services.files.imports import ImportKind, Reading, TablePlace

    kind = ImportKind(arguments.kind)
    from divide_app.exchange.rejected_file import refuse_target

    place = TablePlace(arguments.sheet, arguments.header_row, arguments.first_row)
    reading = Reading(arguments.profile or "", values=dict(arguments.set), said=dict(arguments.map), place=place)
    if arguments.rejected is not None:
        refuse_target(arguments.file, arguments.rejected)
    result = services.imports.run(
        kind,
        arguments.file,
        reading=reading,
        save_as=arguments.save_profile,
        dry_run=arguments.dry_run,
        progress=context.progress(),
    )
    unwritten = None
    if arguments.rejected is not None:
        try:
            services.imports.save_rejected(arguments.file, arguments.rejected, result, place=place)
        except EnvironmentProblem as problem:
            unwritten = problem  # what was imported stays, and is reported with it
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
        *_problem_lines(_("取り込めない行"), result.rejected),
        *_problem_lines(_("お知らせ"), result.warnings),
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
            "profile": result.profile,
            "run": result.run,
        },
        lines,
        failed_after=unwritten,
    )


def show_profiles(context: Context, _arguments: argparse.Namespace) -> Answer:
    """List the column profiles; those nobody tried on a real file say so."""
    found = context.services().imports.profiles()
    return Answer(
        {
            "items": [
                {
                    "kind": one.kind.value,
                    "name": one.name,
                    "title": one.title,
                    "untried": one.is_untried,
                    "own": one.is_own,
                }
                for one in found
            ]
        },
        [
            f"{one.kind.value:<13} {one.name}  {one.title}"
            + (_("  実物のファイルでは未確認") if one.is_untried else "")
            for one in found
        ],
    )


def show_runs(context: Context, _arguments: argparse.Namespace) -> Answer:
    """List the newest imports."""
    from divide_app.domain.calendar import local

    found = context.services().imports.runs()
    return Answer(
        {
            "items": [
                {
                    "id": one.id,
                    "at": one.at,
                    "kind": one.kind,
                    "profile": one.profile,
                    "added": one.added,
                    "updated": one.updated,
                    "undone": one.undone_at is not None,
                }
                for one in found
            ]
        },
        [
            _("{id} {at} {kind} 追加 {added}、更新 {updated}{undone}").format(
                id=one.id,
                at=local(one.at).strftime("%Y-%m-%d %H:%M"),
                kind=one.kind,
                added=one.added,
                updated=one.updated,
                undone=_("(元に戻し済み)") if one.undone_at else "",
            )
            for one in found
        ],
    )


def undo(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take one import back."""
    done = context.services().imports.undo(arguments.import_id)
    return Answer(
        {
            "applications": done.applications,
            "participants": done.participants,
            "kept": done.kept,
            "promoted": list(done.promoted),
        },
        [
            _("申込 {applications}件と {participants}人を取り除きました。使われているため残したもの {kept}件。").format(
                applications=done.applications, participants=done.participants, kept=done.kept
            )
        ],
    )


def _item(problem: RowProblem) -> dict[str, object]:
    return {"line": problem.line, "column": problem.column, "code": problem.code, "message": problem.message}


def _problem_lines(head: str, problems: Sequence[RowProblem]) -> list[str]:
    if not problems:
        return []
    lines = [f"{head}:"]
    for one in problems[:SHOWN]:
        where = _("{line}行目").format(line=one.line) if one.line else _("ファイル全体")
        lines.append(f"  {where} {one.message}")
    if len(problems) > SHOWN:
        lines.append(_("  ほか{count}件(--json ですべて見られます)").format(count=len(problems) - SHOWN))
    return lines
