"""Maps every exception to an exit code, a sentence, and the error object for scripts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from contextlib import suppress

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.output import harmless, plain
from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

log = logging.getLogger(__name__)

FAULT_CODE = "internal"


def answer(error: DomainError | EnvironmentProblem) -> Answer:
    """Return the answer for a refusal (exit 1) or the world's trouble (exit 3)."""
    from divide_app.wording.sentences import sentence

    message = sentence(error)
    inner: dict[str, object] = {"code": error.code, "message": message}
    if isinstance(error, EnvironmentProblem):
        return Answer({"error": inner | _details(error.details)}, [message], Exit.WORLD)
    if error.field is not None:
        inner["field"] = error.field
    found = error.details.get("clashes")
    if not isinstance(found, tuple):
        return Answer({"error": inner | _details(error.details)}, [message], Exit.REFUSED)
    from divide_app.cli.clashes import clash_items, clash_lines

    return Answer({"error": inner, "clashes": clash_items(found)}, [message, *clash_lines(found)], Exit.REFUSED)


def fault(error: BaseException) -> Answer:
    """Return the answer for a fault of the program; the log has where it happened, the screen shows no values."""
    log.error("fault", exc_info=error)
    message = _(
        "プログラムの不具合のため、できませんでした。途中までの変更は取り消しました。"
        "ログに記録しましたので、情報システムの担当者にご相談ください。"
    )
    return Answer({"error": {"code": FAULT_CODE, "message": message}}, [message], Exit.FAULT)


def complain(answer: Answer) -> None:
    """Write the sentences of a failed command to standard error."""
    with suppress(OSError):  # a full disk, a closed pipe: nobody can be told
        for line in answer.lines:
            sys.stderr.write(harmless(line) + "\n")
        sys.stderr.flush()


def _details(details: Mapping[str, object]) -> dict[str, object]:
    return {"details": plain(details)} if details else {}
