"""Rules for the office itself and its users."""
