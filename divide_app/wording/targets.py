"""Sentences about a target's progress, the same on the home screen, in reports and on paper."""

from __future__ import annotations

from fractions import Fraction

from divide_app.domain.figures.target import Metric, Tally, Target, remaining
from divide_app.foundation.translation import _
from divide_app.wording.dates import fiscal_year_label, reiwa_day


def unit(metric: Metric) -> str:
    """Return the counter word of a metric."""
    return {
        Metric.SESSIONS_HELD: _("回"),
        Metric.COURSES: _("講座", "unit"),
        Metric.ATTENDANCES: _("人"),
        Metric.DISTINCT_PEOPLE: _("人"),
        Metric.HOURS: _("時間"),
        Metric.RATIO_PERCENT: _("％"),
        Metric.FIGURE: "",
        Metric.QUALITATIVE: "",
    }[metric]


def number(value: Fraction | int | None) -> str:
    """Return 47, 47.5 or a dash where nothing was measured."""
    if value is None:
        return "—"
    rounded = round(float(value), 1)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,}"


def period_words(target: Target) -> str:
    """Return 令和7年度〜令和11年度."""
    first = fiscal_year_label(target.first_year)
    if target.first_year == target.last_year:
        return first
    return _("{first}〜{last}").format(first=first, last=fiscal_year_label(target.last_year))


def goal_words(target: Target) -> str:
    """Return 130回以上, or a dash for a target without a number."""
    if target.at_least is None:
        return _("数の定めなし")
    return _("{number}{unit}以上").format(number=number(target.at_least), unit=unit(target.metric))


def pace_words(tally: Tally) -> str:
    """Return 予定より4回先行, 予定どおり or 予定より2回おくれ; "" where no pace is known."""
    if tally.actual is None or tally.expected_by_now is None:
        return ""
    ahead = int(tally.actual - tally.expected_by_now) if tally.actual >= tally.expected_by_now else 0
    behind = int(tally.expected_by_now - tally.actual) if tally.actual < tally.expected_by_now else 0
    word = unit(tally.target.metric)
    if ahead:
        return _("予定より{number}{unit}先行").format(number=number(ahead), unit=word)
    if behind:
        return _("予定より{number}{unit}おくれ").format(number=number(behind), unit=word)
    return _("予定どおり")


def forecast_sentence(tally: Tally) -> str:
    """Return what the present pace leads to, and what is still needed; "" where nothing can be said."""
    rest = remaining(tally)
    word = unit(tally.target.metric)
    if rest is None:
        return ""
    if rest.missing == 0:
        if tally.reached_on is None:
            return _("目標に届きました。")
        return _("{day}に目標に届きました。").format(day=reiwa_day(tally.reached_on))
    if tally.forecast is None or rest.missing_at_end is None:
        return _("目標まで、あと{number}{unit}です。").format(number=number(rest.missing), unit=word)
    end = reiwa_day(rest.last_day, with_weekday=False)
    said = _("このままだと{end}に{number}{unit}。").format(end=end, number=number(tally.forecast), unit=word)
    if rest.missing_at_end == 0:
        return said
    return said + _("あと{number}{unit}必要です。").format(number=number(rest.missing_at_end), unit=word)
