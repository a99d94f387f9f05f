"""Imports the screens nobody has opened yet, off the thread of the window: some take a third of a second."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QTimer

from divide_app.ui.background import Background, Lane

_LOOK_EVERY_MS = 50
_QUIET_LOOKS = 4
"""Looks in a row that find nothing asked: by then the answer to the last question is painted as well."""


class ScreenReader(QObject):
    """Reads the screens one after the other once the window waits for nothing; one that is wanted comes first."""

    def __init__(self, parent: QObject, background: Background, reads: Mapping[str, Callable[[], object]]) -> None:
        """Wait for the first quiet moment; `reads` import each screen by its key, on another thread."""
        super().__init__(parent)
        self._background = background
        self._reads = reads
        self._left = list(reads)
        self._is_reading = False
        self._wanted: tuple[str, Callable[[], object]] | None = None
        self._quiet = QTimer(self, interval=_LOOK_EVERY_MS)
        self._quiet.timeout.connect(self._begin_when_quiet)
        self._quiet.start()
        self._looks_left = _QUIET_LOOKS

    def is_read(self, key: str) -> bool:
        """Tell whether a screen can be made at once."""
        return key not in self._left

    def read_first(self, key: str, then: Callable[[], object]) -> None:
        """Read a screen before all others, then do something; only what was wanted last is done."""
        self._wanted = (key, then)
        if not self._is_reading:
            self._left.remove(key)
            self._left.insert(0, key)
            self._next()
        elif self._left[0] != key:
            self._left.remove(key)
            self._left.insert(1, key)

    def want_nothing(self) -> None:
        """Forget what was wanted: the person went elsewhere meanwhile."""
        self._wanted = None

    def _begin_when_quiet(self) -> None:
        self._looks_left = _QUIET_LOOKS if self._background.pending else self._looks_left - 1
        if not self._looks_left:
            self._quiet.stop()
            self._next()

    def _next(self) -> None:
        if self._is_reading:
            return
        if not self._left:
            gc.freeze()  # what is imported stays: no collection looks through it again
            return
        self._is_reading = True
        key = self._left[0]
        self._background.query(self, partial(self._try, key), lambda _done: self._have(key), lane=Lane.PAPER)

    def _try(self, key: str) -> None:
        with suppress(Exception):  # a screen that cannot be imported says so when it is made
            self._reads[key]()

    def _have(self, key: str) -> None:
        self._is_reading = False
        self._left.remove(key)
        wanted = self._wanted
        if wanted is not None and wanted[0] == key:
            self._wanted = None
            wanted[1]()
        self._next()
