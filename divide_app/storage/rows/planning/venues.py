"""Tables of venues, rooms, closures, and districts with population by band."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from divide_app.storage.rows.base import Base


class VenueRow(Base):
    """One hall."""

    __tablename__ = "venues"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kana: Mapped[str]
    district: Mapped[str]
    address: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    has_wifi: Mapped[bool | None]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    closed_weekdays: Mapped[str]
    phone: Mapped[str]
    access: Mapped[str]
    municipal_code: Mapped[str]


class RoomRow(Base):
    """One bookable room of a venue."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("venue_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venues.id"))
    name: Mapped[str]
    seats: Mapped[int | None]


class ClosureRow(Base):
    """Days a venue (or all venues) is shut."""

    __tablename__ = "closures"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    venue_id: Mapped[UUID | None] = mapped_column(ForeignKey("venues.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]


class DistrictRow(Base):
    """A district (地区) of the city."""

    __tablename__ = "districts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class PopulationRow(Base):
    """People living in a district, by band and sex, so that coverage can be shown."""

    __tablename__ = "populations"
    __table_args__ = (UniqueConstraint("district_id", "band", "sex"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("districts.id"))
    band: Mapped[str]
    sex: Mapped[str]
    people: Mapped[int]
