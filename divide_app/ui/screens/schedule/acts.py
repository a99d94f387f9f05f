"""Every act on the plan from this screen goes through here: each is said with its way back, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.planning_act import PlanningStep
from divide_app.foundation.translation import _
from divide_app.services.planning_history import UndoResult
from divide_app.services.scheduling import SessionResult
from divide_app.ui.background import Trouble
from divide_app.ui.screens.schedule.lift import Wish
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.session_looks import session_title
from divide_app.wording.dates import day_and_range
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence


class PlanningActs:
    """Moves meetings, and turns the window's planning history back and forth."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def move(
        self,
        line: SessionLine,
        wish: Wish,
        reason: str,
        *,
        on_done: Callable[[], object],
        on_trouble: Callable[[Trouble], bool | None],
        busy: Sequence[QWidget] = (),
    ) -> None:
        """Move a meeting; a refusal goes to `on_trouble`."""
        services, actor = self._screen.shell.services, self._screen.shell.actor
        keeps = (wish.venue_id, wish.room_id) == (line.venue_id, line.room_id)
        words = _("{title}を{when}へ移しました").format(
            title=quoted(line), when=day_and_range(wish.starts_at, wish.ends_at)
        )

        def moved(result: SessionResult) -> None:
            self.done(result, words)
            on_done()

        self._screen.operate(
            lambda: services.scheduling.move(
                line.id,
                starts_at=wish.starts_at,
                ends_at=wish.ends_at,
                venue_id=wish.venue_id,
                room_id=wish.room_id,
                keep_place=keeps,
                forced_reason=reason,
                actor=actor,
            ),
            moved,
            busy=busy,
            on_trouble=on_trouble,
        )

    def done(self, result: SessionResult, words: str) -> None:
        """Say that an act was done, with the way back to exactly what was before it."""
        services, actor, token = self._screen.shell.services, self._screen.shell.actor, result.undo

        def undo() -> None:
            self._turn(lambda: services.planning_history.undo(token, actor=actor))

        self._screen.shell.notice(words, undo=undo if token is not None else None)

    def undo(self) -> bool:
        """Take the newest act of the history back; tells whether there was one."""
        shell = self._screen.shell
        if not shell.is_open or shell.services.planning_history.next_undo is None:
            return False
        self._turn(partial(shell.services.planning_history.undo, actor=shell.actor))
        return True

    def redo(self) -> bool:
        """Do the act taken back last again; tells whether there was one."""
        shell = self._screen.shell
        if not shell.is_open or shell.services.planning_history.next_redo is None:
            return False
        self._turn(partial(shell.services.planning_history.redo, actor=shell.actor))
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


def quoted(line: SessionLine) -> str:
    """Return 「スマホ入門 第2回」."""
    return _("「{course}」").format(course=session_title(line))
