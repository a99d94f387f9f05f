"""申込・参加者: taking applications by telephone, a course's list, and the people themselves."""

from divide_app.ui.screens.applications.screen import ApplicationsScreen

__all__ = ["ApplicationsScreen"]
