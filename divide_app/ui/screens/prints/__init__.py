"""印刷, in one folder: what can be printed, the preview, the way to the printer and the screen."""

from __future__ import annotations

from divide_app.ui.screens.prints.screen import PrintsScreen

__all__ = ["PrintsScreen"]
