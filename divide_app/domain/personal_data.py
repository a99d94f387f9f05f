"""What is kept of a person, what for, who sees it and what becomes of it: one row for every field, held by a test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from divide_app.domain.office import Role
from divide_app.domain.people import Birth, Participant, PhoneKind, Sex


class Fate(StrEnum):
    """What becomes of a field when a person is forgotten."""

    TAKEN_OUT = "taken_out"
    STAYS = "stays"  # tells nobody who the person was; the figures need it


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One field of a participant.

    Attributes:
        name: Attribute of `Participant`.
        purpose: Why it is kept, as the register of personal data says it.
        seen_by: Roles whose answers hold it; everybody else's hold an empty value.
        fate: What becomes of it when the person is forgotten.
    """

    name: str
    purpose: str
    seen_by: frozenset[Role]
    fate: Fate = Fate.TAKEN_OUT


_STAFF = frozenset({Role.STAFF})
_OFFICE = frozenset({Role.STAFF, Role.COORDINATOR})
_EVERYBODY = frozenset(Role)

PERSONAL_FIELDS: tuple[PersonalField, ...] = (
    PersonalField("id", "実人数を数えるための番号", _EVERYBODY, Fate.STAYS),
    PersonalField("name", "本人の確認", _EVERYBODY),
    PersonalField("kana", "本人の確認", _EVERYBODY),
    PersonalField("birth", "同じ名前の方の区別、年代の統計", _STAFF),
    PersonalField("sex", "統計", _OFFICE),
    PersonalField("phone", "受講の連絡", _STAFF),
    PersonalField("postal_code", "通知の郵送", _STAFF),
    PersonalField("address", "通知の郵送", _STAFF),
    PersonalField("district", "地区の統計", _OFFICE),
    PersonalField("needs", "会場での配慮", _EVERYBODY),
    PersonalField("needs_text", "会場での配慮", _EVERYBODY),
    PersonalField("phone_kind", "教材と貸出機の準備", _OFFICE),
    PersonalField("memo", "事務の連絡", _STAFF),
)
"""Volunteers see name, reading, band and needs, and nothing else: what the door needs (the band stands in lists and is
not a field). Coordinators plan classes and make the month's summary, so they also see district, sex and kind of
telephone; they do not call people, so no number. Staff calls, writes letters and tells people of one name apart.
"""

FORGOTTEN_NAME = "（消去済み）"
"""Stands where a forgotten person's name stood, so that no list has a line without words."""

FORGOTTEN_REASON = "（消去済み）"
"""Stands where staff wrote why a refusal was overridden for a forgotten person: that it was stays known, not the words.
"""

_HIDDEN: dict[str, object] = {
    "birth": Birth(),
    "sex": Sex.UNSTATED,
    "phone": "",
    "postal_code": "",
    "address": "",
    "district": "",
    "phone_kind": PhoneKind.UNKNOWN,
    "memo": "",
}

MAY_WRITE = _OFFICE
"""Roles that may add or change people; what they do not see stays as it is."""


def hidden_fields(role: Role) -> frozenset[str]:
    """Return the fields of a participant whose values a role does not see."""
    return frozenset(field.name for field in PERSONAL_FIELDS if role not in field.seen_by)


def seen_by(person: Participant, role: Role) -> Participant:
    """Return a person as a role sees them: what is hidden is empty."""
    return replace(person, **{name: _HIDDEN[name] for name in hidden_fields(role)})  # type: ignore[arg-type]


def with_hidden(person: Participant, kept: Participant, role: Role) -> Participant:
    """Return what a role typed, with what it does not see as it is kept: nobody empties what they were not shown."""
    return replace(person, **{name: getattr(kept, name) for name in hidden_fields(role)})


@dataclass(frozen=True, slots=True)
class Purpose:
    """A version of the text on the purpose of use (利用目的)."""

    version: int
    text: str


STANDARD_PURPOSE = (
    "お書きいただいた内容は、講座の受付・連絡・会場での配慮と、個人がわからない形での統計のためだけに使います。"
    "ほかの目的には使わず、決められた期間が過ぎたら消去します。"
)
"""Says what 個人情報保護法 第62条 asks for in words anybody reads; an office puts its own in its place."""

LONGEST_PURPOSE = 400
"""Characters; a text nobody reads through tells nobody anything."""

HEARD_WAYS: tuple[str, ...] = (
    "広報紙",
    "知人・家族",
    "ホームページ",
    "チラシ・ポスター",
    "自治会・回覧板",
    "公民館・窓口",
    "SNS",
    "その他",
)
"""Ways to hear of a course before an office names its own (つくばみらい市の計画: 広報紙から知る人が 75.9%)."""
