"""Queries that return read models for lists, papers and figures."""
