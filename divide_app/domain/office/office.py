"""Who we are: the office this database belongs to, and the people who may sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Office:
    """The office this database belongs to.

    Attributes:
        stamp_boxes: Titles over the boxes for the chief's stamps (決裁欄), left to right.
        band_layout: Key of the age layout reports are grouped by.
        keep_years: Full fiscal years for which people are kept after they last applied or came.
    """

    id: UUID
    municipality: str
    municipal_code: str
    name: str
    phone: str = ""
    opening_note: str = ""
    stamp_boxes: tuple[str, ...] = ("課長", "補佐", "係長", "担当")
    band_layout: str = "standard"
    keep_years: int = 5


def office_name(office: Office | None) -> str:
    """Return who we are as papers and screens name it: 見本市 生涯学習課; "" before the office said so."""
    return "" if office is None else f"{office.municipality} {office.name}"


class Role(StrEnum):
    """What a user may do."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in.

    Attributes:
        signed_in_at: When they last signed in (UTC), None = never yet.
    """

    id: UUID
    name: str
    role: Role
    password_hash: str
    is_disabled: bool
    created_at: datetime
    signed_in_at: datetime | None = None
