"""The acts of the office: one use case, one method, one transaction."""
