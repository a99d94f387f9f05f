"""Queries for participants and supporters."""
