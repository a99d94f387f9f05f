"""Text about lotteries: numbers, tiers, and the result of a verification."""

from __future__ import annotations

from collections.abc import Sequence

from divide_app.domain.seats.rules import LAST_TIER, PriorityKind, PriorityRule
from divide_app.foundation.translation import _
from divide_app.wording.labels import label


def numbers_words(numbers: Sequence[int]) -> str:
    """Return a ticket's application numbers: 7, or 7・8 for people who asked together."""
    return "・".join(str(number) for number in numbers)


def tier_words(tier: int) -> str:
    """Return 優先1 … or 一般."""
    return _("一般") if tier == LAST_TIER else _("優先{tier}").format(tier=tier)


def rule_words(rule: PriorityRule) -> str:
    """Return one rule as a sentence for whoever reads the record."""
    match rule.kind:
        case PriorityKind.AGE_FROM:
            who = _("{age}歳以上の方").format(age=rule.age)
        case PriorityKind.RESIDENT if rule.districts:
            who = _("{districts}にお住まいの方").format(districts=_("・").join(rule.districts))
        case PriorityKind.RESIDENT:
            who = _("市内の地区にお住まいの方")
        case _:
            who = label(rule.kind)
    parts = []
    if rule.tier is not None:
        parts.append(_("{tier}番目に抽選").format(tier=rule.tier))
    if rule.extra_lots:
        parts.append(_("くじを{lots}本追加").format(lots=rule.extra_lots))
    return _("{who}: {what}").format(who=who, what=_("、").join(parts))


def fault_words(code: str) -> str:
    """Return what `lottery verify` found, in words.

    Raises:
        KeyError: For a code nobody knows.
    """
    return {
        "digest_differs": _("記録の文字が、指紋を作ったときと違う"),
        "result_differs": _("当選者か待ち順が、種から計算した結果と違う"),
        "seats_differ": _("当選の人数が、定員から計算した席の数と違う"),
        "record_unreadable": _("記録の書き方が、このプログラムのものではない"),
        "trail_differs": _("操作の記録に残した指紋と違う"),
        "entrants_differ": _("申込番号と申込の結びつきが、記録と違う"),
    }[code]
