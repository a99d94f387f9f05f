"""派遣依頼: what associations ask for, decided while the calendar is in sight."""

from divide_app.ui.screens.visits.screen import VisitsScreen

__all__ = ["VisitsScreen"]
