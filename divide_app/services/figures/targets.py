"""Progress of the published targets; screen, paper, table and JSON show the same value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from uuid import UUID

from divide_app.domain.calendar import at_local, fiscal_year_days, local_day
from divide_app.domain.figures.target import Metric, Tally, Target, can_be_grouped, check_target, count, period
from divide_app.domain.states import SessionState
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.storage.queries.figures import counting
from divide_app.storage.unit_of_work import UnitOfWork

_TARGETS = changes(Topic.TARGETS)


class Targets(Service):
    """The city's targets."""

    @allowed(OFFICE)
    def all(self) -> list[Target]:
        """Return the targets in the office's order."""
        with self.database.read() as uow:
            return uow.targets.all()

    @allowed(OFFICE)
    def tally(self, *, as_of: date | None = None, target_id: UUID | None = None) -> list[Tally]:
        """Count every target (or one) as of a day.

        Args:
            as_of: Local day; today when None.
            target_id: Only this target.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            targets = uow.targets.all() if target_id is None else [uow.targets.get(target_id)]
            return tally_all(uow, targets, as_of or local_day(self.database.now()))

    @allowed(OFFICE)
    def save(self, target: Target) -> Changes:
        """Add or change a target; a changed rule gets the next version, which reports print.

        Raises:
            DomainError: `name_missing`, `bad_years`, `bad_number`, `individual_number`.
        """
        check_target(target)
        refuse_individual_number(target.name, target.note, *target.owners, *target.rule.topics, *target.rule.owners)
        with self.database.write() as uow:
            before = uow.targets.find(target.id)
            if before is None:
                uow.targets.add(target)
            else:
                if replace(target.rule, version=before.rule.version) != before.rule:
                    target = replace(target, rule=replace(target.rule, version=before.rule.version + 1))
                uow.targets.change(target)
            uow.audit("target.keep", target.id, version=target.rule.version)
        return _TARGETS

    @allowed(OFFICE)
    def remove(self, target_id: UUID) -> Changes:
        """Take a target off the list.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.write() as uow:
            uow.targets.get(target_id)
            uow.targets.remove(target_id)
            uow.audit("target.remove", target_id)
        return _TARGETS


def progress_of_all(uow: UnitOfWork, targets: list[Target], as_of: date) -> list[Tally]:
    """Count targets from sessions grouped by month: the figures of `tally_all` without its list of sessions.

    A target that has been reached, or that needs single sessions, is counted one by one, so that the day on which it
    was reached is exact.
    """
    grouped = [target for target in targets if can_be_grouped(target)]
    if not grouped:
        return tally_all(uow, targets, as_of)
    rules = [target.rule for target in grouped]
    sessions = counting.session_groups(
        uow.connection,
        fiscal_year_days(min(target.first_year for target in grouped))[0],
        fiscal_year_days(max(target.last_year for target in grouped))[1],
        apart_month=as_of.year * 100 + as_of.month,
        with_courses=any(rule.topics or rule.owners for rule in rules),
    )
    tallies = []
    for target in targets:
        tally = None
        if can_be_grouped(target):
            first, last = period(target)
            inside = [one for one in sessions if first <= local_day(one.starts_at) <= last]
            tally = count(target, inside, as_of, measured=_measured(uow, target, as_of))
        if tally is None or tally.reached_on is not None:
            tally = tally_all(uow, [target], as_of)[0]
        tallies.append(tally)
    return tallies


def _measured(uow: UnitOfWork, target: Target, as_of: date, without: Collection[UUID] = ()) -> Fraction | None:
    if target.metric is not Metric.DISTINCT_PEOPLE:
        return None
    first, last = period(target)
    until = at_local(min(last, as_of) + timedelta(days=1), time())
    start = at_local(first, time())
    return Fraction(counting.distinct_people(uow.connection, target.rule, start, until, without=without))


def tally_all(uow: UnitOfWork, targets: list[Target], as_of: date, *, without: Collection[UUID] = ()) -> list[Tally]:
    """Count targets inside the caller's transaction; sessions of all their periods are read once.

    Sessions in `without` are counted as if they were cancelled.
    """
    if not targets:
        return []
    first = at_local(fiscal_year_days(min(target.first_year for target in targets))[0], time())
    last = at_local(fiscal_year_days(max(target.last_year for target in targets))[1] + timedelta(days=1), time())
    sessions = counting.sessions_to_count(uow.connection, first, last)
    if without:
        sessions = [replace(one, state=SessionState.CANCELLED) if one.id in without else one for one in sessions]
    tallies = []
    for target in targets:
        start = at_local(fiscal_year_days(target.first_year)[0], time())
        end = at_local(fiscal_year_days(target.last_year)[1] + timedelta(days=1), time())
        inside = [session for session in sessions if start <= session.starts_at < end]
        tallies.append(count(target, inside, as_of, measured=_measured(uow, target, as_of, without)))
    return tallies
