"""How far the city is from its published target: counting rules, and a reason for every session not counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from divide_app.domain.courses import SessionKind, SessionState


class Metric(StrEnum):
    """What a target counts (PRODUCT: target kinds)."""

    SESSIONS_HELD = "sessions_held"
    COURSES = "courses"
    ATTENDANCES = "attendances"
    DISTINCT_PEOPLE = "distinct_people"
    HOURS = "hours"
    RATIO_PERCENT = "ratio_percent"
    FIGURE = "figure"
    QUALITATIVE = "qualitative"


class NotCounted(StrEnum):
    """Why a session does not count toward a target."""

    CONSULTATION = "consultation"  # 相談会は対象外
    CANCELLED = "cancelled"  # 中止
    NOT_YET_HELD = "not_yet_held"  # これから
    NOT_CONFIRMED = "not_confirmed"  # 出席が未確定
    OUTSIDE_PERIOD = "outside_period"
    TOPIC = "topic"  # 対象の分野ではない
    OWNER = "owner"  # 対象の担当課ではない
    TOO_SHORT = "too_short"
    TOO_FEW = "too_few"  # 参加者が規則より少ない
    ZERO_WEIGHT = "zero_weight"


@dataclass(frozen=True, slots=True)
class CountingRule:
    """Rule data of a target (DOMAIN section 2: weight and rounding must be data, not code).

    Attributes:
        weights: Weight by session kind; a kind absent here weighs 0.
        topics: Only these topics count; empty = every topic.
        owners: Only courses owned by one of these; empty = all.
        minimum_minutes: Shorter sessions do not count.
        minimum_attendances: Sessions with fewer people do not count.
        needs_confirmation: Count only sessions whose attendance was confirmed.
        floor_by_month: Floor the weighted sum per course and month, as some implementers do.
        version: Edition of the rule, printed on reports.
    """

    weights: tuple[tuple[SessionKind, Fraction], ...] = ((SessionKind.CLASS, Fraction(1)),)
    topics: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    minimum_minutes: int = 0
    minimum_attendances: int = 0
    needs_confirmation: bool = True
    floor_by_month: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Target:
    """A published target over fiscal years `first_year`..`last_year`, both included.

    Attributes:
        at_least: The published number; None for a qualitative target.
        yearly: Editable allotment by fiscal year; plans often give none (Morioka does not).
        actual_typed: For FIGURE and RATIO_PERCENT, the figure typed in.
    """

    id: UUID
    name: str
    metric: Metric
    first_year: int
    last_year: int
    at_least: int | None = None
    baseline: int | None = None
    yearly: tuple[tuple[int, int], ...] = ()
    owners: tuple[str, ...] = ()
    rule: CountingRule = CountingRule()
    actual_typed: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SessionToCount:
    """What counting needs to know of one session."""

    id: UUID
    course_id: UUID
    course_title: str
    number: int
    topic: str
    owners: tuple[str, ...]
    kind: SessionKind
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    attendances: int
    venue: str = ""
    cancelled_reason: str = ""


@dataclass(frozen=True, slots=True)
class CountedSession:
    """A session with the weight it was counted by (1, 1/2, ...)."""

    session: SessionToCount
    weight: Fraction


@dataclass(frozen=True, slots=True)
class UncountedSession:
    """A session that was not counted, and why."""

    session: SessionToCount
    reason: NotCounted


@dataclass(frozen=True, slots=True)
class Tally:
    """One target on one day; the single value behind screen, PDF, XLSX and JSON.

    Attributes:
        actual: The count so far; None when it cannot be measured (qualitative).
        expected_by_now: What an even (or allotted) pace would have reached on `as_of`.
        forecast: Count at the end of the period at the present pace; None when unknowable.
        forecast_low: Lower end of the forecast's range.
        forecast_high: Upper end.
        planned: Sessions planned after `as_of` that would count.
    """

    target: Target
    as_of: date
    actual: Fraction | None
    expected_by_now: Fraction | None
    forecast: int | None
    forecast_low: int | None
    forecast_high: int | None
    planned: int
    on_pace: bool | None
    reached_on: date | None
    counted: tuple[CountedSession, ...]
    not_counted: tuple[UncountedSession, ...]
