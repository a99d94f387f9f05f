"""Services for the subject door: receiving people, and hall packages."""
