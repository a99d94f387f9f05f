"""Text of 目標・報告: sessions with reasons, chart labels, and the month's figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from divide_app.domain.calendar import fiscal_year_days, local_day
from divide_app.domain.figures.monthly import MonthlyFigures
from divide_app.domain.figures.target import SUMMED, NotCounted, SessionToCount, Tally, burn_up, expected_line, period
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.ui.widgets.charts import BurnUp
from divide_app.ui.widgets.labels import ChipKind
from divide_app.wording import targets
from divide_app.wording.band_layouts import BandLayout
from divide_app.wording.dates import fiscal_year_label, short_day
from divide_app.wording.labels import label

SEXES = (Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNSTATED)


class Standing(StrEnum):
    """How a session stands towards a target."""

    COUNTED = "counted"
    PENDING = "pending"
    NOT_COUNTED = "not_counted"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One session and why it counts or not."""

    session: SessionToCount
    standing: Standing
    reason: str

    @property
    def title(self) -> str:
        """スマホ入門 第2回."""
        return _("{title} 第{number}回").format(title=self.session.course_title, number=self.session.number)


def standing_words(standing: Standing) -> str:
    """Return 数えた, 保留, 数えない or これから."""
    return {
        Standing.COUNTED: _("数えた"),
        Standing.PENDING: _("保留"),
        Standing.NOT_COUNTED: _("数えない"),
        Standing.COMING: _("これから"),
    }[standing]


def standing_chip(standing: Standing) -> ChipKind:
    """Return the chip of a standing."""
    return {
        Standing.COUNTED: ChipKind.DONE,
        Standing.PENDING: ChipKind.WARN,
        Standing.NOT_COUNTED: ChipKind.NEUTRAL,
        Standing.COMING: ChipKind.INFO,
    }[standing]


def evidence(tally: Tally) -> list[Evidence]:
    """Return every session of the target's period, newest first."""
    lines = [Evidence(one.session, Standing.COUNTED, _counted_reason(one.session, one.weight)) for one in tally.counted]
    for uncounted in tally.not_counted:
        if local_day(uncounted.session.starts_at) > tally.as_of:
            standing = Standing.COMING
        elif uncounted.reason is NotCounted.NOT_CONFIRMED:
            standing = Standing.PENDING
        else:
            standing = Standing.NOT_COUNTED
        lines.append(Evidence(uncounted.session, standing, _uncounted_reason(uncounted.session, uncounted.reason)))
    return sorted(lines, key=lambda line: (line.session.starts_at, line.session.id), reverse=True)


def _counted_reason(session: SessionToCount, weight: Fraction) -> str:
    parts = [label(session.kind), _("出席{number}人").format(number=session.attendances)]
    if session.state is not SessionState.HELD:
        parts.append(_("出席は未確定"))
    if weight != 1:
        parts.append(_("{weight}回分").format(weight=targets.number(weight)))
    return _("・").join(parts)


def _uncounted_reason(session: SessionToCount, reason: NotCounted) -> str:
    if reason is NotCounted.CANCELLED and session.cancelled_reason:
        return _("中止：{reason}").format(reason=session.cancelled_reason)
    return label(reason)


