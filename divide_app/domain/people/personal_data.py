"""What each role sees of a person, the placeholder for a forgotten person, and the text on the purpose of use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, TypeVar

from divide_app.domain.fields import empty_values, fields_of
from divide_app.domain.office.office import Role
from divide_app.domain.people.participants import Participant

ShownT = TypeVar("ShownT", bound=Any)

FORGOTTEN_NAME = "（消去済み）"
"""Placeholder for the name of a forgotten person, so that lists have no blank line."""

FORGOTTEN_REASON = "（消去済み）"
"""Placeholder for the reason of an override for a forgotten person: the fact is kept, the text is not.
"""


@cache
def hidden_fields(role: Role) -> frozenset[str]:
    """Return the fields of a participant whose values a role does not see."""
    return frozenset(field.name for field in fields_of(Participant) if role not in field.kept.seen_by)


def seen_by(shown: ShownT, role: Role) -> ShownT:
    """Return a person, or a line of a list with fields of a person, as a role sees it: what is hidden is empty."""
    changes = _emptied(shown.__class__, role)
    return replace(shown, **changes) if changes else shown


@cache
def _emptied(shown: type, role: Role) -> Mapping[str, Any]:
    hidden = hidden_fields(role) & {field.name for field in fields(shown)}
    empty = empty_values(Participant)
    return {name: empty[name] for name in hidden}


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
"""Maximum length in characters; longer texts are not read."""

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
