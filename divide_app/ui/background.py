"""Runs reads and writes on one database thread and delivers the results on the main thread."""

from __future__ import annotations

import itertools
import queue
import sys
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.foundation.progress import Progress

T = TypeVar("T")
Trouble = DomainError | EnvironmentProblem
Sentence = Callable[[Trouble], str]
"""Makes the sentence for people: `wording.sentences.sentence`."""

LOADING_AFTER_MS = 150
"""Faster reads show no loading state, so that nothing flickers (docs/looks.md#four-states)."""
LONG_AFTER_MS = 1000
"""Work that takes longer shows a bar with a cancel button (docs/looks.md#four-states)."""
_SWITCH_S = 0.0005
_PROGRESS_EVERY = 0.05  # seconds; more often than the eye sees would only fill the event queue


class Lane(StrEnum):
    """Threads that work for the window: the one that talks to the database, and one for drawing paper."""

    DATABASE = "database"
    PAPER = "paper"


class States(Protocol):
    """What a query drives while it runs (`widgets.states.StateStack`)."""

    def show_loading(self, cancel: Callable[[], object] | None = None) -> None:
        """Say that data is being read."""

    def show_trouble(self, text: str, retry: Callable[[], object] | None = None) -> None:
        """Say what happened and offer to try again."""

    def show_content(self) -> None:
        """Show the content."""


class ErrorPlace(Protocol):
    """Where the sentence about one input goes (`widgets.fields.Field`)."""

    def set_error(self, text: str | None) -> None:
        """Show the sentence, or take it away with None."""


@dataclass(frozen=True, slots=True)
class WorldTrouble:
    """Trouble for the notice line: a sentence, and a way to try again when that makes sense."""

    text: str
    retry: Callable[[], object] | None = None


