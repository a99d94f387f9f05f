"""ホーム, in one folder: the sentences, the cards and the screen that asks for the day."""

from __future__ import annotations

from divide_app.ui.screens.home.screen import HomeScreen

__all__ = ["HomeScreen"]
