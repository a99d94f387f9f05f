"""ホーム: the home screen with its sentences and cards."""

from __future__ import annotations

from divide_app.ui.screens.home.screen import HomeScreen

__all__ = ["HomeScreen"]
