"""The rules by which one course gives its seats, as data the office can edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from divide_app.domain.errors import DomainError

LAST_TIER = 9
"""Tier of everybody for whom no rule holds."""


class PriorityKind(StrEnum):
    """Who is drawn first."""

    FIRST_TIME = "first_time"  # これまでどの講座も受講が決まったことがない
    RESIDENT = "resident"  # 地区が `districts` のどれか
    AGE_FROM = "age_from"  # 抽選の日に `age` 歳以上
    LOST_LAST_TIME = "lost_last_time"  # 前に参加した抽選で当たらなかった


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """One rule of a lottery.

    Attributes:
        tier: People for whom it holds are drawn in this tier (1 before 2 …); None = it gives no tier.
        extra_lots: Lots drawn for them besides the one everybody has; the best counts.
        districts: For `RESIDENT`: any of these; empty = any district that is known.
        age: For `AGE_FROM`: years.
    """

    kind: PriorityKind
    tier: int | None = 1
    extra_lots: int = 0
    districts: tuple[str, ...] = ()
    age: int = 0


@dataclass(frozen=True, slots=True)
class SeatRules:
    """How a course gives its seats.

    Attributes:
        confirm_by_phone: Who moves up is offered the seat first and has it for good after saying yes.
        smaller_may_pass: When the group in front does not fit into the free seats, the next that fits moves up.
        attempts: Calls without an answer after which the seat may pass on.
        answer_hours: Hours after the offer when it may pass on sooner, once at least one call was tried.
        priorities: Rules of the lottery; none = everybody has the same chance.
    """

    confirm_by_phone: bool = False
    smaller_may_pass: bool = False
    attempts: int = 3
    answer_hours: int = 48
    priorities: tuple[PriorityRule, ...] = ()


USUAL_RULES = SeatRules()


def check_rules(rules: SeatRules) -> None:
    """Refuse rules nobody can follow.

    Raises:
        DomainError: `bad_seat_rules`, with the field.
    """
    if not 1 <= rules.attempts <= 9:
        raise DomainError("bad_seat_rules", field="attempts")
    if not 1 <= rules.answer_hours <= 24 * 30:
        raise DomainError("bad_seat_rules", field="answer_hours")
    for rule in rules.priorities:
        is_tier_bad = rule.tier is not None and not 1 <= rule.tier < LAST_TIER
        if is_tier_bad or not 0 <= rule.extra_lots <= 9 or (rule.tier is None and rule.extra_lots == 0):
            raise DomainError("bad_seat_rules", field="priorities")
        if rule.kind is PriorityKind.AGE_FROM and not 1 <= rule.age <= 120:
            raise DomainError("bad_seat_rules", field="age")


def may_hand_on(rules: SeatRules, *, missed: int, offered_at: datetime | None, now: datetime) -> bool:
    """Tell whether a seat may pass on: enough calls, or some call and enough time."""
    if missed >= rules.attempts:
        return True
    return missed > 0 and offered_at is not None and now >= offered_at + timedelta(hours=rules.answer_hours)
