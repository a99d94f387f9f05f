"""`self-check`: checks that the installed program is complete."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, Exit, WrongUsageError
from divide_app.cli.arguments import Commands, command
from divide_app.cli.context import Context
from divide_app.foundation.files import make_scratch_file, scratch_folder
from divide_app.foundation.own_process import running
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.office.self_check import Check

PATIENCE_S = 120
"""A part that has not answered by then hangs: starting Qt for the first time behind a virus scanner takes seconds."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "self-check", run, _("プログラムに欠けたものがないか確かめる(データには触れない)"))
    parser.add_argument("--only", metavar="NAME", help=_("1つだけ確かめる(名前は結果に出るもの)"))


def run(context: Context, arguments: argparse.Namespace) -> Answer:
    """Try every part in a process of its own: one that fails, or even crashes, does not stop the others."""
    from divide_app.services.office.self_check import PARTS, tried
    from divide_app.wording.sentences import sentence

    del context
    only: str | None = arguments.only
    if only is None:
        checks = [_in_own_process(name) for name in (*PARTS, "qt")]
    elif only == "qt":
        checks = [tried(only, _qt)]
    elif only in PARTS:
        checks = [tried(only, PARTS[only])]
    else:
        raise WrongUsageError(_("{name} という確認はありません").format(name=only))
    failed = [one.name for one in checks if not one.ok]
    data: dict[str, object] = {"ok": not failed, "checks": checks, "failed": failed}
    lines = [f"{'○' if one.ok else '×'} {one.name}: {one.detail}" for one in checks]
    if not failed:
        return Answer(data, [*lines, _("すべて正常です。")])
    message = sentence(EnvironmentProblem("self_check_failed"))
    data["error"] = {"code": "self_check_failed", "message": message}
    return Answer(data, [*lines, message], Exit.WORLD)


def _qt() -> str:
    from divide_app.ui.proof import draw_text

    return draw_text()


def _in_own_process(name: str) -> Check:
    from divide_app.services.office.self_check import Check

    try:
        # A file and not a pipe: a pipe ends only when everything that process started has ended too.
        with scratch_folder() as folder:
            handle, told_in = make_scratch_file(folder)
            with (
                os.fdopen(handle, "wb") as told,
                running("self-check", "--only", name, "--json", told=told) as part,
            ):
                code = part.wait(PATIENCE_S)
            (found,) = json.loads(told_in.read_text(encoding="utf-8"))["checks"]
    except subprocess.TimeoutExpired:
        return Check(name, False, _("{seconds}秒待っても終わりません").format(seconds=PATIENCE_S), (name,))
    except (ValueError, KeyError):
        return Check(name, False, _("途中で止まりました(終了コード {code})").format(code=code), (name,))
    return Check(found["name"], found["ok"], found["detail"], tuple(found["missing"]))
