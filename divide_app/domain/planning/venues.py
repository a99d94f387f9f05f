"""Venues with rooms, opening hours and closures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Column, Kept
from divide_app.domain.names import label_key


@dataclass(frozen=True, slots=True)
class Room:
    """One bookable room of a venue; `seats` is None where the hall publishes no figure."""

    id: Annotated[UUID, MADE]
    venue_id: Annotated[UUID, MADE]
    name: Annotated[
        str, Kept("部屋の名前", NOT_PERSONAL, columns=(Column("部屋", "部屋名 室名", "部屋 室名 会議室", key="room"),))
    ]
    seats: Annotated[
        int | None, Kept("席", NOT_PERSONAL, columns=(Column("定員", "収容人数 席数", "定員 席数 収容"),))
    ] = None


@dataclass(frozen=True, slots=True)
class Venue:
    """One hall.

    Attributes:
        latitude: Degrees north, JGD2011, or None.
        longitude: Degrees east, JGD2011, or None.
        opens_at: Local opening time; None when unknown (no check is made then).
        closed_weekdays: ISO weekdays (1 = Monday .. 7 = Sunday) on which the hall is always shut.
    """

    id: Annotated[UUID, MADE]
    name: Annotated[
        str,
        Kept(
            "会場の名前",
            NOT_PERSONAL,
            missing="name_missing",
            columns=(Column("会場名", "会場 施設名 施設名称", "会場名 施設名 名称 会場"),),
        ),
    ]
    kana: Annotated[str, Kept("よみがな", NOT_PERSONAL)] = ""
    district: Annotated[str, Kept("地区", NOT_PERSONAL, columns=(Column("地区", "", "地区 地域"),))] = ""
    address: Annotated[str, Kept("住所", NOT_PERSONAL, columns=(Column("住所", "所在地", "住所 所在地"),))] = ""
    latitude: Annotated[
        float | None, Kept("緯度", NOT_PERSONAL, typed=False, columns=(Column("緯度", "", "緯度"),))
    ] = None
    longitude: Annotated[
        float | None, Kept("経度", NOT_PERSONAL, typed=False, columns=(Column("経度", "", "経度"),))
    ] = None
    has_wifi: Annotated[
        bool | None,
        Kept("Wi-Fi", NOT_PERSONAL, columns=(Column("Wi-Fi", "WiFi 無線LAN", "wi-fi wifi 無線lan", key="wifi"),)),
    ] = None
    opens_at: Annotated[
        time | None,
        Kept(
            "開館", NOT_PERSONAL, columns=(Column("開館", "開館時刻 開館時間", "開館 開始時間 利用開始", key="opens"),)
        ),
    ] = None
    closes_at: Annotated[
        time | None,
        Kept(
            "閉館", NOT_PERSONAL, columns=(Column("閉館", "閉館時刻 閉館時間", "閉館 終了時間 利用終了", key="closes"),)
        ),
    ] = None
    closed_weekdays: Annotated[
        frozenset[int], Kept("休館曜日", NOT_PERSONAL, columns=(Column("休館曜日", "休館日 定休日", "休館 定休"),))
    ] = frozenset()
    phone: Annotated[str, Kept("電話番号", NOT_PERSONAL)] = ""
    access: Annotated[str, Kept("行きかた", NOT_PERSONAL)] = ""
    municipal_code: Annotated[str, Kept("市区町村コード", NOT_PERSONAL, typed=False)] = ""
    rooms: Annotated[tuple[Room, ...], Kept("部屋", NOT_PERSONAL)] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which one venue (or, with `venue_id` None, every venue) is shut, both ends included."""

    id: Annotated[UUID, MADE]
    venue_id: Annotated[UUID | None, Kept("どこが", NOT_PERSONAL)]
    first_day: Annotated[date, Kept("始まりの日", NOT_PERSONAL)]
    last_day: Annotated[date, Kept("終わりの日", NOT_PERSONAL)]
    reason: Annotated[str, Kept("理由", NOT_PERSONAL, missing="reason_missing")]


def check_hours(venue: Venue) -> None:
    """Refuse a venue that closes before it opens.

    Raises:
        DomainError: `bad_hours`.
    """
    closes_at = venue.closes_at
    if venue.opens_at is None or closes_at is None or closes_at == time():  # 24:00 is kept as 0:00
        return
    if closes_at <= venue.opens_at:
        raise DomainError("bad_hours", field="closes_at")


def check_days(closure: Closure) -> None:
    """Refuse closing days that end before they begin.

    Raises:
        DomainError: `bad_days`.
    """
    if closure.last_day < closure.first_day:
        raise DomainError("bad_days", field="last_day")


_JOINS = re.compile("[・+、]")


def rooms_shared_with(room_id: UUID, rooms: Iterable[Room]) -> list[UUID]:
    """Return the other rooms of a hall that share floor with one, by their names.

    A room whose name joins names of other rooms of the hall by ・ ＋ 、 (「1室・2室」, any width) is made of those.
    A name with a part that is no room of the hall (「パソコン・視聴覚室」) is a room of its own.
    """
    named = list(rooms)
    whole = {label_key(room.name): room.id for room in named if len(_joined(room.name)) == 1}
    parts: dict[UUID, frozenset[UUID]] = {}
    for room in named:
        joined = [whole.get(label_key(part)) for part in _joined(room.name)]
        known = frozenset(part for part in joined if part is not None)
        parts[room.id] = known if len(joined) > 1 and None not in joined else frozenset({room.id})
    mine = parts.get(room_id, frozenset())
    return [room.id for room in named if room.id != room_id and not mine.isdisjoint(parts[room.id])]


def _joined(name: str) -> list[str]:
    return _JOINS.split(unicodedata.normalize("NFKC", name))
