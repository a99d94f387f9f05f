"""Who comes to the classes: the least we may know about a participant, and the words for sex and needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.fields import EVERYBODY, OFFICE, STAFF, Fate, Kept, Unite

LONGEST_NAME = 60
"""Characters; the longest names on family registers stay well below."""


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
    """A person who applies or attends. `name` is stored exactly as written; search uses keys made from it.

    Every field is declared here and nowhere else: storage, lists, forms, merging and forgetting derive their parts.
    Volunteers see name, reading, band and needs, and nothing else: what the door needs (the band stands in lists and
    is not a field). Coordinators plan classes and make the month's summary, so they also see district, sex, residence
    and kind of telephone; they do not call people, so no number. Staff calls, writes letters and tells people of one
    name apart.
    """

    id: Annotated[UUID, Kept("番号", "実人数を数えるための番号", EVERYBODY, Fate.STAYS, Unite.KEPT)]
    name: Annotated[str, Kept("氏名", "本人の確認", EVERYBODY, unite=Unite.KEPT, header="氏名", longest=LONGEST_NAME)]
    kana: Annotated[str, Kept("かな", "本人の確認", EVERYBODY, header="ふりがな")] = ""
    birth: Annotated[Birth, Kept("生年月日", "同じ名前の方の区別、年代の統計", STAFF, unite=Unite.FINER)] = Birth()
    sex: Annotated[Sex, Kept("性別", "統計", OFFICE, header="性別")] = Sex.UNSTATED
    phone: Annotated[str, Kept("電話番号", "受講の連絡", STAFF, header="電話番号")] = ""
    postal_code: Annotated[str, Kept("郵便番号", "通知の郵送", STAFF, header="郵便番号")] = ""
    address: Annotated[str, Kept("住所", "通知の郵送", STAFF, header="住所")] = ""
    district: Annotated[str, Kept("地区", "地区の統計", OFFICE, header="地区")] = ""
    needs: Annotated[
        frozenset[Need], Kept("必要な配慮", "会場での配慮", EVERYBODY, unite=Unite.JOIN, header="配慮")
    ] = frozenset()
    needs_text: Annotated[str, Kept("そのほかの配慮", "会場での配慮", EVERYBODY)] = ""
    phone_kind: Annotated[PhoneKind, Kept("お使いの電話機", "教材と貸出機の準備", OFFICE, header="機種")] = (
        PhoneKind.UNKNOWN
    )
    memo: Annotated[str, Kept("備考", "事務の連絡", STAFF, unite=Unite.JOIN, header="備考")] = ""
