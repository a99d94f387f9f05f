"""Services for printed papers."""
