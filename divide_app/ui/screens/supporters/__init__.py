"""支援者: who helps, which sessions still need somebody, and how long everybody worked."""

from divide_app.ui.screens.supporters.screen import SupportersScreen

__all__ = ["SupportersScreen"]
