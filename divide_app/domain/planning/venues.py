"""Where classes meet: venues, their rooms, opening hours and the days they are shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Room:
    """One bookable room of a venue; `seats` is None where the hall publishes no figure."""

    id: UUID
    venue_id: UUID
    name: str
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """One hall.

    Attributes:
        latitude: Degrees north, JGD2011, or None.
        longitude: Degrees east, JGD2011, or None.
        opens_at: Local opening time; None when unknown (no check is made then).
        closed_weekdays: ISO weekdays (1 = Monday .. 7 = Sunday) on which the hall is always shut.
    """

    id: UUID
    name: str
    kana: str = ""
    district: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    has_wifi: bool | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    closed_weekdays: frozenset[int] = frozenset()
    phone: str = ""
    access: str = ""
    municipal_code: str = ""
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which one venue (or, with `venue_id` None, every venue) is shut, both ends included."""

    id: UUID
    venue_id: UUID | None
    first_day: date
    last_day: date
    reason: str
