"""Reads scanned files in a process of its own: no file can hang, fill or crash the program that asked."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.page_code import PageCode
from divide_app.domain.scans.paper_reading import Doubt, PageProblem, PageReading, RowReading
from divide_app.foundation.own_process import bound_self, bounded, running
from divide_app.foundation.problems import EnvironmentProblem

log = logging.getLogger(__name__)

READ_PAGES: Final = "--read-pages"
"""The word by which the program is started as a reader; `__main__` knows it."""
MOST_SECONDS: Final = 12.0
"""Time to open a file, or to read a page of it; a page takes a fraction of a second. Each page that is lost halves it
for the next, so that a file of nothing but such pages takes less than twice as long."""
_LEAST_SECONDS: Final = MOST_SECONDS / 20
"""Below this the rest of a file is not tried any more."""
_START_SECONDS: Final = 120.0
"""Time to start, behind a virus scanner that looks at every library."""
_LOAD_SECONDS: Final = 300.0
"""Time to fetch a file's bytes: half a gigabyte from a slow share."""
_LOOK_SECONDS: Final = 0.2
MOST_MEMORY: Final = 3 * 2**29
"""Bytes a page may take: 80 million pixels in colour, twice over, and the pieces of a progressive JPEG."""

_LIBRARIES: Final = 2**29
"""What the process has taken before the first page."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a file, with every page of ours that was found on it."""

    number: int
    pages: int
    readings: tuple[PageReading, ...]


