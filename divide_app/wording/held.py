"""Sentences for a held act from a hall: why it waits, and what accepting it would do."""

from __future__ import annotations

from divide_app.domain.door.merge import HeldReason
from divide_app.foundation.translation import _


def held_sentence(reason: HeldReason) -> str:
    """Return what changed at the office meanwhile, and what follows from accepting the act."""
    match reason:
        case HeldReason.SESSION_GONE:
            return _("この回は、事務所のデータにありません。回を戻すまで受け入れられません。")
        case HeldReason.PERSON_GONE:
            return _("この方の情報は、持ち出しているあいだに消されました。受け入れると、名前のない方として数えます。")
        case HeldReason.SESSION_CANCELLED:
            return _("この回は、事務所で中止になりました。行ったのなら、回を戻してから受け入れてください。")
        case HeldReason.SESSION_CONFIRMED:
            return _("この回の出席は、もう確定しています。受け入れると、人数が変わります。")
        case HeldReason.APPLICATION_CANCELLED:
            return _(
                "この方の申込は、持ち出しているあいだに取り消されました。ほんとうに来たのなら、受け入れてください。"
            )
        case HeldReason.CLOCK:
            return _("会場のパソコンの時計が違っていたようです。ずれを確かめて受け入れてください。")
