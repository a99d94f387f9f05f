"""`attendance confirm`, `reopen` and `show`: confirms a meeting with three states and the helpers' hours."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, an_id, command, group
from divide_app.cli.context import Context
from divide_app.cli.naming import a_class_session
from divide_app.domain.door.presence import Presence
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services import Services
    from divide_app.services.door.closing import ClosingView


def add(commands: Commands) -> None:
    """Add the commands."""
    attendance = group(commands, "attendance", _("出席の確定"))
    confirming = command(attendance, "confirm", run_confirm, _("出席を確定する(出席・欠席・不明の3つを分ける)"))
    confirming.add_argument("--absent", metavar="ID", type=an_id, nargs="+", default=[], help=_("欠席の方の参加者id"))
    confirming.add_argument("--unknown", metavar="ID", type=an_id, nargs="+", default=[], help=_("不明の方の参加者id"))
    confirming.add_argument(
        "--rest",
        choices=[Presence.ABSENT.value, Presence.UNKNOWN.value],
        help=_("受付の記録がないほかの方(なければ、受付をした回は欠席、していない回は不明)"),
    )
    confirming.add_argument(
        "--minutes",
        metavar="ASSIGNMENT=N",
        type=minutes_of,
        nargs="+",
        default=[],
        help=_("支援者の実際の時間(分)"),
    )
    confirming.add_argument("--hours-reason", metavar="TEXT", default="", help=_("前に確定した時間を直す理由"))
    confirming.add_argument("--remark", metavar="TEXT", help=_("この回の備考"))
    reopening = command(attendance, "reopen", run_reopen, _("出席の確定を取り消す"))
    reopening.add_argument("--reason", metavar="TEXT", required=True, help=_("理由"))
    showing = command(attendance, "show", run_show, _("確定の前に、来た方と支援者を見る"))
    for parser in (confirming, reopening, showing):
        parser.add_argument(
            "class_session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)")
        )


def minutes_of(text: str) -> tuple[UUID, int]:
    """Read ASSIGNMENT=N."""
    id_, sign, number = text.partition("=")
    if not sign or not number.isascii() or not number.isdigit():
        raise argparse.ArgumentTypeError(_("配置のidと分を「=」でつないで書いてください"))
    return an_id(id_), int(number)


def run_confirm(context: Context, arguments: argparse.Namespace) -> Answer:
    """Close a meeting."""
    both = set(arguments.absent) & set(arguments.unknown)
    if both:
        raise WrongUsageError(_("同じ方を --absent と --unknown の両方に書けません"))
    services = context.services()
    services.closing.confirm(
        arguments.class_session,
        absent=arguments.absent,
        unknown=arguments.unknown,
        rest=None if arguments.rest is None else Presence(arguments.rest),
        minutes=dict(arguments.minutes),
        hours_reason=arguments.hours_reason,
        remark=arguments.remark,
    )
    return _answer(services, arguments.class_session, _("出席を確定しました。"))


def run_reopen(context: Context, arguments: argparse.Namespace) -> Answer:
    """Reopen a closed meeting."""
    services = context.services()
    services.scheduling.reopen(arguments.class_session, arguments.reason)
    return _answer(services, arguments.class_session, _("出席の確定を取り消しました。"))


def run_show(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show a meeting as it can be closed."""
    return _answer(context.services(), arguments.class_session, "")


def _answer(services: Services, class_session: UUID, words: str) -> Answer:
    from divide_app.wording.labels import label

    view = services.closing.view(class_session)
    counts = {one: sum(person.presence is one for person in view.people) for one in Presence}
    said = "　".join(f"{label(one)} {count}" for one, count in counts.items())
    lines = [words, said] if words else [view.line.course_title, said]
    lines += [f"  {person.name or _('飛び込みの方')}  {label(person.presence)}" for person in view.people]
    return Answer(_data(view) | {one.value: count for one, count in counts.items()}, lines)


def _data(view: ClosingView) -> dict[str, object]:
    return {
        "class_session": view.line.id,
        "state": view.line.state,
        "people": [
            {
                "participant": one.attendee_id,
                "name": one.name,
                "state": one.presence,
                "is_walk_in": one.is_walk_in,
                "late": one.is_late,
                "left_early": one.has_left_early,
            }
            for one in view.people
        ],
        "helpers": [
            {
                "assignment": one.id,
                "supporter": one.supporter,
                "planned_minutes": one.planned_minutes,
                "actual_minutes": one.actual_minutes,
            }
            for one in view.helpers
        ],
        "over_capacity": view.over_capacity,
        "remark": view.remark,
        "rest": view.rest,
        "package_out": view.is_packed,
    }
