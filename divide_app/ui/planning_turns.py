"""Undo and redo of planning for every planning screen, by the notice line and by keys."""

from __future__ import annotations

from collections.abc import Callable

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningStep
from divide_app.foundation.translation import _
from divide_app.services.planning.history import UndoResult, UndoToken
from divide_app.ui.background import Trouble
from divide_app.ui.shell import Screen
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence


class PlanningTurns:
    """Takes acts of planning back and does them again."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def way_back(self, token: UndoToken | None) -> Callable[[], None] | None:
        """Return what takes an act back exactly; None when there is nothing to take back."""
        if token is None:
            return None
        services = self._screen.shell.services
        return lambda: self._turn(lambda: services.planning_history.undo(token))

    def undo(self) -> bool:
        """Take the newest act of the history back; tells whether there was one."""
        shell = self._screen.shell
        if not shell.is_open or shell.services.planning_history.next_undo is None:
            return False
        self._turn(shell.services.planning_history.undo)
        return True

    def redo(self) -> bool:
        """Do the act taken back last again; tells whether there was one."""
        shell = self._screen.shell
        if not shell.is_open or shell.services.planning_history.next_redo is None:
            return False
        self._turn(shell.services.planning_history.redo)
        return True

    def _turn(self, act: Callable[[], UndoResult]) -> None:
        shell = self._screen.shell

        def turned(result: UndoResult) -> None:
            what = step_words(result.step)
            if result.is_redo:
                shell.notice(_("もう一度行いました：{what}").format(what=what), undo=self.undo)
            else:
                again = (_("やり直す"), self.redo)
                shell.notice(_("元に戻しました：{what}").format(what=what), kind="info", action=again)

        def refused(error: Trouble) -> bool:
            if isinstance(error, DomainError):
                shell.notice(sentence(error), kind="trouble")
                return True
            return False

        self._screen.operate(act, turned, on_trouble=refused)


def step_words(step: PlanningStep) -> str:
    """Return 「スマホ入門」第2回の移動 in the words of the history."""
    act = label(step.act)
    if step.number:
        return _("「{title}」第{number}回（{act}）").format(title=step.title, number=step.number, act=act)
    return _("「{title}」（{act}）").format(title=step.title, act=act)
