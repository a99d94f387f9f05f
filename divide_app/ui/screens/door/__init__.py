"""受付: check-in at one session by name, by scanner, or as a walk-in, in large type."""

from divide_app.ui.screens.door.screen import DoorScreen

__all__ = ["DoorScreen"]
