"""The door's result panel in two sizes: a few large words for a glance, and what to do in smaller ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local_day
from divide_app.domain.door.attendance import CheckInReason
from divide_app.foundation.translation import _
from divide_app.wording.dates import clock, clock_range, short_day
from divide_app.wording.door import door_sentence


@dataclass(frozen=True, slots=True)
class PanelWords:
    """Large words, and smaller ones below."""

    large: str
    below: str


def panel_words(reason: CheckInReason, details: Mapping[str, object], today: date) -> PanelWords:
    """Return the words for an act at the door that was not simply ok.

    Args:
        reason: Why.
        details: As `door_sentence` takes them.
        today: The day at the door: days of it need no date.
    """
    known = {name: value for name, value in details.items() if value not in {None, ""}}
    match reason:
        case CheckInReason.UNKNOWN_CODE:
            large = _("読み取れませんでした")
            below = _("もう一度かざすか、お名前をうかがって、名前のボタンで受け付けてください。")
        case CheckInReason.CANCELLED_APPLICATION:
            large = _("申込が取り消されています")
            below = _call_staff()
        case CheckInReason.SESSION_CANCELLED:
            large = _("この回は中止になりました")
            below = _("受け付けていません。中止のお知らせをして、職員を呼んでください。")
        case CheckInReason.REVOKED_CODE:
            large = _("前の受講票です")
            below = _(
                "新しい受講票に替わっています。お持ちかうかがってください。"
                "お持ちでなければ、名前のボタンで受け付けてください。"
            )
        case CheckInReason.NOT_IN_PACKAGE:
            large = _("このパソコンにない受講票です")
            below = _("お名前を紙に書きとめ、「飛び込み」で受け付けてください。")
        case CheckInReason.ALREADY_IN:
            large, below = _("もう受け付けています"), _already_in(known)
        case CheckInReason.WRONG_SESSION:
            return _wrong_session(known, today)
        case CheckInReason.WAITING_NOT_ACCEPTED:
            large, below = _not_accepted(known), _call_staff()
        case CheckInReason.TOO_EARLY:
            large, below = _("まだ受付の時間ではありません"), _too_early(known, today)
        case CheckInReason.TOO_LATE:
            large, below = _("この回は終わりました"), _too_late(known, today)
        case _:
            large, below = _("うかがうことがあります"), door_sentence(reason, details)
    return PanelWords(large, below)


def _call_staff() -> str:
    return _("まだ受け付けていません。お待ちいただき、職員を呼んでください。")


def _at(moment: datetime, today: date) -> str:
    return clock(moment) if local_day(moment) == today else f"{short_day(moment)} {clock(moment)}"


def _already_in(known: Mapping[str, object]) -> str:
    first_at = known.get("first_at")
    if not isinstance(first_at, datetime):
        return _("そのままお入りいただけます。")
    if "device" in known:
        text = _("{at}に「{device}」で受け付けました。\nそのままお入りいただけます。")
    else:
        text = _("{at}に受け付けました。\nそのままお入りいただけます。")
    return text.format(at=clock(first_at), device=known.get("device", ""))


def _wrong_session(known: Mapping[str, object], today: date) -> PanelWords:
    starts_at, ends_at = known.get("starts_at"), known.get("ends_at")
    if not isinstance(starts_at, datetime):
        return PanelWords(_("ほかの講座の受講票です"), _call_staff())
    is_today = local_day(starts_at) == today
    hours = clock_range(starts_at, ends_at) if isinstance(ends_at, datetime) else clock(starts_at)
    day = _("今日") if is_today else short_day(starts_at)
    title = ""
    if "course" in known:
        text = _("「{course}」第{number}回") if "number" in known else _("「{course}」")
        title = text.format(course=known["course"], number=known.get("number", ""))
    where = " ".join(str(known[name]) for name in ("venue", "room") if name in known)
    facts = [title, f"{day} {hours}", where]
    asked = _("日時と場所をお伝えください。") if where else _("日時をお伝えください。")
    large = _("ほかの回の受講票です") if is_today else _("別の日の受講票です")
    return PanelWords(large, "\n".join([*(one for one in facts if one), asked]))


def _not_accepted(known: Mapping[str, object]) -> str:
    match known.get("status"):
        case ApplicationStatus.APPLIED:
            return _("抽選の結果待ちの方です")
        case ApplicationStatus.REFUSED:
            return _("受講が決まっていない方です")
        case _:
            return _("キャンセル待ちの方です")


def _too_early(known: Mapping[str, object], today: date) -> str:
    opens_at = known.get("opens_at")
    if not isinstance(opens_at, datetime):
        return _("まだ受け付けていません。しばらくお待ちいただいてください。")
    return _("{when}から受け付けます。それまでお待ちいただいてください。").format(when=_at(opens_at, today))


def _too_late(known: Mapping[str, object], today: date) -> str:
    ended_at = known.get("ended_at")
    if not isinstance(ended_at, datetime):
        return _("受け付けていません。職員を呼んでください。")
    return _("{when}に終わりました。受け付けていません。職員を呼んでください。").format(when=_at(ended_at, today))
