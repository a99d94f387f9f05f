"""Queries for the roster of supporters."""
