"""Questions of the subject door: receiving people, and hall packages."""
