"""Rules for the roster of supporters."""
