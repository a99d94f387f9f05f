"""Rules of the subject roster: who helps where."""