class _LostError(Exception):
    """The reader hangs, has ended, or could not go on with what it was reading."""

    def __init__(self, problem: PageProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class PageReader:
    """One process for many files; after a file or page by which it was lost another takes its place."""

    def __init__(
        self,
        *,
        with_pictures: bool = False,
        on_wait: Callable[[], object] = lambda: None,
        most_memory: int = MOST_MEMORY,
    ) -> None:
        """Start nothing yet.

        Args:
            with_pictures: Keep the straightened pages for a person to look at.
            on_wait: Called several times a second while a page is waited for; it may raise, to stop.
            most_memory: Bytes the process may take for what it reads.
        """
        self.with_pictures, self.on_wait, self.most_memory = with_pictures, on_wait, most_memory
        self.process: subprocess.Popen[bytes] | None = None
        self._ending = ExitStack()
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def pages(self, path: Path) -> Iterator[ReadPage]:
        """Yield the pages of a file; one that could not be read says why.

        Raises:
            EnvironmentProblem: As `files.pages_of`.
            DomainError: As `files.pages_of`, and `scan_too_slow`; all before the first page.
        """
        patience, number, pages, problem = MOST_SECONDS, 1, 0, PageProblem.PAGE_TOO_SLOW
        while not pages or number <= pages:
            if pages and patience < _LEAST_SECONDS:
                yield ReadPage(number, pages, (PageReading(number, problem=problem),))
                number += 1
                continue
            try:
                for told in self._told(path, number, patience):
                    if "pages" in told:
                        pages = told["pages"]
                    else:
                        yield ReadPage(number, pages, tuple(_reading(one) for one in told["readings"]))
                        number += 1
            except _LostError as lost:
                self._end()
                problem = lost.problem
                log.warning("a scan was given up: %s", problem)
                if not pages:
                    code = "scan_" + problem.removeprefix("page_")
                    raise DomainError(code, name=path.name, megabytes=MOST_MEMORY >> 20) from None
                yield ReadPage(number, pages, (PageReading(number, problem=problem),))
                number += 1
                patience /= 2

    def _told(self, path: Path, first: int, patience: float) -> Iterator[dict[str, Any]]:
        """Yield the number of pages, then one answer for each page from `first` on."""
        if self.process is None:
            self._start()
        self._ask(path=str(path), first=first, with_pictures=self.with_pictures)
        limit = _LOAD_SECONDS
        while "done" not in (told := self._next(limit)):
            limit = patience
            if "refused" in told:
                raise DomainError(told["refused"], **told["details"])
            if "trouble" in told:
                raise EnvironmentProblem(told["trouble"], **told["details"])
            if "fault" in told:
                log.error("a page could not be read: %s", told["fault"])
            if "lost" in told:
                raise _LostError(PageProblem(told["lost"]))
            if "loaded" not in told:
                yield told

    def _start(self) -> None:
        self.process = process = self._ending.enter_context(running(READ_PAGES, told=subprocess.PIPE))
        self._ending.enter_context(bounded(process, self.most_memory + _LIBRARIES))
        assert process.stdout is not None
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._answers = answers
        # By a pipe and not by a scratch file: the pictures hold names, which shall not lie on a disk.
        thread = threading.Thread(target=_pass_on, args=(process.stdout, answers), name="pages", daemon=True)
        thread.start()
        self._ending.callback(thread.join)
        self._ending.callback(process.kill)
        try:
            self._ask(most_memory=self.most_memory)
            self._next(_START_SECONDS)
        except _LostError as lost:
            raise EnvironmentProblem("reader_does_not_start") from lost

    def _ask(self, **asked: object) -> None:
        assert self.process is not None and self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(asked).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise _LostError(PageProblem.PAGE_DAMAGED) from error

    def _next(self, seconds: float) -> dict[str, Any]:
        """Wait for the next answer."""
        until = time.monotonic() + seconds
        while True:
            with contextlib.suppress(queue.Empty):
                line = self._answers.get(timeout=_LOOK_SECONDS)
                try:
                    told: dict[str, Any] = json.loads(line)
                except ValueError as error:  # it ended, in the middle of an answer or before one
                    raise _LostError(PageProblem.PAGE_DAMAGED) from error
                return told
            if time.monotonic() > until:
                raise _LostError(PageProblem.PAGE_TOO_SLOW)
            self.on_wait()

    def _end(self) -> None:
        self._ending.close()
        self.process = None


def _pass_on(answers: IO[bytes], to: queue.SimpleQueue[bytes]) -> None:
    line = b"\n"
    while line.endswith(b"\n"):
        line = answers.readline()
        to.put(line)


# ---- in the other process ----


def serve() -> int:
    """Answer what is asked on standard input until it ends; return the exit code."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer, and goes nowhere
    _quiet_on_windows()
    import cv2

    from divide_app.scanning import files, reading  # noqa: F401 - what takes long is done before the bound is set

    cv2.setNumThreads(4)  # each takes room of its own, on a machine with 64 cores more than there is
    bound_self(json.loads(sys.stdin.buffer.readline())["most_memory"])

    def tell(**told: object) -> None:
        answers.write(json.dumps(told).encode() + b"\n")
        answers.flush()

    tell(started=True)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            _serve_file(Path(asked["path"]), asked["first"], tell, with_pictures=asked["with_pictures"])
            tell(done=True)
        except DomainError as refusal:
            tell(refused=refusal.code, details=refusal.details)
        except EnvironmentProblem as trouble:
            tell(trouble=trouble.code, details=trouble.details)
        except MemoryError:
            tell(lost=PageProblem.PAGE_TOO_LARGE)
        except Exception as error:
            if getattr(error, "code", None) == cv2.Error.StsNoMem:
                tell(lost=PageProblem.PAGE_TOO_LARGE)
            else:
                tell(lost=PageProblem.PAGE_DAMAGED, fault=_where(error))
    return 0


def _serve_file(path: Path, first: int, tell: Callable[..., None], *, with_pictures: bool) -> None:
    from divide_app.scanning.files import pages_of
    from divide_app.scanning.reading import read_pages

    pages = pages_of(path, first=first, on_loaded=lambda: tell(loaded=True), on_opened=lambda count: tell(pages=count))
    for page in pages:
        if page.grey is None:
            tell(readings=[_plain(PageReading(page.number, problem=page.problem))])
            continue
        tell(readings=[_plain(one) for one in read_pages(page.grey, page.number, with_picture=with_pictures)])


def _where(error: BaseException) -> str:
    """Return what happened and where, never what stood there."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"{type(error).__name__}{where}"


def _quiet_on_windows() -> None:
    """Let a crash end the process at once, without a box that nobody sees."""
    if sys.platform == "win32":
        import ctypes

        no_critical_errors, no_fault_box = 0x1, 0x2
        ctypes.windll.kernel32.SetErrorMode(no_critical_errors | no_fault_box)


def _plain(reading: PageReading) -> dict[str, Any]:
    return asdict(reading) | {
        "code": None if reading.code is None else reading.code.text,
        "clips": [(row, _letters(clip)) for row, clip in reading.clips],
        "picture": None if reading.picture is None else _letters(reading.picture),
    }


def _reading(plain: dict[str, Any]) -> PageReading:
    rows = [
        RowReading(**row | {"doubt": None if row["doubt"] is None else Doubt(row["doubt"]), "seen": tuple(row["seen"])})
        for row in plain["rows"]
    ]
    return PageReading(
        number=plain["number"],
        code=None if plain["code"] is None else PageCode.parse(plain["code"]),
        rows=tuple(rows),
        problem=None if plain["problem"] is None else PageProblem(plain["problem"]),
        turned=plain["turned"],
        clips=tuple((row, base64.b64decode(clip)) for row, clip in plain["clips"]),
        picture=None if plain["picture"] is None else base64.b64decode(plain["picture"]),
    )


def _letters(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
