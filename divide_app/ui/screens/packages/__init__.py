"""受付パック: sessions carried to a hall's PC, and what they bring home."""

from divide_app.ui.screens.packages.screen import PackagesScreen

__all__ = ["PackagesScreen"]
