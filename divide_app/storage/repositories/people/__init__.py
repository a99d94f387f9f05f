"""What is kept of the subject people: participants and supporters."""
