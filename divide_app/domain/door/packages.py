"""The content of a hall package: the few personal data the door needs, and the acts recorded at the hall."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import AttendanceEvent
from divide_app.domain.people.participants import Need, Sex
from divide_app.domain.planning.courses import SessionKind, SessionState

PACKAGE_SUFFIX = ".kakehashi"
PACKAGE_MAGIC = b"KAKEHAS\x1a"
"""How a package file is named, and how it begins whatever its name."""

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Alphabet of a one-time code, without characters that are easily confused (I, L, O, 0, 1)."""

CODE_LENGTH = 16
"""Length of a one-time code: 31 to the power of 16 is 79 bits, beyond brute force for whoever finds the stick."""

GOOD_PASSWORD = 8
"""Fewer letters than this are easily tried through by whoever finds the file (NIST SP 800-63B, 3.1.1.2)."""


def password_form(text: str) -> str:
    """Return the normalised form of a password.

    A one-time code is the same in small letters, full width, with or without its gaps; any other password is only
    brought into one Unicode form, because another keyboard or system may give another.
    """
    text = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"[\s\-‐-―−ー]", "", text).upper()
    return bare if len(bare) == CODE_LENGTH and set(bare) <= set(CODE_LETTERS) else text


def code_in_groups(code: str) -> str:
    """Return a one-time code as people read it out: four letters at a time."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@dataclass(frozen=True, slots=True)
class PackedCourse:
    """What the door asks of a course; `capacity` None = no limit."""

    id: UUID
    title: str
    kind: SessionKind
    capacity: int | None
    opens_minutes: int
    question: str


@dataclass(frozen=True, slots=True)
class PackedSession:
    """One meeting as it stood when the package was made; moments are UTC."""

    id: UUID
    course_id: UUID
    number: int
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    time_is_known: bool
    state: SessionState
    venue_id: UUID | None
    venue: str
    room_id: UUID | None
    room: str


@dataclass(frozen=True, slots=True)
class PackedPerson:
    """One person as the door may know them: no address, telephone, date of birth, sex or district."""

    id: UUID
    name: str
    kana: str
    band: str
    needs: tuple[Need, ...]
    needs_text: str


@dataclass(frozen=True, slots=True)
class PackedApplication:
    """One person's application for a packed course; only `answer` may change at the hall.

    `former_codes` are those of tickets that were lost and replaced.
    """

    id: UUID
    course_id: UUID
    participant_id: UUID
    status: ApplicationStatus
    place: int | None
    ticket_code: str
    ticket_revoked: bool
    answer: str
    former_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedWalkIn:
    """Somebody who came without an application; `participant_id` once a person has said who it was."""

    id: UUID
    class_session_id: UUID
    band: str
    sex: Sex
    name: str
    participant_id: UUID | None


@dataclass(frozen=True, slots=True)
class PackageContent:
    """The content of a package, outgoing or returned.

    Attributes:
        id: The package's own id.
        office: Name of the office, to be shown at the hall.
        created_at: When the office made it (UTC).
        events: Acts at the doors so far, each with the attendee it was written for.
        ticket_key: The office's key in hexadecimal, so that its tickets are told from made-up ones; "" in a receipt.
        received: In the office's receipt, which comes back in the package's place, the ids of the acts the office
            holds; None in a package.
    """

    id: UUID
    office: str
    created_at: datetime
    courses: tuple[PackedCourse, ...]
    sessions: tuple[PackedSession, ...]
    people: tuple[PackedPerson, ...]
    applications: tuple[PackedApplication, ...]
    walk_ins: tuple[PackedWalkIn, ...]
    events: tuple[AttendanceEvent, ...]
    ticket_key: str = ""
    received: tuple[UUID, ...] | None = None
