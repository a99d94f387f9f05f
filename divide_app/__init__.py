"""かけはし: the desktop program that runs a city's digital-divide classes."""

__version__ = "0.2.0"
