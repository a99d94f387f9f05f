"""The interface between screens and the window, and the base class of screens."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from divide_app.foundation.progress import Progress
from divide_app.ui import keyboard
from divide_app.ui.background import Background, ErrorPlace, Lane, Operation, Query, States, Trouble
from divide_app.ui.wanted import Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from divide_app.services import Services

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Notice:
    """One quiet line at the bottom of the window.

    Attributes:
        kind: `done`, `info`, `warn` or `trouble`; chooses icon and colour.
        action_text: Word of the button behind it, "" for none.
        action: What the button does.
    """

    text: str
    kind: str = "done"
    action_text: str = ""
    action: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One line of the search popup.

    Attributes:
        kind: Word of its kind (人, 講座, 回, 操作).
        icon: Icon name.
        wanted: Where it leads.
        act: Done instead of opening a screen, for commands.
    """

    kind: str
    title: str
    detail: str = ""
    icon: str = "list"
    wanted: Wanted | None = None
    act: Callable[[], object] | None = None


Search = Callable[[str], list[SearchHit]]
"""Finds hits for a text; runs on the database thread and touches plain values only."""


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """One button of the rail and the screen behind it.

    Attributes:
        key: Stable name for `Shell.navigate`.
        title: Word on the button, made when the window is made (so in the language in use).
        icon: Icon name.
        factory: Makes the screen on first use; import the screen's module inside it.
        at_bottom: Stands at the bottom of the rail (設定).
        in_rail: False for screens reached through others, or by Ctrl+K.
        pages: What Ctrl+K finds inside the screen: words and where they lead.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[Shell], Screen]
    at_bottom: bool = False
    in_rail: bool = True
    pages: Sequence[tuple[str, Wanted]] = ()


class Shell(QObject):
    """The window as screens see it.

    Attributes:
        services: The use cases; call them only inside `query`, `operate` and `work`.
        background: The database thread.

    Signals:
        fiscal_year_changed: The person chose another fiscal year.
        noticed: A `Notice` for the bottom line.
        navigated: Go to a screen.
        badge_changed: (screen key, number); 0 takes the badge away.
        bare_changed: True hides rail, top line and notice line (受付).
        lock_requested: The person pressed 画面ロック.
        user_changed: Name of who is signed in, "" when the office has no users.
        office_changed: Name of the office in the top line.
    """

    fiscal_year_changed = Signal(int)
    noticed = Signal(Notice)
    navigated = Signal(Wanted)
    badge_changed = Signal(str, int)
    bare_changed = Signal(bool)
    lock_requested = Signal()
    user_changed = Signal(str)
    office_changed = Signal(str)

    def __init__(
        self,
        services: Services | None,
        background: Background,
        *,
        fiscal_year: int,
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self.background = background
        self._fiscal_year = fiscal_year
        self._today = today
        self.elsewhere: Callable[[Path], Callable[[str | None], Services]] | None = None
        """Gives what opens another place than this PC's own; None where that is not offered."""
        self.idle_minutes = 0
        """Minutes without key or mouse after which a signed-in window locks itself; 0 = never."""

    @property
    def has_user(self) -> bool:
        """Whether somebody signed in: then the office has users, and doors and locks ask for passwords."""
        return self._services is not None and self._services.actor.user is not None

    @property
    def is_open(self) -> bool:
        """Whether the place is open; until then there is nothing to ask."""
        return self._services is not None

    @property
    def services(self) -> Services:
        """The use cases.

        Raises:
            RuntimeError: The place is not open yet.
        """
        if self._services is None:
            raise RuntimeError("the place is not open yet")
        return self._services

    def set_services(self, services: Services) -> None:
        """Take the use cases of the place that was opened."""
        self._services = services

    @property
    def fiscal_year(self) -> int:
        """The fiscal year on screen, e.g. 2026 for 令和8年度."""
        return self._fiscal_year

    def set_fiscal_year(self, year: int) -> None:
        """Show another fiscal year everywhere."""
        if year != self._fiscal_year:
            self._fiscal_year = year
            self.fiscal_year_changed.emit(year)

    def today(self) -> date:
        """Return today's local date, by the program's clock."""
        return self._today()

    def notice(
        self,
        text: str,
        *,
        kind: str = "done",
        undo: Callable[[], object] | None = None,
        retry: Callable[[], object] | None = None,
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Say something in the bottom line, with 元に戻す, もう一度 or another act behind it."""
        from divide_app.foundation.translation import _

        if undo is not None:
            action = (_("元に戻す"), undo)
        elif retry is not None:
            action = (_("もう一度"), retry)
        word, act = action if action is not None else ("", None)
        self.noticed.emit(Notice(text, kind, word, act))

    def navigate(self, wanted: Wanted) -> None:
        """Go to a screen and tell it what is wanted there (see that screen's `open`)."""
        self.navigated.emit(wanted)

    def set_badge(self, key: str, number: int) -> None:
        """Show a number on a rail button; 0 takes it away."""
        self.badge_changed.emit(key, number)

    def set_bare(self, bare: bool) -> None:
        """Hide everything around the screen (受付), or bring it back."""
        self.bare_changed.emit(bare)


class Screen(QWidget):
    """One place of the program.

    A screen builds its widgets in `__init__`, asks for data in `refresh`, and takes arguments in `open`.
    The frame calls `refresh` when the screen is first shown, when F5 is pressed, when the fiscal year changed,
    and when somebody's write touched one of `topics` (at once if visible, else on the next showing).

    Attributes:
        topics: Topics of `services.changes` this screen shows; None = every one.
    """

    topics: ClassVar[frozenset[str] | None] = None

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setProperty("no_ring", True)  # it keeps the focus only until one of its widgets can take it
        self.shell = shell
        self._stale = True

    def refresh(self) -> None:
        """Ask for the data on screen; the base screen shows none."""

    def open(self, *_nothing: Any, **_wanted: Any) -> None:
        """Show what is wanted (`Wanted.arguments`); each screen names what it takes, the base screen takes nothing."""

    def on_changes(self, changes: frozenset[str]) -> None:
        """React to a write; by default refetch when it touched one of `topics`."""
        if self.topics is None or changes & self.topics:
            self.refetch()

    def stays_open(self) -> bool:
        """Tell whether the screen must stay in sight though nobody touches it; the base screen need not."""
        return False

    def may_leave(self) -> bool:
        """Tell whether the person may go elsewhere now (no unsaved input)."""
        return True

    def take_back(self) -> bool:
        """Take this screen's newest act back (Ctrl+Z); tells whether there was one. The base screen keeps none."""
        return False

    def do_again(self) -> bool:
        """Do again what `take_back` took back (Ctrl+Y); tells whether there was anything."""
        return False

    def help_lines(self) -> list[tuple[str, str]]:
        """Return (keys, what they do) for F1, besides those of the frame."""
        return []

    def first_stop(self) -> QWidget | None:
        """Return where the keyboard goes when the person comes here; None while nothing is there to act on."""
        return keyboard.first_stop(self)

    def take_keyboard(self) -> None:
        """Put the keyboard where it was on this screen, or where work begins; the screen keeps it until then."""
        if not keyboard.is_within(self):
            (keyboard.place_left(self) or self.first_stop() or self).setFocus()

    def refetch(self) -> None:
        """Refresh now if visible, else on the next showing."""
        self._stale = True
        if self.isVisible():
            self._freshen()

    def query(
        self,
        read: Callable[[], T],
        on_done: Callable[[T], object],
        *,
        key: Hashable = None,
        states: States | None = None,
        on_trouble: Callable[[Trouble], bool | None] | None = None,
        lane: Lane = Lane.DATABASE,
    ) -> Query:
        """Read on the database thread; see `Background.query`.

        What the answer puts on screen gets the keyboard if the screen has been holding it, or if what had it is gone.
        """
        return self.shell.background.query(
            self, read, self._keeping_keyboard(on_done), key=key, states=states, on_trouble=on_trouble, lane=lane
        )

    def operate(
        self,
        act: Callable[[], T],
        on_done: Callable[[T], object] | None = None,
        *,
        fields: Mapping[str, ErrorPlace] | None = None,
        busy: Sequence[QWidget] = (),
        on_trouble: Callable[[Trouble], bool | None] | None = None,
    ) -> Operation:
        """Write on the database thread; see `Background.operate`."""
        return self.shell.background.operate(self, act, on_done, fields=fields, busy=busy, on_trouble=on_trouble)

    def work(
        self,
        act: Callable[[Progress], T],
        on_done: Callable[[T], object] | None = None,
        *,
        title: str,
        busy: Sequence[QWidget] = (),
        lane: Lane = Lane.DATABASE,
    ) -> Operation:
        """Do long work with a progress bar; see `Background.work`."""
        return self.shell.background.work(self, act, on_done, title=title, busy=busy, lane=lane)

    def _keeping_keyboard(self, on_done: Callable[[T], object]) -> Callable[[T], None]:
        def answered(answer: T) -> None:
            top = self._outermost()
            was_here = keyboard.holds(top)
            on_done(answer)
            if was_here and top.isVisible():
                top.take_keyboard()

        return answered

    def _outermost(self) -> Screen:
        """Return the screen of the frame this one is a part of."""
        found, parent = self, self.parentWidget()
        while parent is not None:
            if isinstance(parent, Screen):
                found = parent
            parent = parent.parentWidget()
        return found

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what changed while the screen was hidden."""
        super().showEvent(event)
        self._freshen()

    def _freshen(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()
