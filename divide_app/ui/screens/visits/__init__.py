"""派遣依頼: visit requests of associations, decided with the calendar in view."""

from divide_app.ui.screens.visits.screen import VisitsScreen

__all__ = ["VisitsScreen"]
