"""`demo create`, `demo prints`, `demo journey`: the sample city, its papers, and its main work flow."""

from __future__ import annotations

import argparse
from pathlib import Path

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_path, command, group
from divide_app.cli.context import Context
from divide_app.cli.output import facts
from divide_app.foundation.files import scratch_folder
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the commands."""
    all_three = group(commands, "demo", _("サンプルの市"))
    command(all_three, "create", run_create, _("空の場所に、架空の市の1年分を作る"), on_empty="sample")
    printing = command(all_three, "prints", run_prints, _("サンプルの印刷物をすべてPDFで出す"))
    printing.add_argument("--out", metavar="DIR", type=a_path, required=True, help=_("書き出すフォルダー"))
    journey = command(
        all_three, "journey", run_journey, _("計画から集計までを、画面なしで一通り行う"), on_empty="sample"
    )
    journey.add_argument("--out", metavar="DIR", type=a_path, required=True, help=_("書き出すフォルダー"))


def run_create(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make the city."""
    del arguments
    made = context.services().demo.create()
    counts = {
        "courses": made.courses,
        "class_sessions": made.class_sessions,
        "participants": made.participants,
        "supporters": made.supporters,
        "targets": made.targets,
    }
    words = [_("講座", "several"), _("回"), _("参加者"), _("支援者"), _("目標")]
    return Answer(
        counts,
        [
            _("架空の市を作りました: {place}").format(place=context.place),
            *facts(list(zip(words, counts.values(), strict=True))),
            _("次は「divide-app tally」か、「divide-app」で画面を開いてください。"),
        ],
    )


def run_prints(context: Context, arguments: argparse.Namespace) -> Answer:
    """Print the city's papers."""
    files = _prints(context, arguments.out)
    return Answer(
        {"files": files},
        [_("{count}個のPDFを書き出しました。").format(count=len(files)), *(f"  {file}" for file in files)],
    )


def _prints(context: Context, out: Path) -> list[Path]:
    """Print from the place's own sample city, or from one made for the purpose where there is none."""
    try:
        services = context.services()
        if services.office.get() is not None:
            return services.demo.prints(out)
    except EnvironmentProblem as problem:
        if problem.code != "empty_database":
            raise
    with scratch_folder() as folder:
        scratch = Context(str(folder), clock=context.clock, on_empty="sample")
        try:
            made = scratch.services().demo
            made.create()
            return made.prints(out)
        finally:
            scratch.close()


def run_journey(context: Context, arguments: argparse.Namespace) -> Answer:
    """Do the main job and leave papers and pictures."""
    files = context.services().demo.journey(arguments.out, context.say)
    return Answer({"files": files}, [_("書き出したもの:"), *(f"  {file}" for file in files)])
