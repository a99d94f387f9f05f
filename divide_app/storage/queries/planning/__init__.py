"""Queries for courses, meetings, venues, lending, days off and visit requests."""
