"""`package ...`: creates hall packages, merges them at the office, and resolves the acts held for a person."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_file, an_id, command, group
from divide_app.cli.context import Context
from divide_app.cli.naming import a_class_session
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.door.hall_packages import InboxLine, PackResult

T = TypeVar("T")


def add(commands: Commands) -> None:
    """Add the commands."""
    packages = group(commands, "package", _("受付パック(会場のパソコンで受付をして持ち帰る)"))
    making = command(packages, "create", run_create, _("受付パックを作る"))
    making.add_argument(
        "class_session", metavar="CLASS_SESSION", type=a_class_session, nargs="+", help=_("回のid(講座名#2 でも)")
    )
    making.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_("書き出すファイル(.kakehashi)"))
    making.add_argument(
        "--one-time-code", action="store_true", help=_("合い言葉のかわりに、一度きりのコードを作って使う")
    )
    command(packages, "list", run_list, _("作った受付パックの一覧"))
    merging = command(packages, "merge", run_merge, _("持ち帰った受付パックを取り込む(二度取り込んでも同じ)"))
    merging.add_argument("file", metavar="FILE", type=a_file, help=_("受付パックのファイル"))
    putting = command(
        packages,
        "put-away",
        run_put_away,
        _("取り込み済みの受付パックのファイルを上書きして消去し、受領のしるしを残す"),
    )
    putting.add_argument("file", metavar="FILE", type=a_file, help=_("受付パックのファイル"))
    command(packages, "inbox", run_inbox, _("人が決める受付の一覧"))
    deciding = command(packages, "resolve", run_resolve, _("人が決める受付を、受け入れるか決める"))
    deciding.add_argument("item", metavar="ITEM", type=an_id, nargs="+", help=_("package inbox の id"))
    either = deciding.add_mutually_exclusive_group(required=True)
    either.add_argument("--accept", action="store_true", help=_("受け入れる"))
    either.add_argument("--reject", action="store_true", help=_("受け入れない(記録は残る)"))
    deciding.add_argument(
        "--clock-minutes",
        metavar="N",
        type=_a_shift,
        default=0,
        help=_("端末の時計のずれを直す分数(遅れていたら正、進んでいたら負。元の時刻も残る)"),
    )
    returning = command(packages, "return", run_return, _("受付パックの今の中身を、別のファイルにも書き出す"))
    returning.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_("書き出すファイル"))


def run_create(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write a package."""
    from divide_app.services.door.hall_packages import one_time_code

    packages = context.services(beside_package=True).hall_packages

    def create(password: str) -> PackResult:
        return packages.create(arguments.class_session, arguments.out, password)

    code = one_time_code() if arguments.one_time_code else None
    result = (
        create(code) if code else context.with_password(lambda typed: create(typed or ""), of_package=True, is_new=True)
    )
    data = {
        "file": result.file,
        "package": result.package,
        "class_sessions": result.class_sessions,
        "people": result.people,
        "accepted": 0,
        "known": 0,
        "held": [],
    } | ({"code": code} if code else {})
    lines = [
        _("受付パックを作りました: {file}").format(file=result.file),
        _("回 {sessions}、参加者 {people}").format(sessions=len(result.class_sessions), people=result.people),
    ]
    if code:
        lines.append(
            _("開くときのコード: {code}（ファイルとは別に伝えてください。あとから見ることはできません）").format(
                code=code
            )
        )
    return Answer(data, lines)


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the packages that were made."""
    from divide_app.cli.output import listed
    from divide_app.wording.dates import day_and_clock

    del arguments
    found = context.services(beside_package=True).hall_packages.packages()
    items = [
        {
            "id": one.id,
            "created_at": one.created_at,
            "class_sessions": [line.id for line in one.sessions],
            "people": one.people,
            "waiting": one.waiting,
            "returned_at": one.returned_at,
            "wiped_at": one.wiped_at,
        }
        for one in found
    ]
    rows = [
        (
            one.id,
            day_and_clock(one.created_at),
            len(one.sessions),
            one.people,
            "" if one.returned_at is None else day_and_clock(one.returned_at),
            "" if one.wiped_at is None else day_and_clock(one.wiped_at),
            one.waiting,
        )
        for one in found
    ]
    heads = ["id", _("作成"), _("回"), _("人"), _("取り込み"), _("消去"), _("確認待ち")]
    return listed(items, heads, rows, _("作った受付パックはありません。"))


def run_put_away(context: Context, arguments: argparse.Namespace) -> Answer:
    """Overwrite a package that came home."""
    packages = context.services(beside_package=True).hall_packages
    result = _with_package_password(context, lambda password: packages.put_away(arguments.file, password))
    data = {"package": result.package, "acts": result.acts, "file": arguments.file, "sha256": result.file_digest}
    return Answer(
        data,
        [
            _("受付パックを消去し、受領のしるしに置きかえました: {file}").format(file=arguments.file),
            _("消去記録は print package-proof {id} --out FILE で印刷できます。").format(id=result.package),
        ],
    )


def run_merge(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a package in; acts that wait for a person are no failure."""
    from divide_app.wording.door import lookalike_sentence

    packages = context.services(beside_package=True).hall_packages
    result = _with_package_password(context, lambda password: packages.merge(arguments.file, password))
    data = {
        "package": result.package,
        "accepted": result.accepted,
        "known": result.known,
        "held": [_item(line) for line in result.held],
        "lookalikes": [
            {
                "class_session": one.class_session,
                "name": one.name,
                "walk_ins": one.walk_ins,
                "applicants": one.applicants,
            }
            for one in result.lookalikes
        ],
    }
    lines = [
        _("受付パックを取り込みました: 新しい受付 {accepted}、取り込み済み {known}、確認待ち {held}").format(
            accepted=result.accepted, known=result.known, held=len(result.held)
        ),
        *_lines(result.held),
    ]
    lines += [lookalike_sentence(one.name, is_applicant=bool(one.applicants)) for one in result.lookalikes]
    return Answer(data, lines)


