"""Text about backups and their manifests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

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


def copies_words(files: Iterable[Path], away: Path | None) -> list[str]:
    """Say which copies of encrypted data anybody can still read, a line each.

    Args:
        files: Where they lie.
        away: The second place, when it could not be looked into.
    """
    lines = [_("暗号化していない写しがあります（だれでも読めます）: {file}").format(file=file) for file in files]
    if away is not None:
        lines.append(
            _(
                "毎日の控えの場所が、いまつながっていません。"
                "そこにある写しは、暗号化していないままかもしれません: {folder}"
            ).format(folder=away)
        )
    return lines
