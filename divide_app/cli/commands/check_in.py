"""`check-in ...`: one act at the door, its undo, and the identification of walk-ins."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, Exit, WrongUsageError
from divide_app.cli.arguments import Commands, a_moment, a_sex, an_id, command
from divide_app.cli.context import Context
from divide_app.cli.naming import a_class_session
from divide_app.domain.people.participants import Sex
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.door.check_in import CheckInAnswer


def add(commands: Commands) -> None:
    """Add the commands."""
    door = command(commands, "check-in", run, _("受付をする(取り消すときは check-in undo)"))
    door.add_argument("class_session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)"))
    door.add_argument("code", metavar="CODE", nargs="?", help=_("受講票のQRコードの中身"))
    door.add_argument("--participant", metavar="ID", type=an_id, help=_("参加者のid"))
    door.add_argument("--walk-in", metavar="BAND", help=_("飛び込みの方の年代(65-69、60代、不明など)"))
    door.add_argument("--sex", metavar="S", type=a_sex, help=_("飛び込みの方の性別"))
    door.add_argument("--name", metavar="NAME", default="", help=_("飛び込みの方の名前(なくてよい)"))
    door.add_argument("--at", metavar="T", type=a_moment, help=_("受付の日時(なければ今)"))
    door.add_argument("--device", metavar="D", default="", help=_("端末の名前"))
    door.add_argument("--nonce", metavar="N", default="", help=_("端末が付けた操作の番号。二度送っても一度と数える"))
    door.add_argument("--out", action="store_true", help=_("退室"))
    door.add_argument("--force", metavar="REASON", default="", help=_("断られる受付を、理由を付けて通す"))
    door.add_argument("--answer", metavar="TEXT", default="", help=_("受付での質問への答え"))
    undo = command(commands, "check-in undo", run_undo, _("受付を取り消す(記録は残る)"))
    undo.add_argument("event", metavar="EVENT", type=an_id, help=_("受付の記録のid"))
    undo.add_argument("--device", metavar="D", default="", help=_("端末の名前(書くと、その端末の受付だけを取り消せる)"))
    naming = command(
        commands, "check-in identify", run_identify, _("飛び込みの方が登録済みのどなたかを記録する(1人と数える)")
    )
    naming.add_argument("walk_in", metavar="WALK_IN", type=an_id, help=_("飛び込みの方のid"))
    naming.add_argument("--participant", metavar="ID", type=an_id, required=True, help=_("参加者のid"))
    parting = command(commands, "check-in part", run_part, _("飛び込みの方を別の方に戻す(確かめた方が違っていたとき)"))
    parting.add_argument("walk_in", metavar="WALK_IN", type=an_id, help=_("飛び込みの方のid"))


def run_identify(context: Context, arguments: argparse.Namespace) -> Answer:
    """Say who a walk-in was."""
    context.services().check_in.identify_walk_in(arguments.walk_in, arguments.participant)
    return Answer(
        {"walk_in": arguments.walk_in, "participant": arguments.participant},
        [_("飛び込みの方を、登録済みの方として記録しました。1人と数えます。")],
    )


def run_part(context: Context, arguments: argparse.Namespace) -> Answer:
    """Say that a walk-in was somebody else."""
    context.services().check_in.part_walk_in(arguments.walk_in)
    return Answer(
        {"walk_in": arguments.walk_in, "participant": None},
        [_("飛び込みの方を、別の方に戻しました。2人と数えます。受付の記録は残っています。")],
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Do one act; refused and incomplete are answers with exit 1."""
    _refuse_wrong_usage(arguments)
    door = context.services().check_in
    where, act = arguments.class_session, {"at": arguments.at, "device": arguments.device, "nonce": arguments.nonce}
    act["forced_reason"] = arguments.force
    if arguments.walk_in is not None:
        sex = arguments.sex or Sex.UNSTATED
        return _answer(door.receive_walk_in(where, arguments.walk_in, sex=sex, name=arguments.name, **act))
    act |= {"leaving": arguments.out, "answer": arguments.answer}
    if arguments.participant is not None:
        return _answer(door.receive_person(where, arguments.participant, **act))
    return _answer(door.receive_code(where, arguments.code, **act))


def run_undo(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take an act back: from a device only its own acts, from the office (no device named) any."""
    result = context.services().check_in.undo(arguments.event, device=arguments.device, by_staff=not arguments.device)
    return Answer(
        {"status": result.status, "event": result.event, "undone": result.undone},
        [_("受付を取り消しました。記録は残っています。")],
    )


def _refuse_wrong_usage(arguments: argparse.Namespace) -> None:
    ways = [arguments.code is not None, arguments.participant is not None, arguments.walk_in is not None]
    if sum(ways) != 1:
        raise WrongUsageError(_("CODE、--participant、--walk-in のどれか1つを書いてください"))
    if arguments.walk_in is None and (arguments.sex is not None or arguments.name):
        raise WrongUsageError(_("--sex と --name は --walk-in と一緒に使います"))
    if arguments.walk_in is not None and (arguments.out or arguments.answer):
        raise WrongUsageError(_("--walk-in と --out、--answer は一緒に使えません"))


def _answer(result: CheckInAnswer) -> Answer:
    from divide_app.domain.door.attendance import EventResult
    from divide_app.wording.door import door_sentence

    is_ok = result.status is EventResult.OK
    message = _("受け付けました。") if is_ok else ""
    if result.reason is not None and not is_ok:
        message = door_sentence(result.reason, result.details)
    data: dict[str, object] = {
        "status": result.status,
        "reason": result.reason,
        "event": result.event,
        "first_at": result.first_at,
        "participant": result.participant,
        "name": result.name,
        "message": message,
        "details": result.details,
        "may_force": result.may_force,
        "may_accept": result.may_accept,
        "over_capacity": result.over_capacity,
        "is_repeat": result.is_repeat,
    }
    if not is_ok:
        data["error"] = {"code": result.reason or result.status, "message": message}
    lines = [f"{result.name} {message}".strip()]
    if result.over_capacity:
        lines.append(_("定員を超えています。席を確かめてください。"))
    if is_ok and result.event is not None:
        lines.append(_("受付の記録のid: {id}").format(id=result.event))
    if result.may_accept:
        lines.append(_("席が空いています。職員は、この方を受講決定にできます。"))
    elif result.may_force:
        lines.append(_("職員は --force 理由 を付けて受け付けられます。"))
    return Answer(data, lines, Exit.DONE if is_ok else Exit.REFUSED)
