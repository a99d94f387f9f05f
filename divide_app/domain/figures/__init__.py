"""Rules for targets and reports."""
