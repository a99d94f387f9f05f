"""`course plan`: makes a course with its meetings from one JSON file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_path, command, group
from divide_app.cli.clashes import clash_items, clash_lines
from divide_app.cli.context import ACTOR, Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.plan import MovedMeeting


def add(commands: Commands) -> None:
    """Add the command."""
    courses = group(commands, "course", _("講座"))
    planning = command(courses, "plan", run, _("JSONのファイルから講座と回を作る"))
    planning.add_argument("file", metavar="FILE.json", type=a_path, help=_("講座を書いたファイル"))
    planning.add_argument("--force", metavar="REASON", default="", help=_("重なりがあっても、理由を付けて作る"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make the course, all of it or nothing."""
    from divide_app.exchange.plan_file import read_plan
    from divide_app.wording.dates import day_and_range

    draft = read_plan(arguments.file)
    result = context.services().scheduling.plan(draft, actor=ACTOR, forced_reason=arguments.force)
    warnings = [_("「{place}」を新しく登録しました。").format(place=place) for place in result.new_places]
    warnings += [_moved(one) for one in result.moved]
    lines = [
        _("「{title}」を{count}回で作りました。").format(title=draft.title, count=len(result.class_sessions)),
        *(
            "  " + _("第{number}回").format(number=number) + f" {day_and_range(one.starts_at, one.ends_at)}"
            for number, one in enumerate(result.meetings, 1)
        ),
        *warnings,
        *clash_lines(result.clashes),
        _("講座のid: {id}").format(id=result.course),
    ]
    return Answer(
        {
            "course": result.course,
            "class_sessions": result.class_sessions,
            "clashes": clash_items(result.clashes),
            "warnings": warnings,
            "moved": [
                {"starts_at": one.starts_at, "moved_to": one.moved_to, "reason": one.reason} for one in result.moved
            ],
        },
        lines,
    )


def _moved(one: MovedMeeting) -> str:
    from divide_app.wording.dates import day_and_clock

    if one.moved_to is None:
        return _("{day}は{reason}のため、とばしました。").format(day=day_and_clock(one.starts_at), reason=one.reason)
    return _("{day}は{reason}のため、{to}に移しました。").format(
        day=day_and_clock(one.starts_at), reason=one.reason, to=day_and_clock(one.moved_to)
    )
