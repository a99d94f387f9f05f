"""The kinds of paper the program prints, by the names that files, commands and the audit trail use."""

from __future__ import annotations

from enum import StrEnum


class PrintKind(StrEnum):
    """Papers this program prints."""

    FLYER = "flyer"
    ATTENDANCE_SHEET = "attendance-sheet"
    TICKETS = "tickets"
    MONTHLY = "monthly"
    PACKAGE_PROOF = "package-proof"
    SURVEY = "survey"
    ROSTER = "roster"
    ACTIVITY_CERTIFICATE = "activity-certificate"
    NOTICES = "notices"
    CALL_LIST = "call-list"
    LOTTERY_RECORD = "lottery-record"
    VISIT_REPLY = "visit-reply"
    APPLICATION_FORM = "application-form"
