"""目標・報告, in one folder: the words, the cards and the screen with its month."""

from __future__ import annotations

from divide_app.ui.screens.targets.screen import TargetsScreen

__all__ = ["TargetsScreen"]
