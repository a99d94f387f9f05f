"""Questions of the subject figures: targets and reports."""
