"""Who comes to the classes: the least we may know about a participant, and the words for sex and needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Sex(StrEnum):
    """Sex as a person chose to state it (GIF code list after ISO 5218: 0, 1, 2, 9)."""

    UNSTATED = "unstated"
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Need(StrEnum):
    """Help a person asked for, shown at the door so that it is ready."""

    WRITING = "writing"  # 筆談
    SIGN_LANGUAGE = "sign_language"  # 手話
    WHEELCHAIR = "wheelchair"  # 車椅子
    LOAN_PHONE = "loan_phone"  # 貸出機希望
    LARGE_PRINT = "large_print"  # 大きな文字
    INTERPRETER = "interpreter"  # 通訳


class PhoneKind(StrEnum):
    """The telephone a person owns; teachers prepare by it."""

    UNKNOWN = "unknown"
    NONE = "none"
    ANDROID = "android"
    IPHONE = "iphone"
    SENIOR = "senior"  # らくらくホン等
    FEATURE = "feature"  # ガラケー


@dataclass(frozen=True, slots=True)
class Birth:
    """What is known of a birth: a full date, only a year, only an age band, or nothing.

    Attributes:
        day: Full date of birth, if told.
        year: Year of birth, if only that was told.
        band: Age band code as stated on `band_as_of`, if only that was told.
        band_as_of: Day on which the band was stated.
    """

    day: date | None = None
    year: int | None = None
    band: str | None = None
    band_as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who applies or attends. `name` is stored exactly as written; search uses keys made from it."""

    id: UUID
    name: str
    kana: str = ""
    birth: Birth = Birth()
    sex: Sex = Sex.UNSTATED
    phone: str = ""
    postal_code: str = ""
    address: str = ""
    district: str = ""
    needs: frozenset[Need] = frozenset()
    needs_text: str = ""
    phone_kind: PhoneKind = PhoneKind.UNKNOWN
    memo: str = ""
