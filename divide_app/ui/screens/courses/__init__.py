"""The courses: list by state, one course beside it, and the wizard from catalogue to flyer."""

from __future__ import annotations

from divide_app.ui.screens.courses.screen import CoursesScreen

__all__ = ["CoursesScreen"]
