"""`calendar`: the holidays in force, corrections by hand, and the closing around New Year."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_day, a_fiscal_year, command, group
from divide_app.cli.context import Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.planning.days_off import YearEnd


def add(commands: Commands) -> None:
    """Add the commands."""
    days = group(commands, "calendar", _("祝日と年末年始"))
    holidays = command(days, "holidays", run_holidays, _("1年度の祝日"))
    holidays.add_argument("year", metavar="FY", type=a_fiscal_year, help=_("年度(2026、R8)"))
    one = command(days, "holiday", run_holiday, _("祝日を直す"))
    one.add_argument("day", metavar="DAY", type=a_day, help=_("日"))
    how = one.add_mutually_exclusive_group(required=True)
    how.add_argument("--name", metavar="NAME", help=_("この名前の祝日とする"))
    how.add_argument("--none", action="store_true", help=_("祝日ではないとする"))
    how.add_argument("--forget", action="store_true", help=_("直したことを取り消す"))
    ends = command(days, "year-end", run_year_end, _("年末年始の休み"))
    ends.add_argument("--from", metavar="MM-DD", dest="first", type=_month_day, help=_("休みの初めの日"))
    ends.add_argument("--until", metavar="MM-DD", dest="last", type=_month_day, help=_("休みの終わりの日"))
    ends.add_argument("--open", action="store_true", help=_("年末年始も開く"))


def run_holidays(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show the holidays of a fiscal year."""
    from divide_app.wording.dates import reiwa_day

    lines = context.services().days_off.holidays(arguments.year)
    return Answer(
        {
            "items": [
                {"day": line.day, "name": line.name, "usual": line.usual, "corrected": line.is_corrected}
                for line in lines
            ]
        },
        [
            f"{reiwa_day(line.day)} {line.name or _('(祝日ではない)')}" + (_("(直した日)") if line.is_corrected else "")
            for line in lines
        ],
    )


def run_holiday(context: Context, arguments: argparse.Namespace) -> Answer:
    """Correct one day."""
    days_off = context.services().days_off
    if arguments.forget:
        days_off.forget_correction(arguments.day)
    elif arguments.none:
        days_off.deny_holiday(arguments.day)
    else:
        days_off.name_holiday(arguments.day, arguments.name)
    name = days_off.between(arguments.day, arguments.day).get(arguments.day, "")
    return Answer(
        {"day": arguments.day, "name": name},
        [_("この日は祝日({name})です。").format(name=name) if name else _("この日は祝日ではありません。")],
    )


def run_year_end(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show or keep the days around New Year."""
    from dataclasses import replace

    days_off = context.services().days_off
    kept = days_off.year_end()
    if arguments.open and (arguments.first or arguments.last):
        raise WrongUsageError(_("--open と休みの日は一緒に使えません。"), "")
    if arguments.open or arguments.first or arguments.last:
        kept = replace(
            kept,
            first=arguments.first or kept.first,
            last=arguments.last or kept.last,
            is_closed=not arguments.open,
        )
        days_off.keep_year_end(kept)
    return Answer(
        {"first": _written(kept.first), "last": _written(kept.last), "reason": kept.reason, "closed": kept.is_closed},
        [_year_end_words(kept)],
    )


def _year_end_words(kept: YearEnd) -> str:
    if not kept.is_closed:
        return _("年末年始も開きます。")
    return _("{first}から{last}まで休みます({reason})。").format(
        first=_written(kept.first), last=_written(kept.last), reason=kept.reason
    )


def _written(month_day: tuple[int, int]) -> str:
    return f"{month_day[0]:02}-{month_day[1]:02}"


def _month_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{text.strip()}")
    except ValueError:
        raise argparse.ArgumentTypeError(_("月日として読めません。12-29 のように書いてください")) from None
    return day.month, day.day
