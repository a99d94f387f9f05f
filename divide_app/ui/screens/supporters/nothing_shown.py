"""Says why a list of sessions shows none: the box above it leaves all out, or there is none."""

from __future__ import annotations

from collections.abc import Sequence

from divide_app.foundation.translation import _
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import ScheduleWanted
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.states import StateStack


def show_or_say_why(
    states: StateStack,
    shell: Shell,
    shown: Sequence[object],
    *,
    left_out: tuple[bool, CheckBox, str, str],
    none: str,
    icon_name: str = "calendar",
) -> None:
    """Show the list, or why it is empty.

    Args:
        states: Around the list.
        shell: Leads to the schedule.
        shown: What the list holds.
        left_out: Whether the box leaves sessions out, the box, the sentence about it, and the word of its button.
        none: The sentence when there is no session at all.
        icon_name: Above that sentence.
    """
    some, only, sentence, word = left_out
    if shown:
        states.show_content()
    elif some:
        states.show_empty(sentence, word, lambda: only.setChecked(False), icon_name="check_circle")
    else:
        states.show_empty(none, _("予定を見る"), lambda: shell.navigate(ScheduleWanted()), icon_name=icon_name)
