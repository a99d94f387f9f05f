"""Services for the subject people: participants and supporters."""
