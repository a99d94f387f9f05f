"""`figures`: a table of any period by one dimension or two, as text, JSON, XLSX or CSV."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_day, a_file, a_pair, a_value_of, command
from divide_app.cli.context import Context
from divide_app.cli.output import table
from divide_app.domain.figures.measures import Dimension, Measure
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.figures.figure_table import FigureTable, Question
    from divide_app.services.figures.figure_tables import FigureTables


def add(commands: Commands) -> None:
    """Add the command."""
    a_dimension = a_value_of(Dimension)
    parser = command(commands, "figures", run, _("期間を決めて、集計表を作る"))
    parser.add_argument("--from", dest="first", metavar="DATE", type=a_day, required=True, help=_("最初の日"))
    parser.add_argument("--to", dest="last", metavar="DATE", type=a_day, required=True, help=_("最後の日"))
    parser.add_argument(
        "--rows", metavar="DIM", type=a_dimension, choices=tuple(Dimension), required=True, help="、".join(Dimension)
    )
    parser.add_argument("--columns", metavar="DIM", type=a_dimension, help=_("列に分けるもの(--rows と同じ言葉)"))
    parser.add_argument(
        "--measure", metavar="M", type=a_value_of(Measure), choices=tuple(Measure), required=True,
        help="、".join(Measure),
    )  # fmt: skip
    parser.add_argument(
        "--where",
        metavar="KEY=VALUE",
        type=a_pair,
        action="append",
        default=[],
        help=_("これだけを数える(例 kind=class)"),
    )
    parser.add_argument("--suppress", action="store_true", help=_("5人より少ないところを出さない(庁外に出すとき)"))
    parser.add_argument("--out", metavar="FILE", type=a_file, help=_(".xlsx か .csv のファイル"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make the table; with `--out` the same value becomes the file."""
    from divide_app.wording.figure_tables import written_table

    services = context.services()
    found = services.figure_tables.table(_question(services.figure_tables, arguments))
    data = _data(found)
    heads, rows = written_table(found)
    lines = [*table(heads, rows), *_below(found)]
    if arguments.out is not None:
        written = services.report_files.figures(found, arguments.out)
        data |= {"file": written.file}
        lines.append(_("書き出しました: {file}").format(file=written.file))
    return Answer(data, lines)


def _question(tables: FigureTables, arguments: argparse.Namespace) -> Question:
    """Read the question; a filter takes a name as the table gives it or as people read it (女性 for female).

    Raises:
        WrongUsageError: A filter's dimension is none, or its name one that cannot be there.
    """
    from divide_app.domain.figures.figure_table import Question
    from divide_app.wording.figure_tables import names_written

    asked = Question(arguments.first, arguments.last, arguments.measure, arguments.rows, arguments.columns)
    known = tables.known(asked)
    where: dict[Dimension, frozenset[str]] = {}
    for key, text in arguments.where:
        try:
            dimension = a_value_of(Dimension)(key)
        except argparse.ArgumentTypeError as error:
            raise WrongUsageError(f"--where: {error}") from None
        names = names_written(dimension, text, known.get(dimension, ()))
        if not names:
            there = "、".join(known.get(dimension, ()))
            raise WrongUsageError(
                "--where: "
                + _("「{text}」は{key}にありません。使えるのは {there} です").format(text=text, key=key, there=there)
            )
        where[dimension] = where.get(dimension, frozenset()) | names
    return replace(asked, where=tuple(where.items()), is_suppressed=arguments.suppress)


def _data(found: FigureTable) -> dict[str, object]:
    question = found.question
    return {
        "from": question.first,
        "to": question.last,
        "measure": question.measure,
        "row_dimension": question.rows,
        "column_dimension": question.columns,
        "rows": found.rows,
        "columns": found.columns if question.columns is not None else (question.measure,),
        "cells": found.cells,
        "totals": {"rows": found.row_totals, "columns": found.column_totals, "all": found.total},
        "coarse": found.coarse,
        "suppressed": question.is_suppressed,
    }


def _below(found: FigureTable) -> list[str]:
    from divide_app.wording.bands import coarse_words

    lines = ["", _("全体: {total}").format(total="" if found.total is None else f"{found.total:,}")]
    return [*lines, coarse_words(found.coarse)] if found.coarse else lines
