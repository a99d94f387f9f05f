"""The settings: what the office says about itself, and what this PC remembers."""

from __future__ import annotations

from divide_app.ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
