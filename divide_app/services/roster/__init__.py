"""Services for the subject roster: who helps where."""
