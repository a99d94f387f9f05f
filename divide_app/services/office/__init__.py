"""Services for the office itself and its users."""
