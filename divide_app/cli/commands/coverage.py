"""`coverage`: how many of the inhabitants were reached, and which groups nobody came from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, a_value_of, command
from divide_app.cli.context import Context
from divide_app.cli.output import table
from divide_app.domain.figures.measures import Dimension
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.figures.coverage import Coverage, CoverageLine


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "coverage", run, _("地区の人口に対して、何人に届いたかを集計する"))
    parser.add_argument("--from", dest="first", metavar="DATE", type=a_day, help=_("最初の日(なければ年度の初め)"))
    parser.add_argument("--to", dest="last", metavar="DATE", type=a_day, help=_("最後の日(なければ今日)"))
    parser.add_argument(
        "--by", metavar="DIM", type=_dimensions, default=(Dimension.DISTRICT,), help="district,band,sex"
    )


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Compare those who came with those who live there."""
    tables = context.services().figure_tables
    found = tables.coverage(arguments.by, first=arguments.first, last=arguments.last)
    data = {
        "from": found.days[0],
        "to": found.days[1],
        "items": [_item(line, found) for line in found.lines],
        "unreached": [_item(line, found) for line in found.unreached],
        "people": found.people,
        "population": found.population,
    }
    return Answer(data, _lines(found))


def _dimensions(text: str) -> tuple[Dimension, ...]:
    return tuple(dict.fromkeys(a_value_of(Dimension)(one) for one in text.split(",")))


def _item(line: CoverageLine, found: Coverage) -> dict[str, object]:
    group = {one.value: getattr(line, one.value) for one in found.by}
    return {**group, "population": line.population, "people": line.people, "per_1000": line.per_1000}


def _lines(found: Coverage) -> list[str]:
    from divide_app.wording.figure_tables import row_label
    from divide_app.wording.labels import label

    if found.population is None:
        return [_("地区別の人口がまだありません。import population で取り込んでください。")]
    heads = [*map(label, found.by), _("人口"), _("届いた人"), _("人口1000人あたり")]
    rows = [
        [*(row_label(one, getattr(line, one.value)) for one in found.by), line.population, line.people, line.per_1000]
        for line in found.lines
    ]
    lines = [*table(heads, rows), ""]
    if found.unreached:
        lines.append(_("まだ1人も来ていないところ: {count}").format(count=len(found.unreached)))
    return lines
