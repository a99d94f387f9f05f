"""Services for participants and supporters."""
