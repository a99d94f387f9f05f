"""Reads the command line, runs one command, and ends with the exit code that docs/command-contract.md promises."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, Exit, WrongUsageError
from divide_app.cli.context import Context, keep_log
from divide_app.domain.errors import DomainError
from divide_app.foundation.clock import Clock, system_clock
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.foundation.settings import Settings, load
from divide_app.foundation.streams import encode_for_people
from divide_app.foundation.translation import _, use_language
from divide_app.foundation.user_paths import default_place

if TYPE_CHECKING:
    import argparse

    from divide_app.cli.context import OnEmpty

_SHOWN = 5
PACKAGE_SUFFIX = ".kakehashi"
"""As `domain.door.packages` names it, which is not imported here: most starts of the window need no package."""


def main(argv: Sequence[str] | None = None, *, clock: Clock = system_clock) -> int:
    """Run one command.

    Args:
        argv: The words after the program's name; those of this process when None.
        clock: The present moment, for tests.

    Returns:
        0 done, 1 refused by a rule, 2 wrong usage, 3 the world, 70 a fault of the program, 130 Ctrl+C.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    encode_for_people(sys.stdout)
    encode_for_people(sys.stderr)
    try:
        settings, damaged = load()
        use_language(settings.language)
        if not words:
            # The icon was pressed: the window needs no parser, and comes the sooner without it.
            return _window(clock, settings, damaged, default_place())
        if len(words) == 1 and words[0].lower().endswith(PACKAGE_SUFFIX):
            # A package was opened in the file manager: what a volunteer does at the hall.
            return _window(clock, settings, damaged, words[0])
        arguments = _parsed(words)
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except WrongUsageError as error:
        return _usage(error)
    except DomainError as error:
        from divide_app.cli import trouble

        return _failed(trouble.answer(error), as_json="--json" in words)
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    context = Context(
        getattr(arguments, "data", "") or default_place(),
        as_json=getattr(arguments, "json", False),
        user=getattr(arguments, "user", ""),
        clock=clock,
        on_empty=_on_empty(arguments),
    )
    context.damaged_settings, context.hall = damaged, settings.hall
    from divide_app.cli.naming import resolved

    return _run(context, lambda: arguments.run(context, resolved(context, arguments)))


def _on_empty(arguments: argparse.Namespace) -> OnEmpty:
    """Return what to do where nothing is kept: a file of nothing is not written."""
    on_empty: OnEmpty = getattr(arguments, "on_empty", "show")
    return "refuse" if on_empty == "show" and getattr(arguments, "out", None) is not None else on_empty


def _window(clock: Clock, settings: Settings, damaged: EnvironmentProblem | None, place: str) -> int:
    gc.disable()  # while the window and its libraries come up nothing is thrown away; `ui.app.run` turns it on again
    from divide_app.cli.commands import gui

    context = Context(place, clock=clock)
    context.damaged_settings, context.hall = damaged, settings.hall
    try:
        return _run(context, lambda: gui.run(context), keeps_log=False)
    finally:
        gc.enable()  # also when no window came


def _parsed(words: list[str]) -> argparse.Namespace:
    from divide_app.cli.arguments import refuse_individual_number
    from divide_app.cli.parser import make_parser, with_joined_words

    refuse_individual_number(words)
    return make_parser().parse_args(with_joined_words(words))


def _run(context: Context, act: Callable[[], Answer], *, keeps_log: bool = True) -> int:
    """Run one act; the window opens its log itself, once it is on screen."""
    as_json = context.as_json
    answer: Answer
    try:
        if keeps_log:
            keep_log()
        try:
            answer = act()
            context.must_not_vanish()
        except BaseException:
            context.close()
            raise
        try:
            context.close()
        except EnvironmentProblem as problem:
            return _done_yet(answer, problem, as_json=as_json)
        if answer.failed_after is not None:
            return _done_yet(answer, answer.failed_after, as_json=as_json)
        return _shown(answer, as_json=as_json)
    except WrongUsageError as error:
        return _usage(error)
    except (UserCancelled, KeyboardInterrupt):
        return Exit.CANCELLED
    except (DomainError, EnvironmentProblem) as error:
        from divide_app.cli import trouble

        answer = trouble.answer(error)
    except Exception as error:
        from divide_app.cli import trouble

        if not keeps_log:
            keep_log()  # the window came to its end before it opened the log
        answer = trouble.fault(error) if (worlds := _worlds(error)) is None else trouble.answer(worlds)
    finally:
        from divide_app.foundation.logs import remove_log

        remove_log()
    return _failed(answer, as_json=as_json)


def _worlds(error: Exception) -> EnvironmentProblem | None:
    """Return the trouble of what the PC lacks or refuses where nobody expected it; None for a fault of ours."""
    import logging
    from pathlib import Path

    from divide_app.foundation.file_trouble import reading_problem

    if isinstance(error, MemoryError):
        return EnvironmentProblem("low_memory")
    if isinstance(error, OSError):
        logging.getLogger(__name__).error("system", exc_info=error)
        named = error.filename if isinstance(error.filename, (str, bytes)) else ""
        return reading_problem(error, Path(os.fsdecode(named)))
    gone = _parts_gone()  # a library that misses another may fail in any way
    if not isinstance(error, ImportError) and not gone:
        return None
    logging.getLogger(__name__).error("import", exc_info=error)
    name = error.name if isinstance(error, ImportError) else None
    return EnvironmentProblem("program_incomplete", name="、".join(gone[:_SHOWN]) or name or str(error), missing=gone)


def _parts_gone() -> tuple[str, ...]:
    """Return the files of the program that are missing or not its own, by the manifest of the build."""
    from divide_app.foundation.bundled import shipped_with

    with suppress(EnvironmentProblem):  # the manifest itself is gone
        manifest = shipped_with()
        return () if manifest is None else manifest.wrong()
    return ()


def _shown(answer: Answer, *, as_json: bool) -> int:
    from divide_app.cli.output import show

    try:
        show(answer, as_json=as_json)
    except OSError as error:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # whose reader (head, more) has seen enough
            from divide_app.cli import trouble

            trouble.complain(trouble.answer(EnvironmentProblem("answer_not_written")))
            return answer.code or Exit.WORLD
    return answer.code


def _done_yet(answer: Answer, problem: EnvironmentProblem, *, as_json: bool) -> int:
    """Show what was done, and what went wrong after it: a package's file that could not be written."""
    from divide_app.cli import trouble

    told = trouble.answer(problem)
    if as_json:
        return _shown(Answer({**answer.data, **told.data}, code=told.code), as_json=True)
    _shown(answer, as_json=False)
    trouble.complain(told)
    return told.code


def _failed(answer: Answer, *, as_json: bool) -> int:
    from divide_app.cli.trouble import complain

    if as_json:
        return _shown(answer, as_json=True)
    complain(answer)
    return answer.code


def _usage(error: WrongUsageError) -> int:
    if error.usage:
        with suppress(OSError):
            sys.stderr.write(error.usage)
    from divide_app.cli.output import harmless
    from divide_app.wording.sentences import hidden

    message = harmless(hidden(error.message.rstrip("。")))
    with suppress(OSError):  # nobody can be told
        sys.stderr.write(_("使い方が違います。{message}。").format(message=message) + "\n")
    return Exit.USAGE
