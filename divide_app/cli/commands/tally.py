"""`tally`: progress towards the targets, with the reason for every meeting that does not count."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, an_id, command
from divide_app.cli.context import Context
from divide_app.cli.output import facts
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.figures.target import Tally


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "tally", run, _("目標に対する数を集計する"))
    parser.add_argument("--target", metavar="ID", type=an_id, help=_("目標のid(なければすべて)"))
    parser.add_argument("--as-of", metavar="DATE", type=a_day, help=_("いつの時点か(なければ今日)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Count every target, or one."""
    tallies = context.services().targets.tally(as_of=arguments.as_of, target_id=arguments.target)
    lines = [line for one in tallies for line in _lines(one)]
    return Answer(
        {"targets": [_item(one) for one in tallies]},
        lines or [_("目標がまだありません。画面の「目標・報告」で登録してください。")],
    )


def _item(tally: Tally) -> dict[str, object]:
    target = tally.target
    return {
        "id": target.id,
        "name": target.name,
        "metric": target.metric,
        "first_year": target.first_year,
        "last_year": target.last_year,
        "at_least": target.at_least,
        "baseline": target.baseline,
        "as_of": tally.as_of,
        "actual": tally.actual,
        "expected_by_now": tally.expected_by_now,
        "forecast": tally.forecast,
        "forecast_low": tally.forecast_low,
        "forecast_high": tally.forecast_high,
        "planned": tally.planned,
        "on_pace": tally.on_pace,
        "reached_on": tally.reached_on,
        "rule_version": target.rule.version,
        "counted": [one.session.id for one in tally.counted],
        "weights": {str(one.session.id): one.weight for one in tally.counted if one.weight != 1},
        "not_counted": [{"id": one.session.id, "reason": one.reason} for one in tally.not_counted],
    }


def _lines(tally: Tally) -> list[str]:
    from divide_app.wording.dates import reiwa_day
    from divide_app.wording.labels import label

    pace = {True: _("間に合う"), False: _("足りない"), None: _("わからない")}[tally.on_pace]
    lines = [
        f"■ {tally.target.name}",
        *(
            "  " + line
            for line in facts(
                [
                    (_("数えるもの"), label(tally.target.metric)),
                    (_("目標"), tally.target.at_least),
                    (_("{day}まで").format(day=reiwa_day(tally.as_of)), tally.actual),
                    (_("このままでの見込み"), tally.forecast),
                    (_("この調子で"), pace),
                    (_("数えた回"), len(tally.counted)),
                ]
            )
        ),
    ]
    reasons = Counter(one.reason for one in tally.not_counted)
    if reasons:
        lines.append("  " + _("数えなかった回:"))
        lines += [f"    {label(reason)} {count}" for reason, count in reasons.most_common()]
    return lines
