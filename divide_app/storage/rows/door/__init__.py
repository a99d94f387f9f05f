"""Tables for check-in at the door and hall packages."""
