"""Text before a cancellation: whom to inform, and what the targets lose."""

from __future__ import annotations

from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import CancelPreview

_NAMES = 3


def cancel_words(preview: CancelPreview) -> str:
    """Return one line for each thing a cancellation brings; names of helpers, but only counts of participants."""
    lines: list[str] = []
    if preview.accepted:
        lines.append(_("受講が決まっている{count}人に連絡が要ります。").format(count=len(preview.accepted)))
    if preview.waiting:
        lines.append(
            _("キャンセル待ちの{count}人にも、順番が回らないことを伝えてください。").format(count=len(preview.waiting))
        )
    if preview.applied:
        lines.append(_("抽選を待っている{count}人にも連絡が要ります。").format(count=len(preview.applied)))
    if preview.supporters:
        names = _("、").join(name for _id, name in preview.supporters[:_NAMES])
        if len(preview.supporters) > _NAMES:
            names = _("{names} ほか{count}人").format(names=names, count=len(preview.supporters) - _NAMES)
        lines.append(_("支援者：{names}").format(names=names))
    for target in preview.targets:
        if target.lost:
            text = _("目標「{name}」に数える予定の回が{count}回減ります。").format(name=target.name, count=target.lost)
            if target.falls_short:
                text += _("このままでは目標に届きません。")
            lines.append(text)
    return "\n".join(lines)
