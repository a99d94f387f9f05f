"""`self-check`: the installed program proves that nothing of it is missing."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.arguments import Commands, command
from divide_app.cli.context import Context
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the command."""
    command(commands, "self-check", run, _("プログラムに欠けたものがないか確かめる(データには触れない)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Run every check; one that fails does not stop the others."""
    from divide_app.services.self_check import check_program
    from divide_app.wording.sentences import sentence

    del context, arguments
    checks = check_program()
    ok = all(one.ok for one in checks)
    data: dict[str, object] = {"ok": ok, "checks": checks}
    lines = [f"{'○' if one.ok else '×'} {one.name}: {one.detail}" for one in checks]
    if ok:
        return Answer(data, [*lines, _("すべて正常です。")])
    message = sentence(EnvironmentProblem("self_check_failed"))
    data["error"] = {"code": "self_check_failed", "message": message}
    return Answer(data, [*lines, message], Exit.WORLD)
