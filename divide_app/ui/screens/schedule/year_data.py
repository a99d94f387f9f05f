"""Reads a fiscal year: counted by the database where possible, from the meetings where filtered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from divide_app.domain.calendar import fiscal_year_days
from divide_app.services.planning.year_plan import YearPlan, days_of
from divide_app.ui.screens.schedule.filters import Filter

if TYPE_CHECKING:
    from divide_app.services import Services


def read_year(services: Services, year: int, looked_at: Filter) -> YearPlan:
    """Return the year through a filter; a supporter, a state or words need the meetings themselves."""
    plan = services.year_plans.view(year, venue_id=looked_at.venue, topic=looked_at.topic)
    if looked_at == Filter(venue=looked_at.venue, topic=looked_at.topic):
        return plan
    first, last = fiscal_year_days(year)
    now = services.now()
    lines = services.scheduling.sessions(first, last, venue_id=looked_at.venue)
    return replace(plan, days=days_of((one.starts_at, one.state) for one in lines if looked_at.fits(one, now)))
