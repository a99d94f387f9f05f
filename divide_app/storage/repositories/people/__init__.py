"""Repositories of participants and supporters."""
