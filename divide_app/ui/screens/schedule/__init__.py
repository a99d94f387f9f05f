"""予定: the calendar by week, month, list and year, and the acts on a meeting."""

from __future__ import annotations

from divide_app.ui.screens.schedule.screen import ScheduleScreen

__all__ = ["ScheduleScreen"]
