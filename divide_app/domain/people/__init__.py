"""Rules for participants and supporters."""
