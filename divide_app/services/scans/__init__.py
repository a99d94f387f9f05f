"""Services for scanned papers."""