@dataclass(eq=False)
class Job:
    """One query or operation under way; keep it only to `cancel()` it.

    Attributes:
        title: What the long work is called in the notice line.
    """

    number: int
    owner: QObject
    call: Callable[[], Any]
    on_done: Callable[[Any], object] | None
    on_trouble: Callable[[Trouble], bool | None] | None
    lane: Lane
    writes: bool
    again: Callable[[], object]
    title: str = ""
    states: States | None = None
    fields: Mapping[str, ErrorPlace] = field(default_factory=dict)
    busy: Sequence[QWidget] = ()
    key: Hashable = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Drop the answer; long work stops at its next step, work not begun never begins."""
        self.stopped.set()


class Query(Job):
    """A read; its answer is dropped when a newer one of the same key was asked or its owner is gone."""


class Operation(Job):
    """A write or long work; once begun it is finished or rolled back, and its changes are told to everybody."""


class _Relay(QObject):
    """Carries answers from the threads to the main thread; threads hold only its bound signals."""

    finished = Signal(int, object, object)
    stepped = Signal(int, int, int)


Answer = Callable[[int, object, object], None]


def _serve(jobs: queue.SimpleQueue[tuple[int, Callable[[], object], threading.Event] | None], answer: Answer) -> None:
    """Run jobs one after the other until None comes."""
    while (job := jobs.get()) is not None:
        number, call, stopped = job
        if stopped.is_set():
            answer(number, None, UserCancelled())
            continue
        try:
            result = call()
        except BaseException as error:  # every trouble has its door on the main thread
            answer(number, None, error)
            del error
        else:
            answer(number, result, None)
            del result
        del job, call


class _Thread:
    """A thread with its queue."""

    def __init__(self, name: str, answer: Answer) -> None:
        self.jobs: queue.SimpleQueue[tuple[int, Callable[[], object], threading.Event] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=_serve, args=(self.jobs, answer), name=name)
        self._thread.start()

    def close(self) -> None:
        self.jobs.put(None)
        self._thread.join()


class Background(QObject):
    """The one door from screens to slow work.

    Signals:
        data_changed: A write changed these topics (frozenset); everybody refetches what concerns them.
        trouble: A `WorldTrouble` for the notice line.
        crashed: An exception that is our fault, for the crash dialog.
        signed_out: An act was refused because nobody is signed in here any more.
        long_started: A `Job` has been running for a second.
        long_stepped: (`Job`, done, total or -1).
        long_ended: The `Job` is over.
    """

    data_changed = Signal(frozenset)
    trouble = Signal(WorldTrouble)
    crashed = Signal(BaseException)
    signed_out = Signal()
    long_started = Signal(Job)
    long_stepped = Signal(Job, int, int)
    long_ended = Signal(Job)

    def __init__(self, sentence: Sentence, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._latest: dict[tuple[int, Hashable], Job] = {}
        self._long: set[int] = set()
        self._threads: dict[Lane, _Thread] = {}
        self._relay = _Relay(self)
        self._relay.finished.connect(self._finished, Qt.ConnectionType.QueuedConnection)
        self._relay.stepped.connect(self._stepped, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        # A thread that reads ten thousand lines would keep the window waiting 5 ms (Python's own interval) each time
        # Qt comes back from painting; with this the longest turn of the window fell from 150 ms to 30 (bench_schedule).
        sys.setswitchinterval(_SWITCH_S)

    @property
    def pending(self) -> int:
        """How many jobs have not been answered yet."""
        return len(self._jobs)

    def query(
        self,
        owner: QObject,
        read: Callable[[], T],
        on_done: Callable[[T], object],
        *,
        key: Hashable = None,
        states: States | None = None,
        on_trouble: Callable[[Trouble], bool | None] | None = None,
        lane: Lane = Lane.DATABASE,
    ) -> Query:
        """Read on the database thread and give the answer to `on_done` on the main thread.

        Args:
            owner: Widget the answer is for; when it is gone, so is the answer.
            read: Called on the thread; must touch plain values and services only.
            on_done: Gets the answer.
            key: A newer query of the same owner and key drops this one (search per keystroke).
            states: Shows loading after 150 ms, trouble with もう一度, and content before `on_done`.
            on_trouble: Looks at trouble first; return True when it is dealt with.
            lane: `Lane.PAPER` for drawing a preview.
        """
        job = Query(
            number=next(self._numbers),
            owner=owner,
            call=read,
            on_done=on_done,
            on_trouble=on_trouble,
            lane=lane,
            writes=False,
            states=states,
            key=key,
            again=lambda: self.query(owner, read, on_done, key=key, states=states, on_trouble=on_trouble, lane=lane),
        )
        if key is not None:
            earlier = self._latest.get((id(owner), key))
            if earlier is not None:
                earlier.cancel()
            self._latest[id(owner), key] = job
        self._send(job)
        if states is not None:
            QTimer.singleShot(LOADING_AFTER_MS, self, lambda: self._show_loading(job))
        return job

    def operate(
        self,
        owner: QObject,
        act: Callable[[], T],
        on_done: Callable[[T], object] | None = None,
        *,
        fields: Mapping[str, ErrorPlace] | None = None,
        busy: Sequence[QWidget] = (),
        on_trouble: Callable[[Trouble], bool | None] | None = None,
    ) -> Operation:
        """Write on the database thread; a result with `changes` is told to everybody after `on_done`.

        Args:
            owner: Widget that asked; `on_done` is dropped when it is gone, the changes are told all the same.
            act: Called on the thread.
            on_done: Gets the result.
            fields: Where a refusal's sentence goes, by `DomainError.field`; others go to the notice line.
            busy: Widgets disabled until the answer is here, so that nobody presses twice.
            on_trouble: Looks at trouble first; return True when it is dealt with.
        """
        job = Operation(
            number=next(self._numbers),
            owner=owner,
            call=act,
            on_done=on_done,
            on_trouble=on_trouble,
            lane=Lane.DATABASE,
            writes=True,
            fields=fields or {},
            busy=busy,
            again=lambda: self.operate(owner, act, on_done, fields=fields, busy=busy, on_trouble=on_trouble),
        )
        self._send(job)
        return job

    def work(
        self,
        owner: QObject,
        act: Callable[[Progress], T],
        on_done: Callable[[T], object] | None = None,
        *,
        title: str,
        busy: Sequence[QWidget] = (),
        on_trouble: Callable[[Trouble], bool | None] | None = None,
        lane: Lane = Lane.DATABASE,
    ) -> Operation:
        """Do long work that reports its steps; after a second the notice line shows a bar with 中止する.

        Args:
            owner: Widget that asked.
            act: Called on the thread with a `Progress`, which raises `UserCancelled` when asked to stop.
            on_done: Gets the result.
            title: What is being done, for the notice line (名簿を読み込んでいます).
            busy: Widgets disabled until the answer is here.
            on_trouble: Looks at trouble first; return True when it is dealt with.
            lane: `Lane.PAPER` for drawing many pages.
        """
        number = next(self._numbers)
        stopped = threading.Event()
        report = _reporter(number, stopped, self._relay.stepped.emit)
        job = Operation(
            number=number,
            owner=owner,
            call=lambda: act(report),
            on_done=on_done,
            on_trouble=on_trouble,
            lane=lane,
            writes=True,
            title=title,
            busy=busy,
            stopped=stopped,
            again=lambda: self.work(owner, act, on_done, title=title, busy=busy, on_trouble=on_trouble, lane=lane),
        )
        self._send(job)
        QTimer.singleShot(LONG_AFTER_MS, self, lambda: self._show_long(job))
        return job

    def close(self) -> None:
        """Drop what has not begun, wait for what has, and end the threads; nothing is told afterwards."""
        self._closed = True
        for job in self._jobs.values():
            if not job.writes or job.title:
                job.cancel()
        for thread in self._threads.values():
            thread.close()
        self._threads.clear()
        self._jobs.clear()
        self._latest.clear()

    def _send(self, job: Job) -> None:
        if self._closed:
            return
        for place in job.fields.values():
            place.set_error(None)
        for widget in job.busy:
            widget.setEnabled(False)
        self._jobs[job.number] = job
        thread = self._threads.get(job.lane)
        if thread is None:
            thread = _Thread(f"divide-app-{job.lane}", self._relay.finished.emit)
            self._threads[job.lane] = thread
        thread.jobs.put((job.number, job.call, job.stopped))

    def _finished(self, number: int, result: object, error: object) -> None:
        job = self._jobs.pop(number, None)
        if job is None or self._closed:
            return
        if self._latest.get((id(job.owner), job.key)) is job:
            del self._latest[id(job.owner), job.key]
        if number in self._long:
            self._long.discard(number)
            self.long_ended.emit(job)
        for widget in job.busy:
            if shiboken6.isValid(widget):
                widget.setEnabled(True)
        here = shiboken6.isValid(job.owner)
        if isinstance(error, BaseException):
            self._troubled(job, error, here=here)
            return
        if here and not (job.stopped.is_set() and not job.writes):
            if job.states is not None:
                job.states.show_content()
            if job.on_done is not None:
                job.on_done(result)
        changes = getattr(result, "changes", None)
        if job.writes and isinstance(changes, frozenset) and changes:
            self.data_changed.emit(changes)

    def _troubled(self, job: Job, error: BaseException, *, here: bool) -> None:
        if isinstance(error, UserCancelled) or (job.stopped.is_set() and not job.writes):
            return
        if not isinstance(error, DomainError | EnvironmentProblem):
            self.crashed.emit(error)
            if here and job.states is not None:
                job.states.show_content()
            return
        if error.code in _NOT_SIGNED_IN:
            if here and job.states is not None:
                job.states.show_content()
            self.signed_out.emit()
            return
        if not here and not job.writes:
            return
        if here and job.on_trouble is not None and job.on_trouble(error):
            return
        text = self._sentence(error)
        again = job.again if isinstance(error, EnvironmentProblem) and here else None
        place = job.fields.get(error.field or "") if isinstance(error, DomainError) and here else None
        if place is None and here and isinstance(error, DomainError) and error.code in _ABOUT_TEXT:
            place = _place_of_refused_text(job.owner)
        if place is not None:
            place.set_error(text)
        elif job.states is not None and here:
            job.states.show_trouble(text, job.again)
        else:
            self.trouble.emit(WorldTrouble(text, again))

    def _show_loading(self, job: Job) -> None:
        waiting = job.number in self._jobs and not job.stopped.is_set() and shiboken6.isValid(job.owner)
        if waiting and job.states is not None:
            job.states.show_loading(lambda: self._cancel_query(job))

    @staticmethod
    def _cancel_query(job: Job) -> None:
        job.cancel()
        if job.states is not None:
            job.states.show_content()

    def _show_long(self, job: Job) -> None:
        if job.number in self._jobs:
            self._long.add(job.number)
            self.long_started.emit(job)

    def _stepped(self, number: int, done: int, total: int) -> None:
        job = self._jobs.get(number)
        if job is not None and number in self._long:
            self.long_stepped.emit(job, done, total)


_NOT_SIGNED_IN = {"signed_out", "sign_in_needed"}
"""Whatever was asked for: the window asks who it is before anything else."""

_ABOUT_TEXT = {"individual_number", "bad_text"}
"""Refusals of what stands in one field, whichever of a form's many texts it is."""


def _place_of_refused_text(page: QObject) -> ErrorPlace | None:
    """Return the first input a person sees on a page whose text is refused, or None."""
    for widget in page.findChildren(QWidget):
        text = getattr(widget, "text", None)
        if isinstance(text, str) and hasattr(widget, "set_error") and widget.isVisible() and _is_refused(text):
            place: ErrorPlace = widget
            return place
    return None


def _is_refused(text: str) -> bool:
    from divide_app.services.guard import refuse_individual_number

    try:
        refuse_individual_number(text)
    except DomainError:
        return True
    return False


def _reporter(number: int, stopped: threading.Event, tell: Callable[[int, int, int], None]) -> Progress:
    """Return the `Progress` of one long job, sparing with signals."""
    last = 0.0

    def report(done: int, total: int | None, /) -> None:
        nonlocal last
        if stopped.is_set():
            raise UserCancelled
        now = time.monotonic()
        if now - last >= _PROGRESS_EVERY or done == total:
            last = now
            tell(number, done, -1 if total is None else total)

    return report