def run_inbox(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the acts a person must decide about."""
    del arguments
    held = context.services(beside_package=True).hall_packages.inbox()
    return Answer(
        {"accepted": 0, "known": 0, "held": [_item(line) for line in held]},
        _lines(held) or [_("確認を待つ受付はありません。")],
    )


def run_resolve(context: Context, arguments: argparse.Namespace) -> Answer:
    """Decide about acts, all or none."""
    result = context.services(beside_package=True).hall_packages.resolve(
        arguments.item, accept=arguments.accept, clock_minutes=arguments.clock_minutes
    )
    data = {
        "accepted": result.accepted,
        "rejected": result.rejected,
        "known": 0,
        "held": [_item(line) for line in result.waiting],
    }
    done = _("受け入れました: {count}") if arguments.accept else _("受け入れませんでした(記録は残っています): {count}")
    lines = [
        done.format(count=result.accepted + result.rejected),
        _("確認待ちはあと {count} です。").format(count=len(result.waiting)),
    ]
    return Answer(data, lines)


def run_return(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write the package these data came in to another file."""
    file = context.services().hall_packages.pack_home(arguments.out)
    return Answer({"file": file}, [_("受付パックを書き出しました: {file}").format(file=file)])


def _with_package_password(context: Context, act: Callable[[str], T]) -> T:
    return context.with_password(lambda password: act(password or ""), of_package=True)


def _a_shift(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,8}", text):
        raise argparse.ArgumentTypeError(_("分の数を書いてください(例: 60、-1440)"))
    return int(text)


def _item(line: InboxLine) -> dict[str, object]:
    from divide_app.wording.labels import label

    return {
        "id": line.item,
        "event": line.event,
        "reason": line.reason,
        "message": label(line.reason),
        "class_session": line.class_session,
        "course_title": line.course_title,
        "starts_at": line.starts_at,
        "participant": line.attendee,
        "name": line.name,
        "kind": line.kind,
        "happened_at": line.happened_at,
        "recorded_at": line.recorded_at,
        "device": line.device,
        "package": line.package,
        "received_at": line.received_at,
        "known": [{"kind": one.kind, "happened_at": one.happened_at, "device": one.device} for one in line.known],
    }


def _lines(held: Sequence[InboxLine]) -> Iterable[str]:
    from divide_app.cli.output import table
    from divide_app.wording.dates import day_and_clock
    from divide_app.wording.labels import label

    if not held:
        return []
    return table(
        ["id", _("理由"), _("講座"), _("名前"), _("操作"), _("端末の日時"), _("端末")],
        (
            (
                line.item,
                label(line.reason),
                line.course_title,
                line.name,
                label(line.kind),
                day_and_clock(line.happened_at),
                line.device,
            )
            for line in held
        ),
    )
