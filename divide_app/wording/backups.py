"""Text about backups and their manifests."""

from __future__ import annotations

from datetime import datetime

from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_clock


def manifest_words(state: str, made_at: datetime | None, head: str) -> str:
    """Return what the note beside a backup says, and how far that can be believed."""
    if made_at is None:
        return _("横に添え書き（manifest）がないため、ファイルの中だけを確かめました。")
    when = day_and_clock(made_at)
    if state == "signed":
        words = _("添え書きの署名も確かめました。{when}に作成、操作の記録 {head}")
    else:
        words = _("添え書きのとおりのファイルです（署名は別のパソコンの鍵）。{when}に作成、操作の記録 {head}")
    return words.format(when=when, head=head)
