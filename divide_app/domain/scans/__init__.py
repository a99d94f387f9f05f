"""Rules for scanned papers."""