def chart(tally: Tally) -> BurnUp | None:
    """Return what the chart shows, or None for a target without a number or a figure."""
    target = tally.target
    if target.at_least is None or tally.actual is None:
        return None
    first, last = period(target)
    days = (last - first).days + 1

    def place(day: date) -> int:
        return (day - first).days + 1

    points = [(place(day), float(value)) for day, value in burn_up(tally)]
    if target.metric in SUMMED:
        points.insert(0, (0, 0.0))
    unit = targets.unit(target.metric)
    today = _("今日 {number}{unit}").format(number=targets.number(tally.actual), unit=unit)
    goal = _("目標 {number}{unit}").format(number=targets.number(target.at_least), unit=unit)
    forecast = ""
    if tally.forecast is not None:
        forecast = _("見込み {number}（{low}〜{high}）").format(
            number=targets.number(tally.forecast),
            low=targets.number(tally.forecast_low),
            high=targets.number(tally.forecast_high),
        )
    spoken = [target.name, goal, today, targets.pace_words(tally), forecast]
    return BurnUp(
        days=days,
        goal=float(target.at_least),
        actual=tuple(points),
        forecast=None if tally.forecast is None else float(tally.forecast),
        low=None if tally.forecast_low is None else float(tally.forecast_low),
        high=None if tally.forecast_high is None else float(tally.forecast_high),
        years=tuple(
            (place(fiscal_year_days(year)[0]) - 1, fiscal_year_label(year))
            for year in range(target.first_year, target.last_year + 1)
        ),
        goal_text=goal,
        today_text=today,
        forecast_text=forecast,
        spoken=_("、").join(part for part in spoken if part),
        pace=tuple((place(day), float(level)) for day, level in expected_line(target)),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure of the month."""

    name: str
    figure: str
    unit: str
    note: str = ""


def month_figures(figures: MonthlyFigures) -> list[Figure]:
    """Return the four figures at the head of the month."""
    held = [_("中止 {number}").format(number=figures.cancelled)] if figures.cancelled else []
    if figures.upcoming:
        held.append(_("これから {number}").format(number=figures.upcoming))
    before = figures.previous_attendances
    people = [_("初めて {number}").format(number=figures.first_timers)]
    if figures.unidentified_walk_ins:
        people.append(_("氏名なし {number}").format(number=figures.unidentified_walk_ins))
    helpers = [_("延べ {number}人").format(number=figures.supporter_days)]
    if figures.supporter_unmeasured:
        helpers.append(_("未確定 {number}").format(number=figures.supporter_unmeasured))
    return [
        Figure(_("実施した回"), str(figures.sessions_held), _("回"), _("、").join(held)),
        Figure(
            _("延べ参加"),
            f"{figures.attendances:,}",
            _("人"),
            "" if before is None else _("先月 {number}").format(number=f"{before:,}"),
        ),
        Figure(_("実人数"), f"{figures.distinct_people:,}", _("人"), _("、").join(people)),
        Figure(_("支援者"), targets.number(figures.supporter_hours), _("時間"), _("、").join(helpers)),
    ]


def unmeasured_words(figures: MonthlyFigures) -> str:
    """Return which meetings have no attendance yet, or ""; they are not zero."""
    if not figures.unmeasured:
        return ""
    names = [
        _("{day} {title}").format(day=short_day(local_day(one.starts_at)), title=one.course_title)
        for one in figures.unmeasured
    ]
    return _("出席が未入力の回があります（{names}）。0人としては数えていません。").format(names=_("、").join(names))


@dataclass(frozen=True, slots=True)
class BandRows:
    """The month by band and sex: heads of the columns, and a word with its figures for each row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    def turned(self) -> BandRows:
        """Return bands as rows, for narrow windows."""
        heads = tuple(word for word, _figures in self.rows)
        rows = tuple(
            (head, tuple(figures[place] for _word, figures in self.rows)) for place, head in enumerate(self.heads)
        )
        return BandRows(heads, rows)


def band_rows(figures: MonthlyFigures, layout: BandLayout) -> BandRows:
    """Return attendances by sex and band, as the office's layout cuts them, with sums."""
    by_sex: dict[Sex, Counter[str]] = {sex: Counter() for sex in SEXES}
    for band, row in figures.by_band_sex:
        for sex, number in row:
            by_sex[sex][band] += number
    rows = []
    for sex in SEXES:
        sums = tuple(layout.summed(by_sex[sex]).values())
        if sex is not Sex.OTHER or any(sums):
            rows.append((label(sex), (*sums, sum(sums))))
    total = tuple(layout.summed(dict(figures.by_band)).values())
    rows.append((_("計"), (*total, sum(total))))
    return BandRows((*(group.short_label for group in layout.groups), _("計")), tuple(rows))
