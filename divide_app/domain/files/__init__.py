"""Rules for imported files."""
