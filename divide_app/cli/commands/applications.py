"""`apply ...`: takes and cancels applications, advances the waiting list, and reissues a lost ticket."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_moment, a_value_of, an_id, command
from divide_app.cli.context import Context
from divide_app.cli.naming import a_course
from divide_app.domain.applications import ApplicationStatus, Channel
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the commands."""
    taking = command(commands, "apply", run, _("申込を受ける(取り消すときは apply cancel)"))
    taking.add_argument("course", metavar="COURSE", type=a_course, help=_("講座のidか名前"))
    taking.add_argument("--participant", metavar="ID", type=an_id, required=True, help=_("参加者のid"))
    taking.add_argument(
        "--channel", metavar="CHANNEL", type=a_value_of(Channel), default=Channel.OTHER, help=_("申込方法")
    )
    taking.add_argument("--at", metavar="T", type=a_moment, help=_("申し込んだ日時(なければ今)"))
    taking.add_argument(
        "--force",
        metavar="REASON",
        default="",
        help=_("同じ時間のほかの講座の受講が決まっている方も、この理由で受け付ける"),
    )
    cancelling = command(commands, "apply cancel", run_cancel, _("申込を取り消し、待っている人を繰り上げる"))
    cancelling.add_argument("application", metavar="APPLICATION", type=an_id, help=_("申込のid"))
    renewing = command(
        commands, "apply renew-ticket", run_renew, _("なくした受講票を作り直す(前の受講票は使えなくなる)")
    )
    renewing.add_argument("application", metavar="APPLICATION", type=an_id, help=_("申込のid"))


def run_renew(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give one application a new ticket."""
    result = context.services().applications.renew_ticket(arguments.application)
    return Answer(
        {"application": result.application, "ticket_code": result.ticket_code},
        [
            _("受講票を作り直しました。前の受講票では受け付けられません。"),
            _("print tickets {id} --out FILE で印刷できます。").format(id=result.application),
        ],
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take one application."""
    result = context.services().applications.apply(
        arguments.course,
        arguments.participant,
        channel=arguments.channel,
        at=arguments.at,
        forced_reason=arguments.force,
    )
    return Answer(
        {
            "application": result.application,
            "status": result.status,
            "place": result.place,
            "promoted": result.promoted,
            "ticket_code": result.ticket_code,
        },
        [*_status_lines(result.status, result.place), _("申込のid: {id}").format(id=result.application)],
    )


def run_cancel(context: Context, arguments: argparse.Namespace) -> Answer:
    """Cancel one application."""
    applications = context.services().applications
    result = applications.cancel(arguments.application)
    lines = [_("申込を取り消しました。")]
    if result.promoted:
        lines.append(
            _("キャンセル待ちから{count}人が受講決定になりました。お知らせしてください。").format(
                count=len(result.promoted)
            )
        )
        promoted = set(result.promoted)
        lines += [
            f"  {_('{name}さん').format(name=one.name)} {one.phone}".rstrip() + f" ({one.id})"
            for one in applications.all()
            if one.id in promoted
        ]
    return Answer(
        {
            "application": result.application,
            "status": result.status,
            "place": result.place,
            "promoted": result.promoted,
        },
        lines,
    )


def _status_lines(status: ApplicationStatus, place: int | None) -> list[str]:
    match status:
        case ApplicationStatus.ACCEPTED:
            return [_("受講決定です({place}番)。").format(place=place)]
        case ApplicationStatus.WAITING:
            return [_("定員に達しているため、キャンセル待ちの{place}番です。").format(place=place)]
        case _:
            return [_("申込を受け付けました。抽選の後にお知らせします。")]
