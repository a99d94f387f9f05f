"""Draws papers: a frozen sheet of ready texts in, PDF bytes out."""
