"""`user ...`: users; a password comes from a file or the terminal, never as an argument."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.cli import secrets
from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, a_file, a_value_of, an_id, command, group
from divide_app.cli.context import Context
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import STAFF
from divide_app.domain.office.office import Role, need_role
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.office.tokens import TokenLine
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
    tying = command(users, "tie", run_tie, _("支援者と結び付ける(今日その方の担当する回だけが見える)"))
    tying.add_argument("name", metavar="NAME", help=_("名前"))
    whom = tying.add_mutually_exclusive_group(required=True)
    whom.add_argument("--supporter", metavar="ID", type=an_id, help=_("支援者の番号(id)"))
    whom.add_argument("--nobody", action="store_true", help=_("結び付きを外す"))
    command(users, "list", run_list, _("サインインする人の一覧"))
    making = command(users, "token", run_token, _("機械(タスク スケジューラー)がサインインするトークンを作る"))
    making.add_argument("name", metavar="NAME", help=_("トークンの名前(記録に残る)"))
    making.add_argument(
        "--role", metavar="ROLE", type=a_value_of(Role), required=True, help="staff / coordinator / volunteer"
    )
    making.add_argument("--until", metavar="DAY", type=a_day, help=_("使える最後の日(なければ、取り消すまで)"))
    making.add_argument(
        "--out",
        metavar="FILE",
        type=a_file,
        help=_("トークンを書くファイル。なければ一度だけ表示する"),
    )
    withdrawing = command(users, "withdraw", run_withdraw, _("トークンを取り消す"))
    withdrawing.add_argument("name", metavar="NAME", help=_("トークンの名前"))
    command(users, "tokens", run_tokens, _("トークンの一覧(中身は見えない)"))


def run_add(context: Context, arguments: argparse.Namespace) -> Answer:
    """Add somebody."""
    _need_staff(context)
    password = _password(arguments.password_file)
    result = context.services().users.add(arguments.name, arguments.role, password)
    return _answer(result.user, _("サインインする人を加えました。"))


def run_password(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give a new password."""
    _need_staff(context)
    password = _password(arguments.password_file)
    result = context.services().users.set_password(arguments.name, password)
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
    return _answer(
        result.user,
        _("役割を変えました。減るときは次の操作から、増えるときは次のサインインから変わります。"),
    )


def run_tie(context: Context, arguments: argparse.Namespace) -> Answer:
    """Say which supporter somebody is."""
    result = context.services().users.tie(arguments.name, arguments.supporter)
    words = _("支援者と結び付けました。") if arguments.supporter else _("支援者との結び付きを外しました。")
    return _answer(result.user, words)


def run_token(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make a token; its text goes to a file of one's own, or is shown once."""
    from divide_app.services.office.tokens import ENDINGS

    tokens = context.services().tokens
    if arguments.out is not None:
        may_write(arguments.out, *ENDINGS)
    made = tokens.add(arguments.name, arguments.role, arguments.until)
    data, lines = _token_item(made.token), [_("トークン「{name}」を作りました。").format(name=made.token.name)]
    if arguments.out is None:
        return Answer(
            data | {"token": made.secret},
            [
                *lines,
                _("トークン: {token}").format(token=made.secret),
                _("いまファイルに写してください。あとから見ることはできません。"),
            ],
        )
    try:
        tokens.save(made.secret, arguments.out)
    except EnvironmentProblem:
        tokens.withdraw(made.token.name)  # nobody has it, so nothing may be let in by it
        raise
    told = _("ファイルに書きました: {file}").format(file=arguments.out)
    return Answer(
        data | {"file": arguments.out},
        [*lines, told, _("DIVIDE_APP_TOKEN_FILE に、このファイルの名前を指定して使います。")],
    )


def run_withdraw(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a token back."""
    result = context.services().tokens.withdraw(arguments.name)
    words = _("トークン「{name}」を取り消しました。もう使えません。").format(name=result.token.name)
    return Answer(_token_item(result.token), [words])


def run_tokens(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the tokens."""
    from divide_app.cli.output import listed
    from divide_app.wording.dates import day_and_clock, reiwa_day
    from divide_app.wording.labels import label
    from divide_app.wording.users import token_state

    del arguments
    found = context.services().tokens.all()
    rows = [
        (
            one.name,
            label(one.role),
            reiwa_day(one.last_day) if one.last_day else "",
            day_and_clock(one.used_at) if one.used_at else "",
            token_state(is_withdrawn=one.is_withdrawn, is_over=one.is_over),
        )
        for one in found
    ]
    heads = [_("名前"), _("役割"), _("使える最後の日"), _("最後に使った時"), _("状態")]
    return listed([_token_item(one) for one in found], heads, rows, _("トークンはありません。"))


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List everybody."""
    from divide_app.cli.output import listed
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
    heads = [_("名前"), _("役割"), _("最後のサインイン"), _("状態")]
    return listed([_item(one) for one in found], heads, rows, _("サインインする人は登録されていません。"))


def _need_staff(context: Context) -> None:
    """See who it is before a password is asked for; the place may be another one than was meant, too.

    Raises:
        DomainError: `not_allowed`.
        EnvironmentProblem: As `Context.ask_who`.
    """
    services = context.ask_who()
    if services is not None:
        need_role(services.actor.role, STAFF)


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
        "supporter": user.supporter_id,
    }


def _token_item(token: TokenLine) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "created_at": token.created_at,
        "until": token.last_day,
        "used_at": token.used_at,
        "is_over": token.is_over,
        "is_withdrawn": token.is_withdrawn,
    }
