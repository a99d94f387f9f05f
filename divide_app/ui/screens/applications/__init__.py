"""申込・参加者: telephone applications, a course's applications, and participants."""

from divide_app.ui.screens.applications.screen import ApplicationsScreen

__all__ = ["ApplicationsScreen"]
