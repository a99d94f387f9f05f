"""Text about the daily backup: when the last one was made, and why a later one failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_clock


def last_copy(copies: Mapping[str, Any]) -> str:
    """Return when the last copy was made, by what the settings remember; "" while no second place was chosen."""
    if not copies.get("folder"):
        return ""
    try:
        return _("最後の控え　{when}").format(when=day_and_clock(datetime.fromisoformat(str(copies.get("last", "")))))
    except ValueError:
        return _("控えはまだありません。かけはしを閉じるときに作ります。")


def copy_trouble(copies: Mapping[str, Any]) -> str:
    """Return why there was no copy when the window was closed last; "" when nothing stood in the way."""
    trouble, folder = copies.get("trouble"), copies.get("folder")
    if not (trouble and folder):
        return ""
    from divide_app.wording.sentences import sentence  # every sentence of the program: home asks here at each start

    told = sentence(EnvironmentProblem(str(trouble), path=str(folder)))
    return _("前に閉じたときは、控えを作れませんでした。{told}").format(told=told)
