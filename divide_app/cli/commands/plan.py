"""`course plan`: creates a course with its meetings from one JSON file; also holds the other `course` commands."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_file, command, group
from divide_app.cli.clashes import clash_items, clash_lines
from divide_app.cli.commands import course_acts, course_copies
from divide_app.cli.context import Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.planning.plan import MovedMeeting


def add(commands: Commands) -> None:
    """Add the command."""
    courses = group(commands, "course", _("講座", "several"))
    planning = command(courses, "plan", run, _("JSONのファイルから講座と回を作る"), on_empty="make")
    planning.add_argument("file", metavar="FILE.json", type=a_file, help=_("講座を書いたファイル"))
    planning.add_argument("--force", metavar="REASON", default="", help=_("重なりがあっても、理由を付けて作る"))
    planning.add_argument("--dry-run", action="store_true", help=_("できる回、移る回、重なりだけを見て、何も作らない"))
    course_copies.add(courses)
    course_acts.add_to_courses(courses)


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make the course, all of it or nothing; with `--dry-run` only say what it would be."""
    from divide_app.exchange.plan_file import read_plan
    from divide_app.wording.clashes import joined_room_sentence
    from divide_app.wording.dates import day_and_range

    context.ask_who()
    draft = read_plan(arguments.file)
    scheduling = (context.services_to_rehearse() if arguments.dry_run else context.services()).scheduling
    if arguments.dry_run:
        result = scheduling.preview(draft)
        made, new_place = _("「{title}」は{count}回になります。"), _("「{place}」を新しく登録します。")
    else:
        result = scheduling.plan(draft, forced_reason=arguments.force)
        made, new_place = _("「{title}」を{count}回で作りました。"), _("「{place}」を新しく登録しました。")
    warnings = [new_place.format(place=place) for place in result.new_places]
    warnings += [joined_room_sentence(one) for one in result.joined_rooms]
    warnings += [_moved(one) for one in result.moved]
    lines = [
        made.format(title=draft.title, count=len(result.class_sessions)),
        *(
            "  " + _("第{number}回").format(number=number) + f" {day_and_range(one.starts_at, one.ends_at)}"
            for number, one in enumerate(result.meetings, 1)
        ),
        *warnings,
        *clash_lines(result.clashes),
    ]
    if not arguments.dry_run:
        lines.append(_("講座のid: {id}").format(id=result.course))
    return Answer(
        {
            "course": None if arguments.dry_run else result.course,
            "class_sessions": () if arguments.dry_run else result.class_sessions,
            "meetings": [{"starts_at": one.starts_at, "ends_at": one.ends_at} for one in result.meetings],
            "clashes": clash_items(result.clashes),
            "warnings": warnings,
            "moved": [
                {"starts_at": one.starts_at, "moved_to": one.moved_to, "reason": one.reason} for one in result.moved
            ],
            "dry_run": arguments.dry_run,
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
