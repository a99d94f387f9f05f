"""Text of a supporter in lists: appointment and hours."""

from __future__ import annotations

from datetime import date

from divide_app.domain.lines import SupporterLine
from divide_app.domain.people.supporters import SupporterKind
from divide_app.foundation.translation import _
from divide_app.services.home import APPOINTMENT_WARNING_DAYS
from divide_app.ui.widgets.labels import ChipKind
from divide_app.wording.dates import compact_day, duration


def appointment(line: SupporterLine, today: date) -> tuple[str, ChipKind]:
    """Return until when somebody is appointed, and whether papers are due; staff need none."""
    if line.kind is SupporterKind.STAFF:
        return _("任命不要"), ChipKind.NEUTRAL
    until = line.appointed_until
    if not line.is_appointed:
        if until is not None and until < today:
            return _("{day}で終了").format(day=compact_day(until)), ChipKind.TROUBLE
        return _("任命なし"), ChipKind.WARN
    if until is None:
        return _("期限なし"), ChipKind.DONE
    left = (until - today).days
    if left <= APPOINTMENT_WARNING_DAYS:
        return _("{day}まで").format(day=compact_day(until)), ChipKind.WARN
    return _("{day}まで").format(day=compact_day(until)), ChipKind.DONE


def hours(line: SupporterLine) -> str:
    """Return the hours of the fiscal year, confirmed where known, else planned."""
    return duration(line.planned_minutes) if line.planned_minutes else "—"
