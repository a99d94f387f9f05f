"""Fills the monthly summary from one month's figures."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from divide_app.domain.calendar import local_day
from divide_app.domain.figures.monthly import MonthlyFigures, MonthlyLine
from divide_app.domain.figures.target import SessionToCount, Tally, why_not
from divide_app.domain.office.office import office_name
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.figures.reports import monthly_figures
from divide_app.storage import audit
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates, targets
from divide_app.wording.band_layouts import BandLayout, layout_of
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from divide_app.printing.monthly_sheet import BandTable, MonthlySummary, NumberCard, SessionLine, TargetBar

SHOWN_SEXES = (Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNSTATED)


def monthly_summary_of(uow: UnitOfWork, year: int, month: int) -> MonthlySummary:
    """Return the monthly summary, ready to draw."""
    from divide_app.printing.monthly_sheet import MonthlySummary

    today = local_day(uow.now)
    figures = monthly_figures(uow, year, month, today)
    office = uow.offices.the_one()
    month_words = dates.reiwa_month(year, month)
    maker = office_name(office)
    versions = sorted({tally.target.rule.version for tally in figures.targets})
    return MonthlySummary(
        title=_("月次活動報告　{month}").format(month=month_words),
        subtitle=_("デジタル活用講座（スマートフォン・マイナンバーカードほか）"),
        made=_("{day}作成　{maker}").format(day=dates.reiwa_day(today, with_weekday=False), maker=maker),
        stamps=office.stamp_boxes if office else (),
        cards=_cards(figures),
        sessions=tuple(_session(line, figures) for line in figures.lines),
        band_table=_band_table(figures, layout_of(office)),
        targets=tuple(_bar(tally) for tally in figures.targets if tally.target.at_least is not None),
        remarks=figures.remark,
        rule_note=_rule_note(versions),
        record_note=_("操作の記録 {head}").format(head=audit.head(uow.connection).on_paper),
    )


def _cards(figures: MonthlyFigures) -> tuple[NumberCard, ...]:
    from divide_app.printing.monthly_sheet import NumberCard

    previous = figures.previous_attendances
    hours = targets.number(figures.supporter_hours)
    helpers = _("延べ {number} 人").format(number=figures.supporter_days)
    if figures.supporter_unmeasured:
        helpers += _("、未確定 {number}").format(number=figures.supporter_unmeasured)
    people = _("初めて {number}").format(number=figures.first_timers)
    if figures.unidentified_walk_ins:
        people += _("、氏名なし {number}").format(number=figures.unidentified_walk_ins)
    held = [_("中止 {number}").format(number=figures.cancelled)] if figures.cancelled else []
    if figures.unmeasured:
        held.append(_("未入力 {number}").format(number=len(figures.unmeasured)))
    return (
        NumberCard(_("実施した回"), str(figures.sessions_held), _("回"), _("、").join(held)),
        NumberCard(
            _("延べ参加"),
            f"{figures.attendances:,}",
            _("人"),
            "" if previous is None else _("先月 {number}").format(number=f"{previous:,}"),
        ),
        NumberCard(_("実人数"), f"{figures.distinct_people:,}", _("人"), people),
        NumberCard(_("支援者"), hours, _("時間"), helpers),
    )


def _session(line: MonthlyLine, figures: MonthlyFigures) -> SessionLine:
    from divide_app.printing.monthly_sheet import SessionLine

    session = line.session
    counted, reason = _counted(line, figures.targets[0] if figures.targets else None)
    if session.state is SessionState.CANCELLED:
        reason = _("中止：{reason}").format(reason=session.cancelled_reason)
    elif line.is_unconfirmed and counted:
        reason = _("出席は未確定")
    return SessionLine(
        day=dates.short_day(line.day),
        title=_("{title} 第{number}回").format(title=session.course_title, number=session.number),
        venue=session.venue,
        time=dates.clock_range(session.starts_at, session.ends_at) if session.time_is_known else "",
        capacity="—" if session.capacity is None else str(session.capacity),
        applied=str(session.applied) if session.capacity is not None else "—",
        attended="—" if line.attended is None else str(line.attended),
        supporters=str(line.supporters),
        counted=counted,
        reason=reason,
    )


def _counted(line: MonthlyLine, tally: Tally | None) -> tuple[bool | None, str]:
    """Ask the first target's rule about one session; its tally may know the sessions only in groups."""
    if tally is None:
        return None, ""
    session = line.session
    asked = SessionToCount(
        id=session.id,
        course_id=session.course_id,
        course_title=session.course_title,
        number=session.number,
        topic=session.topic,
        owners=session.owners,
        kind=session.kind,
        state=session.state,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        attendances=line.attended or 0,
    )
    reason = why_not(tally.target, asked, tally.as_of)
    return reason is None, "" if reason is None else label(reason)


def _band_table(figures: MonthlyFigures, bands: BandLayout) -> BandTable:
    from divide_app.printing.monthly_sheet import BandTable

    by_sex: dict[Sex, Counter[str]] = {sex: Counter() for sex in SHOWN_SEXES}
    for band, row in figures.by_band_sex:
        for sex, number in row:
            by_sex[sex][band] += number
    rows = []
    for sex in SHOWN_SEXES:
        sums = bands.summed(by_sex[sex])
        if sex is Sex.OTHER and not any(sums.values()):
            continue
        rows.append((label(sex), tuple(str(number) for number in sums.values()), str(sum(sums.values()))))
    total = bands.summed(dict(figures.by_band))
    rows.append((_("計"), tuple(str(number) for number in total.values()), str(figures.attendances)))
    return BandTable(tuple(group.short_label for group in bands.groups), tuple(rows))


def _bar(tally: Tally) -> TargetBar:
    from divide_app.printing.monthly_sheet import TargetBar

    goal = tally.target.at_least or 1
    pace = targets.pace_words(tally)
    sentences = filter(None, (_("{words}。").format(words=pace) if pace else "", targets.forecast_sentence(tally)))
    return TargetBar(
        name=tally.target.name,
        actual=targets.number(tally.actual),
        goal=_("{goal}（{period}）").format(
            goal=targets.goal_words(tally.target), period=targets.period_words(tally.target)
        ),
        filled=min(1.0, float((tally.actual or 0) / goal)),
        pace=None if tally.expected_by_now is None else min(1.0, float(tally.expected_by_now / goal)),
        sentence=" ".join(sentences) if tally.actual is not None else "",
    )


def _rule_note(versions: list[int]) -> str:
    if not versions:
        return ""
    return _("数え方の規則 第{version}版").format(version=_("・").join(str(one) for one in versions))
