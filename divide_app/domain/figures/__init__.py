"""Rules of the subject figures: targets and reports."""
