"""`survey results`: what people answered, of a course, of a period, or of everything."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, an_id, command, group
from divide_app.cli.commands.scans import answers_in_words
from divide_app.cli.context import Context
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the command."""
    surveys = group(commands, "survey", _("アンケート"))
    results = command(surveys, "results", run, _("アンケートの結果を集計する"))
    results.add_argument("--course", metavar="ID", type=an_id, help=_("この講座だけ"))
    results.add_argument("--from", dest="first", metavar="DATE", type=a_day, help=_("この日からの回"))
    results.add_argument("--to", dest="last", metavar="DATE", type=a_day, help=_("この日までの回"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Count the answers."""
    found = context.services().scan_decisions.survey_of(arguments.course, arguments.first, arguments.last)
    data = {
        "forms": found.forms,
        "class_sessions": found.class_sessions,
        "questions": [
            {
                "text": one.words,
                "kind": "choice",
                "answers": dict(zip(one.choices, one.counts, strict=True)),
                "answered": one.answered,
            }
            for one in found.questions
        ],
        "comments": [],  # the form has no place for free text
    }
    return Answer(data, answers_in_words(found))
