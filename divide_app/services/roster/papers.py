"""Fills the papers of a month's roster and of a helper's activity."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.calendar import fiscal_year, fiscal_year_days, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.services.roster.hours import lines_between
from divide_app.services.roster.roster import month_needs
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from divide_app.printing.activity_certificate import ActivityCertificate
    from divide_app.printing.roster_sheet import RosterSheet

_SIGNS = {AssignmentRole.LEAD: "◎", AssignmentRole.SUPPORT: "○", AssignmentRole.INTERPRETER: "△"}
"""Told apart by shape, so that a poor copy loses nothing."""


def roster_sheet_of(uow: UnitOfWork, year: int, month: int) -> RosterSheet:
    """Return the 配置表 of a month.

    Raises:
        DomainError: `nothing_to_print`, for a month without sessions.
    """
    from divide_app.printing.roster_sheet import RosterRow, RosterSheet

    needs = month_needs(uow, year, month)
    if not needs:
        raise DomainError("nothing_to_print")
    there = {person.supporter for one in needs for person in one.people}
    people = [one for one in uow.supporters.all() if one.id in there]
    place = {one.id: at for at, one in enumerate(people)}
    rows = []
    for one in needs:
        session = one.session
        heads = sum(need.number for need in session.needs if not need.is_among)
        rows.append(
            RosterRow(
                day=dates.short_day(session.day),
                time=dates.clock_range(session.starts_at, session.ends_at) if session.time_is_known else "",
                title=_("{title} 第{number}回").format(title=session.title, number=session.number),
                place=session.venue,
                need=f"{len(one.people)}/{heads}",
                missing=one.lacking,
                marks={place[person.supporter]: _SIGNS[AssignmentRole(person.role)] for person in one.people},
            )
        )
    totals = [sum(at in row.marks for row in rows) for at in range(len(people))]
    legend = _("　").join(f"{sign} {label(role)}" for role, sign in _SIGNS.items())
    return RosterSheet(
        title=_("支援者 配置表　{month}").format(month=dates.reiwa_month(year, month)),
        made=made_words(uow),
        people=tuple(one.name for one in people),
        totals=tuple(totals),
        rows=tuple(rows),
        legend=legend,
    )


def made_words(uow: UnitOfWork) -> str:
    """Return when a paper was made and by which office."""
    office = uow.offices.the_one()
    maker = office_name(office)
    today = dates.reiwa_day(local_day(uow.now), with_weekday=False)
    return _("{day}作成　{maker}").format(day=today, maker=maker)


def certificate_of(
    uow: UnitOfWork, supporter_id: UUID, year: int | None = None
) -> tuple[ActivityCertificate, tuple[str, ...]]:
    """Return the certificate of a helper's fiscal year (the running one when None), and what the clerk must know.

    Only confirmed hours are certified: what nobody confirmed is left out and told. In the running year the period
    ends today.

    Raises:
        DomainError: `not_found`; `nothing_to_certify`, when no hours of the year are confirmed.
    """
    from divide_app.printing.activity_certificate import ActivityCertificate, ActivityLine

    person = uow.supporters.get(supporter_id)
    today = local_day(uow.now)
    first, last = fiscal_year_days(fiscal_year(today) if year is None else year)
    last = _not_later(last, today, first)
    lines = lines_between(uow, first, last, supporter_id)
    lines = [line for line in lines if line.session_state is not SessionState.CANCELLED]
    done = [line for line in lines if line.actual_minutes]
    if not done:
        raise DomainError("nothing_to_certify")
    still_open = sum(line.actual_minutes is None and line.ends_at <= uow.now for line in lines)
    warnings: tuple[str, ...] = ()
    if still_open:
        warnings = (
            _("時間をまだ確定していない回が{number}回あり、証明書に入っていません。").format(number=still_open),
        )
    office = uow.offices.the_one()
    certificate = ActivityCertificate(
        person=person.name,
        about="　".join(filter(None, (label(person.kind), person.organisation))),
        period=_("{first}から{last}まで").format(
            first=dates.reiwa_day(first, with_weekday=False), last=dates.reiwa_day(last, with_weekday=False)
        ),
        statement=_(
            "あなたは、下記の期間、{office}が行うデジタル活用の講座・相談会において、"
            "{kind}として市民の学びを支える活動に従事されました。"
        ).format(office=office.municipality if office else _("本市"), kind=label(person.kind)),
        lines=tuple(
            ActivityLine(
                day=dates.reiwa_day(local_day(line.starts_at), with_weekday=False),
                title=_("{title} 第{number}回").format(title=line.course_title, number=line.number),
                place=line.venue,
                role=label(line.role),
                hours=dates.duration(line.actual_minutes or 0),
            )
            for line in done
        ),
        sessions=_("{count}回").format(count=len(done)),
        hours=dates.duration(sum(line.actual_minutes or 0 for line in done)),
        issued=dates.reiwa_day(today, with_weekday=False),
        office=(office.municipality, office.name) if office else ("",),
    )
    return certificate, warnings


def _not_later(last: date, today: date, first: date) -> date:
    return max(first, min(last, today))
