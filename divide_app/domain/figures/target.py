"""Progress towards published targets: counting rules, forecasts, and a reason for every session not counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, lcm, sqrt
from typing import Annotated
from uuid import UUID

from divide_app.domain.calendar import fiscal_year_days, local_day, month_days
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Shape
from divide_app.domain.states import SessionKind, SessionState


class Metric(StrEnum):
    """What a target counts (docs/product.md#target-kinds)."""

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
    """Rule data of a target (docs/domain.md#programme-and-appointments: weight and rounding are data).

    Attributes:
        weights: Weight by session kind; a kind absent here weighs 0.
        topics: Only these topics count; empty = every topic.
        owners: Only courses owned by one of these; empty = all.
        minimum_minutes: Shorter sessions do not count.
        minimum_attendances: Sessions with fewer people do not count.
        needs_confirmation: Count only sessions whose attendance was confirmed (出席の確定). Otherwise a session at
            which somebody was received counts too; one without any record never does: not measured is not zero.
        floor_by_month: Floor the weighted sum per course and month, as some implementers do.
        version: Edition of the rule, printed on reports.
    """

    weights: Annotated[tuple[tuple[SessionKind, Fraction], ...], Kept("1回の重み", NOT_PERSONAL)] = (
        (SessionKind.CLASS, Fraction(1)),
    )
    topics: Annotated[tuple[str, ...], Kept("この分野だけ", NOT_PERSONAL)] = ()
    owners: Annotated[tuple[str, ...], Kept("この担当課だけ", NOT_PERSONAL)] = ()
    minimum_minutes: Annotated[int, Kept("これより短い回は数えない", NOT_PERSONAL)] = 0
    minimum_attendances: Annotated[int, Kept("これより少ない回は数えない", NOT_PERSONAL)] = 0
    needs_confirmation: Annotated[bool, Kept("出席を確定した回だけ数える", NOT_PERSONAL)] = False
    floor_by_month: Annotated[bool, Kept("講座と月ごとに切り捨てる", NOT_PERSONAL)] = False
    version: Annotated[int, MADE] = 1


@dataclass(frozen=True, slots=True)
class Target:
    """A published target over fiscal years `first_year`..`last_year`, both included.

    Attributes:
        at_least: The published number; None for a qualitative target.
        yearly: Editable allotment by fiscal year; plans often give none (Morioka does not).
        actual_typed: For FIGURE and RATIO_PERCENT, the figure typed in.
    """

    id: Annotated[UUID, MADE]
    name: Annotated[str, Kept("目標の名前", NOT_PERSONAL, missing="name_missing")]
    metric: Annotated[Metric, Kept("数えるもの", NOT_PERSONAL)]
    first_year: Annotated[int, Kept("始まりの年度", NOT_PERSONAL)]
    last_year: Annotated[int, Kept("終わりの年度", NOT_PERSONAL)]
    at_least: Annotated[int | None, Kept("目標の数", NOT_PERSONAL, most=9_999_999)] = None
    baseline: Annotated[int | None, Kept("はじめの数", NOT_PERSONAL, most=9_999_999)] = None
    yearly: Annotated[tuple[tuple[int, int], ...], Kept("年度ごとの数", NOT_PERSONAL)] = ()
    owners: Annotated[tuple[str, ...], Kept("担当課", NOT_PERSONAL)] = ()
    rule: Annotated[CountingRule, Kept("数えかた", NOT_PERSONAL)] = CountingRule()
    actual_typed: Annotated[Fraction | None, Kept("実績の数", NOT_PERSONAL)] = None
    note: Annotated[str, Kept("計画の文など", NOT_PERSONAL, shape=Shape.LINES)] = ""


@dataclass(frozen=True, slots=True)
class SessionToCount:
    """What counting needs to know of one session, or of `times` sessions alike in everything a rule asks.

    Attributes:
        attendances: People present, summed over all `times` sessions.
        times: More than 1 for sessions of one month grouped by kind, state and length (a summary; see
            `can_be_grouped`).
    """

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
    times: int = 1


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


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is still needed in the rest of a target's period.

    Attributes:
        missing: What is still to be reached from today; 0 once it is reached.
        missing_at_end: What would still be missing at the end at the present pace; None without a forecast.
        months: Calendar months left, the present one included unless today is its last day.
        per_month: What each of those months must bring (rounded up); None when no month is left.
        last_day: Last day of the period.
    """

    missing: int
    missing_at_end: int | None
    months: int
    per_month: int | None
    last_day: date


DIFFERENT: dict[Metric, Callable[[SessionToCount], Hashable]] = {Metric.COURSES: lambda session: session.course_id}
"""Metrics that count distinct objects, each once at its first counted session, with the key that identifies them."""

SUMMED = frozenset({Metric.SESSIONS_HELD, Metric.ATTENDANCES, Metric.HOURS, *DIFFERENT})
"""Metrics summed from the counted sessions; the others are measured or entered by hand."""

LEVELS = frozenset({Metric.RATIO_PERCENT, Metric.FIGURE})
"""Metrics that are a level (a share, a figure) and not a growing count."""

RANGE_WIDTH = 1.28
"""Standard deviations on each side of the forecast: four in five outcomes of a normal spread lie within."""


def period(target: Target) -> tuple[date, date]:
    """Return the first and the last day of the target's fiscal years."""
    return fiscal_year_days(target.first_year)[0], fiscal_year_days(target.last_year)[1]


def why_not(target: Target, session: SessionToCount, as_of: date) -> NotCounted | None:
    """Return why a session does not count on `as_of`, or None when it counts.

    The first of these that applies: outside the period; cancelled; another section's; another topic; a consultation
    (or another kind of weight 0); too short; not yet held; attendance not confirmed; too few people. What will
    never count comes before what may count later, so "not yet held" always means "would count".
    """
    first, last = period(target)
    return _why_not(target.rule, dict(target.rule.weights), session, local_day(session.starts_at), first, last, as_of)


def _why_not(
    rule: CountingRule,
    weights: dict[SessionKind, Fraction],
    session: SessionToCount,
    day: date,
    first: date,
    last: date,
    as_of: date,
) -> NotCounted | None:
    reason: NotCounted | None = None
    if not first <= day <= last:
        reason = NotCounted.OUTSIDE_PERIOD
    elif session.state is SessionState.CANCELLED:
        reason = NotCounted.CANCELLED
    elif rule.owners and not set(rule.owners).intersection(session.owners):
        reason = NotCounted.OWNER
    elif rule.topics and session.topic not in rule.topics:
        reason = NotCounted.TOPIC
    elif not weights.get(session.kind):
        is_consultation = session.kind is SessionKind.CONSULTATION
        reason = NotCounted.CONSULTATION if is_consultation else NotCounted.ZERO_WEIGHT
    elif _minutes(session) < rule.minimum_minutes:
        reason = NotCounted.TOO_SHORT
    elif day > as_of:
        reason = NotCounted.NOT_YET_HELD
    elif session.state is not SessionState.HELD and (rule.needs_confirmation or not session.attendances):
        reason = NotCounted.NOT_CONFIRMED
    elif session.attendances < rule.minimum_attendances * session.times:
        reason = NotCounted.TOO_FEW
    return reason


def can_be_grouped(target: Target) -> bool:
    """Return whether a target's figure is the same from sessions grouped by month as from sessions one by one.

    Counting different things, and rounding per course, need to know each session by itself.
    """
    return target.metric not in DIFFERENT and not target.rule.floor_by_month


def count(
    target: Target, sessions: Iterable[SessionToCount], as_of: date, *, measured: Fraction | None = None
) -> Tally:
    """Count a target on one day; every session given is counted, or not counted for exactly one reason.

    The figure is, by metric: the weighted sum of counted sessions (floored per course and month if the rule says
    so); the distinct courses with a counted session; the attendances of counted sessions; their hours. Distinct
    people cannot be summed from sessions and come in as `measured`; a share or a figure is `measured`, or what was
    typed in. A qualitative target has no figure.

    Args:
        target: The target with its counting rule.
        sessions: Sessions in any order; those outside the period are reported as such.
        as_of: The day on which we stand; a session belongs to the local day it starts on.
        measured: The figure of a metric that is not summed from sessions.
    """
    rule = target.rule
    weights = dict(rule.weights)
    first, last = period(target)
    counted: list[CountedSession] = []
    not_counted: list[UncountedSession] = []
    for session in sorted(sessions, key=lambda one: (one.starts_at, one.id)):
        reason = _why_not(rule, weights, session, local_day(session.starts_at), first, last, as_of)
        if reason is None:
            counted.append(CountedSession(session, weights[session.kind]))
        else:
            not_counted.append(UncountedSession(session, reason))
    steps = _steps(target, counted)
    actual = _actual(target, steps, measured)
    expected = _expected(target, as_of)
    coming = [one.session for one in not_counted if one.reason is NotCounted.NOT_YET_HELD]
    forecast, low, high = _forecast(target, steps, actual, as_of, _planned_gain(target, counted, coming))
    return Tally(
        target=target,
        as_of=as_of,
        actual=actual,
        expected_by_now=expected,
        forecast=forecast,
        forecast_low=low,
        forecast_high=high,
        planned=sum(session.times for session in coming),
        on_pace=None if actual is None or expected is None else actual >= floor(expected),
        reached_on=_reached_on(target, steps),
        counted=tuple(counted),
        not_counted=tuple(not_counted),
    )


def burn_up(tally: Tally) -> tuple[tuple[date, Fraction], ...]:
    """Return the running count at the end of each month of the period up to `as_of`, for the chart.

    The last point lies on `as_of` (or the last day of the period). Metrics not summed from sessions have only that
    one point, as nothing is known of the months before.
    """
    first, last = period(tally.target)
    end = min(tally.as_of, last)
    if tally.actual is None or end < first:
        return ()
    if tally.target.metric not in SUMMED:
        return ((end, tally.actual),)
    by_month = _by_month(_steps(tally.target, tally.counted), first, end)
    points: list[tuple[date, Fraction]] = []
    total = Fraction()
    for (year, month), gain in by_month:
        total += gain
        points.append((min(month_days(year, month)[1], end), total))
    return tuple(points)


def expected_line(target: Target) -> tuple[tuple[date, Fraction], ...]:
    """Return the pace as points joined by straight lines: the day before the start, then each year's last day.

    A fiscal year with an allotment takes it; years without one share evenly what is left of `at_least`. For a level
    (share, figure) the line starts at the baseline and an allotment is the level to be reached that year; levels not
    given lie on the straight line to `at_least`.
    """
    if target.at_least is None:
        return ()
    allotted = dict(target.yearly)
    years = range(target.first_year, target.last_year + 1)
    is_level = target.metric in LEVELS
    total = Fraction(target.baseline or 0) if is_level else Fraction()
    points = [(period(target)[0] - timedelta(days=1), total)]
    free = [year for year in years if year not in allotted]
    spread = Fraction(max(0, target.at_least - sum(allotted.get(year, 0) for year in years)), max(1, len(free)))
    for year in years:
        last_day = fiscal_year_days(year)[1]
        if not is_level:
            total += allotted.get(year, spread)
        elif year in allotted:
            total = Fraction(allotted[year])
        elif year == target.last_year:
            total = Fraction(target.at_least)
        else:
            continue
        points.append((last_day, total))
    return tuple(points)


def remaining(tally: Tally) -> Remaining | None:
    """Return what is still needed, or None for a target without a number or a figure."""
    at_least = tally.target.at_least
    if at_least is None or tally.actual is None:
        return None
    first, last = period(tally.target)
    start = max(first, tally.as_of + timedelta(days=1))
    months = max(0, (last.year - start.year) * 12 + last.month - start.month + 1) if start <= last else 0
    missing = max(0, ceil(at_least - tally.actual))
    return Remaining(
        missing=missing,
        missing_at_end=None if tally.forecast is None else max(0, at_least - tally.forecast),
        months=months,
        per_month=-(-missing // months) if months else None,
        last_day=last,
    )


def _minutes(session: SessionToCount) -> int:
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Gains by day, as whole numbers of 1/`unit`: integers keep 50,000 sessions quick and exact."""

    unit: int
    gains: tuple[tuple[date, int], ...]

    @property
    def total(self) -> Fraction:
        return Fraction(sum(gain for _, gain in self.gains), self.unit)


def _steps(target: Target, counted: Sequence[CountedSession]) -> _Steps:
    """Return what each counted session (in order of time) adds to the figure."""
    days = [local_day(one.session.starts_at) for one in counted]
    if target.metric is Metric.ATTENDANCES:
        return _Steps(1, tuple(zip(days, (one.session.attendances for one in counted), strict=True)))
    if target.metric is Metric.HOURS:
        return _Steps(60, tuple(zip(days, (_minutes(one.session) * one.session.times for one in counted), strict=True)))
    thing = DIFFERENT.get(target.metric)
    if thing is not None:
        firsts: dict[Hashable, date] = {}
        for day, one in zip(days, counted, strict=True):
            firsts.setdefault(thing(one.session), day)
        return _Steps(1, tuple((day, 1) for day in firsts.values()))
    if target.metric is not Metric.SESSIONS_HELD:
        return _Steps(1, ())
    unit = lcm(*(weight.denominator for _, weight in target.rule.weights))
    gains = [one.weight.numerator * (unit // one.weight.denominator) * one.session.times for one in counted]
    if not target.rule.floor_by_month:
        return _Steps(unit, tuple(zip(days, gains, strict=True)))
    sums: dict[tuple[UUID, int, int], int] = {}
    whole: list[tuple[date, int]] = []
    for day, one, gain in zip(days, counted, gains, strict=True):
        key = (one.session.course_id, day.year, day.month)
        before = sums.get(key, 0)
        sums[key] = before + gain
        whole.append((day, sums[key] // unit - before // unit))
    return _Steps(1, tuple(whole))


def _actual(target: Target, steps: _Steps, measured: Fraction | None) -> Fraction | None:
    if target.metric in SUMMED:
        return steps.total
    if target.metric in LEVELS:
        return measured if measured is not None else target.actual_typed
    return measured if target.metric is Metric.DISTINCT_PEOPLE else None


def _expected(target: Target, as_of: date) -> Fraction | None:
    line = expected_line(target)
    if not line or target.metric is Metric.QUALITATIVE:
        return None
    before, reached = line[0]
    for day, level in line[1:]:
        if as_of <= day:
            share = Fraction(max(0, (as_of - before).days), (day - before).days)
            return reached + (level - reached) * share
        before, reached = day, level
    return reached


def _planned_gain(target: Target, counted: Sequence[CountedSession], coming: Sequence[SessionToCount]) -> Fraction:
    """Return what the planned sessions would add; expected attendance is the mean of the sessions so far."""
    weights = dict(target.rule.weights)
    if target.metric is Metric.ATTENDANCES:
        people = sum(one.session.attendances for one in counted)
        held = sum(one.session.times for one in counted)
        return Fraction(people * sum(session.times for session in coming), held) if held else Fraction()
    thing = DIFFERENT.get(target.metric)
    if thing is not None:
        return Fraction(len({thing(session) for session in coming} - {thing(one.session) for one in counted}))
    future = [CountedSession(session, weights[session.kind]) for session in coming]
    return _steps(target, future).total


def _forecast(
    target: Target, steps: _Steps, actual: Fraction | None, as_of: date, planned: Fraction
) -> tuple[int | None, int | None, int | None]:
    """Return the figure at the end of the period with the ends of its range.

    The centre is the figure so far plus the same pace for the days left, and never less than what is already
    planned. The range is +-1.28 times the root of (dispersion x gain to come), as for counts that come by chance;
    the dispersion is variance over mean of the months so far (1 with fewer than three months, and never below 1). The
    lower end never falls below what was reached. Levels are not forecast: one figure shows no pace.
    """
    if actual is None or target.metric in LEVELS:
        return None, None, None
    first, last = period(target)
    end = min(as_of, last)
    elapsed = (end - first).days + 1
    if elapsed <= 0:
        gain = planned
        if not planned:
            return None, None, None
    else:
        gain = max(actual / elapsed * (last - end).days, planned)
    centre = floor(actual + gain)
    spread = RANGE_WIDTH * sqrt(_dispersion(steps, first, end) * float(gain))
    return centre, max(floor(actual), floor(centre - spread)), ceil(centre + spread)


def _dispersion(steps: _Steps, first: date, end: date) -> float:
    values = [float(gain) for _, gain in _by_month(steps, first, end)] if end >= first else []
    mean = sum(values) / len(values) if values else 0.0
    if len(values) < 3 or mean == 0:
        return 1.0
    return max(1.0, sum((value - mean) ** 2 for value in values) / (len(values) - 1) / mean)


def _by_month(steps: _Steps, first: date, end: date) -> list[tuple[tuple[int, int], Fraction]]:
    """Return the gain of every month from `first` to `end`, empty months as 0."""
    sums: dict[tuple[int, int], int] = {}
    for number in range((end.year - first.year) * 12 + end.month - first.month + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        sums[year, month + 1] = 0
    for day, gain in steps.gains:
        sums[day.year, day.month] += gain
    return [(month, Fraction(gain, steps.unit)) for month, gain in sums.items()]


def _reached_on(target: Target, steps: _Steps) -> date | None:
    """Return the day the running count reached the published number, where days are known."""
    if target.at_least is None or target.metric not in SUMMED:
        return None
    total = 0
    for day, gain in steps.gains:
        total += gain
        if total >= target.at_least * steps.unit:
            return day
    return None


def check_target(target: Target) -> None:
    """Refuse a target nobody can count.

    Raises:
        DomainError: `name_missing`, `bad_years`, `bad_number`.
    """
    if not target.name.strip():
        raise DomainError("name_missing", field="name")
    if target.last_year < target.first_year:
        raise DomainError("bad_years", field="last_year")
    if target.at_least is not None and target.at_least <= 0:
        raise DomainError("bad_number", field="at_least", text=f"{target.at_least:g}")
