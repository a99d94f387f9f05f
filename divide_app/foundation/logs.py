"""The program's log file: enough to find a fault, without personal data."""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import time
import traceback
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import IO

from divide_app.foundation.problems import EnvironmentProblem

LOG_NAME = "divide_app"
FILE_NAME = "divide_app.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 5

MASK = "***"
# Long runs of digits, with the separators people put into them: individual numbers, telephone numbers, card numbers.
# Full-width digits too. A date or clock time is shorter than nine digits or broken by a colon, and an id has letters.
_RUN = re.compile(
    r"(?<![0-9A-Za-z０-９])[+(（]?[0-9０-９](?:[-\s()（）－ー‐−–—・.]{0,3}[0-9０-９]){8,}(?![0-9A-Za-z０-９])"
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def install_log(folder: Path, *, level: int = logging.INFO, hides: Callable[[str], bool] | None = None) -> Path:
    """Write the log of this program to `folder`, five files of one megabyte; return the newest.

    Every process of this person writes to the same files. Calling it again moves the log; warnings of Python itself
    are kept too.

    Args:
        folder: Where to.
        level: The least that is written.
        hides: Tells of a message that it must not be written, whatever of it would be masked.

    Raises:
        EnvironmentProblem: `write_failed`, when the folder takes no file; the program can work without a log.
    """
    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _SharedFiles(file)
    except OSError as error:
        raise EnvironmentProblem("write_failed", path=str(file)) from error
    handler.setFormatter(MaskingFormatter(hides))
    remove_log()
    for name in (LOG_NAME, "py.warnings"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
    logging.captureWarnings(True)
    return file


def remove_log() -> None:
    """Stop writing the log and let go of its file."""
    logging.captureWarnings(False)
    for name in (LOG_NAME, "py.warnings"):
        logger = logging.getLogger(name)
        for handler in [each for each in logger.handlers if isinstance(each.formatter, MaskingFormatter)]:
            logger.removeHandler(handler)
            handler.close()


def masked(text: str) -> str:
    """Return `text` with every run of nine or more digits, separators or not, replaced by ***."""
    return _RUN.sub(lambda run: run.group() if _is_moment(run.group()) else MASK, text)


class _SharedFiles(logging.Handler):
    """Appends to files that several processes share: each holds a lock for one line, and a file only within it.

    A file that stays open cannot be renamed on Windows, so the processes would lose lines whenever it is full.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._write("")

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a failure (disk full, folder gone) is ignored."""
        with suppress(OSError):
            self._write(self.format(record) + "\n")

    def _write(self, text: str) -> None:
        with _appending(self._file.with_suffix(".lock")) as lock:
            # Without the lock the line is still appended; only the holder of the lock rotates the files.
            if _hold(lock.fileno()) and self._file.exists() and self._file.stat().st_size >= MAX_BYTES:
                # Another program (an editor, a virus scanner) has it open: it is rotated at the next line.
                with suppress(OSError):
                    self._turn_over()
            with _appending(self._file) as stream:
                stream.write(text.encode("utf-8", errors="replace"))

    def _turn_over(self) -> None:
        older = [self._file, *(self._file.with_name(f"{FILE_NAME}.{number}") for number in range(1, KEPT_FILES))]
        for newer, old in reversed(list(pairwise(older))):
            if newer.exists():
                newer.replace(old)


def _appending(file: Path) -> IO[bytes]:
    """Open a file for appending; a new one is readable by its owner alone."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "ab")


def _hold(descriptor: int) -> bool:
    """Try for a second to lock an open file, and tell whether it is; the lock ends with the file or its process.

    Waiting is bounded: a process that stands still while it holds the lock must not freeze every other one.
    """
    for _try in range(500):
        try:
            if sys.platform == "win32":
                import msvcrt

                os.lseek(descriptor, 0, os.SEEK_SET)
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
                return False  # the file system has no locks
            time.sleep(0.002)
        else:
            return True
    return False


class MaskingFormatter(logging.Formatter):
    """Formats one record with digits masked, and an exception as its type and the lines it passed, never its values.

    An exception's own text may quote what a person typed (a database error holds the whole row), so it is left out;
    the house's own errors are logged by their code, which holds nothing.
    """

    def __init__(self, hides: Callable[[str], bool] | None = None) -> None:
        self._hides = hides
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line to write."""
        # Another handler may have cached a traceback with its values on the record: format our own instead.
        cached, record.exc_text = record.exc_text, None
        try:
            return masked(super().format(record))
        finally:
            record.exc_text = cached

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in logging
        """Return the line without what comes of an exception."""
        if self._hides is not None and self._hides(record.message):
            record.message = MASK
        return super().formatMessage(record)

    def formatException(self, ei: _Exc) -> str:  # noqa: N802 - the name in logging
        """Return where the exception came from and what kind it is, with every cause behind it."""
        return "\n".join(_error_lines(ei[1])) if ei[1] is not None else ""


def _error_lines(error: BaseException) -> list[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_error_lines(cause), "-- then --"] if cause is not None and cause is not error else []
    lines += [
        f'  File "{Path(frame.filename).name}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(error.__traceback__, limit=-30)
    ]
    code = getattr(error, "code", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    lines.append(f"{kind} ({code})" if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9_]{1,40}", code) else kind)
    return lines


def _is_moment(run: str) -> bool:
    # 2026-11-21 10 (the hour before a colon) is a moment, and logs are about moments.
    return _ISO_DAY.match(run) is not None and len(re.sub(r"\D", "", unicodedata.normalize("NFKC", run))) <= 10
