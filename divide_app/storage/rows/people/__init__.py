"""Tables of participants and supporters."""
