"""紙の読み取り: sheets filled in by pen, read from the scanner's files, and the doubtful rows decided by a person."""

from divide_app.ui.screens.scans.screen import ScansScreen

__all__ = ["ScansScreen"]
