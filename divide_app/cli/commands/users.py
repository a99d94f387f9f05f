"""`user ...`: users; a password comes from a file or the terminal, never as an argument."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.cli import secrets
from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_file, a_value_of, command, group
from divide_app.cli.context import Context
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.office.users import UserLine


def add(commands: Commands) -> None:
    """Add the commands."""
    users = group(commands, "user", _("サインインする人"))
    adding = command(users, "add", run_add, _("サインインする人を加える"), on_empty="make")
    adding.add_argument(
        "--role", metavar="ROLE", type=a_value_of(Role), required=True, help="staff / coordinator / volunteer"
    )
    role = command(users, "role", run_role, _("役割を変える"))
    role.add_argument(
        "--role", metavar="ROLE", type=a_value_of(Role), required=True, help="staff / coordinator / volunteer"
    )
    changing = command(users, "password", run_password, _("パスワードを付け直す"))
    disabling = command(users, "disable", run_disable, _("サインインできないようにする(記録は残る)"))
    disabling.add_argument(
        "--give-up-sign-in", action="store_true", help=_("最後の1人でも停止し、サインインなしで使うようにする")
    )
    enabling = command(users, "enable", run_enable, _("またサインインできるようにする(パスワードは前のまま)"))
    for parser in (adding, role, changing, disabling, enabling):
        parser.add_argument("name", metavar="NAME", help=_("名前"))
    for parser in (adding, changing):
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            type=a_file,
            help=_("パスワードを1行目に書いたファイル(なければ端末でたずねる)"),
        )
    command(users, "list", run_list, _("サインインする人の一覧"))


def run_add(context: Context, arguments: argparse.Namespace) -> Answer:
    """Add somebody."""
    password = _password(arguments.password_file)
    result = context.services().users.add(arguments.name, arguments.role, password)
    return _answer(result.user, _("サインインする人を加えました。"))


def run_password(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give a new password."""
    users = context.services().users  # before a password is asked for: the place may be another one than was meant
    password = _password(arguments.password_file)
    result = users.set_password(arguments.name, password)
    return _answer(result.user, _("パスワードを付け直しました。"))


def run_disable(context: Context, arguments: argparse.Namespace) -> Answer:
    """Let somebody sign in no more."""
    result = context.services().users.disable(arguments.name, gives_up=arguments.give_up_sign_in)
    return _answer(result.user, _("サインインできないようにしました。"))


def run_enable(context: Context, arguments: argparse.Namespace) -> Answer:
    """Let somebody sign in again."""
    result = context.services().users.enable(arguments.name)
    return _answer(result.user, _("またサインインできるようにしました。"))


def run_role(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give somebody another role."""
    result = context.services().users.change_role(arguments.name, arguments.role)
    return _answer(result.user, _("役割を変えました。次にサインインしたときから変わります。"))


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List everybody."""
    from divide_app.cli.output import table
    from divide_app.wording.dates import day_and_clock
    from divide_app.wording.labels import label

    del arguments
    found = context.services().users.all()
    rows = [
        (
            one.name,
            label(one.role),
            day_and_clock(one.signed_in_at) if one.signed_in_at else "",
            _("停止中") if one.is_disabled else "",
        )
        for one in found
    ]
    return Answer(
        {"items": [_item(one) for one in found]},
        table([_("名前"), _("役割"), _("最後のサインイン"), _("状態")], rows)
        if rows
        else [_("サインインする人は登録されていません。")],
    )


def _password(file: Path | None) -> str:
    """Return the password of a file, of the variable's file, of a pipe, or typed twice on the terminal.

    Raises:
        EnvironmentProblem: As `secrets.of_variable`.
        DomainError: `passwords_differ`, `password_missing`.
    """
    known = secrets.of_file(file) if file else secrets.of_variable(secrets.USER_PASSWORD_VARIABLE)
    if known is None:
        known = secrets.typed_twice(_("新しいパスワード: "))
    if known is None:
        known = sys.stdin.readline().rstrip("\r\n")
    if not known:
        raise DomainError("password_missing", field="password")
    return known


def _answer(user: UserLine, words: str) -> Answer:
    return Answer(_item(user), [words, f"id: {user.id}"])


def _item(user: UserLine) -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role,
        "is_disabled": user.is_disabled,
        "created_at": user.created_at,
        "signed_in_at": user.signed_in_at,
    }
