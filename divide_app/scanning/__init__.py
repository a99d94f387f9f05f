"""Reads scanned attendance sheets and surveys: a page image in, marks and codes out."""
