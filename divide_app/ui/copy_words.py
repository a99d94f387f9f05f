"""Text about the daily backup: when the last one was made, and why a later one failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_clock
from divide_app.wording.sentences import sentence


def copy_words(copies: Mapping[str, Any]) -> str:
    """Return the sentence for what the settings remember; "" while no second place was chosen."""
    if not copies.get("folder"):
        return ""
    try:
        last = _("最後の控え　{when}").format(when=day_and_clock(datetime.fromisoformat(str(copies.get("last", "")))))
    except ValueError:
        last = _("控えはまだありません。窓を閉じるときに作ります。")
    trouble = copies.get("trouble")
    if not trouble:
        return last
    told = sentence(EnvironmentProblem(str(trouble), path=str(copies["folder"])))
    return _("{last}　前に閉じたときは作れませんでした：{told}").format(last=last, told=told)
