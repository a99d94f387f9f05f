"""The tables as typed rows; nothing outside storage may see them."""

from divide_app.storage.rows.attendance import AttendanceEventRow, AttendanceRow, AttendanceSummaryRow, WalkInRow
from divide_app.storage.rows.base import Base
from divide_app.storage.rows.courses import ApplicationRow, CatalogueRow, ClassSessionRow, CourseRow
from divide_app.storage.rows.office import AuditEntryRow, MonthRemarkRow, OfficeRow, SectionRow, TargetRow, UserRow
from divide_app.storage.rows.packages import HallPackageRow, MergeInboxRow
from divide_app.storage.rows.people import (
    AppointmentRow,
    AssignmentRow,
    ParticipantRow,
    ParticipantSearchRow,
    SupporterRow,
)
from divide_app.storage.rows.venues import ClosureRow, DistrictRow, PopulationRow, RoomRow, VenueRow

__all__ = [
    "ApplicationRow",
    "AppointmentRow",
    "AssignmentRow",
    "AttendanceEventRow",
    "AttendanceRow",
    "AttendanceSummaryRow",
    "AuditEntryRow",
    "Base",
    "CatalogueRow",
    "ClassSessionRow",
    "ClosureRow",
    "CourseRow",
    "DistrictRow",
    "HallPackageRow",
    "MergeInboxRow",
    "MonthRemarkRow",
    "OfficeRow",
    "ParticipantRow",
    "ParticipantSearchRow",
    "PopulationRow",
    "RoomRow",
    "SectionRow",
    "SupporterRow",
    "TargetRow",
    "UserRow",
    "VenueRow",
    "WalkInRow",
]
