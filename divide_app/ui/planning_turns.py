"""Undo and redo of planning for every planning screen, by the notice line and by keys."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct, PlanningStep
from divide_app.foundation.translation import _
from divide_app.services.planning.history import UndoResult, UndoToken
from divide_app.ui.background import Trouble
from divide_app.ui.shell import Screen
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

OF_SETTINGS: Final = frozenset(
    {
        PlanningAct.MERGE_PLACES,
        PlanningAct.REMOVE_PLACE,
        PlanningAct.KEEP_STOCK,
        PlanningAct.REMOVE_STOCK,
        PlanningAct.HOLIDAY,
        PlanningAct.YEAR_END,
    }
)
OF_PLANS: Final = frozenset(PlanningAct) - OF_SETTINGS - {PlanningAct.CONFIRM}
"""What courses and schedule show; 出席の確定 belongs to the door, which has its own way back."""


class PlanningTurns:
    """Takes acts of planning back and does them again.

    The keys turn only `acts`, what their screen shows: nothing of another screen goes unseen.
    """

    def __init__(self, screen: Screen, acts: Collection[PlanningAct] = OF_PLANS) -> None:
        self._screen, self._acts = screen, acts

    def way_back(self, token: UndoToken | None) -> Callable[[], None] | None:
        """Return what takes an act back exactly; None when there is nothing to take back."""
        if token is None:
            return None
        services = self._screen.shell.services
        return lambda: self._turn(lambda: services.planning_history.undo(token))

    def undo(self) -> bool:
        """Take the newest act of the history back; tells whether there was one of this screen."""
        shell = self._screen.shell
        if not shell.is_open or not self._is_of_here(shell.services.planning_history.next_undo):
            return False
        self._turn(shell.services.planning_history.undo)
        return True

    def redo(self) -> bool:
        """Do the act taken back last again; tells whether there was one of this screen."""
        shell = self._screen.shell
        if not shell.is_open or not self._is_of_here(shell.services.planning_history.next_redo):
            return False
        self._turn(shell.services.planning_history.redo)
        return True

    def _is_of_here(self, step: PlanningStep | None) -> bool:
        return step is not None and step.act in self._acts

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
