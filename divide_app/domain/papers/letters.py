"""Letters to applicants: their kinds, the fields their texts may use, and the position of the address window."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Fate, Kept, Shape


class LetterKind(StrEnum):
    """What a letter tells."""

    ACCEPTED = "accepted"  # 受講決定通知
    LOST = "lost"  # 落選
    WAITING = "waiting"  # キャンセル待ち
    CANCELLED = "cancelled"  # 中止


class LetterFormat(StrEnum):
    """The paper a letter is printed on."""

    LETTER = "letter"  # A4, folded in three, for a window envelope
    POSTCARD = "postcard"  # はがき, 100 x 148 mm


class MailChannel(StrEnum):
    """How somebody was told."""

    POST = "post"
    HAND = "hand"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Mailing:
    """One letter (or call) to one person about one application.

    Attributes:
        times: How often the paper was made; more than once is a reprint, not a second letter.
    """

    id: Annotated[UUID, MADE]
    application_id: Annotated[UUID, MADE]
    kind: Annotated[LetterKind, MADE]
    channel: Annotated[MailChannel, Kept("知らせた方法", "連絡の記録", fate=Fate.STAYS)]
    first_at: Annotated[datetime, MADE]
    last_at: Annotated[datetime, MADE]
    times: Annotated[int, MADE]
    actor: Annotated[str, MADE]


@dataclass(frozen=True, slots=True)
class Window:
    """The window of an envelope on an A4 page folded in three, in millimetres from the page's top left corner.

    The usual values are those of the envelopes sold as 長形3号 窓付 (120 x 235 mm): a window of 45 x 90 mm that begins
    15 mm from the left edge and 12 mm from the top edge of the envelope. They are makers' common dimensions, no
    standard; an office measures its own and types them in. The page lies in the envelope with up to 12 mm of play to
    each side (235 - 210 = 25) and 10 mm above and below (120 - 99), so an address keeps `play` clear of each edge.
    """

    left: float = 15.0
    top: float = 12.0
    width: float = 90.0
    height: float = 45.0
    play: float = 5.0

    def check(self) -> None:
        """Refuse what cannot be a window on the first third of an A4 page.

        Raises:
            DomainError: `bad_window`.
        """
        inside = self.left >= 0 and self.top >= 0 and self.left + self.width <= 210 and self.top + self.height <= 99
        if not inside or self.play < 0 or min(self.width, self.height) - 2 * self.play < 20:
            raise DomainError("bad_window")


FIELDS: Mapping[LetterKind, tuple[str, ...]] = {
    kind: (
        "氏名", "講座名", "日時", "会場", "持ち物", "電話番号", "担当課", "市区町村", "申込日",
        *{
            LetterKind.ACCEPTED: ("開始日", "受付開始"),
            LetterKind.LOST: ("応募者数", "定員", "次の講座"),
            LetterKind.WAITING: ("順位", "定員"),
            LetterKind.CANCELLED: ("理由", "代わりの講座"),
        }[kind],
    )
    for kind in LetterKind
}  # fmt: skip
"""Words in braces a letter's text may use: {氏名}."""

_FIELD = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")


def check_text(kind: LetterKind, text: str) -> None:
    """Refuse a text whose braces name something a letter of this kind does not know.

    Raises:
        DomainError: `unknown_letter_field` with the names there are.
    """
    for found in _FIELD.finditer(text):
        if found[1].strip() not in FIELDS[kind]:
            raise DomainError("unknown_letter_field", name=found[1].strip(), there=list(FIELDS[kind]))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled in.

    A line whose fields are all blank is left out, so that no sentence ends in a hole. Braces inside a value stay as
    they are: nothing a person typed is ever read as a field.
    """
    lines = []
    for line in text.split("\n"):
        names = [found[1].strip() for found in _FIELD.finditer(line)]
        if names and not any(values.get(name, "") for name in names):
            continue
        lines.append(_FIELD.sub(lambda found: values.get(found[1].strip(), ""), line))
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """The office's settings for letters.

    Attributes:
        titles: Heading of each kind, where it differs from the usual one.
        texts: Text of each kind, where it differs from the usual one.
        sender_postal_code: Of the office; printed with the sender.
        sender_address: Of the office.
        sender_head: Who signs (青空市長 青空太郎); the office's name when blank.
        is_sealed: Leave room for the seal (公印); else 公印省略 is printed.
        has_furigana: Print the reading above the name.
        number: Number of the document (青生第○号), blank for none.
    """

    titles: Annotated[Mapping[LetterKind, str], Kept("見出し", NOT_PERSONAL)] = field(default_factory=dict)
    texts: Annotated[Mapping[LetterKind, str], Kept("文章", NOT_PERSONAL, shape=Shape.LINES)] = field(
        default_factory=dict
    )
    sender_postal_code: Annotated[str, Kept("差出人の郵便番号", NOT_PERSONAL, shape=Shape.POSTAL_CODE)] = ""
    sender_address: Annotated[str, Kept("差出人の住所", NOT_PERSONAL)] = ""
    sender_head: Annotated[str, Kept("差出人の名前", NOT_PERSONAL)] = ""
    is_sealed: Annotated[bool, Kept("公印を押す場所をあける（押さないときは「公印省略」と入ります）", NOT_PERSONAL)] = (
        False
    )
    has_furigana: Annotated[bool, Kept("宛名にふりがなを付ける", NOT_PERSONAL)] = False
    number: Annotated[str, Kept("文書番号", NOT_PERSONAL)] = ""
    window: Annotated[Window, Kept("封筒の窓", NOT_PERSONAL)] = Window()


def check_settings(settings: LetterSettings) -> None:
    """Refuse letters that could not be written or sent.

    Raises:
        DomainError: `unknown_letter_field`, `bad_window`, `bad_postal_code`.
    """
    settings.window.check()
    for kind in LetterKind:
        check_text(kind, settings.titles.get(kind, ""))
        check_text(kind, settings.texts.get(kind, ""))
    code = settings.sender_postal_code
    if code and not (len(code) == 7 and code.isascii() and code.isdecimal()):
        raise DomainError("bad_postal_code", field="sender_postal_code")
