"""`db encrypt`, `db rekey`, `db decrypt`, `db password`, `db recover`, `db recovery-key`: the keys of the database."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from divide_app.cli import secrets
from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_file, command
from divide_app.cli.context import Context
from divide_app.domain.errors import DomainError
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.wording.backups import copies_words
from divide_app.wording.sentences import sentence

if TYPE_CHECKING:
    from divide_app.services.office.encryption import Encryption, KeyResult


def add_keys(commands: Commands) -> None:
    """Add the commands to the group."""
    for name, run, words in (
        ("encrypt", run_encrypt, _("データを暗号化する(確かめた写しを作ってから)")),
        ("rekey", run_rekey, _("新しい鍵で暗号化し直す(前のパスワードと回復キーでは開けなくなる)")),
        ("recovery-key", run_recovery_key, _("新しい回復キーを作る(前のものでは開けなくなる)")),
    ):
        parser = command(commands, name, run, words, on_empty="refuse")
        parser.add_argument(
            "--paper", metavar="FILE", type=a_file, help=_("回復キーの紙(PDF)。なければ、回復キーを一度だけ表示する")
        )
    command(
        commands,
        "encrypt-copies",
        run_encrypt_copies,
        _("暗号化していない写しを、置いてある場所のまま暗号化する"),
        on_empty="refuse",
    )
    command(commands, "decrypt", run_decrypt, _("暗号化をやめる(写しは暗号化したまま残る)"), on_empty="refuse")
    command(commands, "password", run_password, _("データのパスワードを変える"), on_empty="refuse")
    command(commands, "recover", run_recover, _("回復キーで開き、新しいパスワードを決める"), on_empty="refuse")


def run_encrypt(context: Context, arguments: argparse.Namespace) -> Answer:
    """Encrypt a plain place."""
    encryption = _ready(context, arguments)
    result = encryption.encrypt(_new_password())
    return _answer(encryption, result, arguments, _("データを暗号化しました。"))


def run_encrypt_copies(context: Context, arguments: argparse.Namespace) -> Answer:
    """Encrypt the plain copies of an encrypted place."""
    del arguments
    encryption = context.services().encryption
    before = encryption.plain_copies()
    left = encryption.encrypt_copies()
    done = [file for file in before.files if file not in left.files]
    lines = [_("暗号化した写し: {file}").format(file=file) for file in done]
    data = {"encrypted": done, "left_plain": list(left.files), "not_there": left.away}
    return Answer(data, [*(lines or [_("新しく暗号化した写しはありません。")]), *copies_words(left.files, left.away)])


def run_rekey(context: Context, arguments: argparse.Namespace) -> Answer:
    """Encrypt the place anew."""
    encryption = _ready(context, arguments)
    result = encryption.rekey(_new_password())
    return _answer(encryption, result, arguments, _("新しい鍵で暗号化し直しました。"))


def run_decrypt(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make the place plain; who could open it has given a password already."""
    encryption = context.services().encryption
    result = encryption.decrypt(context.password_used or "")
    return _answer(encryption, result, arguments, _("暗号化をやめました。だれでも開ける状態です。"))


def run_password(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give the place another password."""
    del arguments
    encryption = context.services().encryption
    encryption.change_password(_new_password(), old=context.password_used)
    return Answer({"ok": True}, [_("データのパスワードを変えました。")])


def run_recover(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give the place a password after the recovery key opened it."""
    del arguments
    encryption = context.services().encryption
    encryption.change_password(_new_password(), old=context.password_used)
    return Answer(
        {"ok": True},
        [
            _("新しいパスワードを決めました。"),
            _("封を開けた回復キーは、db recovery-key で新しいものと入れ替えると安心です。"),
        ],
    )


def run_recovery_key(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make a new recovery key."""
    encryption = _ready(context, arguments)
    key = encryption.new_recovery_key()
    lines, data = _key_told(encryption, key, arguments)
    return Answer(data, [_("新しい回復キーを作りました。前の回復キーでは開けません。"), *lines])


def _ready(context: Context, arguments: argparse.Namespace) -> Encryption:
    """Return the service once the paper can be written: a recovery key that reaches nobody opens nothing."""
    encryption = context.services().encryption
    if arguments.paper is not None:
        may_write(arguments.paper, ".pdf")
    return encryption


def _new_password() -> str:
    known = secrets.of_variable(secrets.NEW_PASSWORD_VARIABLE)
    if known is None:
        known = secrets.typed_twice(_("新しいパスワード: "))
    if not known:
        raise DomainError("password_missing", field="password")
    return known


def _answer(encryption: Encryption, result: KeyResult, arguments: argparse.Namespace, done: str) -> Answer:
    lines, data = _key_told(encryption, result.recovery_key, arguments)
    data |= {
        "file": result.file,
        "tables": {name: list(pair) for name, pair in result.tables.items()},
        "equal": all(one == two for one, two in result.tables.values()),
        "left_plain": list(result.left.files),
        "not_there": result.left.away,
    }
    lines.append(_("確かめた写し: {file}").format(file=result.file))
    lines += copies_words(result.left.files, result.left.away)
    if result.left.files:
        lines.append(_("db encrypt-copies で、置いてある場所のまま暗号化できます。"))
    return Answer(data, [done, *lines])


def _key_told(encryption: Encryption, key: str, arguments: argparse.Namespace) -> tuple[list[str], dict[str, object]]:
    if not key:
        return [], {}
    if arguments.paper is not None:
        try:
            encryption.save_paper(key, arguments.paper)
        except EnvironmentProblem as problem:
            sys.stderr.write(sentence(problem) + "\n")  # the key is shown instead: the old one opens nothing any more
        else:
            sys.stderr.write(_("印刷したら、このPDFは削除してください: {file}").format(file=arguments.paper) + "\n")
            return [_("回復キーの紙を作りました: {file}").format(file=arguments.paper)], {"paper": arguments.paper}
    return [
        _("回復キー: {key}").format(key=key),
        _("いま紙に書き写すか印刷し、金庫にしまってください。あとから見ることはできません。"),
    ], {"recovery_key": key}
