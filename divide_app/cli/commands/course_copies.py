"""`course copy` and `course copy-year`: copies a course, or all courses of a year."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_count, a_day, a_fiscal_year, a_value_of, command
from divide_app.cli.clashes import clash_items, clash_lines
from divide_app.cli.context import Context
from divide_app.cli.naming import a_course
from divide_app.domain.planning.plan import SINGLE_DAYS, OnClosed
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.planning.course_copies import CopiedMeeting, CopyResult, CopyWish

SHOWN = 40
"""Moved meetings on the screen; the JSON has them all."""


def add(courses: Commands) -> None:
    """Add the commands under `course`."""
    one = command(courses, "copy", run_course, _("講座をもう一度計画する"))
    one.add_argument("course", metavar="COURSE", type=a_course, help=_("写す講座のidか名前"))
    where = one.add_mutually_exclusive_group()
    where.add_argument("--first-day", metavar="DAY", type=a_day, help=_("最初の回の日。ほかの回は同じ間をあける"))
    where.add_argument("--years", metavar="N", type=a_count, default=1, help=_("何年あとの同じ週の曜日か(なければ1)"))
    _add_wish(one)
    year = command(courses, "copy-year", run_year, _("1年度の計画を別の年度に写す"))
    year.add_argument("from_year", metavar="FY", type=a_fiscal_year, help=_("写す年度(2025、R7)"))
    year.add_argument("--to", metavar="FY", type=a_fiscal_year, required=True, help=_("写す先の年度"))
    _add_wish(year)


def _add_wish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on-closed",
        metavar="skip/shift",
        type=a_value_of(OnClosed, SINGLE_DAYS),
        default=OnClosed.SHIFT,
        help=_("休館日や祝日に当たる回: とばす(skip)か、次に開いている日へ移す(shift。なければこちら)"),
    )
    parser.add_argument("--held-only", action="store_true", help=_("実施した回だけを写す"))
    parser.add_argument("--leave-out-clashing", action="store_true", help=_("重なる回を除いて写す"))
    parser.add_argument("--force", metavar="REASON", default="", help=_("重なりがあっても、理由を付けて写す"))
    parser.add_argument("--dry-run", action="store_true", help=_("結果だけを見て、何も作らない"))


def run_course(context: Context, arguments: argparse.Namespace) -> Answer:
    """Copy one course."""
    copies = context.services().course_copies
    place = {"first_day": arguments.first_day, "years": arguments.years}
    if arguments.dry_run:
        result = copies.preview_course(arguments.course, wish=_wish(arguments), **place)
    else:
        result = copies.copy_course(arguments.course, wish=_wish(arguments), forced_reason=arguments.force, **place)
    return _answer(result, is_dry_run=arguments.dry_run)


def run_year(context: Context, arguments: argparse.Namespace) -> Answer:
    """Copy a fiscal year."""
    copies = context.services().course_copies
    years = arguments.from_year, arguments.to
    if arguments.dry_run:
        result = copies.preview_year(*years, wish=_wish(arguments), progress=context.progress())
    else:
        result = copies.copy_year(
            *years, wish=_wish(arguments), forced_reason=arguments.force, progress=context.progress()
        )
    return _answer(result, is_dry_run=arguments.dry_run)


def _wish(arguments: argparse.Namespace) -> CopyWish:
    from divide_app.services.planning.course_copies import CopyWish

    return CopyWish(arguments.on_closed, arguments.leave_out_clashing, arguments.held_only)


def _answer(result: CopyResult, *, is_dry_run: bool) -> Answer:
    from divide_app.wording.copies import moved_sentence

    data: dict[str, object] = {
        "courses": [
            {"course": one.course, "source": one.source, "title": one.title, "class_sessions": one.class_sessions}
            for one in result.courses
        ],
        "class_sessions": [
            {"id": one.id, "course": one.course_id, "starts_at": one.starts_at, "ends_at": one.ends_at}
            for one in result.sessions
        ],
        "moved": [
            {
                "title": one.title,
                "was_at": one.was_at,
                "wished_at": one.wished_at,
                "starts_at": one.starts_at,
                "reason": one.reason,
                "message": moved_sentence(one),
            }
            for one in result.moved
        ],
        "clashes": clash_items(result.clashes),
        "left_out": clash_items(result.left_out),
        "there_already": result.there_already,
        "empty": result.empty,
        "dry_run": is_dry_run,
    }
    said = (
        _("写すと、講座{courses}件、{sessions}回になります。")
        if is_dry_run
        else _("講座{courses}件、{sessions}回を作りました。")
    )
    lines = [said.format(courses=len(result.courses), sessions=len(result.sessions)), *_moved_lines(result.moved)]
    lines += clash_lines(result.clashes)
    if result.left_out:
        lines += [_("重なるため、除いた回:"), *clash_lines(result.left_out)]
    lines += [_("「{title}」は、その年度にもうあります。").format(title=title) for title in result.there_already]
    lines += [_("「{title}」には、写す回がありません。").format(title=title) for title in result.empty]
    return Answer(data, lines)


def _moved_lines(moved: tuple[CopiedMeeting, ...]) -> list[str]:
    from divide_app.wording.copies import moved_sentence

    lines = [f"  {moved_sentence(one)}" for one in moved[:SHOWN]]
    if len(moved) > SHOWN:
        lines.append("  " + _("ほか{count}回").format(count=len(moved) - SHOWN))
    return lines
