"""連絡する方: people who must be told something, called down the list one after the other."""

from __future__ import annotations

from divide_app.ui.screens.reaching.screen import ReachingScreen

__all__ = ["ReachingScreen"]
