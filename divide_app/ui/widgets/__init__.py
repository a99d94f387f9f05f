"""The kit: the few widgets every screen is made of, so that all screens look and behave alike."""
