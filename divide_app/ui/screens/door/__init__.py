"""受付: receives people at one session, in large words, by name, by scanner or as walk-ins."""

from divide_app.ui.screens.door.screen import DoorScreen

__all__ = ["DoorScreen"]
