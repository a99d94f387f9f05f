"""紙の読み取り: reads scanned sheets and lets a person decide doubtful rows."""

from divide_app.ui.screens.scans.screen import ScansScreen

__all__ = ["ScansScreen"]
