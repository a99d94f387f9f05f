"""The calendar: month and list of meetings, and what can be done with the chosen one."""

from __future__ import annotations

from divide_app.ui.screens.schedule.screen import ScheduleScreen

__all__ = ["ScheduleScreen"]
