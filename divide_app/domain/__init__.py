"""The rules of the house: frozen dataclasses and pure functions that need only the standard library."""
