"""Services for the subject figures: targets and reports."""
