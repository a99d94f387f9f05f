"""Questions of the subject people: participants and supporters."""
