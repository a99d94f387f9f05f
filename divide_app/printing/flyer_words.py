"""The flyer's fixed texts by language, as data: papers exist in more languages than the screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FlyerWords:
    """Every word of a flyer that does not come from the course.

    Attributes:
        name: What the language calls itself.
        language: The language in which days and hours are written, and which the PDF states.
        call: Above the number, when people apply by telephone.
        ask: The same, when nobody needs to apply.
        fee_badge: On the seal beside the title, with `{fee}`.
        people: Capacity, with `{number}`.
        free: What stands for 無料, the commonest fee.
        more: Sentence for sessions that found no room, with `{count}`.
        scan: What the code does, when it opens the application page.
        scan_call: What the code does, when it dials.
        purpose: Before the text on what people's data is used for, with `{text}`.
        standard_purpose: That text where the office has not written its own; "" in the office's own language.
    """

    name: str
    language: str
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
    fee_badge: str
    people: str
    first_come: str
    lottery: str
    help_line: str
    session: str
    organiser: str
    partners: str
    free: str
    purpose: str
    standard_purpose: str = ""


FLYER_WORDS: Final[dict[str, FlyerWords]] = {
    "ja": FlyerWords(
        name="日本語",
        language="ja",
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
        fee_badge="参加費 {fee}",
        people="{number}人",
        first_come="先着順",
        lottery="こえたときは抽選",
        help_line="筆談・手話・車いすなど、必要なことをお知らせください",
        session="第{number}回",
        organiser="主催：{names}",
        partners="協力：{names}",
        free="無料",
        purpose="個人情報の利用目的：{text}",
    ),
    "ja-easy": FlyerWords(
        name="やさしい日本語",
        language="ja",
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
        fee_badge="おかね {fee}",
        people="{number}にん",
        first_come="はやい人から きまります",
        lottery="おおいときは くじで きめます",
        help_line="筆談・手話・車いすなど、ひつようなことを おしえてください",
        session="{number}かいめ",
        organiser="ひらく ところ：{names}",
        partners="てつだう ところ：{names}",
        free="かかりません",
        purpose="かいた ことの つかいみち：{text}",
        standard_purpose=(
            "こうざの うけつけ・れんらく・おてつだいと、だれか わからない かたちで 人の 数を かぞえる ためだけに"
            " つかいます。きまった ときが すぎたら けします。"
        ),
    ),
    "en": FlyerWords(
        name="English",
        language="en",
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
        fee_badge="Fee: {fee}",
        people="{number} people",
        first_come="first come, first served",
        lottery="by lottery if there are more",
        help_line="Tell us what you need: writing, sign language, a wheelchair",
        session="Session {number}",
        organiser="Organised by {names}",
        partners="With {names}",
        free="free",
        purpose="How your data is used: {text}",
        standard_purpose=(
            "only to register and contact you, to give the help you ask for, and for statistics that name nobody."
            " It is deleted after a set time."
        ),
    ),
}
"""By language code; `ja-easy` is やさしい日本語. A city may give its own `FlyerWords` in any language."""
