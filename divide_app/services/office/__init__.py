"""Services for the subject office: the office itself and its users."""
