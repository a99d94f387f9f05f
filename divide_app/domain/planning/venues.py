"""Venues with rooms, opening hours and closures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
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


_JOINTS = re.compile("([・+、])")
"""Signs that join names of rooms; other widths (･ ＋ ､) are brought to these first."""


@dataclass(frozen=True, slots=True)
class JoinedRoom:
    """A room whose name says that it is made of other rooms of its hall.

    Attributes:
        name: Names of the hall and of the room.
        parts: Names of the rooms it is made of, none of them joined itself.
    """

    name: str
    parts: tuple[str, ...]


def smallest_rooms(rooms: Iterable[Room]) -> dict[UUID, dict[str, str]]:
    """Return, by room, the undivided rooms it takes up: their names by their label keys, in the order of the name.

    A name that joins names of rooms of the same hall (1室・2室) stands for those, and they for theirs; every other
    room is itself. Two rooms cannot be used at one time when they have one of these in common.
    """
    rooms = list(rooms)
    names = {label_key(room.name): room.name for room in reversed(rooms)}
    return {room.id: _taken_up(room.name, names) for room in rooms}


def joined_rooms(venue: Venue, before: Venue | None = None) -> tuple[JoinedRoom, ...]:
    """Return the rooms of a hall that are made of others and were not so before, for a warning when they are made."""
    was = {} if before is None else smallest_rooms(before.rooms)
    now = smallest_rooms(venue.rooms)
    return tuple(
        JoinedRoom(f"{venue.name} {room.name}", tuple(now[room.id].values()))
        for room in venue.rooms
        if len(now[room.id]) > 1 and now[room.id].keys() != was.get(room.id, {}).keys()
    )


def _taken_up(name: str, names: Mapping[str, str]) -> dict[str, str]:
    # A part's key is shorter than the whole's, since no part is empty: this ends.
    parts = _parts([one for one in _JOINTS.split(unicodedata.normalize("NFKC", name)) if one], names)
    if len(parts) < 2:
        return {label_key(name): name}
    return {key: part for one in parts for key, part in _taken_up(names[one], names).items()}


def _parts(pieces: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the rooms a name (split at its joints, joints kept) lists without rest, or nothing.

    A room's own name may have such a sign in it (和室・茶室・1室 with rooms 和室・茶室 and 1室), so pieces are joined
    again where needed; more rooms are preferred to fewer.
    """
    found: list[tuple[str, ...] | None] = [None] * (len(pieces) + 1)
    found[len(pieces)] = ()
    for start in range(len(pieces) - 1, -1, -1):
        best: tuple[str, ...] | None = None
        for end in range(start + 1, len(pieces) + 1):
            after = end if end == len(pieces) else end + 1
            rest = found[after]
            key = label_key("".join(pieces[start:end]))
            is_joint = end < len(pieces) and not _JOINTS.fullmatch(pieces[end])
            if rest is None or is_joint or after == len(pieces) > end or not key or key not in names:
                continue
            if best is None or len(rest) >= len(best):
                best = (key, *rest)
        found[start] = best
    return found[0] or ()
