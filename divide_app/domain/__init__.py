"""The domain rules: frozen dataclasses and pure functions that use only the standard library."""
