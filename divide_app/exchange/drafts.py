"""Drafts: parsed and checked rows of a file that services compare with what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar
from uuid import UUID

from divide_app.domain.applications import Channel
from divide_app.domain.people.participants import Participant, Sex
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.courses import SessionKind
from divide_app.exchange.row_problems import RowProblem

Source = tuple[tuple[str, str], ...]
"""The verbatim cells of a row that hold anything, with their headers, in the file's order."""

NO_ID = UUID(int=0)
"""Of somebody read from a file and not looked for yet."""

DraftT = TypeVar("DraftT")


@dataclass(frozen=True, slots=True)
class ParsedFile(Generic[DraftT]):
    """Everything one file gave.

    Attributes:
        drafts: Line and draft of every row kept, in the file's order.
        problems: Rows not taken, and why.
        warnings: What was done or left out; the rows concerned are kept.
        read: Records read after the header: kept, refused and repeated ones together.
    """

    drafts: tuple[tuple[int, DraftT], ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    read: int


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One row of a published event list.

    Attributes:
        municipal_code: Six digits, or "" when blank or wrong (the cell itself stays in `source`).
        number: The publisher's own number (NO), "" when blank.
        kind: Guessed from the title: 相談会 or 講習.
        first_day: Local day on which it begins.
        last_day: Local day on which it ends; later than `first_day` for a period.
        start: Local clock time, None when the cell is blank or unreadable.
        end: Local clock time; None likewise.
        starts_at: Moment (UTC); local midnight of `first_day` when no time is known.
        ends_at: Moment (UTC). For a period with daily hours the end of the first day's hours; equal to `starts_at`
            when no end is known, so that no length is invented.
        time_is_known: Both clock times are known.
        place: 場所名称, or 集合場所 where a city puts the place there.
        address: The address parts joined, without the building.
        apply_until: Last moment (UTC) to apply; 23:59 local when only the day is given.
        fee: As a person reads it: 無料, 500円, 500円（材料費）.
        source: The row itself.
    """

    title: str
    first_day: date
    last_day: date
    start: time | None
    end: time | None
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool
    kana: str = ""
    municipal_code: str = ""
    number: str = ""
    kind: SessionKind = SessionKind.CLASS
    is_cancelled: bool = False
    state: str = ""
    category: str = ""
    subtitle: str = ""
    summary: str = ""
    description: str = ""
    time_note: str = ""
    place: str = ""
    postal_code: str = ""
    address: str = ""
    building: str = ""
    latitude: float | None = None
    longitude: float | None = None
    owner: str = ""
    co_owner: str = ""
    related: str = ""
    audience: str = ""
    capacity: int | None = None
    fee: str = ""
    apply_until: datetime | None = None
    apply_method: str = ""
    url: str = ""
    access: str = ""
    parking: str = ""
    contact: str = ""
    phone: str = ""
    extension: str = ""
    email: str = ""
    note: str = ""
    source: Source = ()


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """One meeting read from one row.

    Attributes:
        line: Line of the row.
        source_key: Stable name of the row, see `event_courses.group_into_courses`.
        note: What the row says about its own date and time, and its own description where it differs.
    """

    line: int
    source_key: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool
    first_day: date
    last_day: date
    note: str = ""
    is_cancelled: bool = False
    source: Source = ()


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course: rows of one title and place, as its sessions in order of time.

    Attributes:
        source_key: Stable name, from municipal code, title and place.
        category: イベント種類, usable as topic.
        source: For every column the first cell of the course's rows that holds anything; the course's own values
            are read from it.
    """

    source_key: str
    municipal_code: str
    title: str
    kana: str
    kind: SessionKind
    category: str
    capacity: int | None
    apply_until: datetime | None
    owners: tuple[str, ...]
    partners: tuple[str, ...]
    audience: str
    description: str
    apply_url: str
    phone: str
    contact: str
    fee: str
    is_cancelled: bool
    place: str
    address: str
    latitude: float | None
    longitude: float | None
    access: str
    sessions: tuple[SessionDraft, ...]
    source: Source = ()


@dataclass(frozen=True, slots=True)
class ParticipantDraft:
    """One person of a list.

    Attributes:
        said: What the row says, by the person's fields.
        extra: The columns kept aside.
    """

    said: Mapping[str, Any]
    extra: Source = ()

    def person(self, id_: UUID = NO_ID, **others: Any) -> Participant:
        """Return the person under an id, with other values for some fields."""
        return Participant(id_, **{**self.said, **others})


@dataclass(frozen=True, slots=True)
class ApplicationDraft(ParticipantDraft):
    """One application of a form's or an office's list; `said` is of who asks, but for the memo.

    Attributes:
        course: Title or id of the course as written.
        source: Where the list comes from (a hall, a form); its receipt numbers are its own.
        applied_at: Moment (UTC), None when the file gives none.
    """

    course: str = ""
    receipt_number: str = ""
    source: str = ""
    applied_at: datetime | None = None
    channel: Channel = Channel.OTHER
    memo: str = ""


@dataclass(frozen=True, slots=True)
class SupporterDraft:
    """One helper of a list, under `NO_ID`, with one appointment."""

    said: Supporter
    appointed: date | None = None
    term_end: date | None = None
    extra: Source = ()


@dataclass(frozen=True, slots=True)
class VenueDraft:
    """One venue, or one room of a venue: rows of one venue name are one venue.

    Attributes:
        opens_at: Local time, None when unknown.
        closes_at: Local time; midnight (24:00) is given as 23:59.
        closed_weekdays: ISO weekdays (1 = Monday); None when the file says nothing of them.
    """

    name: str
    kana: str = ""
    room: str = ""
    seats: int | None = None
    district: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    has_wifi: bool | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    closed_weekdays: frozenset[int] | None = None
    phone: str = ""
    access: str = ""
    municipal_code: str = ""
    extra: Source = ()


@dataclass(frozen=True, slots=True)
class PopulationDraft:
    """People of one district, age band and sex."""

    district: str
    band: str
    count: int
    sex: Sex = Sex.UNSTATED
    extra: Source = ()
