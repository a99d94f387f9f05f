"""印刷: the choice of papers, the preview, and printing."""

from __future__ import annotations

from divide_app.ui.screens.prints.screen import PrintsScreen

__all__ = ["PrintsScreen"]
