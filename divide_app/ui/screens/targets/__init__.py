"""目標・報告: progress towards targets, and the monthly report."""

from __future__ import annotations

from divide_app.ui.screens.targets.screen import TargetsScreen

__all__ = ["TargetsScreen"]
