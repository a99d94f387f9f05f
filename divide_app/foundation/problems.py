"""Exceptions for failures of the environment: locked files, full disks, unreachable servers, cancelled work."""

from __future__ import annotations


class EnvironmentProblem(Exception):  # noqa: N818 - the name in the house rules
    """The world got in the way; the act was rolled back and may be tried again.

    Attributes:
        code: Stable lower-case code, e.g. `disk_full`, `locked`, `bad_password`, `newer_database`.
        details: Plain values for the sentence (paths, limits).
    """

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class UserCancelled(Exception):  # noqa: N818 - it is an answer, not an error
    """The person stopped the work; silent everywhere."""
