"""`gui` (also the default): opens the window; imports Qt only here, after a display was found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.context import Context, keep_log
from divide_app.cli.display import refuse_without_display
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    import argparse

    from divide_app.cli.arguments import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    from divide_app.cli.arguments import command

    command(commands, "gui", run, _("画面を開く(操作を書かないときも同じ)"), on_empty="make")


def run(context: Context, arguments: argparse.Namespace | None = None) -> Answer:
    """Open the window and stay until it is closed."""
    del arguments
    refuse_without_display()
    from divide_app.domain.calendar import local_day
    from divide_app.ui.app import run as run_window
    from divide_app.ui.app import start_now

    start = start_now(lambda: local_day(context.clock()))
    if context.damaged_settings is not None:
        from divide_app.wording.sentences import sentence

        # The file was set aside when the language was read, so the window itself finds nothing wrong any more.
        start = replace(start, notice=sentence(context.damaged_settings))
    code = run_window(context.open_place, start, soon=keep_log, elsewhere=context.open_elsewhere)
    return Answer({}, (), Exit.DONE if code == 0 else Exit.FAULT)
