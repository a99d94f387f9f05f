"""The flyer's fixed words in each language: data, because paper speaks more languages than our screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FlyerWords:
    """Every word of a flyer that does not come from the course.

    Attributes:
        call: Above the number, when people apply by telephone.
        ask: The same, when nobody needs to apply.
        more: Sentence for sessions that found no room, with `{count}`.
        scan: What the code does, when it opens the application page.
        scan_call: What the code does, when it dials.
    """

    day: str
    time: str
    place: str
    audience: str
    capacity: str
    fee: str
    bring: str
    deadline: str
    call: str
    ask: str
    apply: str
    scan: str
    scan_call: str
    more: str


FLYER_WORDS: Final[dict[str, FlyerWords]] = {
    "ja": FlyerWords(
        day="日にち",
        time="時間",
        place="ところ",
        audience="対象",
        capacity="定員",
        fee="参加費",
        bring="持ち物",
        deadline="しめきり",
        call="お申し込みはお電話で",
        ask="お問い合わせはお電話で",
        apply="お申し込み",
        scan="スマホから申し込む",
        scan_call="読み取ると電話がかかります",
        more="ほか{count}回。くわしくはお問い合わせください。",
    ),
    "ja-easy": FlyerWords(
        day="いつ",
        time="じかん",
        place="ばしょ",
        audience="だれ",
        capacity="なんにん",
        fee="おかね",
        bring="もってくるもの",
        deadline="もうしこみは",
        call="もうしこみは でんわで",
        ask="わからないときは でんわで",
        apply="もうしこみ",
        scan="スマホで もうしこむ",
        scan_call="スマホで よむと でんわが かかります",
        more="ほかに {count}かい あります。きいてください。",
    ),
    "en": FlyerWords(
        day="Date",
        time="Time",
        place="Place",
        audience="For",
        capacity="Seats",
        fee="Fee",
        bring="Bring",
        deadline="Apply by",
        call="Call us to apply",
        ask="Call us with questions",
        apply="How to apply",
        scan="Apply on your phone",
        scan_call="Scan to call us",
        more="and {count} more dates. Please ask us.",
    ),
}
"""By language code; `ja-easy` is やさしい日本語. A city may give its own `FlyerWords` in any language."""
