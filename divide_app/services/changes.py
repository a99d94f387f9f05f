"""The subjects a write changed, so that one signal refreshes every screen concerned."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A kind of thing screens show."""

    OFFICE = "office"
    VENUES = "venues"
    CATALOGUE = "catalogue"
    COURSES = "courses"
    CLASS_SESSIONS = "class_sessions"
    PARTICIPANTS = "participants"
    APPLICATIONS = "applications"
    ATTENDANCE = "attendance"
    SUPPORTERS = "supporters"
    ASSIGNMENTS = "assignments"
    TARGETS = "targets"
    USERS = "users"
    PACKAGES = "packages"
    SCANS = "scans"
    REQUESTS = "requests"


Changes = frozenset[Topic]

EVERYTHING: Changes = frozenset(Topic)
NOTHING: Changes = frozenset()


def changes(*topics: Topic) -> Changes:
    """Return the topics as changes."""
    return frozenset(topics)
