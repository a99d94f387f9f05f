"""`db ...`: location, upgrade, check and keys of the database."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli import secrets
from divide_app.cli.answer import Answer, Exit
from divide_app.cli.arguments import Commands, command, group
from divide_app.cli.commands.keys import add_keys
from divide_app.cli.context import Context
from divide_app.cli.output import facts, table
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import STAFF
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.office.maintenance import DatabaseInfo


def add(commands: Commands) -> None:
    """Add the commands."""
    all_three = group(commands, "db", _("データベースの管理"))
    add_keys(all_three)
    command(all_three, "info", run_info, _("データの場所、版、表ごとの行数を見る"), on_empty="refuse")
    command(
        all_three, "upgrade", run_upgrade, _("データベースをこのプログラムの版にする(なければ作る)"), on_empty="make"
    )
    moving = command(all_three, "move", run_move, _("すべてのデータをほかの場所へ移し、数え比べる"), on_empty="refuse")
    moving.add_argument("--to", metavar="PLACE", required=True, help=_("移す先(空のフォルダーか共有データベース)"))
    command(all_three, "check", run_check, _("保存した集計や参照が正しいか、計算し直して確かめる"), on_empty="refuse")


def run_info(context: Context, arguments: argparse.Namespace) -> Answer:
    """Tell about the data."""
    del arguments
    info = context.services().maintenance.info()
    lines = facts(
        [
            (_("場所"), info.place),
            (_("版"), info.revision),
            (_("種類"), _kind(info)),
            (_("暗号化"), _("あり") if info.is_encrypted else _("なし", "yes or no")),
        ]
    )
    return Answer(
        {
            "place": info.place,
            "revision": info.revision,
            "is_shared": info.is_shared,
            "is_encrypted": info.is_encrypted,
            "is_on_share": info.is_on_share,
            "tables": info.tables,
        },
        [*lines, "", *table([_("表"), _("行数")], list(info.tables.items()))],
    )


def _kind(info: DatabaseInfo) -> str:
    if info.is_shared:
        return _("共有(PostgreSQL)")
    if info.is_on_share:
        return _("ネットワークの共有フォルダー(SQLite、一度に1台のパソコンだけ)")
    return _("このパソコン(SQLite)")


def run_upgrade(context: Context, arguments: argparse.Namespace) -> Answer:
    """Bring the database to this program's schema; an embedded one is copied first."""
    from divide_app.services.office.maintenance import upgrade
    from divide_app.storage.places import parse_place

    del arguments
    place = parse_place(context.place)
    context.let_in(STAFF)
    if place.url is not None:
        context.with_password(lambda password: upgrade(place, password))
    else:
        context.services()  # which makes it where there is none
        upgrade(place, context.password_used)
    info = context.services().maintenance.info()
    return Answer(
        {"revision": info.revision, "tables": info.tables, "place": info.place},
        [_("データベースは版 {revision} です: {place}").format(revision=info.revision, place=info.place)],
    )


def run_move(context: Context, arguments: argparse.Namespace) -> Answer:
    """Copy everything to another place; what is here stays."""
    from divide_app.storage.places import parse_place

    care, target = context.services().maintenance, parse_place(arguments.to)
    new = secrets.of_variable(secrets.NEW_PASSWORD_VARIABLE)
    # As the first start: a folder is encrypted with the new password where there is one, else as this place is.
    password = context.password_used if new is None and target.url is None else new
    result = care.move(target, password=password, progress=context.progress())
    rows = sum(here for _there, here in result.tables.values())
    return Answer(
        {"tables": result.tables, "equal": result.equal, "file": result.place},
        [
            _("すべてのデータを写し、数え比べて同じでした({rows}行): {place}").format(rows=rows, place=result.place),
            _("今までの場所のデータはそのままです。これからは、新しい場所を開いてください。"),
        ],
    )


def run_check(context: Context, arguments: argparse.Namespace) -> Answer:
    """Recompute what is kept; a difference is exit 1 and names each fault."""
    from divide_app.wording.findings import finding_words
    from divide_app.wording.sentences import sentence

    del arguments
    care = context.services().maintenance
    result, info = care.check(), care.info()
    told = [
        {
            "code": one.code.value,
            "table": one.table,
            "key": one.key,
            "column": one.column,
            "rule": one.rule,
            "message": finding_words(one),
        }
        for one in result.findings
    ]
    data = {"ok": result.ok, "faults": result.faults, "findings": told}
    data |= {"revision": info.revision, "tables": info.tables}
    if result.ok:
        return Answer(data, [_("データに食い違いはありません。")])
    message = sentence(DomainError("check_failed", count=len(result.faults)))
    return Answer(
        data | {"error": {"code": "check_failed", "message": message}},
        [message, *(f"  {finding_words(one)}" for one in result.findings)],
        Exit.REFUSED,
    )
