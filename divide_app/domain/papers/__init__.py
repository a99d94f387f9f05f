"""Rules for printed papers."""
