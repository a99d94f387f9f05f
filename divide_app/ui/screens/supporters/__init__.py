"""支援者: supporters, sessions that lack supporters, and hours."""

from divide_app.ui.screens.supporters.screen import SupportersScreen

__all__ = ["SupportersScreen"]
