"""Sends one act of the door to the service exactly once, reports progress, and retries after environment problems."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QTimer

from divide_app.domain.door.attendance import CheckInReason, EventResult
from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.services.door.check_in import CheckInAnswer
from divide_app.ui.background import Trouble
from divide_app.ui.screens.door.name_board import NameBoard
from divide_app.ui.screens.door.outstanding import Attempt, Outstanding, Receive
from divide_app.ui.screens.door.result import Act, ResultPanel
from divide_app.ui.screens.door.sentences import honoured, unrecorded_words
from divide_app.ui.screens.door.sound import Sound
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import Button
from divide_app.wording.door_panel import panel_words

_GUARD_S = 1.5
_SLOW_MS = 800
"""An act that takes longer is told to be under way: nobody shall press once more because nothing happened."""


class Acting:
    """The acts of one open door.

    Attributes:
        course: The course whose session is open, None while no door is.
        device: Name of this PC.
        guard_s: A second press of the same card within so many seconds is a shaky hand, not a wish.
        outstanding: What could not be recorded yet.
    """

    def __init__(
        self,
        board: Screen,
        panel: ResultPanel,
        names: NameBoard,
        sound: Sound,
        *,
        on_welcome: Callable[[CheckInAnswer], object],
        on_ready: Callable[[], object],
        on_trouble: Callable[[Trouble, Callable[[], object]], bool],
        receive_seated: Callable[[UUID], Receive],
    ) -> None:
        """Answer on the board's panel.

        Args:
            board: Whose database thread is asked.
            panel: Where everything is told.
            names: The cards.
            sound: For the ear.
            on_welcome: Somebody was received.
            on_ready: Nothing is to be told any more.
            on_trouble: Tells trouble with a way to try again.
            receive_seated: Makes the act that gives a participant a free seat and receives them.
        """
        self._board, self._panel, self._names, self._sound = board, panel, names, sound
        self._on_welcome, self._on_ready, self._on_trouble = on_welcome, on_ready, on_trouble
        self._receive_seated = receive_seated
        self.course: UUID | None = None
        self.device = platform.node() or "PC"
        self.guard_s = _GUARD_S
        self.outstanding = Outstanding()
        self._under_way: set[Hashable] = set()
        self._pressed_at: dict[Hashable, float] = {}
        self._offered: list[Button] = []

    @property
    def is_open(self) -> bool:
        """Whether a door is open; answers that come later are nobody's."""
        return self.course is not None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._under_way)

    def open(self, course: UUID) -> None:
        """Begin at another door."""
        self.course = course
        self.outstanding.clear()
        self.forget_presses()

    def close(self) -> None:
        """Leave the door."""
        self.course = None
        self.outstanding.clear()

    def forget_presses(self) -> None:
        """Take the next press of anybody for a wish: something was taken back, or the PC slept."""
        self._pressed_at.clear()

    def begin(self, key: Hashable, receive: Receive, name: str = "", attendee: UUID | None = None) -> None:
        """Act on a wish, unless it is the one just acted on.

        Args:
            key: Whom or what it is about.
            receive: Does it; called on the database thread.
            name: Whose wish it is, as far as it is known.
            attendee: Whose card was pressed.
        """
        now = time.monotonic()
        if attendee is not None and now - self._pressed_at.get(key, -self.guard_s) < self.guard_s:
            return  # an accidental double press
        self._pressed_at[key] = now
        self._act(Attempt(key, receive, self._board.shell.services.now(), name=name, attendee=attendee))

    def _act(self, attempt: Attempt, *, is_again: bool = False, is_quiet: bool = False) -> None:
        key = attempt.key
        if key in self._under_way:
            return
        self._under_way.add(key)
        at = attempt.at if is_again else None
        self._board.operate(
            lambda: attempt.receive(attempt.reason, attempt.answer, at),
            lambda result: self.answered(attempt, result),
            on_trouble=lambda trouble: self._act_trouble(attempt, trouble, is_quiet=is_quiet),
        )
        if not is_again:
            QTimer.singleShot(_SLOW_MS, self._board, lambda: self._say_slow(attempt))

    def _say_slow(self, attempt: Attempt) -> None:
        if attempt.key in self._under_way and self.is_open:
            name = honoured(attempt.name) if attempt.name else ""
            self._panel.tell("card", name, _("記録しています"), _("しばらくお待ちください"))

    def try_again(self) -> None:
        """Try the oldest act that could not be recorded once more; what is asked about somebody else comes first."""
        if not self._panel.buttons or self._panel.buttons is self._offered:
            self._try(is_quiet=True)

    def try_now(self) -> None:
        """Try it whatever stands on the panel: somebody pressed もう一度 and wants to hear what came of it."""
        self._try(is_quiet=False)

    def _try(self, *, is_quiet: bool) -> None:
        attempt = self.outstanding.first()
        if attempt is not None:
            self._act(attempt, is_again=True, is_quiet=is_quiet)

    def answered(self, attempt: Attempt, answer: CheckInAnswer) -> None:
        """Tell what became of an act."""
        key = attempt.key
        self._under_way.discard(key)
        if key in self.outstanding:
            self.outstanding.drop(key)
            self._names.set_outstanding(self.outstanding.attendees)
            QTimer.singleShot(0, self._board, self.try_again)
        if not self.is_open:
            return
        if answer.status is EventResult.OK:
            self._on_welcome(answer)
            return
        self._sound.attention()
        reason = answer.reason
        assert reason is not None
        name = honoured(answer.name) if answer.name else ""
        if answer.status is EventResult.INCOMPLETE:
            self._ask_question(attempt, answer, name)
            return
        # The name of this very PC would only puzzle.
        details = {name: value for name, value in answer.details.items() if value != self.device}
        words = panel_words(reason, details, self._board.shell.today())
        acts = self._acts_for(attempt, answer)
        if reason is CheckInReason.ALREADY_IN:
            self._panel.tell("warn", name, words.large, words.below, acts, picture="check")
        else:
            self._panel.tell("trouble", name, words.large, words.below, acts)
        if acts and self._names.by_keys:
            self._panel.buttons[-1].setFocus()  # the one that changes nothing

    def _acts_for(self, attempt: Attempt, answer: CheckInAnswer) -> list[Act]:
        acts = []
        person = answer.participant
        if answer.may_accept and person is not None:
            acts.append(Act(_("席を用意する"), lambda: self._seat(attempt, person), is_main=True))
        if answer.may_force:
            acts.append(Act(_("あわせて受け付ける"), lambda: self._ask_reason(attempt, answer)))
        if acts:
            acts.append(Act(_("受け付けない"), self._on_ready))
        return acts

    def _ask_reason(self, attempt: Attempt, answer: CheckInAnswer) -> None:
        self._panel.ask(
            honoured(answer.name),
            _("受け付ける理由を\nおしてください"),
            _("そのほかの理由"),
            (_("受け付ける"), lambda reason: self._act(replace(attempt, reason=reason))),
            (_("職員が認めました"), _("席に余裕があります"), _("行き違いがありました")),
            Act(_("やめる"), self._on_ready),
        )

    def _ask_question(self, attempt: Attempt, answer: CheckInAnswer, name: str) -> None:
        question = str(answer.details.get("question", ""))
        self._panel.ask(
            name,
            _("「{question}」をうかがってください").format(question=question)
            if question
            else _("うかがうことがあります"),
            _("お答え"),
            (_("受け付ける"), lambda text: self._act(replace(attempt, answer=text))),
            (_("はい"), _("いいえ")),
            Act(_("やめる"), self._on_ready),
        )

    def _seat(self, attempt: Attempt, participant: UUID) -> None:
        self._act(replace(attempt, receive=self._receive_seated(participant)))

    def _act_trouble(self, attempt: Attempt, trouble: Trouble, *, is_quiet: bool) -> bool:
        self._under_way.discard(attempt.key)
        if not self.is_open:
            return True
        if isinstance(trouble, DomainError):
            self.outstanding.drop(attempt.key)
            self._names.set_outstanding(self.outstanding.attendees)
            return self._on_trouble(trouble, self._on_ready)
        self.outstanding.add(attempt)
        self._names.set_outstanding(self.outstanding.attendees)
        if is_quiet:
            return True  # said before, and the buttons must not change under a finger
        self._sound.attention()
        self._names.line.clear()
        name = honoured(attempt.name) if attempt.name else ""
        acts = [
            Act(_("もう一度"), self.try_now, is_main=True),
            Act(_("この方の受付をやめる"), lambda: self._give_up(attempt)),
        ]
        self._panel.tell(
            "trouble", name, _("まだ記録できていません"), unrecorded_words(trouble, len(self.outstanding)), acts
        )
        self._offered = self._panel.buttons
        return True

    def _give_up(self, attempt: Attempt) -> None:
        self.outstanding.drop(attempt.key)
        self._names.set_outstanding(self.outstanding.attendees)
        self._pressed_at.pop(attempt.key, None)
        self._on_ready()
