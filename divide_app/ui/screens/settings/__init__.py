"""設定: the office's data, and the settings of this PC."""

from __future__ import annotations

from divide_app.ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
