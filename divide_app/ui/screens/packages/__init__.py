"""受付パック: hall packages going out and coming back."""

from divide_app.ui.screens.packages.screen import PackagesScreen

__all__ = ["PackagesScreen"]
