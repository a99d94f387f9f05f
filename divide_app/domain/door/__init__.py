"""Rules for check-in at the door and for hall packages."""
