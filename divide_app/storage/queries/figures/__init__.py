"""Queries for targets and reports."""
