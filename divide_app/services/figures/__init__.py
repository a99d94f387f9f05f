"""Services for targets and reports."""
