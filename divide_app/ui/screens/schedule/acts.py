"""Planning acts of this screen, with notices and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import SessionLine
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import SessionResult
from divide_app.ui.background import Trouble
from divide_app.ui.planning_turns import PlanningTurns
from divide_app.ui.screens.schedule.meeting_drag import Wish
from divide_app.ui.widgets.session_looks import session_title
from divide_app.wording.dates import day_and_range


class PlanningActs(PlanningTurns):
    """Moves meetings, and turns the window's planning history back and forth."""

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
        services = self._screen.shell.services
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
            ),
            moved,
            busy=busy,
            on_trouble=on_trouble,
        )

    def done(self, result: SessionResult, words: str) -> None:
        """Say that an act was done, with the way back to exactly what was before it."""
        self._screen.shell.notice(words, undo=self.way_back(result.undo))


def quoted(line: SessionLine) -> str:
    """Return 「スマホ入門 第2回」."""
    return _("「{course}」").format(course=session_title(line))
