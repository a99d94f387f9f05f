"""Services for the roster of supporters."""
