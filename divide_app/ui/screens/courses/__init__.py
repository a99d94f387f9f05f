"""Courses: the list by state, the chosen course, and the wizard for a new one."""

from __future__ import annotations

from divide_app.ui.screens.courses.screen import CoursesScreen

__all__ = ["CoursesScreen"]
