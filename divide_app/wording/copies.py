"""Sentences for copied meetings that could not move to the same weekday."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_clock


class Moved(Protocol):
    """A copied meeting with where it would have fallen, where it is (None: nowhere) and why."""

    @property
    def title(self) -> str:
        """Title of the course."""

    @property
    def wished_at(self) -> datetime:
        """Where it would have fallen (UTC)."""

    @property
    def starts_at(self) -> datetime | None:
        """Where it is (UTC)."""

    @property
    def reason(self) -> str:
        """The closed day's name; "" when the month has no fifth weekday."""


def moved_sentence(one: Moved) -> str:
    """Return the sentence for one meeting that a closed day or a shorter month moved or left out."""
    if not one.reason:
        text = _("「{title}」{day}：第5週の曜日がない月のため、最後の週にしました。")
    elif one.starts_at is None:
        text = _("「{title}」{day}は{reason}のため、とばしました。")
    else:
        text = _("「{title}」{day}は{reason}のため、{to}に移しました。")
    to = "" if one.starts_at is None else day_and_clock(one.starts_at)
    return text.format(title=one.title, day=day_and_clock(one.wished_at), reason=one.reason, to=to)
